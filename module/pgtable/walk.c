// SPDX-License-Identifier: GPL-2.0
/* The bench `walk`: a process's page tables, as counts, runs or pages. */
#include <linux/build_bug.h>
#include <linux/err.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/sched/signal.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "../target.h"
#include "area.h"
#include "put.h"
#include "tables.h"
#include "tally.h"

enum walk_mode {
	MODE_SUMMARY,
	MODE_RUNS,
	MODE_EXTENTS,
	MODE_PAGES,
	MODE_TABLES,
};

static const char * const modes[] = {
	[MODE_SUMMARY] = "summary",
	[MODE_RUNS] = "runs",
	[MODE_EXTENTS] = "extents",
	[MODE_PAGES] = "pages",
	[MODE_TABLES] = "tables",
	NULL
};

static const char * const formats[] = { "text", "binary", NULL };

struct walk_request {
	u64 pid;
	u64 start;
	u64 end;
	u64 mode;
	u64 format;
};

static const struct kml_key keys[] = {
	{
		.name = "pid",
		.help = "the process whose address space is read",
		.type = KML_KEY_PID,
		.required = true,
		.offset = offsetof(struct walk_request, pid),
		.min = 1,
		.max = PID_MAX_LIMIT,
	}, {
		.name = "start",
		.help = "first address",
		.type = KML_KEY_ADDRESS,
		.offset = offsetof(struct walk_request, start),
	}, {
		.name = "end",
		.help = "first address behind the range; 0: to the end",
		.type = KML_KEY_ADDRESS,
		.offset = offsetof(struct walk_request, end),
	}, {
		.name = "mode",
		.help = "summary: counts; runs: alike neighbours; extents: those whose "
			"frames lie together; pages: each; tables: what they cost",
		.type = KML_KEY_WORD,
		.offset = offsetof(struct walk_request, mode),
		.words = modes,
	}, {
		.name = "format",
		.help = "binary: for mode=pages, struct kmemlab_block of kmemlab.h",
		.type = KML_KEY_WORD,
		.offset = offsetof(struct walk_request, format),
		.words = formats,
	},
	{ }
};

/**
 * struct walk_state - an answer in the making
 * @runs: the walk
 * @pending: a run that belongs to the next row
 * @pending_area: its area
 * @has_pending: there is one
 * @area: counts of the area being walked
 * @total: counts of all areas
 * @page: next page of @pending to be told, for mode=pages
 * @tables: for mode=tables
 */
struct walk_state {
	struct kml_runs runs;
	struct kml_run pending;
	struct kml_extent pending_area;
	bool has_pending;
	struct kml_tally area;
	struct kml_tally total;
	u64 page;
	struct kml_tables tables;
};

/**
 * struct walk_scratch - what needs room but not to be cleared
 * @raw: entries being looked at
 * @name: of a file
 */
struct walk_scratch {
	u64 raw[KML_CHUNK_MAX];
	char name[PATH_MAX];
};

static_assert(sizeof(struct walk_scratch) <= KML_SCRATCH_BYTES);

static int walk_check(struct kml_session *s)
{
	struct walk_request *request = s->request;
	const u64 half = 1ULL << (kml_address_bits() - 1);
	struct mm_struct *mm;

	if (!request->end)
		request->end = half;
	if (request->start >= request->end)
		return kml_fail(s, -EINVAL, "the range is empty: start=0x%llx, end=0x%llx",
				request->start, request->end);
	if (request->end > half)
		return kml_fail(s, -EINVAL,
				"the range ends in the kernel's half or beyond; a process's own addresses are below 0x%llx",
				half);
	if (request->format && request->mode != MODE_PAGES)
		return kml_fail(s, -EINVAL, "format=binary goes with mode=pages");
	mm = kml_target_find(s, request->pid);
	if (IS_ERR(mm))
		return PTR_ERR(mm);
	s->resource = mm;
	return 0;
}

static void walk_forget(struct kml_session *s)
{
	kml_target_forget(s->resource);
}

static int walk_enter(struct kml_session *s)
{
	return kml_target_get(s, s->resource);
}

