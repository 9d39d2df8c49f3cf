/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A fragmentation maker: takes single pages, gives most of them back so that what
 * is free lies in pieces, and tries what can still be had, as the rest goes too.
 */
#ifndef KML_FRAGMENT_H
#define KML_FRAGMENT_H

#include <linux/mmzone.h>
#include <linux/types.h>

#include "../compat.h"
#include "../file.h"

/* Before, fragmented, and the steps of the recovery. */
#define KML_STEPS_MAX	16
#define KML_STAGES_MAX	(2 + KML_STEPS_MAX)

/**
 * struct kml_fragment - a request
 * @percent: of the free memory, taken and fragmented
 * @order: of each 2^order frames one is kept
 * @seed: which one
 * @tries: allocations of each order at each stage, at most; fewer where they would
 *	need more memory than was broken
 * @steps: in which what was kept is given back
 * @hold: no recovery; what was kept stays until the answer is dropped
 * @time_limit_ms: after it nothing more is tried
 * @pages: @percent in pages, when the request was made: what is charged
 */
struct kml_fragment {
	u64 percent;
	u64 order;
	u64 seed;
	u64 tries;
	u64 steps;
	u64 hold;
	u64 time_limit_ms;
	u64 pages;
};

/* How an allocation is tried. */
enum kml_trying {
	KML_AT_HAND,		/* from the free lists or not at all */
	KML_COMPACTING,		/* with direct compaction and reclaim, once */
	KML_TRYINGS,
};

enum kml_fragment_event {
	KML_COMPACT_STALL,
	KML_COMPACT_FAIL,
	KML_COMPACT_SUCCESS,
	KML_MIGRATED,
	KML_NOT_MIGRATED,
	KML_FRAGMENT_EVENTS,
};

/**
 * struct kml_stage - what could be had at one moment
 * @kept: pages held
 * @blocks: free blocks of each order, of all zones, before anything was tried
 * @tries: allocations that were tried
 * @got: those that succeeded
 * @ns: what all took, failed ones included
 * @event: what the kernel counted meanwhile
 */
struct kml_stage {
	u64 kept;
	u64 blocks[NR_PAGE_ORDERS];
	u64 tries[KML_TRYINGS][NR_PAGE_ORDERS];
	u64 got[KML_TRYINGS][NR_PAGE_ORDERS];
	u64 ns[KML_TRYINGS][NR_PAGE_ORDERS];
	u64 event[KML_FRAGMENT_EVENTS];
};

/**
 * struct kml_fragment_run - the maker at work, then its report
 * @request: what was asked
 * @deadline: ktime after which nothing more is tried
 * @stopped: it passed
 * @page: pages that are held; owned
 * @nr: how many
 * @tried: room for the allocations of an order; owned
 * @events: room for the kernel's counts; owned
 * @bytes: right to hold memory; owned
 * @free_pages: there were when it began
 * @pages: to be taken: @percent of those, and no more than is charged
 * @taken: pages it had at the most
 * @kept: of those, the ones that were not given back at once
 * @nr_stages: filled
 * @stage: those; owned
 */
struct kml_fragment_run {
	const struct kml_fragment *request;
	u64 deadline;
	bool stopped;
	struct page **page;
	u64 nr;
	struct page **tried;
	unsigned long *events;
	u64 bytes;
	u64 free_pages;
	u64 pages;
	u64 taken;
	u64 kept;
	unsigned int nr_stages;
	struct kml_stage *stage;
};

/* fragment.c */
bool kml_fragment_stopped(struct kml_fragment_run *run);
bool kml_fragment_is_short(void);

/* fragment_try.c */
void kml_fragment_try(struct kml_fragment_run *run);

/* fragment_report.c */
extern const struct kml_section kml_fragment_sections[];

#endif /* KML_FRAGMENT_H */
