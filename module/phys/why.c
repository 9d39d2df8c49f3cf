// SPDX-License-Identifier: GPL-2.0
/*
 * The bench `why`: would this allocation succeed now, and why (not)? Nothing is
 * allocated. What is asked of each zone is in decide.c; here is what follows.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/topology.h>

#include <kmemlab.h>
#include "../files.h"
#include "census.h"
#include "decide.h"
#include "zone.h"

#define MASK(mask)	{ #mask, (__force u64)(mask) }

static const struct kml_flag masks[] = {
	MASK(GFP_HIGHUSER_MOVABLE),
	MASK(GFP_HIGHUSER),
	MASK(GFP_USER),
	MASK(GFP_KERNEL_ACCOUNT),
	MASK(GFP_KERNEL),
	MASK(GFP_NOFS),
	MASK(GFP_NOIO),
	MASK(GFP_ATOMIC),
	MASK(GFP_NOWAIT),
#ifdef CONFIG_ZONE_DMA
	MASK(GFP_DMA),
#endif
#ifdef CONFIG_ZONE_DMA32
	MASK(GFP_DMA32),
#endif
	MASK(__GFP_COMP),
	MASK(__GFP_ZERO),
	MASK(__GFP_HIGH),
	MASK(__GFP_MOVABLE),
	MASK(__GFP_RECLAIMABLE),
	MASK(__GFP_ACCOUNT),
	MASK(__GFP_THISNODE),
	MASK(__GFP_NOMEMALLOC),
	MASK(__GFP_NOWARN),
	MASK(__GFP_NORETRY),
	MASK(__GFP_RETRY_MAYFAIL),
	{ }
};

struct why_request {
	u64 order;
	u64 gfp;
	u64 nid;
};

/* No node was named. */
#define NID_HERE	MAX_NUMNODES

static const struct kml_key keys[] = {
	{
		.name = "order",
		.help = "2^order pages that lie together",
		.type = KML_KEY_NUMBER,
		.offset = offsetof(struct why_request, order),
		.max = NR_PAGE_ORDERS - 1,
	},
	{
		.name = "gfp",
		.help = "the mask",
		.type = KML_KEY_GFP,
		.offset = offsetof(struct why_request, gfp),
		.value = (__force u64)GFP_KERNEL,
		.flags = masks,
	},
	{
		.name = "nid",
		.help = "node to begin with; the largest value means that of the CPU that runs this",
		.type = KML_KEY_NUMBER,
		.offset = offsetof(struct why_request, nid),
		.max = NID_HERE,
		.value = NID_HERE,
	},
	{ }
};

enum outcome {
	AT_ONCE,
	FROM_RESERVES,
	AFTER_RECLAIM,
	AFTER_COMPACTION,
	FAILS,
};

/**
 * struct why - the answer in the making
 * @wish: what was asked
 * @refs: the zonelist, ended by one without a zone
 * @census: what compaction has to work with
 * @outcome: the verdict
 * @zone: that decides it; NULL if the list has none
 * @odds: of that zone
 */
struct why {
	struct kml_wish wish;
	const struct zoneref *refs;
	struct kml_census census;
	enum outcome outcome;
	struct zone *zone;
	struct kml_odds odds;
};

static int type_of(gfp_t gfp)
{
	if (gfp & __GFP_MOVABLE)
		return MIGRATE_MOVABLE;
	return gfp & __GFP_RECLAIMABLE ? MIGRATE_RECLAIMABLE : MIGRATE_UNMOVABLE;
}

/* What gfp_zone() and the choice of a migrate type would stumble over. */
static int why_check(struct kml_session *s)
{
	const struct why_request *request = s->request;
	const gfp_t gfp = (__force gfp_t)request->gfp;

	if (gfp & __GFP_MOVABLE && gfp & __GFP_RECLAIMABLE)
		return kml_fail(s, -EINVAL,
				"gfp has both __GFP_MOVABLE and __GFP_RECLAIMABLE; a page is of one type");
	if (!!(gfp & __GFP_DMA) + !!(gfp & __GFP_DMA32) + !!(gfp & __GFP_HIGHMEM) > 1)
		return kml_fail(s, -EINVAL,
				"gfp names more than one of the zones DMA, DMA32 and HIGHMEM; it has at most one");
	if (request->nid != NID_HERE &&
	    (request->nid >= nr_node_ids || !node_online(request->nid)))
		return kml_fail(s, -EINVAL, "nid=%llu is no node that is online", request->nid);
	return 0;
}

