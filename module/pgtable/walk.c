// SPDX-License-Identifier: GPL-2.0
/* The bench `walk`: a process's page tables, as counts, runs or pages. */
#include <linux/err.h>
#include <linux/limits.h>
#include <linux/mm.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "../target.h"
#include "decode.h"
#include "walk.h"

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

/**
 * kml_walk_next_run - the next run of a walk, or the one that was kept
 * @s: session
 * @run: filled
 * @area: filled with its area
 *
 * Return: as kml_runs_next(); it said why.
 */
int kml_walk_next_run(struct kml_session *s, struct kml_run *run, struct kml_extent *area)
{
	struct kml_walk_state *state = s->state;
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

/**
 * kml_walk_keep - give a run back, to the next kml_walk_next_run()
 * @state: the answer
 * @run: the run
 * @area: its area
 */
void kml_walk_keep(struct kml_walk_state *state, const struct kml_run *run,
		   const struct kml_extent *area)
{
	state->pending = *run;
	state->pending_area = *area;
	state->has_pending = true;
}

/**
 * kml_walk_same_area - is it one area?
 * @a: an area, as it was at one moment
 * @b: an area, as it was at another
 *
 * Return: true if nothing tells them apart.
 */
bool kml_walk_same_area(const struct kml_extent *a, const struct kml_extent *b)
{
	return a->start == b->start && a->end == b->end && a->flags == b->flags;
}

/**
 * kml_walk_cost_row - what the walk itself was like
 * @s: session
 * @t: the text
 * @pos: position
 *
 * Return: as a section's row function.
 */
int kml_walk_cost_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_walk *walk = &((const struct kml_walk_state *)s->state)->runs.walk;
	const struct kml_number rows[] = {
		{ "retries", walk->retries },
		{ "skipped_bytes", walk->skipped_bytes },
		{ "lock_holds", walk->holds },
		{ "lock_hold_max_ns", walk->hold_max_ns },
	};

	return kml_text_number_row(t, rows, ARRAY_SIZE(rows), pos);
}

static const struct kml_section * const sections[] = {
	[MODE_SUMMARY] = kml_walk_summary,
	[MODE_RUNS] = kml_walk_runs,
	[MODE_EXTENTS] = kml_walk_extents,
	[MODE_PAGES] = kml_walk_pages,
	[MODE_TABLES] = kml_walk_tables,
};

static int walk_run(struct kml_session *s)
{
	const struct walk_request *request = s->request;
	struct kml_walk_state *state = s->state;

	state->runs.chunk.raw = ((struct kml_walk_scratch *)s->scratch)->raw;
	state->runs.walk.mm = s->resource;
	state->runs.walk.pos = request->start;
	state->runs.walk.end = request->end;
	s->binary = request->format;
	s->sections = request->format ? kml_walk_blocks : sections[request->mode];
	s->consistency = "racy, each table at a moment of its own; see the section walk";
	return 0;
}

const struct kml_file kml_walk_file = {
	.name = KMEMLAB_FILE_WALK,
	.help = "a process's page tables, as counts, runs or pages",
	.version = 1,
	.keys = keys,
	.request_size = sizeof(struct walk_request),
	.state_size = sizeof(struct kml_walk_state),
	.check = walk_check,
	.forget = walk_forget,
	.run = walk_run,
	.enter = walk_enter,
	.leave = walk_leave,
	.sections = kml_walk_summary,
};
