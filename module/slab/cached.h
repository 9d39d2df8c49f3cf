/* SPDX-License-Identifier: GPL-2.0 */
/* What of a cache lies with the CPUs, and whether a cache was at rest. */
#ifndef KML_CACHED_H
#define KML_CACHED_H

#include <linux/types.h>

#include "cache.h"

/**
 * struct kml_stamp - of one cache: the same twice if nothing happened between
 * @with_cpus: mixes what changes when a CPU allocates or frees
 * @slabs: the allocator's own count of slabs
 * @objects: the same of objects, in use or not
 * @partial: slabs on the lists of nodes
 * @is_counted: the kernel keeps @slabs and @objects
 */
struct kml_stamp {
	u64 with_cpus;
	u64 slabs;
	u64 objects;
	u64 partial;
	bool is_counted;
};

/**
 * struct kml_cached - free objects that the slabs count as in use
 * @objects: how many were found
 * @unknown: objects that may be such: where they lie kept changing
 * @visited_again: some were visited that may not be such, as a try was dropped
 */
struct kml_cached {
	u64 objects;
	u64 unknown;
	bool visited_again;
};

/* Called for each object found; @at may have changed by now. */
typedef void (*kml_cached_visit)(void *arg, unsigned long at);

bool kml_cached_is_known(void);
bool kml_stamp_take(const struct kml_cache *cache, struct kml_stamp *stamp);
bool kml_stamp_same(const struct kml_stamp *a, const struct kml_stamp *b);
void kml_cached_count(const struct kml_cache *cache, struct kml_cached *cached,
		      kml_cached_visit visit, void *arg);

#endif /* KML_CACHED_H */
