// SPDX-License-Identifier: GPL-2.0
/* The rows of a census: memory for them, and finding one by its cache. */
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../limits.h"
#include "census.h"

/**
 * struct kml_slab_store - memory for a census
 * @room: rows there is room for
 * @rows: the rows; behind them the hash and the slabs by node
 */
struct kml_slab_store {
	unsigned int room;
	struct kml_slab_row rows[];
};

/* Returns the slot of a cache, or the free one where it belongs. */
static u16 *slot_of(struct kml_slab_census *c, unsigned long at)
{
	unsigned int i = hash_long(at, 32);

	while (c->hash[i & c->hash_mask] &&
	       c->rows[c->hash[i & c->hash_mask] - 1].cache.at != at)
		i++;
	return &c->hash[i & c->hash_mask];
}

/**
 * kml_slab_row_clear - forget what was counted of a cache
 * @c: the census
 * @row: the cache
 */
void kml_slab_row_clear(struct kml_slab_census *c, struct kml_slab_row *row)
{
	unsigned int nid;

	row->found = (struct kml_slab_found) { };
	row->cached = (struct kml_cached) { };
	for (nid = 0; nid < c->nr_nodes; nid++)
		c->nodes[(row - c->rows) * c->nr_nodes + nid] = 0;
}

/**
 * kml_slab_row_enter - describe a cache in a row
 * @c: the census
 * @row: the row; filled and cleared
 * @at: address of the cache, checked by kml_cache_may_be()
 *
 * Return: false if there is no cache at this address.
 */
bool kml_slab_row_enter(struct kml_slab_census *c, struct kml_slab_row *row,
			unsigned long at)
{
	kml_slab_row_clear(c, row);
	row->is_exact = false;
	row->retries = 0;
	if (kml_cache_enter(at, &row->cache) && kml_stamp_take(&row->cache, &row->stamp))
		return true;
	row->cache.name[0] = '\0';
	return false;
}

static struct kml_slab_row *enter(struct kml_slab_census *c, unsigned long at,
				  bool is_checked)
{
	u16 *slot = slot_of(c, at);

	if (*slot)
		return &c->rows[*slot - 1];
	if (c->nr == c->room || (!is_checked && !kml_cache_may_be(at)) ||
	    !kml_slab_row_enter(c, &c->rows[c->nr], at))
		return NULL;
	*slot = ++c->nr;
	return &c->rows[c->nr - 1];
}

/**
 * kml_slab_row_listed - the row of a cache on the list, entered if it is new
 * @c: the census
 * @at: address of the cache, as kml_cache_next() gave it
 *
 * Return: the row, or NULL: it is gone, or there is no row left.
 */
struct kml_slab_row *kml_slab_row_listed(struct kml_slab_census *c, unsigned long at)
{
	return enter(c, at, true);
}

/**
 * kml_slab_row_find - kml_slab_row_of() where the first look did not find it
 * @c: the census
 * @at: address of the cache, any number
 *
 * Return: the row, or NULL: there is no such cache, or no row left.
 */
struct kml_slab_row *kml_slab_row_find(struct kml_slab_census *c, unsigned long at)
{
	return enter(c, at, false);
}

/*
 * The memory of one census is kept for the next reader: where the kernel clears
 * what it allocates, that costs more than to count.
 */
static struct kml_slab_store *spare;

/* So many that nearly all caches are in the slot where they are looked for first. */
static unsigned int nr_slots(unsigned int room)
{
	return 8 * roundup_pow_of_two(room);
}

static size_t bytes_of(unsigned int room, unsigned int nr_nodes)
{
	return sizeof(struct kml_slab_store) + nr_slots(room) * sizeof(u16) +
	       room * (sizeof(struct kml_slab_row) + nr_nodes * sizeof(u32));
}

/* Rows that were enough the last time. */
static unsigned int room_last = 256;

static struct kml_slab_store *store_of(struct kml_slab_census *c)
{
	return container_of(c->rows, struct kml_slab_store, rows[0]);
}

/**
 * kml_slab_rows_take - get memory for a census
 * @s: the session
 * @c: the census, zeroed
 *
 * Return: 0, or a negative errno after kml_fail(). On success the caller owes
 * kml_slab_rows_give().
 */
int kml_slab_rows_take(struct kml_session *s, struct kml_slab_census *c)
{
	struct kml_slab_store *store;

	c->room = READ_ONCE(room_last);
	c->nr_nodes = nr_node_ids;
	c->bytes = bytes_of(c->room, c->nr_nodes);
	if (kml_limit_take(c->bytes, &s->why))
		return s->why.err;
	store = xchg(&spare, NULL);
	if (store && store->room != c->room) {
		kvfree(store);
		store = NULL;
	}
	if (!store)
		store = kvmalloc(c->bytes, GFP_KERNEL);
	if (!store) {
		kml_limit_give(c->bytes);
		return kml_fail(s, -ENOMEM, "no memory for the rows of %u caches", c->room);
	}
	store->room = c->room;
	c->rows = store->rows;
	c->hash = (u16 *)(c->rows + c->room);
	c->hash_mask = nr_slots(c->room) - 1;
	memset64((u64 *)c->hash, 0, nr_slots(c->room) * sizeof(u16) / sizeof(u64));
	c->nodes = (u32 *)(c->hash + nr_slots(c->room));
	return 0;
}

/**
 * kml_slab_rows_give - give back what kml_slab_rows_take() took
 * @c: the census
 */
void kml_slab_rows_give(struct kml_slab_census *c)
{
	struct kml_slab_store *store = store_of(c);

	if (cmpxchg(&spare, NULL, store))
		kvfree(store);
	kml_limit_give(c->bytes);
	c->rows = NULL;
}

/**
 * kml_slab_rows_more - were there too few rows, and may there be more?
 * @c: a census that was taken
 *
 * Return: true if the next one will have more.
 */
bool kml_slab_rows_more(const struct kml_slab_census *c)
{
	if (c->nr < c->room || c->room >= KML_CACHES_MAX)
		return false;
	WRITE_ONCE(room_last, 2 * c->room);
	return true;
}

/**
 * kml_slab_rows_exit - free what the last reader left; no file is open
 */
void kml_slab_rows_exit(void)
{
	kvfree(spare);
	spare = NULL;
}
