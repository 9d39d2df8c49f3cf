// SPDX-License-Identifier: GPL-2.0
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>

#include "../compat.h"
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
	for (i = 0; i < run->entries; i++)
		anon += kml_is_anon(pfn + (i << shift));
	return anon << shift;
}

static bool is_private_file(const struct kml_extent *area)
{
	return area->flags & VM_MAYWRITE && !(area->flags & (VM_SHARED | VM_MAYSHARE));
}

static void tally_kind(struct kml_tally *tally, const struct kml_run *run,
		       const struct kml_extent *area, u64 pages)
{
	u64 pfn = kml_entry_pfn(run->level, run->raw), anon;

	if (kml_is_zero(run->level, run->raw, area->anonymous)) {
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
	unsigned int shift = kml_level_shift(run->level), log2, i;
	u64 pages = run->entries << (shift - PAGE_SHIFT);
	u64 phys = kml_entry_pfn(run->level, run->raw) << PAGE_SHIFT;

	tally->entries[run->level] += run->entries;
	tally->present += pages;
	if (kml_entry_accessed(run->raw))
		tally->accessed += pages;
	if (kml_entry_dirty(run->raw))
		tally->dirty += pages;
	if (kml_entry_rights(run->level, run->raw) & KML_WRITE)
		tally->writable += pages;
	tally_kind(tally, run, area, pages);

	/* One frame seen many times is no run of memory. */
	if (!run->step)
		pages = 1ULL << (shift - PAGE_SHIFT);
	log2 = min_t(unsigned int, ilog2(pages), KML_LOG2_MAX);
	tally->runs++;
	tally->longest = max(tally->longest, pages);
	tally->log2_runs[log2]++;
	tally->log2_pages[log2] += pages;
	for (i = 0; i < KML_REACH_GROUPS && pages << PAGE_SHIFT >= kml_reach_bytes[i]; i++)
		tally->groups[i] += kml_run_groups(run->addr, phys, pages << PAGE_SHIFT,
						   kml_reach_bytes[i]);
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
	switch (kml_entry_kind(run->level, run->raw)) {
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