static void walk_leave(struct kml_session *s)
{
	kml_target_put(s->resource);
}

/* Returns as kml_runs_next(), and says why. */
static int next_run(struct kml_session *s, struct kml_run *run, struct kml_extent *area)
{
	struct walk_state *state = s->state;
	int more;

	if (state->has_pending) {
		*run = state->pending;
		*area = state->pending_area;
		state->has_pending = false;
		return 1;
	}
	more = kml_runs_next(&state->runs, run, area);
	return more < 0 ? kml_fail(s, more, "interrupted") : more;
}

static void keep_run(struct walk_state *state, const struct kml_run *run,
		     const struct kml_extent *area)
{
	state->pending = *run;
	state->pending_area = *area;
	state->has_pending = true;
}

static bool same_area(const struct kml_extent *a, const struct kml_extent *b)
{
	return a->start == b->start && a->end == b->end && a->flags == b->flags;
}

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
	struct walk_state *state = s->state;
	struct walk_scratch *scratch = s->scratch;
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
	struct walk_state *state = s->state;

	kml_text_hex(t, area->start);
	kml_text_hex(t, area->end);
	kml_put_area_rights(t, area->flags);
	put_tally(t, &state->area);
	put_name_of(s, t, area);
	kml_text_row_end(t);
}

static int area_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct walk_state *state = s->state;
	struct kml_extent area, first;
	struct kml_run run;
	int more = next_run(s, &run, &first);

	if (more <= 0)
		return more;
	memset(&state->area, 0, sizeof(state->area));
	area = first;
	do {
		kml_tally_run(&state->area, &run, &area);
		more = next_run(s, &run, &area);
	} while (more > 0 && same_area(&area, &first));
	if (more < 0)
		return more;
	if (more)
		keep_run(state, &run, &area);
	kml_tally_add(&state->total, &state->area);
	put_area(s, t, &first);
	return 1;
}

static int total_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct walk_state *state = s->state;
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
	const struct walk_state *state = s->state;
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
	const struct walk_state *state = s->state;
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
	const struct walk_state *state = s->state;
	u64 i = (*pos)++;

	if (i == KML_REACH_GROUPS)
		return 0;
	kml_text_uint(t, kml_reach_bytes[i]);
	kml_text_uint(t, state->total.groups[i]);
	kml_text_row_end(t);
	return 1;
}

/* What the walk itself was like: the last section of every mode. */
static int walk_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_walk *walk = &((const struct walk_state *)s->state)->runs.walk;
	const struct {
		const char *name;
		u64 value;
	} rows[] = {
		{ "retries", walk->retries },
		{ "skipped_bytes", walk->skipped_bytes },
		{ "lock_holds", walk->holds },
		{ "lock_hold_max_ns", walk->hold_max_ns },
	};

	if (*pos == ARRAY_SIZE(rows))
		return 0;
	kml_text_str(t, rows[*pos].name);
	kml_text_uint(t, rows[*pos].value);
	kml_text_row_end(t);
	++*pos;
	return 1;
}

static u64 run_end(const struct kml_run *run)
{
	return run->addr + (run->entries << kml_level_shift(run->level));
}

static void put_run_kind(struct kml_text *t, const struct kml_run *run)
{
	enum kml_kind kind = kml_entry_kind(run->level, run->raw);

	kml_text_str(t, kml_level_names[run->level]);
	if (kind == KML_NOT_PRESENT)
		kml_text_str(t, kml_state_names[kml_entry_absent(run->raw).state]);
	else
		kml_text_str(t, kml_kind_names[kind]);
	kml_text_flags(t, run->raw, kml_entry_flags(run->level, run->raw));
}

static bool is_leaf(const struct kml_run *run)
{
	return kml_entry_kind(run->level, run->raw) == KML_LEAF;
}

static void put_pfn(struct kml_session *s, struct kml_text *t, const struct kml_run *run,
		    u64 page)
{
	u64 step = run->step ? page << (kml_level_shift(run->level) - PAGE_SHIFT) : 0;

	if (!is_leaf(run))
		kml_text_none(t);
	else if (s->may_see_addresses)
		kml_text_hex(t, kml_entry_pfn(run->level, run->raw) + step);
	else
		kml_text_hex(t, 0);
}

