/* SPDX-License-Identifier: GPL-2.0 */
/* What the modes of the bench `walk` share: walk.c asks, a file a mode answers. */
#ifndef KML_WALK_H
#define KML_WALK_H

#include <linux/build_bug.h>
#include <linux/limits.h>
#include <linux/types.h>

#include "../file.h"
#include "filter.h"
#include "tables.h"
#include "tally.h"

/**
 * struct kml_walk_state - an answer in the making
 * @runs: the walk
 * @filter: which entries are told of; NULL: all
 * @rest: of a run, what the filter has not looked at
 * @rest_area: its area
 * @pending: a run that belongs to the next row
 * @pending_area: its area
 * @has_pending: there is one
 * @area: counts of the area being walked
 * @total: counts of all areas
 * @outside_bytes: of pages in @total, not in the range: it cuts large ones
 * @reach: contiguity of all
 * @area_nodes: pages of the area by node; NULL: there is one node only
 * @total_nodes: of all areas
 * @page: next page of @pending to be told, for mode=pages
 * @tables: for mode=tables
 */
struct kml_walk_state {
	struct kml_runs runs;
	const struct kml_filter *filter;
	struct kml_run rest;
	struct kml_extent rest_area;
	struct kml_run pending;
	struct kml_extent pending_area;
	bool has_pending;
	struct kml_tally area;
	struct kml_tally total;
	u64 outside_bytes;
	struct kml_reach reach;
	u64 *area_nodes;
	u64 *total_nodes;
	u64 page;
	struct kml_tables tables;
};

/**
 * struct kml_walk_scratch - what needs room but not to be cleared
 * @raw: entries being looked at
 * @name: of a file
 */
struct kml_walk_scratch {
	u64 raw[KML_CHUNK_MAX];
	char name[PATH_MAX];
};

static_assert(sizeof(struct kml_walk_scratch) <= KML_SCRATCH_BYTES);

int kml_walk_next_run(struct kml_session *s, struct kml_run *run, struct kml_extent *area);
void kml_walk_keep(struct kml_walk_state *state, const struct kml_run *run,
		   const struct kml_extent *area);
bool kml_walk_same_area(const struct kml_extent *a, const struct kml_extent *b);
int kml_walk_cost_row(struct kml_session *s, struct kml_text *t, u64 *pos);

/* The last section of every mode. */
#define KML_WALK_COST	{ "walk", "name:str value:int", kml_walk_cost_row }

extern const struct kml_section kml_walk_summary[];
extern const struct kml_section kml_walk_runs[];
extern const struct kml_section kml_walk_extents[];
extern const struct kml_section kml_walk_pages[];
extern const struct kml_section kml_walk_blocks[];
extern const struct kml_section kml_walk_tables[];

#endif /* KML_WALK_H */
