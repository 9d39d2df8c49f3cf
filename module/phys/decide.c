// SPDX-License-Identifier: GPL-2.0
/*
 * The numbers that decide about an allocation; the rules are in kmemlab_why.h.
 * Only counters and list heads are read, without zone->lock.
 */
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/swap.h>
#include <linux/vmstat.h>

#include "../compat.h"
#include "decide.h"
#include "scan.h"
#include "zone.h"

static_assert(KMEMLAB_COSTLY_ORDER == PAGE_ALLOC_COSTLY_ORDER);
static_assert(NR_PAGE_ORDERS <= KMEMLAB_ORDERS);
static_assert(KMEMLAB_MIGRATES <= 8);

static u32 type_of(gfp_t gfp)
{
	if (gfp & __GFP_MOVABLE)
		return KMEMLAB_MOVABLE;
	return gfp & __GFP_RECLAIMABLE ? KMEMLAB_RECLAIMABLE : KMEMLAB_UNMOVABLE;
}

/* mm/page_alloc.c, __alloc_pages_may_oom() */
static bool may_kill(gfp_t gfp, unsigned int order)
{
	const gfp_t may_fail = __GFP_NORETRY | __GFP_RETRY_MAYFAIL | __GFP_THISNODE;

	return gfp & __GFP_DIRECT_RECLAIM && !(gfp & may_fail) &&
	       order <= PAGE_ALLOC_COSTLY_ORDER && gfp_zone(gfp) >= ZONE_NORMAL;
}

/*
 * How hard compaction is tried: mm/page_alloc.c, __alloc_pages_slowpath(). First
 * comes a try that takes it easy, for what is large or would mix kinds of memory.
 */
static void add_haste(gfp_t gfp, struct kmemlab_wish *wish)
{
	const bool costly = wish->order > KMEMLAB_COSTLY_ORDER;
	const bool first = costly || (wish->order && wish->type != KMEMLAB_MOVABLE);

	if (!(gfp & __GFP_NORETRY)) {
		wish->tries = costly ? 2 : 0;
		return;
	}
	wish->gives_up = costly && KML_NORETRY_GIVES_UP;
	wish->own_blocks = first && (costly || !KML_NORETRY_GIVES_UP);
	wish->tries = first && !wish->gives_up ? 2 : 1;
}

/**
 * kml_wish_of - what a mask means for the page allocator
 * @gfp: the mask
 * @order: of the block
 * @wish: filled
 */
void kml_wish_of(gfp_t gfp, unsigned int order, struct kmemlab_wish *wish)
{
	*wish = (struct kmemlab_wish){
		.order = order,
		.type = type_of(gfp),
		.may_wait = !!(gfp & __GFP_DIRECT_RECLAIM),
		.high = !!(gfp & __GFP_HIGH),
		.harder = kml_gfp_is_harder(gfp),
		.may_kill = may_kill(gfp, order),
	};
	add_haste(gfp, wish);
}

static void look_at_lists(const struct zone *zone, struct kmemlab_odds *odds)
{
	const struct free_area *area;
	unsigned int order, type;
	int name;

	for (order = 0; order < NR_PAGE_ORDERS; order++) {
		area = &zone->free_area[order];
		odds->blocks[order] = KML_RACY(area->nr_free);
		for (type = 0; type < MIGRATE_TYPES; type++) {
			name = kml_migrate_name(type);
			/* The head of a list of the buddy allocator, see racy.h. */
			if (name >= 0 && !data_race(list_empty(&area->free_list[type])))
				odds->types[order] |= BIT(name);
		}
	}
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

/* As compaction_deferred() in mm/compaction.c will see it at the last try. */
static bool is_deferred(const struct zone *zone, const struct kmemlab_wish *wish)
{
#ifdef CONFIG_COMPACTION
	return wish->tries && (int)wish->order >= KML_RACY(zone->compact_order_failed) &&
	       KML_RACY(zone->compact_considered) + wish->tries <
	       1UL << KML_RACY(zone->compact_defer_shift);
#else
	return true;
#endif
}

/**
 * kml_decide - how a wish stands with a zone
 * @wish: the allocation
 * @highest: largest zone index its mask allows
 * @zone: a populated zone the mask allows
 * @clear_order: largest order compaction could make there, or -1
 * @odds: filled
 */
void kml_decide(const struct kmemlab_wish *wish, enum zone_type highest,
		struct zone *zone, int clear_order, struct kmemlab_odds *odds)
{
	memset(odds, 0, sizeof(*odds));
	odds->free = zone_page_state(zone, NR_FREE_PAGES);
	odds->low = kml_zone_watermark(zone, WMARK_LOW);
	odds->min = kml_zone_watermark(zone, WMARK_MIN);
	odds->boost = KML_RACY(zone->watermark_boost);
	odds->reserve = KML_RACY(zone->lowmem_reserve[highest]);
	odds->high_atomic = kml_free_highatomic(zone);
	odds->cma = zone_page_state(zone, NR_FREE_CMA_PAGES);
	odds->reclaimable = reclaimable(zone);
	odds->pcp = kml_zone_pcp_pages(zone);
	odds->clear_order = clear_order;
	odds->deferred = is_deferred(zone, wish);
	look_at_lists(zone, odds);
	kmemlab_weigh(wish, odds);
}
