// SPDX-License-Identifier: GPL-2.0
/*
 * The view `zones.bin`: what zones and buddy have, in one look. Numbers of a zone
 * are copied next to each other in time, and nothing is formatted.
 */
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/string.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "counter.h"
#include "zone.h"

static_assert(NR_PAGE_ORDERS <= KMEMLAB_ORDERS);
static_assert(MAX_NR_ZONES <= KMEMLAB_ZONES);

static void copy_lists(struct kmemlab_zone *record, const struct zone *zone)
{
	unsigned int i;

	memset(record->free_blocks, 0xff, sizeof(record->free_blocks));
	for (i = 0; i < NR_PAGE_ORDERS; i++)
		record->free_blocks[i] = KML_RACY(zone->free_area[i].nr_free);
	memset(record->reserve, 0xff, sizeof(record->reserve));
	for (i = 0; i < MAX_NR_ZONES; i++)
		record->reserve[i] = KML_RACY(zone->lowmem_reserve[i]);
}

static void copy_counters(struct kmemlab_zone *record, const struct zone *zone)
{
	unsigned int i;

	for (i = 0; i < KMEMLAB_ZONE_COUNTERS; i++)
		record->counters[i] = kml_zone_counter(zone, i);
	for (i = 0; i < KMEMLAB_NODE_COUNTERS; i++)
		record->node_counters[i] = kml_node_counter(record->nid, i);
}

static void copy_watermarks(struct kmemlab_zone *record, struct zone *zone)
{
	record->min = kml_zone_watermark(zone, WMARK_MIN);
	record->low = kml_zone_watermark(zone, WMARK_LOW);
	record->high = kml_zone_watermark(zone, WMARK_HIGH);
	record->promo = kml_zone_watermark(zone, WMARK_PROMO);
	record->boost = KML_RACY(zone->watermark_boost);
}

static void copy_zone(struct kmemlab_zone *record, struct zone *zone, bool addresses)
{
	bool populated = kml_zone_is_populated(zone);

	record->nid = zone_to_nid(zone);
	record->zid = zone_idx(zone);
	strscpy_pad(record->name, zone->name, sizeof(record->name));
	record->start_pfn = populated ? KML_RACY(zone->zone_start_pfn) : -1;
	if (!addresses)
		record->start_pfn = 0;
	record->spanned = KML_RACY(zone->spanned_pages);
	record->present = KML_RACY(zone->present_pages);
	record->managed = zone_managed_pages(zone);
	record->pcp = populated ? kml_zone_pcp_pages(zone) : 0;
	record->high_atomic = KML_RACY(zone->nr_reserved_highatomic);
	record->cma = kml_zone_cma_pages(zone);
	copy_watermarks(record, zone);
	copy_lists(record, zone);
	copy_counters(record, zone);
}

static int record_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct zone *zone = kml_zone_next(pos);
	struct kmemlab_zone record;

	if (!zone)
		return 0;
	copy_zone(&record, zone, s->may_see_addresses);
	kml_text_bytes(t, &record, sizeof(record));
	return 1;
}

static const struct kml_section sections[] = {
	{ "zone", "", record_row },
	{ }
};

const struct kml_file kml_zones_bin_file = {
	.name = KMEMLAB_FILE_ZONES_BIN,
	.help = "zones, their free lists and counters, as records of struct kmemlab_zone",
	.version = 1,
	.binary = true,
	.sections = sections,
};
