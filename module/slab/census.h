/* SPDX-License-Identifier: GPL-2.0 */
/* A pass over all slabs, summed by cache. */
#ifndef KML_SLAB_CENSUS_H
#define KML_SLAB_CENSUS_H

#include <linux/hash.h>

#include "../file.h"
#include "cache.h"
#include "cached.h"

#define KML_TENTHS	10

/**
 * struct kml_slab_found - what a pass found of a cache
 * @pages: frames of its slabs
 * @objects: they have
 * @free: objects on the free lists of slabs that are on a list of their node
 * @idle: objects on those of slabs that are a CPU's
 * @slabs: how many
 * @full: those without an object on their free list
 * @empty: those with no object off it
 * @tenths: slabs by the part of their objects that is off it; full ones are in the
 *	last
 */
struct kml_slab_found {
	u64 pages;
	u64 objects;
	u64 free;
	u64 idle;
	u32 slabs;
	u32 full;
	u32 empty;
	u32 tenths[KML_TENTHS];
};

/**
 * struct kml_slab_row - a cache in a census
 * @cache: what it is; without a name it is to be left out
 * @found: what its slabs say
 * @cached: what its CPUs keep
 * @stamp: of it before the pass
 * @is_exact: nothing was allocated while it was counted
 * @retries: passes that were dropped for it
 */
struct kml_slab_row {
	struct kml_cache cache;
	struct kml_slab_found found;
	struct kml_cached cached;
	struct kml_stamp stamp;
	bool is_exact;
	u8 retries;
};

/**
 * struct kml_slab_census - all caches
 * @rows: the caches
 * @nr: how many
 * @room: rows there is room for
 * @nodes: slabs of row i on node n at [i * @nr_nodes + n]
 * @nr_nodes: node numbers there may be
 * @hash: from addresses of caches to rows + 1, a power of two long
 * @hash_mask: length of @hash - 1
 * @listed: the whole list of caches was walked: none without a slab is left out
 * @torn: slabs that changed while they were looked at
 * @gone: slabs of caches that were destroyed meanwhile
 * @beyond: slabs for whose cache there was no row left
 * @kfence_pages: frames of the pool of KFENCE that pass for slabs
 * @passes: over all frames
 * @bytes: held, for the limit
 * @note: the consistency of all this, for the session
 */
struct kml_slab_census {
	struct kml_slab_row *rows;
	unsigned int nr;
	unsigned int room;
	u32 *nodes;
	unsigned int nr_nodes;
	u16 *hash;
	unsigned int hash_mask;
	bool listed;
	u64 torn;
	u64 gone;
	u64 beyond;
	u64 kfence_pages;
	unsigned int passes;
	size_t bytes;
	char note[160];
};

int kml_slab_census_take(struct kml_session *s, struct kml_slab_census *c);

int kml_slab_rows_take(struct kml_session *s, struct kml_slab_census *c);
void kml_slab_rows_give(struct kml_slab_census *c);
bool kml_slab_rows_more(const struct kml_slab_census *c);
void kml_slab_rows_exit(void);
struct kml_slab_row *kml_slab_row_listed(struct kml_slab_census *c, unsigned long at);
bool kml_slab_row_enter(struct kml_slab_census *c, struct kml_slab_row *row,
			unsigned long at);
void kml_slab_row_clear(struct kml_slab_census *c, struct kml_slab_row *row);
struct kml_slab_row *kml_slab_row_find(struct kml_slab_census *c, unsigned long at);

/**
 * kml_slab_row_of - the row of a cache, entered if it is new
 * @c: the census
 * @at: address of the cache, any number
 *
 * Asked for each slab: nearly all find their cache at the first look.
 *
 * Return: the row, or NULL: there is no such cache, or no row left.
 */
static __always_inline struct kml_slab_row *
kml_slab_row_of(struct kml_slab_census *c, unsigned long at)
{
	unsigned int nr = c->hash[hash_long(at, 32) & c->hash_mask];

	if (likely(nr && c->rows[nr - 1].cache.at == at))
		return &c->rows[nr - 1];
	return kml_slab_row_find(c, at);
}

#endif /* KML_SLAB_CENSUS_H */
