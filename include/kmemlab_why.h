/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What the page allocator would decide about a zone, from numbers alone: those of
 * the running kernel, which the module has, or of a kernel log, which the tool
 * reads. By the rules of mm/page_alloc.c (__zone_watermark_ok(),
 * gfp_to_alloc_flags(), fallbacks[]) and mm/compaction.c (compaction_suitable()).
 */
#ifndef KMEMLAB_WHY_H
#define KMEMLAB_WHY_H

#include <linux/types.h>

#include "kmemlab.h"

/* Larger orders are too large for the OOM killer (PAGE_ALLOC_COSTLY_ORDER). */
#define KMEMLAB_COSTLY_ORDER	3
/* vm.extfrag_threshold, as the kernel has it */
#define KMEMLAB_FRAGMENTED	500

/**
 * struct kmemlab_wish - an allocation that is not made
 * @order: of the block
 * @type: its migrate type: unmovable, movable or reclaimable
 * @may_wait: the mask allows direct reclaim
 * @high: it may go below the min watermark
 * @harder: deeper still, and to the blocks kept for atomic allocations
 * @may_kill: rather than to fail it kills a process
 * @tried: the kernel did what it could: the wish comes from its log
 * @own_blocks: compaction empties pageblocks of @type only for it
 * @tries: of compaction, after which it fails if all were put off; 0: they are not
 * @gives_up: it fails without reclaim if no zone was compacted
 */
struct kmemlab_wish {
	__u32 order;
	__u32 type;
	__u8 may_wait;
	__u8 high;
	__u8 harder;
	__u8 may_kill;
	__u8 tried;
	__u8 own_blocks;
	__u8 tries;
	__u8 gives_up;
};

/**
 * struct kmemlab_odds - how a wish stands with a zone
 * @free: free pages; given, as all up to @deferred
 * @low: low watermark with boost
 * @min: min watermark with boost
 * @boost: of both
 * @reserve: held back from this mask for those that can use no other zone
 * @high_atomic: free pages kept for atomic allocations
 * @cma: free pages of areas for contiguous allocations
 * @reclaimable: pages of files, and of anonymous memory if there is swap
 * @pcp: free pages in per-CPU lists, which direct reclaim empties
 * @blocks: free blocks by order
 * @types: migrate types that have one, a bit each, by order
 * @clear_order: largest order compaction could make by moving pages, or -1
 * @deferred: compaction failed lately, and is not tried for a while
 * @floor: @min, less what the mask may take of it; found, as all below
 * @unusable: free pages that do not count for it
 * @fitting: free blocks of the order, if all larger ones were split
 * @largest: largest order with a free block, or -1
 * @own: there is a fitting block on the list of its migrate type
 * @fallback: the first other type that has one, or -1
 * @has_block: a list it may take from has a fitting block
 * @low_ok: the fast path would take from here
 * @min_ok: the slow path would, before it reclaims
 */
struct kmemlab_odds {
	__s64 free;
	__s64 low;
	__s64 min;
	__s64 boost;
	__s64 reserve;
	__s64 high_atomic;
	__s64 cma;
	__u64 reclaimable;
	__u64 pcp;
	__u64 blocks[KMEMLAB_ORDERS];
	__u8 types[KMEMLAB_ORDERS];
	__s32 clear_order;
	__u8 deferred;
	__s64 floor;
	__s64 unusable;
	__u64 fitting;
	__s32 largest;
	__s32 fallback;
	__u8 own;
	__u8 has_block;
	__u8 low_ok;
	__u8 min_ok;
};

/* From the best on. */
enum kmemlab_outcome {
	KMEMLAB_AT_ONCE,
	KMEMLAB_FROM_RESERVES,
	KMEMLAB_AFTER_RECLAIM,
	KMEMLAB_AFTER_COMPACTION,
	KMEMLAB_AFTER_KILL,
	KMEMLAB_PUT_OFF,		/* the first that fails */
	KMEMLAB_NO_BLOCK,
	KMEMLAB_NO_BLOCK_AT_ONCE,
	KMEMLAB_TOO_LITTLE,
	KMEMLAB_TOO_LITTLE_AT_ONCE,
	KMEMLAB_NO_ZONE,
	KMEMLAB_OUTCOMES
};

/* Does a wish with this outcome get its block? */
static inline int kmemlab_succeeds(enum kmemlab_outcome outcome)
{
	return outcome < KMEMLAB_PUT_OFF;
}

static inline int kmemlab_has_type(const struct kmemlab_wish *wish,
				   const struct kmemlab_odds *odds, unsigned int type)
{
	unsigned int order;

	for (order = wish->order; order < KMEMLAB_ORDERS; order++)
		if (odds->types[order] >> type & 1)
			return 1;
	return 0;
}

