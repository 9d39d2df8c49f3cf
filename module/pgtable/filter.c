// SPDX-License-Identifier: GPL-2.0
#include <linux/nodemask.h>

#include "../compat.h"
#include "filter.h"
#include "what.h"

const char * const kml_filter_levels[] = { "any", "pte", "pmd", "pud", NULL };

static const enum kml_level levels[] = { KML_LEVELS, KML_PTE, KML_PMD, KML_PUD };

static bool by_pfn(const struct kml_filter *filter)
{
	return filter->first_pfn || filter->last_pfn != KML_ANY_PFN;
}

/**
 * kml_filter_check - does a filter make sense?
 * @s: session
 * @filter: the filter
 *
 * Return: 0; -EINVAL: nothing can pass it; -EPERM: it would tell of frames to
 * who may not see them.
 */
int kml_filter_check(struct kml_session *s, const struct kml_filter *filter)
{
	if (filter->flags & filter->not_flags)
		return kml_fail(s, -EINVAL,
				"flags and not_flags name the same flag: no entry has both");
	if (filter->first_pfn > filter->last_pfn)
		return kml_fail(s, -EINVAL,
				"the range of frames is empty: first_pfn=0x%llx, last_pfn=0x%llx",
				filter->first_pfn, filter->last_pfn);
	if (filter->node != KML_ANY_NODE && !node_online(filter->node))
		return kml_fail(s, -EINVAL, "node=%llu is not online", filter->node);
	if (by_pfn(filter) && !kml_may_see_addresses(s))
		return kml_fail(s, -EPERM,
				"frames are hidden: first_pfn and last_pfn take CAP_SYS_ADMIN, and no lockdown for confidentiality");
	return 0;
}

/**
 * kml_filter_is_on - can anything fail to pass?
 * @filter: the filter
 *
 * Return: true if so.
 */
bool kml_filter_is_on(const struct kml_filter *filter)
{
	return filter->flags || filter->not_flags || filter->level ||
	       filter->node != KML_ANY_NODE || by_pfn(filter);
}

static bool attributes_pass(const struct kml_filter *filter, enum kml_level level, u64 raw)
{
	u64 named = kml_entry_named(level, raw);

	if (filter->level && level != levels[filter->level])
		return false;
	if ((named & filter->flags) != filter->flags || named & filter->not_flags)
		return false;
	return kml_entry_kind(level, raw) == KML_LEAF ||
	       (filter->node == KML_ANY_NODE && !by_pfn(filter));
}

/* Takes the first @nr entries off a run. */
static struct kml_run take_head(struct kml_run *from, u64 nr)
{
	struct kml_run head = *from;

	head.entries = nr;
	from->entries -= nr;
	from->addr += nr << kml_level_shift(from->level);
	from->raw += nr * from->step;
	return head;
}

/* Cuts off what lies before and behind the frames that are wanted. */
static void cut_to_pfns(const struct kml_filter *filter, struct kml_run *run)
{
	unsigned int order = kml_level_shift(run->level) - PAGE_SHIFT;
	u64 first = kml_entry_pfn(run->level, run->raw), last;

	last = first + ((run->step ? run->entries : 1) << order) - 1;
	if (last < filter->first_pfn || first > filter->last_pfn) {
		run->entries = 0;
		return;
	}
	if (!run->step)
		return;
	if (last > filter->last_pfn)
		run->entries = ((filter->last_pfn - first) >> order) + 1;
	if (first < filter->first_pfn)
		take_head(run, (filter->first_pfn - first) >> order);
}

/* How many entries of a run, from its first on, are on the node of the first. */
static u64 on_one_node(const struct kml_run *run, int *nid)
{
	unsigned int order = kml_level_shift(run->level) - PAGE_SHIFT;
	u64 pfn = kml_entry_pfn(run->level, run->raw), frames;

	frames = kml_node_span(pfn, (run->step ? run->entries : 1) << order, nid);
	return run->step ? max_t(u64, frames >> order, 1) : run->entries;
}

/**
 * kml_filter_take - take what passes off a run
 * @filter: the filter
 * @from: the run; what is still to be looked at is left, perhaps nothing
 * @part: filled
 *
 * Return: is there something in @part?
 */
bool kml_filter_take(const struct kml_filter *filter, struct kml_run *from,
		     struct kml_run *part)
{
	int nid;

	if (from->entries && !attributes_pass(filter, from->level, from->raw))
		from->entries = 0;
	if (from->entries && by_pfn(filter))
		cut_to_pfns(filter, from);
	if (from->entries && filter->node == KML_ANY_NODE) {
		*part = take_head(from, from->entries);
		return true;
	}
	while (from->entries) {
		*part = take_head(from, on_one_node(from, &nid));
		if (nid == (int)filter->node)
			return true;
	}
	return false;
}

/**
 * kml_filter_passes - does one entry pass?
 * @filter: the filter
 * @level: of its table
 * @raw: the entry
 *
 * Return: true if so.
 */
bool kml_filter_passes(const struct kml_filter *filter, enum kml_level level, u64 raw)
{
	struct kml_run run = { .entries = 1, .raw = raw, .level = level }, part;

	return kml_filter_take(filter, &run, &part);
}
