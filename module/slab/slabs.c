// SPDX-License-Identifier: GPL-2.0
/* The views `slabs` and `slabs.bin`: every slab cache, counted. */
#include <linux/build_bug.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/nodemask.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <kmemlab.h>
#include "../files.h"
#include "census.h"
#include "proof.h"

/**
 * struct sums - the objects of a cache, each in one place but for @inuse
 * @inuse: off the free lists of the nodes, which is what /proc/slabinfo calls active
 * @cached: free, but kept by CPUs
 * @unknown: in use or cached
 * @live: in use
 */
struct sums {
	u64 inuse;
	u64 cached;
	u64 unknown;
	u64 live;
};

/* Of a cache that allocates the parts are not of one moment, and may not fit. */
static struct sums sums_of(const struct kml_slab_row *row)
{
	struct sums sums = { .inuse = row->found.objects - row->found.free };

	sums.cached = min(row->found.idle + row->cached.objects, sums.inuse);
	sums.unknown = min(row->cached.unknown, sums.inuse - sums.cached);
	sums.live = sums.inuse - sums.cached - sums.unknown;
	return sums;
}

static int slabs_run(struct kml_session *s)
{
	return kml_slab_census_take(s, s->state);
}

static void slabs_end(struct kml_session *s)
{
	kml_slab_rows_give(s->state);
}

/* The row at a position, or NULL at the end; caches that went are left out. */
static const struct kml_slab_row *row_at(const struct kml_slab_census *c, u64 *pos)
{
	while (*pos < c->nr && !c->rows[*pos].cache.name[0])
		++*pos;
	return *pos < c->nr ? &c->rows[(*pos)++] : NULL;
}

/* Columns that are numbers. */
#define PUT(t, ...) do {							\
		const u64 values[] = { __VA_ARGS__ };			\
		kml_text_uints(t, values, ARRAY_SIZE(values));		\
	} while (0)

static int cache_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_slab_row *row = row_at(s->state, pos);
	const struct kml_slab_found *found;
	const struct kml_cache *cache;
	u64 bytes, slots;
	struct sums sums;

	if (!row)
		return 0;
	cache = &row->cache;
	found = &row->found;
	sums = sums_of(row);
	bytes = found->pages * PAGE_SIZE;
	slots = found->objects * cache->size;
	kml_text_str(t, cache->name);
	PUT(t, kml_cache_aliases(cache), cache->object_size, kml_cache_usable(cache), cache->size,
	    cache->align, cache->order, cache->per_slab);
	PUT(t, found->slabs, found->objects, sums.inuse, sums.cached, sums.live, found->free,
	    sums.unknown, found->full, found->slabs - found->full - found->empty, found->empty);
	PUT(t, !!(cache->flags & (__force unsigned int)SLAB_RECLAIM_ACCOUNT),
	    !!(cache->flags & (__force unsigned int)SLAB_ACCOUNT), cache->has_ctor);
	PUT(t, bytes, slots - found->objects * cache->object_size, bytes - min(bytes, slots),
	    found->free * cache->size, row->is_exact, row->retries);
	kml_text_row_end(t);
	return 1;
}

/* Only where there is something to tell: what is neither full nor empty. */
static int occupancy_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_slab_row *row;
	const u32 *tenths;

	do {
		row = row_at(s->state, pos);
		if (!row)
			return 0;
	} while (row->found.slabs == row->found.full + row->found.empty);
	tenths = row->found.tenths;
	kml_text_str(t, row->cache.name);
	PUT(t, tenths[0], tenths[1], tenths[2], tenths[3], tenths[4], tenths[5], tenths[6],
	    tenths[7], tenths[8], tenths[9]);
	kml_text_row_end(t);
	return 1;
}

/* Positions are those of a table of rows by nodes. */
static int node_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_slab_census *c = s->state;
	const struct kml_slab_row *row;
	u32 slabs;

	if (c->nr_nodes == 1 || *pos >= (u64)c->nr * c->nr_nodes)
		return 0;
	row = &c->rows[*pos / c->nr_nodes];
	slabs = c->nodes[*pos];
	if (slabs && row->cache.name[0]) {
		kml_text_str(t, row->cache.name);
		kml_text_uint(t, *pos % c->nr_nodes);
		kml_text_uint(t, slabs);
		kml_text_row_end(t);
	}
	++*pos;
	return 1;
}

