// SPDX-License-Identifier: GPL-2.0
/*
 * The bench `why`: would this allocation succeed now, and why (not)? Nothing is
 * allocated. What is asked of each zone is in decide.c; here is what follows.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/nodemask.h>

#include <kmemlab.h>
#include "../files.h"
#include "census.h"
#include "decide.h"
#include "policy.h"
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
		.help = "node to begin with; the largest value: by the memory policy of who asks",
		.type = KML_KEY_NUMBER,
		.offset = offsetof(struct why_request, nid),
		.max = NID_HERE,
		.value = NID_HERE,
	},
	{ }
};

/**
 * struct why - the answer in the making
 * @wish: what was asked
 * @highest: largest zone index its mask allows
 * @policy: the nodes
 * @refs: the zonelist, ended by one without a zone
 * @census: what compaction has to work with
 * @outcome: the verdict
 * @zone: that decides it; NULL if the list has none
 */
struct why {
	struct kmemlab_wish wish;
	enum zone_type highest;
	struct kml_policy policy;
	const struct zoneref *refs;
	struct kml_census census;
	enum kmemlab_outcome outcome;
	struct zone *zone;
};

static int why_check(struct kml_session *s)
{
	const struct why_request *request = s->request;

	if (request->nid != NID_HERE &&
	    (request->nid >= nr_node_ids || !node_online(request->nid)))
		return kml_fail(s, -EINVAL,
				"nid=%llu is no node that is online; those that are have the numbers %*pbl",
				request->nid, nodemask_pr_args(&node_online_map));
	return 0;
}

static bool next_zone_of(const struct why *why, const nodemask_t *nodes, u64 *pos,
			 struct zone **zone)
{
	struct zone *at;

	/* Hotplug writes the list anew where it lies: each zone is read once. */
	while ((at = KML_RACY(why->refs[*pos].zone))) {
		++*pos;
		if (zone_idx(at) > why->highest || !kml_zone_is_populated(at) ||
		    !node_isset(zone_to_nid(at), *nodes))
			continue;
		*zone = at;
		return true;
	}
	return false;
}

/* mm/compaction.c, suitable_migration_source() */
static bool is_source(const struct kmemlab_wish *wish, unsigned int migrate)
{
	if (!wish->own_blocks || migrate == wish->type)
		return true;
	return wish->type == KMEMLAB_MOVABLE && migrate == KMEMLAB_CMA;
}

static int clear_order(const struct why *why, struct zone *zone)
{
	const struct kml_zone_census *census = kml_census_zone(&why->census, zone);
	unsigned int migrate;
	int order;

	for (order = NR_PAGE_ORDERS - 1; order >= 0; order--)
		for (migrate = 0; migrate < KMEMLAB_MIGRATES; migrate++)
			if (is_source(&why->wish, migrate) && census->clear[migrate][order])
				return order;
	return -1;
}

static void weigh(const struct why *why, struct zone *zone, struct kmemlab_odds *odds)
{
	kml_decide(&why->wish, why->highest, zone, clear_order(why, zone), odds);
}

static bool gives_up(const struct why *why)
{
	struct kmemlab_odds odds;
	struct zone *zone;
	u64 pos = 0;

	while (why->wish.gives_up && next_zone_of(why, &why->policy.nodes, &pos, &zone)) {
		weigh(why, zone, &odds);
		if (kmemlab_is_compacted(&why->wish, &odds))
			return false;
	}
	return why->wish.gives_up;
}

/* The first zone of the best outcome, in the order the allocator looks. */
static void decide_of(struct why *why, const nodemask_t *nodes)
{
	enum kmemlab_outcome outcome;
	struct kmemlab_odds odds;
	struct zone *zone;
	u64 pos = 0;

	while (next_zone_of(why, nodes, &pos, &zone)) {
		weigh(why, zone, &odds);
		outcome = kmemlab_outcome(&why->wish, &odds);
		if (outcome >= why->outcome)
			continue;
		why->zone = zone;
		why->outcome = outcome;
	}
}

