/* SPDX-License-Identifier: GPL-2.0 */
/* One iteration over the zones, for every view that has a row a zone. */
#ifndef KML_ZONE_H
#define KML_ZONE_H

#include <linux/mm_types.h>
#include <linux/mmzone.h>
#include <linux/types.h>

#include "../text.h"

struct zone *kml_zone_next(u64 *pos);
struct zone *kml_zone_rows(u64 *pos, unsigned int per, unsigned int *row);
struct zone *kml_zone_of(const struct page *page);
void kml_zone_put(struct kml_text *t, struct zone *zone);
u64 kml_zone_pcp_pages(const struct zone *zone);
u64 kml_zone_cma_pages(const struct zone *zone);
u64 kml_zones_free_pages(void);

#endif /* KML_ZONE_H */
