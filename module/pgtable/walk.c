// SPDX-License-Identifier: GPL-2.0
/* The bench `walk`: page tables of a process or the kernel, as counts, runs or pages. */
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/slab.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "decode.h"
#include "filter.h"
#include "kernel.h"
#include "space.h"
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
	struct kml_space_request of;
	u64 start;
	u64 end;
	u64 mode;
	u64 format;
	struct kml_filter filter;
};

static const struct kml_key keys[] = {
	KML_SPACE_KEYS(struct walk_request, of),
	{
		.name = "start",
		.help = "first address",
		.type = KML_KEY_ADDRESS,
		.offset = offsetof(struct walk_request, start),
	}, {
		.name = "end",
		.help = "first address behind the range; 0: to the end of the space",
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
	KML_FILTER_KEYS(struct walk_request, filter),
	{ }
};

/* Both ends in the space's own half, and in order. */
static int check_range(struct kml_session *s, struct walk_request *request)
{
	const u64 half = 1ULL << (kml_address_bits() - 1);
	const bool kernel = request->of.space == KML_SPACE_KERNEL;
	const u64 least = kernel ? -half : 0, most = kernel ? KML_KERNEL_END : half;

	if (!request->end)
		request->end = most;
	if (!request->start)
		request->start = least;
	if (request->start >= request->end)
		return kml_fail(s, -EINVAL, "the range is empty: start=0x%llx, end=0x%llx",
				request->start, request->end);
	if (kernel && (request->start < least || request->end > most))
		return kml_fail(s, -EINVAL,
				"the range is not in the kernel's half, which goes from 0x%llx to 0x%llx",
				least, most);
	if (request->end > most)
		return kml_fail(s, -EINVAL,
				"the range ends in the kernel's half or beyond; a process's own addresses are below 0x%llx",
				most);
	return 0;
}

static int walk_check(struct kml_session *s)
{
	struct walk_request *request = s->request;
	int err = check_range(s, request);

	if (err)
		return err;
	if (request->format && request->mode != MODE_PAGES)
		return kml_fail(s, -EINVAL, "format=binary goes with mode=pages");
	if (request->mode == MODE_TABLES && kml_filter_is_on(&request->filter))
		return kml_fail(s, -EINVAL,
				"mode=tables counts tables, not entries: leave out flags, not_flags, level, node, first_pfn and last_pfn");
	err = kml_filter_check(s, &request->filter);
	return err ?: kml_space_find(s, &request->of);
}

/* The next run that passes, and of it the part that does. */
static int next_passing(struct kml_walk_state *state, struct kml_run *run,
			struct kml_extent *area)
{
	int more;

	if (!state->filter)
		return kml_runs_next(&state->runs, run, area);
	while (!kml_filter_take(state->filter, &state->rest, run)) {
		more = kml_runs_next(&state->runs, &state->rest, &state->rest_area);
		if (more <= 0)
			return more;
	}
	*area = state->rest_area;
	return 1;
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
	more = next_passing(state, run, area);
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
		{ "alias_bytes", walk->kernel ? (s64)walk->alias_bytes : -1 },
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

static int begin_walk(struct kml_session *s)
{
	const struct walk_request *request = s->request;
	struct kml_walk_state *state = s->state;
	struct kml_walk *walk = &state->runs.walk;

	if (request->mode == MODE_SUMMARY && num_online_nodes() > 1) {
		state->area_nodes = kcalloc(2 * nr_node_ids, sizeof(u64), GFP_KERNEL_ACCOUNT);
		if (!state->area_nodes)
			return kml_fail(s, -ENOMEM, "no memory for the counts by node");
		state->total_nodes = state->area_nodes + nr_node_ids;
	}
	if (request->of.space == KML_SPACE_KERNEL) {
		walk->kernel = kml_kernel_begin();
		if (!walk->kernel) {
			kfree(state->area_nodes);
			return kml_fail(s, -ENOMEM, "no memory for the walk");
		}
	}
	walk->mm = kml_space_mm(s);
	walk->each_table = request->mode == MODE_TABLES;
	walk->start = request->start;
	walk->pos = request->start;
	walk->end = request->end;
	state->runs.chunk.raw = ((struct kml_walk_scratch *)s->scratch)->raw;
	state->filter = kml_filter_is_on(&request->filter) ? &request->filter : NULL;
	return 0;
}

static int walk_run(struct kml_session *s)
{
	const struct walk_request *request = s->request;

	s->binary = request->format;
	s->sections = request->format ? kml_walk_blocks : sections[request->mode];
	s->consistency = "racy, each table at a moment of its own; see the section walk";
	if (request->of.space == KML_SPACE_KERNEL)
		s->consistency = "racy, the kernel's tables are copied without a lock";
	return begin_walk(s);
}

static void walk_end(struct kml_session *s)
{
	struct kml_walk_state *state = s->state;

	kml_kernel_end(state->runs.walk.kernel);
	kfree(state->area_nodes);
}

const struct kml_file kml_walk_file = {
	.name = KMEMLAB_FILE_WALK,
	.help = "page tables of a process or the kernel: counts, runs or pages",
	.version = 1,
	.keys = keys,
	.request_size = sizeof(struct walk_request),
	.state_size = sizeof(struct kml_walk_state),
	.unavailable = kml_tables_unavailable,
	.check = walk_check,
	.forget = kml_space_forget,
	.run = walk_run,
	.end = walk_end,
	.enter = kml_space_enter,
	.leave = kml_space_leave,
	.sections = kml_walk_summary,
};
