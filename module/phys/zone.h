/* SPDX-License-Identifier: GPL-2.0 */
/* One iteration over the zones, for every view that has a row a zone. */
#ifndef KML_ZONE_H
#define KML_ZONE_H

#include <linux/mmzone.h>
#include <linux/types.h>

struct zone *kml_zone_next(u64 *pos);
struct zone *kml_zone_rows(u64 *pos, unsigned int per, unsigned int *row);
u64 kml_zone_pcp_pages(const struct zone *zone);
u64 kml_zone_cma_pages(const struct zone *zone);

#endif /* KML_ZONE_H */
