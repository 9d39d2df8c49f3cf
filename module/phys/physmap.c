// SPDX-License-Identifier: GPL-2.0
/* The views `physmap` and `physmap.bin`: what each pageblock holds. */
#include <linux/mmzone.h>

#include <kmemlab.h>
#include "../files.h"
#include "scan.h"
#include "zone.h"

static int physmap_run(struct kml_session *s)
{
	kml_scan_all(s->state);
	return 0;
}

static void put_place(struct kml_text *t, const struct kmemlab_physmap *map)
{
	kml_zone_put(t, map->zid < 0 ? NULL : &NODE_DATA(map->nid)->node_zones[map->zid]);
	if (map->migrate < 0)
		kml_text_none(t);
	else
		kml_text_str(t, kml_migrate_names[map->migrate]);
}

static int text_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct kml_block block;
	int i;

	if (!kml_scan_next(s->state, &block))
		return 0;
	kml_text_hex(t, s->may_see_addresses ? block.map.pfn : 0);
	put_place(t, &block.map);
	kml_text_uint(t, !!(block.map.flags & KMEMLAB_BLOCK_MIXED));
	if (block.map.largest_order < 0)
		kml_text_none(t);
	else
		kml_text_int(t, block.map.largest_order);
	kml_text_uint(t, block.frames);
	for (i = 0; i < KMEMLAB_CLASSES; i++)
		kml_text_uint(t, block.map.frames[i]);
	kml_text_uint(t, block.map.thp);
	kml_text_uint(t, block.map.compound);
	kml_text_row_end(t);
	return 1;
}

static int record_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct kml_block block;

	if (!kml_scan_next(s->state, &block))
		return 0;
	if (!s->may_see_addresses)
		block.map.pfn = 0;
	kml_text_bytes(t, &block.map, sizeof(block.map));
	return 1;
}

static const struct kml_section text_sections[] = {
	{ "block",
	  "pfn:hex nid:int zone:str migrate:str mixed:int largest_order:int pages:int "
	  "free_pages:int pcp_pages:int anon_pages:int file_pages:int shmem_pages:int "
	  "slab_pages:int pgtable_pages:int hugetlb_pages:int movable_ops_pages:int "
	  "kernel_pages:int reserved_pages:int offline_pages:int hwpoison_pages:int "
	  "device_pages:int thp_pages:int compound_pages:int",
	  text_row },
	{ }
};

static const struct kml_section record_sections[] = {
	{ "block", "", record_row },
	{ }
};

const struct kml_file kml_physmap_file = {
	.name = KMEMLAB_FILE_PHYSMAP,
	.help = "what each pageblock of RAM holds",
	.version = 1,
	.state_size = sizeof(struct kml_scan),
	.consistency = "racy, each pageblock at a moment of its own, without a lock",
	.run = physmap_run,
	.sections = text_sections,
};

const struct kml_file kml_physmap_bin_file = {
	.name = KMEMLAB_FILE_PHYSMAP_BIN,
	.help = "the same as records of struct kmemlab_physmap",
	.version = 1,
	.binary = true,
	.state_size = sizeof(struct kml_scan),
	.run = physmap_run,
	.sections = record_sections,
};
