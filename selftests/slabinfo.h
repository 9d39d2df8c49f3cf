/* SPDX-License-Identifier: GPL-2.0 */
/* What /proc/slabinfo says. */
#ifndef SLABINFO_H
#define SLABINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

#endif /* SLABINFO_H */
