// SPDX-License-Identifier: GPL-2.0
/* walk, mode=summary: counts of each area and of all. */
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/nodemask.h>
#include <linux/string.h>

#include "../compat.h"
#include "area.h"
#include "decode.h"
#include "put.h"
#include "region.h"
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

static void put_region_name(struct kml_text *t, u64 addr)
{
	const struct kml_region region = kml_region_of(addr);

	if (region.name)
		kml_text_str(t, region.name);
	else
		kml_text_none(t);
}

/* As many as there is room for, and "..." for the others. */
static size_t write_nodes(char *text, size_t size, const u64 *nodes)
{
	size_t len = 0, item;
	char more[40];
	int nid;

	for_each_online_node(nid) {
		if (!nodes[nid])
			continue;
		item = scnprintf(more, sizeof(more), "%sN%d=%llu", len ? "," : "", nid, nodes[nid]);
		if (len + item + sizeof(",...") > size)
			return len + scnprintf(text + len, size - len, ",...");
		memcpy(text + len, more, item + 1);
		len += item;
	}
	return len;
}

/* "N0=12,N1=3", as /proc/PID/numa_maps spells it. */
static void put_nodes(struct kml_text *t, const struct kml_tally *tally, const u64 *nodes)
{
	u64 pages = tally->anon + tally->file;
	char text[256];
	size_t len = 0;

	if (nodes)
		len = write_nodes(text, sizeof(text), nodes);
	else if (pages)
		len = scnprintf(text, sizeof(text), "N%d=%llu", first_online_node, pages);
	if (len)
		kml_text_str(t, text);
	else
		kml_text_none(t);
}

/* By now the area may be gone; then it is told without a name. */
static void put_name_of(struct kml_session *s, struct kml_text *t,
			const struct kml_extent *extent)
{
	struct kml_walk_state *state = s->state;
	struct kml_walk_scratch *scratch = s->scratch;
	struct kml_area area = {};
	bool found = false;

	if (extent->kernel) {
		put_region_name(t, extent->start);
		return;
	}
	if (!mmap_read_lock_killable(state->runs.walk.mm)) {
		found = kml_area_find(state->runs.walk.mm, extent->start, &area);
		mmap_read_unlock(state->runs.walk.mm);
	}
	if (found && area.start == extent->start && area.end == extent->end)
		kml_put_area_name(t, kml_area_name(&area, scratch->name, sizeof(scratch->name)));
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
	if (area->kernel)
		kml_text_none(t);
	else
		kml_put_area_rights(t, area->flags);
	put_tally(t, &state->area);
	put_name_of(s, t, area);
	put_nodes(t, &state->area, state->area_nodes);
	kml_text_row_end(t);
}

static void clear_area(struct kml_walk_state *state)
{
	memset(&state->area, 0, sizeof(state->area));
	if (state->area_nodes)
		memset(state->area_nodes, 0, nr_node_ids * sizeof(u64));
}

/* A large page is counted whole, though the range may begin or end in its middle. */
static u64 outside_bytes(const struct kml_walk *walk, const struct kml_run *run,
			 const struct kml_extent *area)
{
	u64 first = max_t(u64, walk->start, area->start);
	u64 last = min_t(u64, walk->end, area->end) - 1;
	u64 run_last = run->addr + (run->entries << kml_level_shift(run->level)) - 1;

	return (first > run->addr ? first - run->addr : 0) +
	       (run_last > last ? run_last - last : 0);
}

static void take_run(struct kml_walk_state *state, const struct kml_run *run,
		     const struct kml_extent *area)
{
	kml_tally_run(&state->area, run, area);
	state->outside_bytes += outside_bytes(&state->runs.walk, run, area);
	if (!area->kernel || kml_entry_rights(run->level, run->raw))
		kml_tally_reach(&state->reach, run);
	if (state->area_nodes)
		kml_tally_nodes(state->area_nodes, run, area);
}

static void add_area(struct kml_walk_state *state)
{
	int nid;

	kml_tally_add(&state->total, &state->area);
	if (!state->area_nodes)
		return;
	for_each_online_node(nid)
		state->total_nodes[nid] += state->area_nodes[nid];
}

static int area_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct kml_walk_state *state = s->state;
	struct kml_extent area, first;
	struct kml_run run;
	int more = kml_walk_next_run(s, &run, &first);

	if (more <= 0)
		return more;
	clear_area(state);
	area = first;
	do {
		take_run(state, &run, &area);
		more = kml_walk_next_run(s, &run, &area);
	} while (more > 0 && kml_walk_same_area(&area, &first));
	if (more < 0)
		return more;
	if (more)
		kml_walk_keep(state, &run, &area);
	add_area(state);
	put_area(s, t, &first);
	return 1;
}

static int total_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_walk_state *state = s->state;
	const struct kml_walk *walk = &state->runs.walk;
	const struct kml_tally *total = &state->total;

	put_tally(t, total);
	if (state->filter)
		kml_text_none(t);
	else
		kml_text_uint(t, (walk->walked_bytes - walk->skipped_bytes - walk->alias_bytes +
				  state->outside_bytes -
				  ((total->present + total->absent) << PAGE_SHIFT)) >>
				 PAGE_SHIFT);
	put_nodes(t, total, state->total_nodes);
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
	if (!state->reach.log2_runs[i])
		return 1;
	kml_text_uint(t, 1ULL << i);
	kml_text_uint(t, state->reach.log2_runs[i]);
	kml_text_uint(t, state->reach.log2_pages[i]);
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
	kml_text_uint(t, state->reach.groups[i]);
	kml_text_row_end(t);
	return 1;
}

static int tlb_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_walk_state *state = s->state;
	const struct kml_number rows[] = {
		{ "entries_as_mapped", state->reach.tlb_mapped },
		{ "entries_at_least", state->reach.tlb_least },
	};

	return kml_text_number_row(t, rows, ARRAY_SIZE(rows), pos);
}

#define TALLY_COLUMNS							\
	"present_pages:int entries_4k:int entries_2m:int entries_1g:int "	\
	"not_present:int accessed_pages:int dirty_pages:int "		\
	"writable_pages:int anon_pages:int file_pages:int zero_pages:int " \
	"other_pages:int extents:int longest_pages:int"

const struct kml_section kml_walk_summary[] = {
	{ "area", "start:hex end:hex rights:str " TALLY_COLUMNS " name:str nodes:str",
	  area_row },
	{ "total", TALLY_COLUMNS " empty_pages:int nodes:str", total_row },
	{ "state", "name:str value:int", state_row },
	{ "contiguity", "from_pages:int extents:int pages:int", contiguity_row },
	{ "reach", "group_bytes:int groups:int", reach_row },
	{ "tlb", "name:str value:int", tlb_row },
	KML_WALK_COST,
	{ }
};
