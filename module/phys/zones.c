// SPDX-License-Identifier: GPL-2.0
/* The view `zones`: what decides the fate of an allocation, zone by zone. */
#include <linux/cpumask.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/nodemask.h>
#include <linux/percpu.h>
#include <linux/topology.h>
#include <linux/vmstat.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "counter.h"
#include "zone.h"

static int node_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	int nid = (*pos)++;

	if (nid >= nr_node_ids)
		return 0;
	if (!node_online(nid))
		return 1;
	kml_text_int(t, nid);
	kml_text_uint(t, KML_RACY(NODE_DATA(nid)->node_present_pages));
	kml_text_uint(t, KML_RACY(NODE_DATA(nid)->node_spanned_pages));
	kml_text_uint(t, cpumask_weight(cpumask_of_node(nid)));
	kml_text_row_end(t);
	return 1;
}

static void put_zone_name(struct kml_text *t, struct zone *zone)
{
	kml_text_int(t, zone_to_nid(zone));
	kml_text_str(t, zone->name);
}

static void put_watermarks(struct kml_text *t, struct zone *zone)
{
	kml_text_uint(t, kml_zone_watermark(zone, WMARK_MIN));
	kml_text_uint(t, kml_zone_watermark(zone, WMARK_LOW));
	kml_text_uint(t, kml_zone_watermark(zone, WMARK_HIGH));
	kml_text_uint(t, kml_zone_watermark(zone, WMARK_PROMO));
	kml_text_uint(t, KML_RACY(zone->watermark_boost));
}

static int zone_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct zone *zone = kml_zone_next(pos);
	bool populated = zone && kml_zone_is_populated(zone);

	if (!zone)
		return 0;
	kml_text_int(t, zone_to_nid(zone));
	kml_text_int(t, zone_idx(zone));
	kml_text_str(t, zone->name);
	if (populated)
		kml_text_hex(t, s->may_see_addresses ? KML_RACY(zone->zone_start_pfn) : 0);
	else
		kml_text_none(t);
	kml_text_uint(t, KML_RACY(zone->spanned_pages));
	kml_text_uint(t, KML_RACY(zone->present_pages));
	kml_text_uint(t, zone_managed_pages(zone));
	kml_text_uint(t, zone_page_state(zone, NR_FREE_PAGES));
	kml_text_uint(t, populated ? kml_zone_pcp_pages(zone) : 0);
	put_watermarks(t, zone);
	kml_text_uint(t, KML_RACY(zone->nr_reserved_highatomic));
	kml_text_uint(t, kml_zone_cma_pages(zone));
	kml_text_row_end(t);
	return 1;
}

/* Below its own index a zone holds nothing back. */
static int reserve_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	unsigned int zid;
	struct zone *zone = kml_zone_rows(pos, MAX_NR_ZONES, &zid);

	if (!zone)
		return 0;
	if (zid <= zone_idx(zone))
		return 1;
	put_zone_name(t, zone);
	kml_text_str(t, zone->zone_pgdat->node_zones[zid].name);
	kml_text_uint(t, KML_RACY(zone->lowmem_reserve[zid]));
	kml_text_row_end(t);
	return 1;
}

static int pcp_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	unsigned int cpu;
	struct zone *zone = kml_zone_rows(pos, nr_cpu_ids, &cpu);
	const struct per_cpu_pages *pcp;

	if (!zone)
		return 0;
	if (!cpu_online(cpu))
		return 1;
	pcp = per_cpu_ptr(zone->per_cpu_pageset, cpu);
	put_zone_name(t, zone);
	kml_text_int(t, cpu);
	kml_text_int(t, KML_RACY(pcp->count));
	kml_text_int(t, KML_RACY(pcp->high));
	kml_text_int(t, KML_RACY(pcp->batch));
	kml_text_row_end(t);
	return 1;
}

static int counter_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	unsigned int i;
	struct zone *zone = kml_zone_rows(pos, KMEMLAB_ZONE_COUNTERS, &i);

	if (!zone)
		return 0;
	put_zone_name(t, zone);
	kml_text_str(t, kml_zone_counter_names[i]);
	kml_text_uint(t, kml_zone_counter(zone, i));
	kml_text_row_end(t);
	return 1;
}

static int node_counter_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	unsigned int nid = *pos / KMEMLAB_NODE_COUNTERS;
	unsigned int i = (*pos)++ % KMEMLAB_NODE_COUNTERS;

	if (nid >= nr_node_ids)
		return 0;
	if (!node_online(nid))
		return 1;
	kml_text_int(t, nid);
	kml_text_str(t, kml_node_counter_names[i]);
	kml_text_uint(t, kml_node_counter(nid, i));
	kml_text_row_end(t);
	return 1;
}

/* As firmware tells it: 10 is the node itself. */
static int distance_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	unsigned int from = *pos / nr_node_ids, to = (*pos)++ % nr_node_ids;

	if (from >= nr_node_ids)
		return 0;
	if (!node_online(from) || !node_online(to))
		return 1;
	kml_text_int(t, from);
	kml_text_int(t, to);
	kml_text_int(t, node_distance(from, to));
	kml_text_row_end(t);
	return 1;
}

static const struct kml_section sections[] = {
	{ "node", "nid:int present_pages:int spanned_pages:int cpus:int", node_row },
	{ "zone",
	  "nid:int zid:int zone:str start_pfn:hex spanned_pages:int present_pages:int "
	  "managed_pages:int free_pages:int pcp_pages:int min_pages:int low_pages:int "
	  "high_pages:int promo_pages:int boost_pages:int high_atomic_pages:int "
	  "cma_pages:int",
	  zone_row },
	{ "reserve", "nid:int zone:str for_zone:str reserve_pages:int", reserve_row },
	{ "pcp",
	  "nid:int zone:str cpu:int count_pages:int high_pages:int batch_pages:int",
	  pcp_row },
	{ "counter", "nid:int zone:str name:str value:int", counter_row },
	{ "node_counter", "nid:int name:str value:int", node_counter_row },
	{ "distance", "nid:int to_nid:int distance:int", distance_row },
	{ }
};

const struct kml_file kml_zones_file = {
	.name = KMEMLAB_FILE_ZONES,
	.help = "zones: sizes, free pages, watermarks, reserves, per-CPU lists, counters",
	.version = 1,
	.consistency = "racy, counters read one by one without a lock",
	.sections = sections,
};
