// SPDX-License-Identifier: GPL-2.0
/*
 * What the page allocator would decide about one zone, by the rules of
 * __zone_watermark_ok(), gfp_to_alloc_flags() and the fallback lists in
 * mm/page_alloc.c. Only counters and list heads are read, without zone->lock.
 */
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/swap.h>
#include <linux/vmstat.h>

#include "../compat.h"
#include "decide.h"

/* Of CMA areas, only movable memory. */
static bool may_use_cma(const struct kml_wish *wish)
{
	return wish->type == MIGRATE_MOVABLE;
}

static bool is_high(const struct kml_wish *wish)
{
	return wish->gfp & __GFP_HIGH;
}

static s64 unusable(const struct kml_wish *wish, struct zone *zone, bool reserves)
{
	s64 pages = (1LL << wish->order) - 1;

	if (!reserves)
		pages += kml_free_highatomic(zone);
	if (!may_use_cma(wish))
		pages += zone_page_state(zone, NR_FREE_CMA_PAGES);
	return pages;
}

/* What is left of a min watermark for those that may go below it. */
static s64 lowered(const struct kml_wish *wish, s64 min)
{
	if (!is_high(wish))
		return min;
	min -= min / 2;
	return kml_gfp_is_harder(wish->gfp) ? min - min / 4 : min;
}

static bool has_type(const struct zone *zone, unsigned int order, int type)
{
	return !list_empty(&zone->free_area[order].free_list[type]);
}

static bool has_type_from(const struct kml_wish *wish, const struct zone *zone, int type)
{
	unsigned int order;

	for (order = wish->order; order < NR_PAGE_ORDERS; order++)
		if (has_type(zone, order, type))
			return true;
	return false;
}

static int first_fallback(const struct kml_wish *wish, const struct zone *zone)
{
	static const int order_of[MIGRATE_PCPTYPES][MIGRATE_PCPTYPES - 1] = {
		[MIGRATE_UNMOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE },
		[MIGRATE_MOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE },
		[MIGRATE_RECLAIMABLE] = { MIGRATE_UNMOVABLE, MIGRATE_MOVABLE },
	};
	int i;

	for (i = 0; i < MIGRATE_PCPTYPES - 1; i++)
		if (has_type_from(wish, zone, order_of[wish->type][i]))
			return order_of[wish->type][i];
	return -1;
}

static bool has_special(const struct kml_wish *wish, const struct zone *zone)
{
#ifdef CONFIG_CMA
	if (may_use_cma(wish) && has_type_from(wish, zone, MIGRATE_CMA))
		return true;
#endif
	return wish->order && is_high(wish) && kml_gfp_is_harder(wish->gfp) &&
	       has_type_from(wish, zone, MIGRATE_HIGHATOMIC);
}

static void look_at_blocks(const struct kml_wish *wish, const struct zone *zone,
			   struct kml_odds *odds)
{
	unsigned int order;
	u64 blocks;

	odds->largest = -1;
	for (order = 0; order < NR_PAGE_ORDERS; order++) {
		blocks = READ_ONCE(zone->free_area[order].nr_free);
		if (blocks)
			odds->largest = order;
		if (order >= wish->order)
			odds->fitting += blocks << (order - wish->order);
	}
	odds->own = has_type_from(wish, zone, wish->type);
	odds->fallback = first_fallback(wish, zone);
	odds->has_block = odds->own || odds->fallback >= 0 || has_special(wish, zone);
}

static u64 reclaimable(struct zone *zone)
{
	u64 pages = zone_page_state(zone, NR_ZONE_INACTIVE_FILE) +
		    zone_page_state(zone, NR_ZONE_ACTIVE_FILE);

	if (get_nr_swap_pages() > 0)
		pages += zone_page_state(zone, NR_ZONE_INACTIVE_ANON) +
			 zone_page_state(zone, NR_ZONE_ACTIVE_ANON);
	return pages;
}

/**
 * kml_decide - how a wish stands with a zone
 * @wish: the allocation
 * @zone: a populated zone the mask allows
 * @odds: filled
 */
void kml_decide(const struct kml_wish *wish, struct zone *zone, struct kml_odds *odds)
{
	bool reserves = is_high(wish) || kml_gfp_is_harder(wish->gfp);
	s64 min = min_wmark_pages(zone);

	memset(odds, 0, sizeof(*odds));
	/* Alone and at the min watermark, a boost does not bind these. */
	if (!wish->order && is_high(wish))
		min -= READ_ONCE(zone->watermark_boost);
	odds->free = zone_page_state(zone, NR_FREE_PAGES);
	odds->low = low_wmark_pages(zone);
	odds->min = lowered(wish, min);
	odds->reserve = READ_ONCE(zone->lowmem_reserve[wish->highest]);
	odds->unusable = unusable(wish, zone, false);
	odds->reclaimable = reclaimable(zone);
	look_at_blocks(wish, zone, odds);
	odds->low_ok = odds->free - odds->unusable > odds->low + odds->reserve &&
		       odds->has_block;
	odds->min_ok = odds->free - unusable(wish, zone, reserves) >
		       odds->min + odds->reserve && odds->has_block;
}
