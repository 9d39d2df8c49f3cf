// SPDX-License-Identifier: GPL-2.0
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/vmstat.h>

#include "counter.h"

const char * const kml_zone_counter_names[KMEMLAB_ZONE_COUNTERS] = {
	[KMEMLAB_ZONE_FREE] = "nr_free_pages",
	[KMEMLAB_ZONE_INACTIVE_ANON] = "nr_zone_inactive_anon",
	[KMEMLAB_ZONE_ACTIVE_ANON] = "nr_zone_active_anon",
	[KMEMLAB_ZONE_INACTIVE_FILE] = "nr_zone_inactive_file",
	[KMEMLAB_ZONE_ACTIVE_FILE] = "nr_zone_active_file",
	[KMEMLAB_ZONE_UNEVICTABLE] = "nr_zone_unevictable",
	[KMEMLAB_ZONE_WRITE_PENDING] = "nr_zone_write_pending",
	[KMEMLAB_ZONE_MLOCK] = "nr_mlock",
	[KMEMLAB_ZONE_FREE_CMA] = "nr_free_cma",
};

static const enum zone_stat_item zone_items[KMEMLAB_ZONE_COUNTERS] = {
	[KMEMLAB_ZONE_FREE] = NR_FREE_PAGES,
	[KMEMLAB_ZONE_INACTIVE_ANON] = NR_ZONE_INACTIVE_ANON,
	[KMEMLAB_ZONE_ACTIVE_ANON] = NR_ZONE_ACTIVE_ANON,
	[KMEMLAB_ZONE_INACTIVE_FILE] = NR_ZONE_INACTIVE_FILE,
	[KMEMLAB_ZONE_ACTIVE_FILE] = NR_ZONE_ACTIVE_FILE,
	[KMEMLAB_ZONE_UNEVICTABLE] = NR_ZONE_UNEVICTABLE,
	[KMEMLAB_ZONE_WRITE_PENDING] = NR_ZONE_WRITE_PENDING,
	[KMEMLAB_ZONE_MLOCK] = NR_MLOCK,
	[KMEMLAB_ZONE_FREE_CMA] = NR_FREE_CMA_PAGES,
};

const char * const kml_node_counter_names[KMEMLAB_NODE_COUNTERS] = {
	[KMEMLAB_NODE_INACTIVE_ANON] = "nr_inactive_anon",
	[KMEMLAB_NODE_ACTIVE_ANON] = "nr_active_anon",
	[KMEMLAB_NODE_INACTIVE_FILE] = "nr_inactive_file",
	[KMEMLAB_NODE_ACTIVE_FILE] = "nr_active_file",
	[KMEMLAB_NODE_UNEVICTABLE] = "nr_unevictable",
	[KMEMLAB_NODE_SLAB_RECLAIMABLE] = "nr_slab_reclaimable",
	[KMEMLAB_NODE_SLAB_UNRECLAIMABLE] = "nr_slab_unreclaimable",
	[KMEMLAB_NODE_ISOLATED_ANON] = "nr_isolated_anon",
	[KMEMLAB_NODE_ISOLATED_FILE] = "nr_isolated_file",
	[KMEMLAB_NODE_ANON_PAGES] = "nr_anon_pages",
	[KMEMLAB_NODE_MAPPED] = "nr_mapped",
	[KMEMLAB_NODE_FILE_PAGES] = "nr_file_pages",
	[KMEMLAB_NODE_DIRTY] = "nr_dirty",
	[KMEMLAB_NODE_WRITEBACK] = "nr_writeback",
	[KMEMLAB_NODE_SHMEM] = "nr_shmem",
	[KMEMLAB_NODE_MISC_RECLAIMABLE] = "nr_kernel_misc_reclaimable",
	[KMEMLAB_NODE_STACK_KIB] = "nr_kernel_stack",
	[KMEMLAB_NODE_PAGE_TABLE] = "nr_page_table_pages",
	[KMEMLAB_NODE_SEC_PAGE_TABLE] = "nr_sec_page_table_pages",
};

static const enum node_stat_item node_items[KMEMLAB_NODE_COUNTERS] = {
	[KMEMLAB_NODE_INACTIVE_ANON] = NR_INACTIVE_ANON,
	[KMEMLAB_NODE_ACTIVE_ANON] = NR_ACTIVE_ANON,
	[KMEMLAB_NODE_INACTIVE_FILE] = NR_INACTIVE_FILE,
	[KMEMLAB_NODE_ACTIVE_FILE] = NR_ACTIVE_FILE,
	[KMEMLAB_NODE_UNEVICTABLE] = NR_UNEVICTABLE,
	[KMEMLAB_NODE_SLAB_RECLAIMABLE] = NR_SLAB_RECLAIMABLE_B,
	[KMEMLAB_NODE_SLAB_UNRECLAIMABLE] = NR_SLAB_UNRECLAIMABLE_B,
	[KMEMLAB_NODE_ISOLATED_ANON] = NR_ISOLATED_ANON,
	[KMEMLAB_NODE_ISOLATED_FILE] = NR_ISOLATED_FILE,
	[KMEMLAB_NODE_ANON_PAGES] = NR_ANON_MAPPED,
	[KMEMLAB_NODE_MAPPED] = NR_FILE_MAPPED,
	[KMEMLAB_NODE_FILE_PAGES] = NR_FILE_PAGES,
	[KMEMLAB_NODE_DIRTY] = NR_FILE_DIRTY,
	[KMEMLAB_NODE_WRITEBACK] = NR_WRITEBACK,
	[KMEMLAB_NODE_SHMEM] = NR_SHMEM,
	[KMEMLAB_NODE_MISC_RECLAIMABLE] = NR_KERNEL_MISC_RECLAIMABLE,
	[KMEMLAB_NODE_STACK_KIB] = NR_KERNEL_STACK_KB,
	[KMEMLAB_NODE_PAGE_TABLE] = NR_PAGETABLE,
	[KMEMLAB_NODE_SEC_PAGE_TABLE] = NR_SECONDARY_PAGETABLE,
};

/**
 * kml_zone_counter - a counter of a zone
 * @zone: the zone
 * @which: the counter
 *
 * Return: pages, without what CPUs have not added yet.
 */
u64 kml_zone_counter(const struct zone *zone, enum kmemlab_zone_counter which)
{
	return max(atomic_long_read(&zone->vm_stat[zone_items[which]]), 0L);
}

/**
 * kml_node_counter - a counter of a node
 * @nid: an online node
 * @which: the counter
 *
 * node_page_state() is not for modules; it reads this, too.
 *
 * Return: pages, of stacks KiB, without what CPUs have not added yet.
 */
u64 kml_node_counter(int nid, enum kmemlab_node_counter which)
{
	return max(atomic_long_read(&NODE_DATA(nid)->vm_stat[node_items[which]]), 0L);
}
