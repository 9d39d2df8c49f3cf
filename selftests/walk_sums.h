/* SPDX-License-Identifier: GPL-2.0 */
/* What mode=summary, runs and extents must say, reckoned from mode=pages. */
#ifndef WALK_SUMS_H
#define WALK_SUMS_H

#include <stdint.h>

#include "walk.h"

#define GROUP_SIZES 4

struct sums {
	uint64_t present, not_present, small, large, gigantic;
	uint64_t accessed, writable;
	uint64_t anon, file, zero, other;
	uint64_t runs, extents, longest;
	uint64_t extents_from[64], pages_from[64];	/* by power of two */
	uint64_t groups[GROUP_SIZES];
	uint64_t tlb_mapped, tlb_least;
};

extern const uint64_t group_bytes[GROUP_SIZES];

/* Of entries of one area. */
struct sums sums_of(const struct walk *walk);

/* Flags in text are the processor's; it takes binary to see that a page was dirty. */
uint64_t dirty_pages_of(const struct walk *binary);

#endif /* WALK_SUMS_H */
