// SPDX-License-Identifier: GPL-2.0
/* What can be had of a fragmented memory: allocations of each order, and their cost. */
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/vmstat.h>

#include "../phys/zone.h"
#include "../racy.h"
#include "fragment.h"

static const gfp_t masks[KML_TRYINGS] = {
	[KML_AT_HAND] = __GFP_NOWARN,
	[KML_COMPACTING] = GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN,
};

static void look_at_blocks(struct kml_stage *stage)
{
	struct zone *zone;
	unsigned int order;
	u64 pos = 0;

	while ((zone = kml_zone_next(&pos)))
		for (order = 0; order < NR_PAGE_ORDERS; order++)
			stage->blocks[order] += KML_RACY(zone->free_area[order].nr_free);
}

/* What was given back in pieces is what may be had again. */
static u64 tries_of(const struct kml_fragment_run *run, unsigned int order)
{
	u64 broken = run->pages - (run->pages >> run->request->order);

	return min(run->request->tries, broken >> order);
}

/*
 * All are held until the last one was tried: what is given back could be had again. The
 * rest of the machine may have taken since what was free when this began.
 */
static void try_order(struct kml_fragment_run *run, struct kml_stage *stage,
		      enum kml_trying how, unsigned int order)
{
	u64 tries = tries_of(run, order), got = 0, begin;
	struct page *page;

	for (; tries && !kml_fragment_stopped(run) && !kml_fragment_is_short(); tries--) {
		stage->tries[how][order]++;
		begin = ktime_get_ns();
		page = alloc_pages(masks[how], order);
		stage->ns[how][order] += ktime_get_ns() - begin;
		if (page)
			run->tried[got++] = page;
		cond_resched();
	}
	stage->got[how][order] = got;
	while (got)
		__free_pages(run->tried[--got], order);
}

static void read_events(u64 *event, unsigned long *all)
{
#if defined(CONFIG_VM_EVENT_COUNTERS) && defined(CONFIG_COMPACTION)
	all_vm_events(all);
	event[KML_COMPACT_STALL] = all[COMPACTSTALL];
	event[KML_COMPACT_FAIL] = all[COMPACTFAIL];
	event[KML_COMPACT_SUCCESS] = all[COMPACTSUCCESS];
	event[KML_MIGRATED] = all[PGMIGRATE_SUCCESS];
	event[KML_NOT_MIGRATED] = all[PGMIGRATE_FAIL];
#endif
}

/**
 * kml_fragment_try - fill the next stage
 * @run: at work; a stage is left
 *
 * Orders are tried from the largest on, so that what is split for a small one is
 * not missed by a large one.
 */
void kml_fragment_try(struct kml_fragment_run *run)
{
	struct kml_stage *stage = &run->stage[run->nr_stages++];
	u64 before[KML_FRAGMENT_EVENTS] = {};
	enum kml_trying how;
	unsigned int i;

	stage->kept = run->nr;
	look_at_blocks(stage);
	read_events(before, run->events);
	for (how = 0; how < KML_TRYINGS; how++)
		for (i = NR_PAGE_ORDERS; i > 0; i--)
			try_order(run, stage, how, i - 1);
	read_events(stage->event, run->events);
	for (i = 0; i < KML_FRAGMENT_EVENTS; i++)
		stage->event[i] -= before[i];
}
