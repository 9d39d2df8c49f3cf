// SPDX-License-Identifier: GPL-2.0
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>

#include "../compat.h"
#include "reader.h"
#include "tally.h"
#include "what.h"

/*
 * A private mapping of a file holds the file's pages until they are written,
 * and anonymous copies after; only the pages themselves tell.
 */
static u64 count_anon(const struct kml_run *run, u64 pfn)
{
	unsigned int shift = kml_level_shift(run->level) - PAGE_SHIFT;
	u64 anon = 0, i;

	if (!run->step)
		return kml_is_anon(pfn) ? run->entries << shift : 0;
	for (i = 0; i < run->entries; i++) {
		anon += kml_is_anon(pfn + (i << shift));
		/* A run has no bound but the mapping's. */
		if (i % KML_CHUNK_MAX == KML_CHUNK_MAX - 1)
			cond_resched();
	}
	return anon << shift;
}

static bool is_nobodys(const struct kml_run *run, const struct kml_extent *area)
{
	return area->kernel || area->flags & (VM_PFNMAP | VM_MIXEDMAP) ||
	       kml_is_zero(run->level, run->raw, area->anonymous);
}

static bool is_private_file(const struct kml_extent *area)
{
	return area->flags & VM_MAYWRITE && !(area->flags & (VM_SHARED | VM_MAYSHARE));
}

static void tally_kind(struct kml_tally *tally, const struct kml_run *run,
		       const struct kml_extent *area, u64 pages)
{
	u64 pfn = kml_entry_pfn(run->level, run->raw), anon;

	if (area->kernel) {
		tally->other += pages;
	} else if (kml_is_zero(run->level, run->raw, area->anonymous)) {
		tally->zero += pages;
	} else if (area->anonymous) {
		tally->anon += pages;
	} else if (area->flags & (VM_PFNMAP | VM_MIXEDMAP)) {
		tally->other += pages;
	} else {
		anon = is_private_file(area) ? count_anon(run, pfn) : 0;
		tally->anon += anon;
		tally->file += pages - anon;
	}
}

static void tally_leaves(struct kml_tally *tally, const struct kml_run *run,
			 const struct kml_extent *area)
{
	unsigned int order = kml_level_shift(run->level) - PAGE_SHIFT;
	u64 pages = run->entries << order;

	tally->entries[run->level] += run->entries;
	tally->present += pages;
	if (kml_entry_accessed(run->raw))
		tally->accessed += pages;
	if (kml_entry_dirty(run->raw))
		tally->dirty += pages;
	if (kml_entry_rights(run->level, run->raw) & KML_WRITE)
		tally->writable += pages;
	tally_kind(tally, run, area, pages);

	tally->runs++;
	/* One frame seen many times is no run of memory. */
	tally->longest = max(tally->longest, run->step ? pages : 1ULL << order);
}

/* What was taken out of the kernel's tables; software keeps nothing in it. */
static void tally_unmapped(struct kml_tally *tally, const struct kml_run *run)
{
	tally->absent += run->entries << (kml_level_shift(run->level) - PAGE_SHIFT);
	tally->not_present[KML_STATE_UNKNOWN] += run->entries;
}

/**
 * kml_tally_run - count a run
 * @tally: the counts
 * @run: the run
 * @area: the area it lies in
 *
 * Where an area decides what its pages are, no page is looked at.
 */
void kml_tally_run(struct kml_tally *tally, const struct kml_run *run,
		   const struct kml_extent *area)
{
	enum kml_kind kind = kml_entry_kind(run->level, run->raw);

	if (area->kernel && !kml_entry_rights(run->level, run->raw)) {
		tally_unmapped(tally, run);
		return;
	}
	switch (kind) {
	case KML_LEAF:
		tally_leaves(tally, run, area);
		break;
	case KML_NOT_PRESENT:
		tally->absent += run->entries << (kml_level_shift(run->level) - PAGE_SHIFT);
		tally->not_present[kml_entry_absent(run->raw).state] += run->entries;
		break;
	default:
		break;
	}
}

/**
 * kml_tally_add - add counts to others
 * @sum: added to
 * @part: what is added
 */
void kml_tally_add(struct kml_tally *sum, const struct kml_tally *part)
{
	u64 longest = max(sum->longest, part->longest);
	const u64 *from = (const u64 *)part;
	u64 *to = (u64 *)sum;
	size_t i;

	/* All of it counts, but for the longest run. */
	for (i = 0; i < sizeof(*sum) / sizeof(*to); i++)
		to[i] += from[i];
	sum->longest = longest;
}

/**
 * kml_tally_nodes - count the pages of a run by NUMA node
 * @nodes: the counts, by node; room for nr_node_ids
 * @run: the run
 * @area: the area it lies in
 *
 * As /proc/PID/numa_maps does, without zero pages and those that are nobody's.
 * One page a pageblock is looked at.
 */
void kml_tally_nodes(u64 *nodes, const struct kml_run *run, const struct kml_extent *area)
{
	unsigned int order = kml_level_shift(run->level) - PAGE_SHIFT;
	u64 pages = run->entries << order, span, nr, i;
	u64 pfn = kml_entry_pfn(run->level, run->raw);
	int nid;

	if (kml_entry_kind(run->level, run->raw) != KML_LEAF || is_nobodys(run, area))
		return;
	nr = run->step ? pages : 1ULL << order;
	for (i = 0; i < nr; i += span) {
		span = kml_node_span(pfn + i, nr - i, &nid);
		if (nid != NUMA_NO_NODE)
			nodes[nid] += run->step ? span : pages;
	}
}

/*
 * What is aligned to a larger group is to a smaller one as well: the larger ones are
 * parts of the count of the smaller, and where there is no smaller there is no larger.
 *
 * Returns the TLB entries needed if each of the largest groups took one.
 */
static u64 tally_groups(struct kml_reach *reach, u64 addr, u64 phys, u64 bytes)
{
	u64 least = bytes >> PAGE_SHIFT, smaller = PAGE_SIZE, groups;
	unsigned int i;

	for (i = 0; i < KML_REACH_GROUPS; i++) {
		groups = kml_run_groups(addr, phys, bytes, kml_reach_bytes[i]);
		if (!groups)
			break;
		reach->groups[i] += groups;
		least -= groups * (kml_reach_bytes[i] / smaller - 1);
		smaller = kml_reach_bytes[i];
	}
	return least;
}

/**
 * kml_tally_reach - count the contiguity of a run
 * @reach: the counts
 * @run: the run
 */
void kml_tally_reach(struct kml_reach *reach, const struct kml_run *run)
{
	unsigned int order = kml_level_shift(run->level) - PAGE_SHIFT, log2;
	u64 phys = kml_entry_pfn(run->level, run->raw) << PAGE_SHIFT;
	u64 pages = run->entries << order, least;

	if (kml_entry_kind(run->level, run->raw) != KML_LEAF)
		return;
	if (!run->step)
		pages = 1ULL << order;
	log2 = min_t(unsigned int, ilog2(pages), KML_LOG2_MAX);
	reach->log2_runs[log2]++;
	reach->log2_pages[log2] += pages;
	least = tally_groups(reach, run->addr, phys, pages << PAGE_SHIFT);
	reach->tlb_mapped += run->entries;
	reach->tlb_least += run->step ? min(run->entries, least) : run->entries;
}