static bool next_zone_of(const struct why *why, u64 *pos, struct zone **zone)
{
	const struct zoneref *ref;

	while ((ref = &why->refs[*pos])->zone) {
		++*pos;
		if (zonelist_zone_idx((struct zoneref *)ref) > why->wish.highest ||
		    !populated_zone(ref->zone))
			continue;
		*zone = ref->zone;
		return true;
	}
	return false;
}

static bool may_wait(const struct why *why)
{
	return why->wish.gfp & __GFP_DIRECT_RECLAIM;
}

/* Would the watermark hold if all that can be written back or dropped were? */
static bool holds_after_reclaim(const struct kml_odds *odds)
{
	return odds->free + (s64)odds->reclaimable - odds->unusable >
	       odds->min + odds->reserve;
}

static enum outcome outcome_in(const struct why *why, struct zone *zone,
			       const struct kml_odds *odds)
{
	if (odds->low_ok)
		return AT_ONCE;
	if (odds->min_ok)
		return FROM_RESERVES;
	if (!may_wait(why) || !holds_after_reclaim(odds))
		return FAILS;
	if (odds->has_block || !why->wish.order)
		return AFTER_RECLAIM;
	/* Two neighbours that are empty at once are an accident. */
	if (why->wish.order > pageblock_order)
		return FAILS;
	return kml_census_zone(&why->census, zone)->clearable ? AFTER_COMPACTION : FAILS;
}

/* The first zone of the best outcome, in the order the allocator looks. */
static void decide(struct why *why)
{
	struct kml_odds odds;
	enum outcome outcome;
	struct zone *zone;
	u64 pos = 0;

	why->outcome = FAILS;
	while (next_zone_of(why, &pos, &zone)) {
		kml_decide(&why->wish, zone, &odds);
		outcome = outcome_in(why, zone, &odds);
		if (why->zone && outcome >= why->outcome)
			continue;
		why->zone = zone;
		why->odds = odds;
		why->outcome = outcome;
	}
}

static int why_run(struct kml_session *s)
{
	const struct why_request *request = s->request;
	int nid = request->nid == NID_HERE ? numa_mem_id() : (int)request->nid;
	struct why *why = s->state;
	int err = kml_census_take(s, &why->census);

	if (err)
		return err;
	why->wish.order = request->order;
	why->wish.gfp = (__force gfp_t)request->gfp;
	why->wish.highest = gfp_zone(why->wish.gfp);
	why->wish.type = type_of(why->wish.gfp);
	why->refs = NODE_DATA(nid)->node_zonelists[gfp_zonelist(why->wish.gfp)]._zonerefs;
	decide(why);
	s->consistency = "racy, a guess of what would be decided now; nothing was allocated";
	return 0;
}

static void why_end(struct kml_session *s)
{
	struct why *why = s->state;

	kml_census_drop(&why->census);
}

static void put_type(struct kml_text *t, int type)
{
	static const char * const names[MIGRATE_PCPTYPES] = {
		[MIGRATE_UNMOVABLE] = "Unmovable",
		[MIGRATE_MOVABLE] = "Movable",
		[MIGRATE_RECLAIMABLE] = "Reclaimable",
	};

	if (type < 0)
		kml_text_none(t);
	else
		kml_text_str(t, names[type]);
}

static int zone_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct why *why = s->state;
	struct kml_odds odds;
	struct zone *zone;

	if (!next_zone_of(why, pos, &zone))
		return 0;
	kml_decide(&why->wish, zone, &odds);
	kml_text_int(t, zone_to_nid(zone));
	kml_text_str(t, zone->name);
	kml_text_int(t, odds.free);
	kml_text_int(t, odds.unusable);
	kml_text_int(t, odds.reserve);
	kml_text_int(t, odds.low);
	kml_text_int(t, odds.min);
	kml_text_uint(t, odds.low_ok);
	kml_text_uint(t, odds.min_ok);
	kml_text_uint(t, odds.fitting);
	if (odds.largest < 0)
		kml_text_none(t);
	else
		kml_text_int(t, odds.largest);
	kml_text_uint(t, odds.own);
	put_type(t, odds.fallback);
	kml_text_uint(t, kml_zone_pcp_pages(zone));
	kml_text_uint(t, odds.reclaimable);
	kml_text_uint(t, kml_census_zone(&why->census, zone)->clearable);
	kml_text_row_end(t);
	return 1;
}