static int extent_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct kml_extent area;
	struct kml_run run;
	int more = next_run(s, &run, &area);

	if (more <= 0)
		return more;
	kml_text_hex(t, run.addr);
	kml_text_hex(t, run_end(&run));
	kml_text_uint(t, run.entries);
	put_run_kind(t, &run);
	put_pfn(s, t, &run, 0);
	if (is_leaf(&run))
		kml_text_uint(t, (run.step ? run.entries : 1) <<
				 (kml_level_shift(run.level) - PAGE_SHIFT));
	else
		kml_text_none(t);
	kml_text_row_end(t);
	return 1;
}

static bool alike(const struct kml_run *a, const struct kml_run *b)
{
	return a->level == b->level &&
	       kml_entry_attributes(a->level, a->raw) == kml_entry_attributes(b->level, b->raw);
}

static int run_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct kml_extent area, first;
	struct kml_run run, all;
	u64 extents = 0;
	int more = next_run(s, &all, &first);

	if (more <= 0)
		return more;
	run = all;
	area = first;
	all.entries = 0;
	do {
		all.entries += run.entries;
		extents++;
		more = next_run(s, &run, &area);
	} while (more > 0 && same_area(&area, &first) && alike(&run, &all) &&
		 run.addr == run_end(&all));
	if (more < 0)
		return more;
	if (more)
		keep_run(s->state, &run, &area);
	kml_text_hex(t, all.addr);
	kml_text_hex(t, run_end(&all));
	kml_text_uint(t, all.entries);
	put_run_kind(t, &all);
	if (is_leaf(&all))
		kml_text_uint(t, extents);
	else
		kml_text_none(t);
	kml_text_row_end(t);
	return 1;
}

static int page_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct walk_state *state = s->state;
	struct kml_extent area;
	struct kml_run run;
	int more = next_run(s, &run, &area);

	if (more <= 0)
		return more;
	kml_text_hex(t, run.addr + (state->page << kml_level_shift(run.level)));
	put_run_kind(t, &run);
	put_pfn(s, t, &run, state->page);
	kml_text_row_end(t);
	if (++state->page < run.entries)
		keep_run(state, &run, &area);
	else
		state->page = 0;
	return 1;
}

static_assert((int)KMEMLAB_PGD == (int)KML_PGD && (int)KMEMLAB_PTE == (int)KML_PTE);

/* The first row walks it all; what it costs is the same for a single number. */
static int count_tables(struct kml_session *s)
{
	struct walk_state *state = s->state;
	int more;

	while ((more = kml_walk_next(&state->runs.walk, &state->runs.chunk)) > 0) {
		kml_tables_take(&state->tables, &state->runs.chunk);
		if (fatal_signal_pending(current))
			return kml_fail(s, -EINTR, "interrupted");
		cond_resched();
	}
	if (more < 0)
		return kml_fail(s, more, "interrupted");
	kml_tables_end(&state->tables);
	return 0;
}

static int table_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_tables *tables = &((struct walk_state *)s->state)->tables;
	u64 level = *pos;
	int err = level ? 0 : count_tables(s);

	if (err)
		return err;
	if (level == KML_LEVELS)
		return 0;
	++*pos;
	if (level == KML_P4D && kml_p4d_is_folded())
		return 1;
	kml_text_str(t, kml_level_names[level]);
	kml_text_uint(t, tables->nr[level]);
	kml_text_uint(t, tables->nr[level] * PAGE_SIZE);
	kml_text_uint(t, tables->used[level]);
	kml_text_uint(t, tables->nr[level] * PTRS_PER_PTE - tables->used[level]);
	kml_text_row_end(t);
	return 1;
}

static int occupancy_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct walk_state *state = s->state;
	u64 i = (*pos)++;

	if (i == KML_TENTHS)
		return 0;
	kml_text_uint(t, i * 100 / KML_TENTHS);
	kml_text_uint(t, state->tables.tenths[i]);
	kml_text_row_end(t);
	return 1;
}