static int scan_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_slab_census *c = s->state;
	const struct {
		const char *name;
		u64 value;
	} rows[] = {
		{ "passes", c->passes },
		{ "caches", c->nr },
		{ "all_caches_listed", c->listed },
		{ "torn_slabs", c->torn },
		{ "gone_slabs", c->gone },
		{ "left_out_slabs", c->beyond },
		{ "kfence_pages", c->kfence_pages },
	};

	if (*pos == ARRAY_SIZE(rows))
		return 0;
	kml_text_str(t, rows[*pos].name);
	kml_text_uint(t, rows[*pos].value);
	kml_text_row_end(t);
	++*pos;
	return 1;
}

static u32 flags_of(const struct kml_slab_row *row)
{
	unsigned int flags = row->cache.flags;

	return (flags & (__force unsigned int)SLAB_RECLAIM_ACCOUNT ?
		KMEMLAB_CACHE_RECLAIMABLE : 0) |
	       (flags & (__force unsigned int)SLAB_ACCOUNT ? KMEMLAB_CACHE_ACCOUNTED : 0) |
	       (row->cache.has_ctor ? KMEMLAB_CACHE_CTOR : 0) |
	       (row->is_exact ? KMEMLAB_CACHE_EXACT : 0);
}

/* Filled in its place: what holds records holds nothing else, so they are aligned. */
static int record_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct kmemlab_cache *record = (struct kmemlab_cache *)(t->buf + t->len);
	const struct kml_slab_row *row = row_at(s->state, pos);
	struct sums sums;

	BUILD_BUG_ON(sizeof(record->name) != sizeof(row->cache.name));
	BUILD_BUG_ON(sizeof(record->tenths) != sizeof(row->found.tenths));
	if (!row)
		return 0;
	sums = sums_of(row);
	*record = (struct kmemlab_cache) {
		.aliases = kml_cache_aliases(&row->cache),
		.object_bytes = row->cache.object_size,
		.usable_bytes = kml_cache_usable(&row->cache),
		.slot_bytes = row->cache.size,
		.align_bytes = row->cache.align,
		.order = row->cache.order,
		.slab_objects = row->cache.per_slab,
		.flags = flags_of(row),
		.slabs = row->found.slabs,
		.pages = row->found.pages,
		.objects = row->found.objects,
		.inuse = sums.inuse,
		.cached = sums.cached,
		.unknown = sums.unknown,
		.full_slabs = row->found.full,
		.empty_slabs = row->found.empty,
		.retries = row->retries,
	};
	memcpy(record->name, row->cache.name, sizeof(record->name));
	memcpy(record->tenths, row->found.tenths, sizeof(record->tenths));
	kml_text_filled(t, sizeof(*record));
	return 1;
}

static const struct kml_section text_sections[] = {
	{ "cache",
	  "name:str aliases:int object_bytes:int usable_bytes:int slot_bytes:int "
	  "align_bytes:int order:int slab_objects:int slabs:int objects:int inuse:int "
	  "cached:int live:int free:int unknown:int full_slabs:int partial_slabs:int "
	  "empty_slabs:int reclaimable:int accounted:int ctor:int bytes:int "
	  "padding_bytes:int tail_bytes:int free_bytes:int exact:int retries:int",
	  cache_row },
	{ "occupancy",
	  "name:str tenth0:int tenth1:int tenth2:int tenth3:int tenth4:int tenth5:int "
	  "tenth6:int tenth7:int tenth8:int tenth9:int",
	  occupancy_row },
	{ "node", "name:str nid:int slabs:int", node_row },
	{ "scan", "name:str value:int", scan_row },
	{ }
};

static const struct kml_section record_sections[] = {
	{ "cache", "", record_row },
	{ }
};

const struct kml_file kml_slabs_file = {
	.name = KMEMLAB_FILE_SLABS,
	.help = "every slab cache, counted slab by slab",
	.version = 1,
	.state_size = sizeof(struct kml_slab_census),
	.unavailable = kml_slab_unavailable,
	.run = slabs_run,
	.end = slabs_end,
	.sections = text_sections,
};

const struct kml_file kml_slabs_bin_file = {
	.name = KMEMLAB_FILE_SLABS_BIN,
	.help = "the same as records of struct kmemlab_cache",
	.version = 1,
	.binary = true,
	.state_size = sizeof(struct kml_slab_census),
	.unavailable = kml_slab_unavailable,
	.run = slabs_run,
	.end = slabs_end,
	.sections = record_sections,
};
