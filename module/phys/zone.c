// SPDX-License-Identifier: GPL-2.0
#include <linux/cpumask.h>
#include <linux/nodemask.h>
#include <linux/percpu.h>

#include "../compat.h"
#include "zone.h"

/**
 * kml_zone_next - walk all zones of all online nodes
 * @pos: node * MAX_NR_ZONES + zone to begin with; moved behind the zone found
 *
 * for_each_zone() is not for modules: next_online_pgdat() is not exported.
 * Nothing is held: a node that goes offline keeps its pg_data_t on x86
 * (mm/memory_hotplug.c, try_offline_node()), with its zones emptied.
 *
 * Return: the zone, or NULL at the end.
 */
struct zone *kml_zone_next(u64 *pos)
{
	struct zone *zone;
	int nid;

	for (nid = *pos / MAX_NR_ZONES; nid < nr_node_ids; nid++) {
		if (node_online(nid)) {
			zone = &NODE_DATA(nid)->node_zones[*pos % MAX_NR_ZONES];
			++*pos;
			return zone;
		}
		*pos = (u64)(nid + 1) * MAX_NR_ZONES;
	}
	return NULL;
}

/**
 * kml_zone_rows - walk a section that has a fixed number of rows a zone
 * @pos: index of the zone * @per + row to begin with; moved behind the row
 *	found
 * @per: rows a zone
 * @row: set to the row found, below @per
 *
 * Only zones that have memory are visited.
 *
 * Return: the zone, or NULL at the end.
 */
struct zone *kml_zone_rows(u64 *pos, unsigned int per, unsigned int *row)
{
	u64 asked = *pos / per, next = asked;
	struct zone *zone;

	do {
		zone = kml_zone_next(&next);
	} while (zone && !kml_zone_is_populated(zone));
	if (!zone)
		return NULL;
	*row = next - 1 == asked ? *pos % per : 0;
	*pos = (next - 1) * per + *row + 1;
	return zone;
}

/**
 * kml_zone_of - the zone that a struct page names
 * @page: of an online frame
 *
 * What firmware reserves at the end of a node's RAM, and no zone spans, names one
 * past the last zone (mm/mm_init.c, __init_page_from_nid(); in v6.12
 * init_reserved_page()). Memory that goes offline meanwhile may name anything.
 * page_zone() trusts both; page_to_nid() stops a debug kernel for the second.
 *
 * Return: the zone, or NULL.
 */
struct zone *kml_zone_of(const struct page *page)
{
	unsigned long flags = kml_page_flags(page);
	unsigned int zid = (flags >> ZONES_PGSHIFT) & ZONES_MASK;
	unsigned int nid = (flags >> NODES_PGSHIFT) & NODES_MASK;

	if (zid >= MAX_NR_ZONES || nid >= nr_node_ids || !NODE_DATA(nid))
		return NULL;
	return &NODE_DATA(nid)->node_zones[zid];
}

/**
 * kml_zone_put - the columns nid and zone of a row
 * @t: the text
 * @zone: the zone, or NULL: it does not apply
 */
void kml_zone_put(struct kml_text *t, struct zone *zone)
{
	if (zone) {
		kml_text_int(t, zone_to_nid(zone));
		kml_text_str(t, zone->name);
	} else {
		kml_text_none(t);
		kml_text_none(t);
	}
}

/**
 * kml_zone_pcp_pages - free pages of a zone in per-CPU lists
 * @zone: a populated zone
 *
 * The counts are read one by one without their locks.
 *
 * Return: pages.
 */
u64 kml_zone_pcp_pages(const struct zone *zone)
{
	u64 pages = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		pages += KML_RACY(per_cpu_ptr(zone->per_cpu_pageset, cpu)->count);
	return pages;
}

/**
 * kml_zone_cma_pages - pages of a zone in areas for contiguous allocations
 * @zone: the zone
 *
 * Return: pages.
 */
u64 kml_zone_cma_pages(const struct zone *zone)
{
#ifdef CONFIG_CMA
	return KML_RACY(zone->cma_pages);
#else
	return 0;
#endif
}

/**
 * kml_zones_free_pages - free pages of all zones by the free lists' own counts
 *
 * They are read one by one without a lock; pages in per-CPU lists are not in them.
 *
 * Return: pages.
 */
u64 kml_zones_free_pages(void)
{
	u64 pages = 0, pos = 0;
	unsigned int order;
	struct zone *zone;

	while ((zone = kml_zone_next(&pos)))
		for (order = 0; order < NR_PAGE_ORDERS; order++)
			pages += (u64)KML_RACY(zone->free_area[order].nr_free) << order;
	return pages;
}
