/* SPDX-License-Identifier: GPL-2.0 */
/* The rows of the view "zones", as the verbs need them. */
#ifndef ZONES_H
#define ZONES_H

#include <stddef.h>
#include <stdint.h>

#include "doc.h"

/**
 * struct zone - a zone of a node
 * @name: its name; owned by the document
 * @nid: its node
 * @managed: pages the allocator has
 * @free: of these, on the free lists
 * @pcp: of these, in the per-CPU lists
 * @min: watermark below which only the kernel's reserve is left
 * @low: watermark below which kswapd wakes
 * @high: watermark at which it sleeps again
 * @boost: by which the watermarks are raised for the moment
 */
struct zone {
	const char *name;
	uint64_t nid;
	uint64_t managed;
	uint64_t free;
	uint64_t pcp;
	uint64_t min;
	uint64_t low;
	uint64_t high;
	uint64_t boost;
};

int zone_read(const struct doc *doc, const struct part *part, const struct row *row,
	      struct zone *zone, struct fault *why);
const char *zone_pressure(const struct zone *zone);

#endif /* ZONES_H */
