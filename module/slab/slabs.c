// SPDX-License-Identifier: GPL-2.0
/* The views `slabs` and `slabs.bin`: every slab cache, counted. */
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

static void put_cache(struct kml_text *t, const struct kml_cache *cache)
{
	kml_text_str(t, cache->name);
	kml_text_uint(t, cache->aliases);
	kml_text_uint(t, cache->object_size);
	kml_text_uint(t, cache->usable);
	kml_text_uint(t, cache->size);
	kml_text_uint(t, cache->align);
	kml_text_uint(t, cache->order);
	kml_text_uint(t, cache->per_slab);
}

static void put_objects(struct kml_text *t, const struct kml_slab_row *row)
{
	const struct kml_slab_found *found = &row->found;
	struct sums sums = sums_of(row);

	kml_text_uint(t, found->slabs);
	kml_text_uint(t, found->objects);
	kml_text_uint(t, sums.inuse);
	kml_text_uint(t, sums.cached);
	kml_text_uint(t, sums.live);
	kml_text_uint(t, found->free);
	kml_text_uint(t, sums.unknown);
	kml_text_uint(t, found->full);
	kml_text_uint(t, found->slabs - found->full - found->empty);
	kml_text_uint(t, found->empty);
}

static void put_bytes(struct kml_text *t, const struct kml_slab_row *row)
{
	const struct kml_slab_found *found = &row->found;
	u64 bytes = found->pages * PAGE_SIZE;
	u64 slots = found->objects * row->cache.size;

	kml_text_uint(t, bytes);
	kml_text_uint(t, slots - found->objects * row->cache.object_size);
	kml_text_uint(t, bytes - min(bytes, slots));
	kml_text_uint(t, found->free * row->cache.size);
}

static int cache_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_slab_row *row = row_at(s->state, pos);
	unsigned int flags;

	if (!row)
		return 0;
	flags = row->cache.flags;
	put_cache(t, &row->cache);
	put_objects(t, row);
	kml_text_uint(t, !!(flags & (__force unsigned int)SLAB_RECLAIM_ACCOUNT));
	kml_text_uint(t, !!(flags & (__force unsigned int)SLAB_ACCOUNT));
	kml_text_uint(t, row->cache.has_ctor);
	put_bytes(t, row);
	kml_text_uint(t, row->is_exact);
	kml_text_uint(t, row->retries);
	kml_text_row_end(t);
	return 1;
}

/* Only where there is something to tell: what is neither full nor empty. */
static int occupancy_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_slab_row *row;
	int i;

	do {
		row = row_at(s->state, pos);
		if (!row)
			return 0;
	} while (row->found.slabs == row->found.full + row->found.empty);
	kml_text_str(t, row->cache.name);
	for (i = 0; i < KML_TENTHS; i++)
		kml_text_uint(t, row->found.tenths[i]);
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

static int record_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_slab_row *row = row_at(s->state, pos);
	struct kmemlab_cache record = { };
	struct sums sums;
	int i;

	if (!row)
		return 0;
	sums = sums_of(row);
	strscpy(record.name, row->cache.name, sizeof(record.name));
	record.aliases = row->cache.aliases;
	record.object_bytes = row->cache.object_size;
	record.usable_bytes = row->cache.usable;
	record.slot_bytes = row->cache.size;
	record.align_bytes = row->cache.align;
	record.order = row->cache.order;
	record.slab_objects = row->cache.per_slab;
	record.flags = flags_of(row);
	record.slabs = row->found.slabs;
	record.pages = row->found.pages;
	record.objects = row->found.objects;
	record.inuse = sums.inuse;
	record.cached = sums.cached;
	record.unknown = sums.unknown;
	record.full_slabs = row->found.full;
	record.empty_slabs = row->found.empty;
	for (i = 0; i < KML_TENTHS; i++)
		record.tenths[i] = row->found.tenths[i];
	record.retries = row->retries;
	kml_text_bytes(t, &record, sizeof(record));
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