static inline int kmemlab_fallback(const struct kmemlab_wish *wish,
				   const struct kmemlab_odds *odds)
{
	static const __u8 others[][2] = {
		[KMEMLAB_UNMOVABLE] = { KMEMLAB_RECLAIMABLE, KMEMLAB_MOVABLE },
		[KMEMLAB_MOVABLE] = { KMEMLAB_RECLAIMABLE, KMEMLAB_UNMOVABLE },
		[KMEMLAB_RECLAIMABLE] = { KMEMLAB_UNMOVABLE, KMEMLAB_MOVABLE },
	};
	unsigned int i;

	for (i = 0; i < 2; i++)
		if (kmemlab_has_type(wish, odds, others[wish->type][i]))
			return others[wish->type][i];
	return -1;
}

/* Areas for contiguous allocations take movable memory, and nothing else. */
static inline __s64 kmemlab_unusable(const struct kmemlab_wish *wish,
				     const struct kmemlab_odds *odds, int reserves)
{
	__s64 pages = (1LL << wish->order) - 1;

	if (!reserves)
		pages += odds->high_atomic;
	if (wish->type != KMEMLAB_MOVABLE)
		pages += odds->cma;
	return pages;
}

static inline __s64 kmemlab_floor(const struct kmemlab_wish *wish,
				  const struct kmemlab_odds *odds)
{
	__s64 min = odds->min;

	if (!wish->high)
		return min;
	/* Alone and at the min watermark, a boost does not bind these. */
	if (!wish->order)
		min -= odds->boost;
	min -= min / 2;
	return wish->harder ? min - min / 4 : min;
}

static inline void kmemlab_look_at_blocks(const struct kmemlab_wish *wish,
					  struct kmemlab_odds *odds)
{
	unsigned int order;

	odds->largest = -1;
	odds->fitting = 0;
	for (order = 0; order < KMEMLAB_ORDERS; order++) {
		if (odds->blocks[order])
			odds->largest = order;
		if (order >= wish->order)
			odds->fitting += odds->blocks[order] << (order - wish->order);
	}
	odds->own = kmemlab_has_type(wish, odds, wish->type);
	odds->fallback = kmemlab_fallback(wish, odds);
	odds->has_block = !wish->order || odds->own || odds->fallback >= 0 ||
		(wish->type == KMEMLAB_MOVABLE && kmemlab_has_type(wish, odds, KMEMLAB_CMA)) ||
		(wish->high && wish->harder &&
		 kmemlab_has_type(wish, odds, KMEMLAB_HIGHATOMIC));
}

/**
 * kmemlab_weigh - find out how a wish stands with a zone
 * @wish: the allocation
 * @odds: what is given is read, what is to be found is filled
 */
static inline void kmemlab_weigh(const struct kmemlab_wish *wish, struct kmemlab_odds *odds)
{
	odds->floor = kmemlab_floor(wish, odds);
	odds->unusable = kmemlab_unusable(wish, odds, 0);
	kmemlab_look_at_blocks(wish, odds);
	odds->low_ok = odds->has_block &&
		       odds->free - odds->unusable > odds->low + odds->reserve;
	odds->min_ok = odds->has_block &&
		       odds->free - kmemlab_unusable(wish, odds, wish->high || wish->harder) >
		       odds->floor + odds->reserve;
}

/* Is a shortage of this order one of order, and not of memory? In permille. */
static inline __s64 kmemlab_fragmentation(const struct kmemlab_wish *wish,
					  const struct kmemlab_odds *odds)
{
	__u64 pages = 0, blocks = 0;
	unsigned int order;

	for (order = 0; order < KMEMLAB_ORDERS; order++) {
		pages += odds->blocks[order] << order;
		blocks += odds->blocks[order];
	}
	if (!blocks || odds->fitting)
		return 0;
	return 1000 - (__s64)((1000 + (pages * 1000 >> wish->order)) / blocks);
}

/*
 * Is a zone worth compaction: are there free pages to move others to, and would
 * that help? A block that fits but may not be taken does not speak against it.
 */
static inline int kmemlab_is_worth_compaction(const struct kmemlab_wish *wish,
					      const struct kmemlab_odds *odds)
{
	int costly = wish->order > KMEMLAB_COSTLY_ORDER;
	__s64 room = (costly ? odds->low : odds->min) + odds->reserve + (2LL << wish->order);

	if (odds->free - odds->high_atomic <= room)
		return 0;
	return !costly || odds->fitting ||
	       kmemlab_fragmentation(wish, odds) > KMEMLAB_FRAGMENTED;
}

/**
 * kmemlab_is_compacted - would compaction be tried in a zone?
 * @wish: the allocation
 * @odds: weighed
 */
static inline int kmemlab_is_compacted(const struct kmemlab_wish *wish,
				       const struct kmemlab_odds *odds)
{
	return !odds->deferred && kmemlab_is_worth_compaction(wish, odds);
}

/* Could it make a block if it were? */
static inline int kmemlab_could_compact(const struct kmemlab_wish *wish,
					const struct kmemlab_odds *odds)
{
	return odds->clear_order >= (int)wish->order &&
	       kmemlab_is_worth_compaction(wish, odds);
}

