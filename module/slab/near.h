/* SPDX-License-Identifier: GPL-2.0 */
/* Finding a cache by its name, or names like it. */
#ifndef KML_SLAB_NEAR_H
#define KML_SLAB_NEAR_H

#include "cache.h"

/**
 * struct kml_near - names like one that was not found
 * @names: joined by ", "; "" if there is none
 */
struct kml_near {
	char names[256];
};

bool kml_cache_find(const char *name, struct kml_cache *cache, struct kml_near *near);

#endif /* KML_SLAB_NEAR_H */
