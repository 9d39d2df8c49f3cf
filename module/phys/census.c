// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "census.h"
#include "zone.h"

/* A machine that is never quiet is described all the same, and labelled. */
#define PASSES	3

static u64 buddy_pages(void)
{
	u64 pages = 0, pos = 0;
	unsigned int order;
	struct zone *zone;

	while ((zone = kml_zone_next(&pos)))
		for (order = 0; order < NR_PAGE_ORDERS; order++)
			pages += (u64)READ_ONCE(zone->free_area[order].nr_free) << order;
	return pages;
}

static bool is_clearable(const struct kml_block *block)
{
	const struct kmemlab_physmap *map = &block->map;

	return (map->migrate == KMEMLAB_MOVABLE || map->migrate == KMEMLAB_CMA) &&
	       !(map->flags & KMEMLAB_BLOCK_MIXED) && !map->frames[KMEMLAB_RESERVED] &&
	       !map->frames[KMEMLAB_HUGETLB] && block->frames == pageblock_nr_pages &&
	       map->frames[KMEMLAB_FREE] < pageblock_nr_pages;
}

/*
 * The struct page of a hole at the end of RAM names the zone that follows
 * (mm/mm_init.c, init_unavailable_range()), which does not reach there.
 */
static bool is_block_of_zone(const struct kml_block *block)
{
	const struct kmemlab_physmap *map = &block->map;

	return zone_intersects(&NODE_DATA(map->nid)->node_zones[map->zid], map->pfn,
			       block->frames);
}

static void add_block(struct kml_census *census, const struct kml_block *block)
{
	const struct kmemlab_physmap *map = &block->map;
	struct kml_zone_census *zone;
	unsigned int i;

	census->torn += block->torn;
	if (map->zid < 0 || map->migrate < 0) {
		for (i = 0; i < KMEMLAB_CLASSES; i++)
			census->not_online[i] += map->frames[i];
		return;
	}
	zone = &census->zones[map->nid * MAX_NR_ZONES + map->zid];
	for (i = 0; i < KMEMLAB_CLASSES; i++)
		zone->classes[i] += map->frames[i];
	zone->pages += block->frames;
	zone->blocks[map->migrate] += is_block_of_zone(block);
	zone->mixed[map->migrate] += !!(map->flags & KMEMLAB_BLOCK_MIXED);
	zone->clearable += is_clearable(block);
	for (i = 0; i < NR_PAGE_ORDERS; i++)
		zone->free_blocks[map->migrate][i] += block->free_blocks[i];
	census->found += map->frames[KMEMLAB_FREE];
}

/* Returns true if it went to the end. */
static bool count_all(struct kml_census *census)
{
	struct kml_block block;
	struct kml_scan scan;

	memset(census->zones, 0, census->nr * sizeof(*census->zones));
	memset(census->not_online, 0, sizeof(census->not_online));
	census->torn = 0;
	census->found = 0;
	census->before = buddy_pages();
	kml_scan_all(&scan);
	while (kml_scan_next(&scan, &block)) {
		add_block(census, &block);
		if (fatal_signal_pending(current))
			return false;
		cond_resched();
	}
	census->after = buddy_pages();
	return true;
}

static bool was_quiet(const struct kml_census *census)
{
	return census->before == census->found && census->after == census->found &&
	       !census->torn;
}

static void label(struct kml_session *s, struct kml_census *census)
{
	if (was_quiet(census))
		snprintf(census->note, sizeof(census->note),
			 "as of one moment: free memory did not move, %u retries",
			 census->retries);
	else
		snprintf(census->note, sizeof(census->note),
			 "racy: free memory moved during each of %u passes, see the section scan",
			 census->retries + 1);
	s->consistency = census->note;
}

/**
 * kml_census_take - count all frames
 * @s: the session; told how far to trust the census
 * @census: filled; lives as long as the answer, as its note does
 *
 * Return: 0, or a negative errno after kml_fail(). On success the caller owes
 * kml_census_drop().
 */
int kml_census_take(struct kml_session *s, struct kml_census *census)
{
	census->nr = nr_node_ids * MAX_NR_ZONES;
	census->zones = kvcalloc(census->nr, sizeof(*census->zones), GFP_KERNEL_ACCOUNT);
	if (!census->zones)
		return kml_fail(s, -ENOMEM, "no memory for the sums of all zones");
	for (census->retries = 0; ; census->retries++) {
		if (!count_all(census)) {
			kml_census_drop(census);
			return kml_fail(s, -EINTR, "the pass over all frames was interrupted");
		}
		if (was_quiet(census) || census->retries == PASSES - 1)
			break;
	}
	label(s, census);
	return 0;
}

/**
 * kml_census_drop - give back what kml_census_take() took
 * @census: the census
 */
void kml_census_drop(struct kml_census *census)
{
	kvfree(census->zones);
	census->zones = NULL;
}

/**
 * kml_census_zone - the sums of a zone
 * @census: the census
 * @zone: the zone
 *
 * Return: what is in @census.
 */
const struct kml_zone_census *kml_census_zone(const struct kml_census *census,
					      struct zone *zone)
{
	return &census->zones[zone_to_nid(zone) * MAX_NR_ZONES + zone_idx(zone)];
}

/**
 * kml_census_row - a row of a section ``scan``, which says how the pass went
 * @census: the census
 * @t: the text
 * @pos: as for any row
 *
 * Return: 1, or 0 at the end.
 */
int kml_census_row(const struct kml_census *census, struct kml_text *t, u64 *pos)
{
	const struct kml_number rows[] = {
		{ "retries", census->retries },
		{ "free_pages_before", census->before },
		{ "free_pages_found", census->found },
		{ "free_pages_after", census->after },
		{ "torn_pages", census->torn },
	};

	return kml_text_number_row(t, rows, ARRAY_SIZE(rows), pos);
}
