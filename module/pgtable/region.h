/* SPDX-License-Identifier: GPL-2.0 */
/* The regions of the kernel's half, as the architecture lays them out. */
#ifndef KML_REGION_H
#define KML_REGION_H

#include <linux/types.h>

#define KML_REGIONS_MAX	16

/**
 * struct kml_region - a region
 * @name: one word
 * @start: first address
 * @last: last address
 */
struct kml_region {
	const char *name;
	u64 start;
	u64 last;
};

unsigned int kml_regions(struct kml_region *regions);
struct kml_region kml_region_of(u64 addr);

#endif /* KML_REGION_H */