enum failure {
	NO_ZONE,
	NO_BLOCK,
	NO_BLOCK_AT_ONCE,
	TOO_LITTLE,
	TOO_LITTLE_AT_ONCE,
};

static const char * const failures[] = {
	[NO_ZONE] =
	"No zone of the zonelist has memory this mask allows.",
	[NO_BLOCK] =
	"Enough is free, but in no block of this order, and compaction can hardly make one: it empties single pageblocks, of those that hold nothing unmovable. Take a smaller order or vmalloc(), or allocate early after boot.",
	[NO_BLOCK_AT_ONCE] =
	"Enough is free, but in no block of this order, and this mask may not wait for compaction. Take a smaller order, a mask that may wait, or a reserve made beforehand (mempool).",
	[TOO_LITTLE] =
	"Too little is free above the min watermark and the reserve, even with all that could be reclaimed. Free memory, or take a mask that allows more zones.",
	[TOO_LITTLE_AT_ONCE] =
	"Too little is free above the min watermark and the reserve, and this mask may not reclaim. Take a mask that may wait, a reserve made beforehand (mempool), or raise vm.min_free_kbytes.",
};

static const char * const sentences[] = {
	[AT_ONCE] =
	"It succeeds at once: the zone is above its low watermark and has a block.",
	[FROM_RESERVES] =
	"It succeeds below the low watermark, and wakes kswapd: other such allocations soon have to wait or fail.",
	[AFTER_RECLAIM] =
	"It probably succeeds, but has to reclaim memory first: expect milliseconds.",
	[AFTER_COMPACTION] =
	"It probably succeeds, but has to compact memory first: expect milliseconds. A smaller order would be there at once.",
};

static enum failure failure(const struct why *why)
{
	const struct kml_odds *odds = &why->odds;

	if (!why->zone)
		return NO_ZONE;
	if (odds->free - odds->unusable > odds->min + odds->reserve)
		return may_wait(why) ? NO_BLOCK : NO_BLOCK_AT_ONCE;
	return may_wait(why) ? TOO_LITTLE : TOO_LITTLE_AT_ONCE;
}

static const char *sentence(const struct why *why)
{
	return why->outcome == FAILS ? failures[failure(why)] : sentences[why->outcome];
}

static const char * const outcomes[] = {
	[AT_ONCE] = "at_once",
	[FROM_RESERVES] = "from_reserves",
	[AFTER_RECLAIM] = "after_reclaim",
	[AFTER_COMPACTION] = "after_compaction",
	[FAILS] = "fails",
};

static int verdict_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct why *why = s->state;

	kml_text_str(t, outcomes[why->outcome]);
	if (why->zone) {
		kml_text_int(t, zone_to_nid(why->zone));
		kml_text_str(t, why->zone->name);
	} else {
		kml_text_none(t);
		kml_text_none(t);
	}
	kml_text_uint(t, why->outcome != FAILS);
	kml_text_str(t, sentence(why));
	kml_text_row_end(t);
	return 0;
}

static const struct kml_section sections[] = {
	{ "verdict", "outcome:str nid:int zone:str succeeds:int sentence:str", verdict_row },
	{ "zone",
	  "nid:int zone:str free_pages:int unusable_pages:int reserve_pages:int "
	  "low_pages:int min_pages:int low_ok:int min_ok:int fitting:int largest_order:int "
	  "own_type:int fallback:str pcp_pages:int reclaimable_pages:int clearable:int",
	  zone_row },
	{ }
};

const struct kml_file kml_why_file = {
	.name = KMEMLAB_FILE_WHY,
	.help = "would this allocation succeed now, and why (not)?",
	.version = 1,
	.keys = keys,
	.request_size = sizeof(struct why_request),
	.state_size = sizeof(struct why),
	.check = why_check,
	.run = why_run,
	.end = why_end,
	.sections = sections,
};
