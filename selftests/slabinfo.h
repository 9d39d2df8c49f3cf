/* SPDX-License-Identifier: GPL-2.0 */
/* What /proc/slabinfo and /sys/kernel/slab say, and the view slabs. */
#ifndef SLABINFO_H
#define SLABINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answer.h"

#define SLABINFO_MAX	1024

/* A cache, as slabinfo has it. */
struct peer {
	char name[128];
	uint64_t active;
	uint64_t objects;
	uint64_t slabs;
};

/* Fills up to SLABINFO_MAX; returns how many. */
size_t slabinfo_read(struct peer *peers);
/* NULL: there is none. */
const struct peer *slabinfo_find(const struct peer *peers, size_t nr, const char *name);
/* Are both there, with the same numbers? */
bool slabinfo_same(const struct peer *a, const struct peer *b);

/* A number of /sys/kernel/slab/@name/@file; false: there is no such file. */
bool slab_attribute(const char *name, const char *file, uint64_t *value);
bool slab_debug_is_on(void);

/* Has the module the layout of slabs? */
bool slabs_available(void);
/* The section cache of the view; ends the test if it is refused. */
const struct section *slabs_view(void);

#define NEED_SLABS() do {						\
		if (!slabs_available())					\
			SKIP(return, "the module was built without BTF of this kernel"); \
	} while (0)

#endif /* SLABINFO_H */
