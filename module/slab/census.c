// SPDX-License-Identifier: GPL-2.0
/*
 * Counting slabs by cache, without a lock.
 *
 * The caches are entered first, along their own list; then a pass over all frames
 * adds up what each slab says of itself, one word a slab. A cache that came
 * meanwhile is entered when its first slab is found. At the end each cache is
 * looked at again: it must be the same one, and if it allocated meanwhile it is
 * counted once more, at most PASSES times in all.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/string.h>

#include "census.h"
#include "find.h"
#include "layout.h"
#include "proof.h"

#define PASSES		3
/* A cache that was destroyed under the walk breaks its way. */
#define WALKS		4

static bool walk_list(struct kml_slab_census *c)
{
	unsigned long at = kml_own_cache();
	unsigned int steps;

	for (steps = 0; steps < KML_CACHES_MAX; steps++) {
		if (!kml_slab_row_listed(c, at) && c->nr == c->room)
			return false;
		/* Its stamp asks each CPU. */
		cond_resched();
		if (!kml_cache_next(&at))
			return false;
		if (at == kml_own_cache())
			return true;
	}
	return false;
}

static void enter_all(struct kml_slab_census *c)
{
	int walks;

	c->listed = false;
	for (walks = 0; walks < WALKS && !c->listed; walks++)
		c->listed = walk_list(c);
}

static void add_counts(struct kml_slab_found *found, struct kml_slab_counts counts,
		       struct page *page, unsigned int order)
{
	unsigned int free = counts.objects - counts.inuse;

	found->slabs++;
	found->pages += 1UL << order;
	found->objects += counts.objects;
	if (!free) {
		found->full++;
		found->tenths[KML_TENTHS - 1]++;
		return;
	}
	if (kml_slab_is_nodes(counts, kml_page_flags(page)))
		found->free += free;
	else
		found->idle += free;
	found->empty += !counts.inuse;
	found->tenths[counts.inuse * KML_TENTHS / counts.objects]++;
}

/*
 * One slab. What it says must be the same before and after its words are read. The
 * pool of KFENCE has slabs of one object, or of none before the first is given.
 */
static void count_slab(void *arg, struct page *page, unsigned int order)
{
	struct kml_slab_counts counts = kml_slab_counts(page);
	unsigned long at = kml_cache_of(page);
	struct kml_slab_census *c = arg;
	struct kml_slab_row *row;

	if (counts.objects <= 1 && is_kfence_address(page_address(page))) {
		c->kfence_pages++;
		return;
	}
	if (!counts.objects || counts.inuse > counts.objects) {
		c->torn++;
		return;
	}
	row = kml_slab_row_of(c, at);
	if (!row || kml_cache_of(page) != at || !kml_is_slab(page)) {
		if (!row && c->nr == c->room)
			c->beyond++;
		else
			c->torn++;
		return;
	}
	if (row->is_exact)
		return;
	add_counts(&row->found, counts, page, order);
	if (c->nr_nodes > 1)
		c->nodes[(row - c->rows) * c->nr_nodes + page_to_nid(page)]++;
}

/* Returns true if it went to the end. */
static bool count_all(struct kml_slab_census *c)
{
	struct kml_scan scan;

	c->torn = 0;
	c->beyond = 0;
	c->kfence_pages = 0;
	c->passes++;
	kml_scan_all(&scan);
	while (kml_slabs_next(&scan, count_slab, c)) {
		if (fatal_signal_pending(current))
			return false;
		cond_resched();
	}
	return true;
}

/* Is all that was found what the allocator itself says it has? */
static bool is_whole(const struct kml_slab_row *row)
{
	return !row->stamp.is_counted || (row->stamp.slabs == row->found.slabs &&
					  row->stamp.objects == row->found.objects);
}

