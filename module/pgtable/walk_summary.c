// SPDX-License-Identifier: GPL-2.0
/* walk, mode=summary: counts of each area and of all. */
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/string.h>

#include "../compat.h"
#include "area.h"
#include "decode.h"
#include "put.h"
#include "walk.h"

static u64 not_present(const struct kml_tally *tally)
{
	u64 entries = 0;
	int i;

	for (i = 0; i < KML_STATES; i++)
		entries += tally->not_present[i];
	return entries;
}

static void put_tally(struct kml_text *t, const struct kml_tally *tally)
{
	kml_text_uint(t, tally->present);
	kml_text_uint(t, tally->entries[KML_PTE]);
	kml_text_uint(t, tally->entries[KML_PMD]);
	kml_text_uint(t, tally->entries[KML_PUD]);
	kml_text_uint(t, not_present(tally));
	kml_text_uint(t, tally->accessed);
	kml_text_uint(t, tally->dirty);
	kml_text_uint(t, tally->writable);
	kml_text_uint(t, tally->anon);
	kml_text_uint(t, tally->file);
	kml_text_uint(t, tally->zero);
	kml_text_uint(t, tally->other);
	kml_text_uint(t, tally->runs);
	kml_text_uint(t, tally->longest);
}

/* By now the area may be gone; then it is told without a name. */
static void put_name_of(struct kml_session *s, struct kml_text *t,
			const struct kml_extent *extent)
{
	struct kml_walk_state *state = s->state;
	struct kml_walk_scratch *scratch = s->scratch;
	struct kml_area area = {};
	bool found = false;

	if (!mmap_read_lock_killable(state->runs.walk.mm)) {
		found = kml_area_find(state->runs.walk.mm, extent->start, &area);
		mmap_read_unlock(state->runs.walk.mm);
	}
	if (found && area.start == extent->start && area.end == extent->end)
		kml_put_area_name(t, &area, scratch->name, sizeof(scratch->name));
	else
		kml_text_none(t);
	kml_area_put(&area);
}

static void put_area(struct kml_session *s, struct kml_text *t,
		     const struct kml_extent *area)
{
	struct kml_walk_state *state = s->state;

	kml_text_hex(t, area->start);
	kml_text_hex(t, area->end);
	kml_put_area_rights(t, area->flags);
	put_tally(t, &state->area);
	put_name_of(s, t, area);
	kml_text_row_end(t);
}

static int area_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct kml_walk_state *state = s->state;
	struct kml_extent area, first;
	struct kml_run run;
	int more = kml_walk_next_run(s, &run, &first);

	if (more <= 0)
		return more;
	memset(&state->area, 0, sizeof(state->area));
	area = first;
	do {
		kml_tally_run(&state->area, &run, &area);
		more = kml_walk_next_run(s, &run, &area);
	} while (more > 0 && kml_walk_same_area(&area, &first));
	if (more < 0)
		return more;
	if (more)
		kml_walk_keep(state, &run, &area);
	kml_tally_add(&state->total, &state->area);
	put_area(s, t, &first);
	return 1;
}

static int total_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_walk_state *state = s->state;
	const struct kml_walk *walk = &state->runs.walk;
	const struct kml_tally *total = &state->total;

	put_tally(t, total);
	kml_text_uint(t, ((walk->walked_bytes - walk->skipped_bytes) >> PAGE_SHIFT) -
			 total->present - total->absent);
	kml_text_row_end(t);
	return 0;
}

static int state_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_walk_state *state = s->state;
	u64 i = (*pos)++;

	if (i == KML_STATES)
		return 0;
	kml_text_str(t, kml_state_names[i]);
	kml_text_uint(t, state->total.not_present[i]);
	kml_text_row_end(t);
	return 1;
}

static int contiguity_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_walk_state *state = s->state;
	u64 i = (*pos)++;

	if (i > KML_LOG2_MAX)
		return 0;
	if (!state->total.log2_runs[i])
		return 1;
	kml_text_uint(t, 1ULL << i);
	kml_text_uint(t, state->total.log2_runs[i]);
	kml_text_uint(t, state->total.log2_pages[i]);
	kml_text_row_end(t);
	return 1;
}

static int reach_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_walk_state *state = s->state;
	u64 i = (*pos)++;

	if (i == KML_REACH_GROUPS)
		return 0;
	kml_text_uint(t, kml_reach_bytes[i]);
	kml_text_uint(t, state->total.groups[i]);
	kml_text_row_end(t);
	return 1;
}

#define TALLY_COLUMNS							\
	"present_pages:int entries_4k:int entries_2m:int entries_1g:int "	\
	"not_present:int accessed_pages:int dirty_pages:int "		\
	"writable_pages:int anon_pages:int file_pages:int zero_pages:int " \
	"other_pages:int extents:int longest_pages:int"

const struct kml_section kml_walk_summary[] = {
	{ "area", "start:hex end:hex rights:str " TALLY_COLUMNS " name:str", area_row },
	{ "total", TALLY_COLUMNS " empty_pages:int", total_row },
	{ "state", "name:str value:int", state_row },
	{ "contiguity", "from_pages:int extents:int pages:int", contiguity_row },
	{ "reach", "group_bytes:int groups:int", reach_row },
	KML_WALK_COST,
	{ }
};
