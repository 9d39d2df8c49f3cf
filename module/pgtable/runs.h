/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Runs: neighbouring entries that are alike and whose frames lie together.
 * A walk over small pages is fast because a run grows by one comparison an
 * entry, bits and frame at once.
 */
#ifndef KML_RUNS_H
#define KML_RUNS_H

#include <linux/types.h>

#include "reader.h"

/**
 * struct kml_run - neighbouring entries, each the one before and a step
 * @addr: first address
 * @entries: how many
 * @raw: the first entry
 * @expected: what the next entry must be to belong to the run
 * @step: between two entries: what an entry maps, or 0: all are the same
 * @level: of the entries
 * @rights: what the levels above allow, KML_* bits
 */
struct kml_run {
	u64 addr;
	u64 entries;
	u64 raw;
	u64 expected;
	u64 step;
	enum kml_level level;
	unsigned int rights;
};

/**
 * struct kml_runs - a walk, run by run
 * @walk: the walk
 * @chunk: entries being looked at
 * @at: first of @chunk not yet looked at
 * @run: the run in the making; no entries: none is
 * @area: the area it lies in
 */
struct kml_runs {
	struct kml_walk walk;
	struct kml_chunk chunk;
	unsigned int at;
	struct kml_run run;
	struct kml_extent area;
};

int kml_runs_next(struct kml_runs *runs, struct kml_run *run, struct kml_extent *area);

/* What a run of pages could be to a TLB that coalesces: by powers of two. */
#define KML_REACH_GROUPS	4

extern const u64 kml_reach_bytes[KML_REACH_GROUPS];

u64 kml_run_groups(u64 addr, u64 phys, u64 bytes, u64 group_bytes);

#endif /* KML_RUNS_H */
