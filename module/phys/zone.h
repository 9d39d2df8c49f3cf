/* SPDX-License-Identifier: GPL-2.0 */
/* One iteration over the zones, for every view that has a row a zone. */
#ifndef KML_ZONE_H
#define KML_ZONE_H

#include <linux/mm_types.h>
#include <linux/mmzone.h>
#include <linux/types.h>

#include "../racy.h"
#include "../text.h"

struct zone *kml_zone_next(u64 *pos);
struct zone *kml_zone_rows(u64 *pos, unsigned int per, unsigned int *row);
struct zone *kml_zone_of(const struct page *page);
void kml_zone_put(struct kml_text *t, struct zone *zone);
u64 kml_zone_pcp_pages(const struct zone *zone);
u64 kml_zone_cma_pages(const struct zone *zone);
u64 kml_zones_free_pages(void);

/**
 * kml_zone_is_populated() - has a zone pages that are present?
 * @zone: the zone, which may gain or lose all of its memory at any moment
 *
 * Return: what it had.
 */
static inline bool kml_zone_is_populated(struct zone *zone)
{
	/* Hotplug writes it, under a lock that is not taken here. */
	return data_race(populated_zone(zone));
}

/**
 * kml_zone_watermark() - a watermark as the allocator compares it: with the boost
 * @zone: the zone
 * @mark: which one
 *
 * Return: pages. The mark and the boost are two fields, each of which may change.
 */
static inline u64 kml_zone_watermark(const struct zone *zone, enum zone_watermarks mark)
{
	/* Reclaim and hotplug write them, under locks that are not taken here. */
	return data_race(wmark_pages(zone, mark));
}

#endif /* KML_ZONE_H */
