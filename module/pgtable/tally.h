/* SPDX-License-Identifier: GPL-2.0 */
/* Counting runs: what an area, or all of a walk, consists of. */
#ifndef KML_TALLY_H
#define KML_TALLY_H

#include <linux/types.h>

#include "decode.h"
#include "runs.h"

/* Contiguous runs are counted by powers of two up to 2^KML_LOG2_MAX pages. */
#define KML_LOG2_MAX	30

/**
 * struct kml_tally - counts; in base pages unless said otherwise
 * @entries: leaves by level
 * @present: mapped
 * @accessed: of those, marked accessed by the processor
 * @dirty: of those, marked dirty
 * @writable: of those, writable in the last entry
 * @anon: of those, anonymous, zero pages left out
 * @file: of those, of a file, of shared memory or of the kernel's own (vdso)
 * @zero: of those, the zero page or the huge zero page
 * @other: of those, in areas whose pages are nobody's (VM_PFNMAP, VM_MIXEDMAP)
 * @absent: spanned by entries that are not present
 * @not_present: those entries, by what they are
 * @runs: physically contiguous runs
 * @longest: of them
 */
struct kml_tally {
	u64 entries[KML_LEVELS];
	u64 present;
	u64 accessed;
	u64 dirty;
	u64 writable;
	u64 anon;
	u64 file;
	u64 zero;
	u64 other;
	u64 absent;
	u64 not_present[KML_STATES];
	u64 runs;
	u64 longest;
};

/**
 * struct kml_reach - how contiguous it is
 * @log2_runs: runs by the logarithm of their length
 * @log2_pages: pages in them
 * @groups: naturally aligned groups, by kml_reach_bytes
 * @tlb_mapped: TLB entries needed as it is mapped, one a leaf
 * @tlb_least: needed if each of the largest groups that fit took one
 */
struct kml_reach {
	u64 log2_runs[KML_LOG2_MAX + 1];
	u64 log2_pages[KML_LOG2_MAX + 1];
	u64 groups[KML_REACH_GROUPS];
	u64 tlb_mapped;
	u64 tlb_least;
};

void kml_tally_add(struct kml_tally *sum, const struct kml_tally *part);
void kml_tally_nodes(u64 *nodes, const struct kml_run *run, const struct kml_extent *area);
void kml_tally_reach(struct kml_reach *reach, const struct kml_run *run);
void kml_tally_run(struct kml_tally *tally, const struct kml_run *run,
		   const struct kml_extent *area);

#endif /* KML_TALLY_H */