/* The entries are copied to where the reader's answer is made, and once only. */
static int block_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct walk_state *state = s->state;
	struct kmemlab_block *block = (void *)(t->buf + t->len);
	struct kml_chunk chunk = { .raw = (u64 *)(block + 1) };
	int more = kml_walk_next(&state->runs.walk, &chunk);
	unsigned int i;

	if (more <= 0)
		return more < 0 ? kml_fail(s, more, "interrupted") : 0;
	if (!chunk.nr && chunk.empty)
		return 1;
	while (chunk.nr && !chunk.raw[chunk.nr - 1])
		chunk.nr--;
	block->addr = chunk.addr;
	block->level = chunk.level;
	block->nr = chunk.nr;
	if (!s->may_see_addresses)
		for (i = 0; i < chunk.nr; i++)
			chunk.raw[i] = kml_entry_public(chunk.level, chunk.raw[i]);
	kml_text_filled(t, sizeof(*block) + chunk.nr * sizeof(*chunk.raw));
	return 1;
}

#define TALLY_COLUMNS							\
	"present_pages:int entries_4k:int entries_2m:int entries_1g:int "	\
	"not_present:int accessed_pages:int dirty_pages:int "		\
	"writable_pages:int anon_pages:int file_pages:int zero_pages:int " \
	"other_pages:int extents:int longest_pages:int"

static const struct kml_section summary[] = {
	{ "area", "start:hex end:hex rights:str " TALLY_COLUMNS " name:str", area_row },
	{ "total", TALLY_COLUMNS " empty_pages:int", total_row },
	{ "state", "name:str value:int", state_row },
	{ "contiguity", "from_pages:int extents:int pages:int", contiguity_row },
	{ "reach", "group_bytes:int groups:int", reach_row },
	{ "walk", "name:str value:int", walk_row },
	{ }
};

static const struct kml_section run_sections[] = {
	{ "run",
	  "start:hex end:hex entries:int level:str kind:str flags:flags extents:int",
	  run_row },
	{ "walk", "name:str value:int", walk_row },
	{ }
};

static const struct kml_section extents[] = {
	{ "extent",
	  "start:hex end:hex entries:int level:str kind:str flags:flags pfn:hex "
	  "frames:int",
	  extent_row },
	{ "walk", "name:str value:int", walk_row },
	{ }
};

static const struct kml_section pages[] = {
	{ "page", "addr:hex level:str kind:str flags:flags pfn:hex", page_row },
	{ "walk", "name:str value:int", walk_row },
	{ }
};

static const struct kml_section tables[] = {
	{ "table",
	  "level:str tables:int table_bytes:int used_entries:int empty_entries:int",
	  table_row },
	{ "occupancy", "from_percent:int tables:int", occupancy_row },
	{ "walk", "name:str value:int", walk_row },
	{ }
};

static const struct kml_section blocks[] = {
	{ "block", "", block_row },
	{ }
};

static const struct kml_section * const sections[] = {
	[MODE_SUMMARY] = summary,
	[MODE_RUNS] = run_sections,
	[MODE_EXTENTS] = extents,
	[MODE_PAGES] = pages,
	[MODE_TABLES] = tables,
};

static int walk_run(struct kml_session *s)
{
	const struct walk_request *request = s->request;
	struct walk_state *state = s->state;

	state->runs.chunk.raw = ((struct walk_scratch *)s->scratch)->raw;
	state->runs.walk.mm = s->resource;
	state->runs.walk.pos = request->start;
	state->runs.walk.end = request->end;
	s->binary = request->format;
	s->sections = request->format ? blocks : sections[request->mode];
	s->consistency = "racy, each table at a moment of its own; see the section walk";
	return 0;
}

const struct kml_file kml_walk_file = {
	.name = KMEMLAB_FILE_WALK,
	.help = "a process's page tables, as counts, runs or pages",
	.version = 1,
	.keys = keys,
	.request_size = sizeof(struct walk_request),
	.state_size = sizeof(struct walk_state),
	.check = walk_check,
	.forget = walk_forget,
	.run = walk_run,
	.enter = walk_enter,
	.leave = walk_leave,
	.sections = summary,
};