/* Would it be there after direct reclaim, which also empties the per-CPU lists? */
static inline int kmemlab_is_reclaimed(const struct kmemlab_wish *wish,
				       const struct kmemlab_odds *odds)
{
	__s64 pages = odds->free + (__s64)odds->reclaimable + (__s64)odds->pcp;

	return !wish->gives_up && odds->has_block &&
	       pages - odds->unusable > odds->floor + odds->reserve;
}

/* Of a wish the zone has neither a block for nor could make one. */
static inline enum kmemlab_outcome kmemlab_failure(const struct kmemlab_wish *wish,
						   const struct kmemlab_odds *odds)
{
	if (odds->free - odds->unusable > odds->floor + odds->reserve)
		return wish->may_wait ? KMEMLAB_NO_BLOCK : KMEMLAB_NO_BLOCK_AT_ONCE;
	return wish->may_wait ? KMEMLAB_TOO_LITTLE : KMEMLAB_TOO_LITTLE_AT_ONCE;
}

/**
 * kmemlab_outcome - what would become of a wish in a zone
 * @wish: the allocation
 * @odds: weighed
 */
static inline enum kmemlab_outcome kmemlab_outcome(const struct kmemlab_wish *wish,
						   const struct kmemlab_odds *odds)
{
	if (odds->low_ok)
		return KMEMLAB_AT_ONCE;
	if (odds->min_ok)
		return KMEMLAB_FROM_RESERVES;
	if (!wish->may_wait || wish->tried)
		return kmemlab_failure(wish, odds);
	if (kmemlab_could_compact(wish, odds) && !odds->deferred)
		return KMEMLAB_AFTER_COMPACTION;
	if (kmemlab_is_reclaimed(wish, odds))
		return KMEMLAB_AFTER_RECLAIM;
	if (wish->may_kill)
		return KMEMLAB_AFTER_KILL;
	return kmemlab_could_compact(wish, odds) ? KMEMLAB_PUT_OFF :
						   kmemlab_failure(wish, odds);
}

/* kmemlab_outcome_name - the word for an outcome */
static inline const char *kmemlab_outcome_name(enum kmemlab_outcome outcome)
{
	static const char * const names[] = {
		[KMEMLAB_AT_ONCE] = "at_once",
		[KMEMLAB_FROM_RESERVES] = "from_reserves",
		[KMEMLAB_AFTER_RECLAIM] = "after_reclaim",
		[KMEMLAB_AFTER_COMPACTION] = "after_compaction",
		[KMEMLAB_AFTER_KILL] = "after_kill",
	};

	return kmemlab_succeeds(outcome) ? names[outcome] : "fails";
}

/* kmemlab_sentence - an outcome and its cure, for people */
static inline const char *kmemlab_sentence(enum kmemlab_outcome outcome)
{
	static const char * const sentences[KMEMLAB_OUTCOMES] = {
		[KMEMLAB_AT_ONCE] =
		"It succeeds at once: the zone is above its low watermark and has a block.",
		[KMEMLAB_FROM_RESERVES] =
		"It succeeds below the low watermark, and wakes kswapd: other such allocations soon have to wait or fail.",
		[KMEMLAB_AFTER_RECLAIM] =
		"It probably succeeds, but has to reclaim memory first: expect milliseconds.",
		[KMEMLAB_AFTER_COMPACTION] =
		"It probably succeeds, but has to compact memory first: expect milliseconds. A smaller order would be there at once.",
		[KMEMLAB_AFTER_KILL] =
		"It does not fail, but memory is short even after reclaim: it waits until the OOM killer has ended a process. Free memory, or let it fail with __GFP_RETRY_MAYFAIL or __GFP_NORETRY.",
		[KMEMLAB_PUT_OFF] =
		"Enough is free, but in no block of this order. Compaction could make one, but it failed lately and is put off for a while. Try again soon, or take a smaller order.",
		[KMEMLAB_NO_BLOCK] =
		"Enough is free, but in no block of this order, and compaction can hardly make one: it empties single pageblocks, of those that hold nothing unmovable. Take a smaller order or vmalloc(), or allocate early after boot.",
		[KMEMLAB_NO_BLOCK_AT_ONCE] =
		"Enough is free, but in no block of this order, and this mask may not wait for compaction. Take a smaller order, a mask that may wait, or a reserve made beforehand (mempool).",
		[KMEMLAB_TOO_LITTLE] =
		"Too little is free above the min watermark and the reserve, even with all that could be reclaimed. Free memory, or take a mask that allows more zones.",
		[KMEMLAB_TOO_LITTLE_AT_ONCE] =
		"Too little is free above the min watermark and the reserve, and this mask may not reclaim. Take a mask that may wait, a reserve made beforehand (mempool), or raise vm.min_free_kbytes.",
		[KMEMLAB_NO_ZONE] =
		"No zone of the zonelist has memory this mask allows.",
	};

	return sentences[outcome];
}

#endif /* KMEMLAB_WHY_H */