/* Did the cache rest while it was counted? Else its stamp is renewed. */
static void look_again(struct kml_slab_row *row)
{
	struct kml_stamp after;

	if (row->found.slabs)
		kml_cached_count(&row->cache, &row->cached, NULL, NULL);
	if (!kml_stamp_take(&row->cache, &after) || !kml_cache_is_still(&row->cache)) {
		row->cache.name[0] = '\0';
		return;
	}
	row->is_exact = kml_stamp_same(&row->stamp, &after) && !row->cached.unknown &&
			is_whole(row);
	row->stamp = after;
}

/* Returns how many caches were busy. */
static unsigned int look_at_all_again(struct kml_slab_census *c)
{
	unsigned int i, busy = 0;

	for (i = 0; i < c->nr && !fatal_signal_pending(current); i++) {
		if (!c->rows[i].is_exact && c->rows[i].cache.name[0])
			look_again(&c->rows[i]);
		cond_resched();
		busy += !c->rows[i].is_exact && c->rows[i].cache.name[0];
	}
	return busy;
}

static void prepare_pass(struct kml_slab_census *c)
{
	unsigned int i;

	for (i = 0; i < c->nr; i++) {
		if (c->rows[i].is_exact)
			continue;
		/* In the place of a cache that is gone there may be another. */
		if (c->rows[i].cache.name[0])
			kml_slab_row_clear(c, &c->rows[i]);
		else if (kml_cache_may_be(c->rows[i].cache.at))
			kml_slab_row_enter(c, &c->rows[i], c->rows[i].cache.at);
		c->rows[i].retries++;
		cond_resched();
	}
}

/* Returns 0 or -EINTR. */
static int count(struct kml_slab_census *c, unsigned int *busy)
{
	enter_all(c);
	for (;;) {
		if (!count_all(c))
			return -EINTR;
		*busy = look_at_all_again(c);
		if (fatal_signal_pending(current))
			return -EINTR;
		if (!*busy || c->passes == PASSES)
			return 0;
		prepare_pass(c);
	}
}

static void label(struct kml_session *s, struct kml_slab_census *c, unsigned int busy)
{
	const char *kasan = IS_ENABLED(CONFIG_KASAN_GENERIC) ?
		"; what KASAN keeps in quarantine is live" : "";

	if (!c->listed || c->beyond)
		snprintf(c->note, sizeof(c->note),
			 "racy: caches were left out, as the counts tell; %u of %u allocated meanwhile%s",
			 busy, c->nr, kasan);
	else if (!busy && !c->torn && !c->gone)
		snprintf(c->note, sizeof(c->note),
			 "exact: no cache allocated while it was counted%s", kasan);
	else
		snprintf(c->note, sizeof(c->note),
			 "racy: %u of %u caches allocated during each of %u passes, the others are exact%s",
			 busy, c->nr, c->passes, kasan);
	s->consistency = c->note;
}

static void count_gone(struct kml_slab_census *c)
{
	unsigned int i;

	for (i = 0; i < c->nr; i++)
		if (!c->rows[i].cache.name[0])
			c->gone += c->rows[i].found.slabs;
}

/**
 * kml_slab_census_take - count all slabs
 * @s: the session; told how far to trust the census
 * @c: filled; lives as long as the answer, as its note does
 *
 * Return: 0, or a negative errno after kml_fail(). On success the caller owes
 * kml_slab_rows_give().
 */
int kml_slab_census_take(struct kml_session *s, struct kml_slab_census *c)
{
	const char *reason = kml_slab_unavailable();
	unsigned int busy;
	int err;

	if (reason)
		return kml_fail(s, -EOPNOTSUPP, "%s", reason);
	for (;;) {
		*c = (struct kml_slab_census) { };
		err = kml_slab_rows_take(s, c);
		if (err)
			return err;
		err = count(c, &busy);
		if (!err && !kml_slab_rows_more(c))
			break;
		kml_slab_rows_give(c);
		if (err)
			return kml_fail(s, err, "the pass over all frames was interrupted");
	}
	count_gone(c);
	label(s, c, busy);
	return 0;
}