static void decide(struct why *why)
{
	why->wish.gives_up = gives_up(why);
	why->outcome = KMEMLAB_NO_ZONE;
	decide_of(why, &why->policy.first);
	decide_of(why, &why->policy.nodes);
}

static int why_run(struct kml_session *s)
{
	const struct why_request *request = s->request;
	int nid = request->nid == NID_HERE ? NUMA_NO_NODE : (int)request->nid;
	const gfp_t gfp = (__force gfp_t)request->gfp;
	struct why *why = s->state;
	int err = kml_census_take(s, &why->census);

	if (err)
		return err;
	kml_wish_of(gfp, request->order, &why->wish);
	why->highest = gfp_zone(gfp);
	kml_policy_of(nid, gfp, &why->policy);
	why->refs = NODE_DATA(why->policy.nid)->node_zonelists[gfp_zonelist(gfp)]._zonerefs;
	decide(why);
	s->consistency = "racy, a guess of what would be decided now; nothing was allocated";
	return 0;
}

static void why_end(struct kml_session *s)
{
	struct why *why = s->state;

	kml_census_drop(&why->census);
}

static void put_order(struct kml_text *t, int order)
{
	if (order < 0)
		kml_text_none(t);
	else
		kml_text_int(t, order);
}

static int zone_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct why *why = s->state;
	struct kmemlab_odds odds;
	struct zone *zone;

	if (!next_zone_of(why, &why->policy.nodes, pos, &zone))
		return 0;
	weigh(why, zone, &odds);
	kml_text_int(t, zone_to_nid(zone));
	kml_text_str(t, zone->name);
	kml_text_int(t, odds.free);
	kml_text_int(t, odds.unusable);
	kml_text_int(t, odds.reserve);
	kml_text_int(t, odds.low);
	kml_text_int(t, odds.floor);
	kml_text_uint(t, odds.low_ok);
	kml_text_uint(t, odds.min_ok);
	kml_text_uint(t, odds.fitting);
	put_order(t, odds.largest);
	kml_text_uint(t, odds.own);
	if (odds.fallback < 0)
		kml_text_none(t);
	else
		kml_text_str(t, kml_migrate_names[odds.fallback]);
	kml_text_uint(t, odds.pcp);
	kml_text_uint(t, odds.reclaimable);
	kml_text_uint(t, kml_census_zone(&why->census, zone)->clearable);
	put_order(t, odds.clear_order);
	kml_text_uint(t, odds.deferred);
	kml_text_row_end(t);
	return 1;
}

static int verdict_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct why *why = s->state;

	kml_text_str(t, kmemlab_outcome_name(why->outcome));
	if (why->zone) {
		kml_text_int(t, zone_to_nid(why->zone));
		kml_text_str(t, why->zone->name);
	} else {
		kml_text_none(t);
		kml_text_none(t);
	}
	kml_text_uint(t, kmemlab_succeeds(why->outcome));
	kml_text_str(t, kmemlab_sentence(why->outcome));
	kml_text_row_end(t);
	return 0;
}

static int policy_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct why *why = s->state;
	char nodes[64];

	scnprintf(nodes, sizeof(nodes), "%*pbl", nodemask_pr_args(&why->policy.nodes));
	kml_text_str(t, why->policy.name);
	kml_text_int(t, why->policy.nid);
	kml_text_str(t, nodes);
	kml_text_row_end(t);
	return 0;
}

static const struct kml_section sections[] = {
	{ "verdict", "outcome:str nid:int zone:str succeeds:int sentence:str", verdict_row },
	{ "zone",
	  "nid:int zone:str free_pages:int unusable_pages:int reserve_pages:int "
	  "low_pages:int min_pages:int low_ok:int min_ok:int fitting:int largest_order:int "
	  "own_type:int fallback:str pcp_pages:int reclaimable_pages:int clearable:int "
	  "clear_order:int deferred:int",
	  zone_row },
	{ "policy", "policy:str nid:int nodes:str", policy_row },
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
