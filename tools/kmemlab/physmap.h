/* SPDX-License-Identifier: GPL-2.0 */
/* The map of pageblocks, as physmap.c reads and physmap_print.c draws it. */
#ifndef PHYSMAP_H
#define PHYSMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <kmemlab.h>

#include "session.h"

enum map_by {
	BY_TYPE,
	BY_FREE,
	BY_MIGRATE,
	BY_MIXED,
};

/**
 * struct map_block - a pageblock
 * @pfn: of its first frame, or 0
 * @pages: frames in it
 * @mixed: 1: it is mixed
 * @frames: by class
 * @nid: node, or "-"; owned by the document, as all text here
 * @zone: zone, or "-"
 * @migrate: migrate type, or "-"
 */
struct map_block {
	uint64_t pfn;
	uint64_t pages;
	uint64_t mixed;
	uint64_t frames[KMEMLAB_CLASSES];
	const char *nid;
	const char *zone;
	const char *migrate;
};

void physmap_print(const struct session *session, const struct map_block *blocks,
		   size_t nr, enum map_by by);

#endif /* PHYSMAP_H */
