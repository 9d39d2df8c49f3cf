// SPDX-License-Identifier: GPL-2.0
/* Lanes: the objects and times of each thread, and their sums. */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../compat.h"
#include "../own.h"
#include "exercise.h"

static struct kml_lane *new_lane(struct kml_run *run)
{
	struct kml_lane *lane = kml_own_calloc(1, sizeof(*lane));

	if (lane) {
		lane->run = run;
		lane->cpu = -1;
	}
	return lane;
}

static void free_lane(struct kml_lane *lane)
{
	unsigned int op;

	if (!lane)
		return;
	for (op = 0; op < KML_PAIR; op++)
		kml_own_free(lane->kept[op]);
	kml_own_free(lane);
}

static int keep_times(struct kml_lane *lane)
{
	const struct kml_exercise *request = lane->run->request;
	unsigned int op;

	if (!request->times)
		return 0;
	for (op = 0; op < KML_PAIR; op++) {
		lane->kept[op] = kml_own_calloc(request->count * request->repeat,
						sizeof(*lane->kept[op]));
		if (!lane->kept[op])
			return -ENOMEM;
	}
	return 0;
}

static int make_lanes(struct kml_run *run)
{
	const struct kml_exercise *request = run->request;
	unsigned int nr = max(request->threads, 1ULL), i;

	run->lanes = kml_own_calloc(nr, sizeof(*run->lanes));
	run->objects = kml_own_calloc(nr * request->count, sizeof(*run->objects));
	if (!run->lanes || !run->objects)
		return -ENOMEM;
	run->nr_lanes = nr;
	for (i = 0; i < nr; i++) {
		run->lanes[i] = new_lane(run);
		if (!run->lanes[i] || keep_times(run->lanes[i]))
			return -ENOMEM;
		run->lanes[i]->objects = run->objects + i * request->count;
	}
	run->lane = nr > 1 ? new_lane(run) : run->lanes[0];
	return run->lane ? 0 : -ENOMEM;
}

/**
 * kml_lanes_new - make room for the objects and times of all threads
 * @s: for the reason
 * @run: with a request
 *
 * Return: 0, or -ENOMEM after kml_fail(); kml_lanes_free() is due either way.
 */
int kml_lanes_new(struct kml_session *s, struct kml_run *run)
{
	return make_lanes(run) ? kml_fail(s, -ENOMEM, "no memory for the list of objects") : 0;
}

/**
 * kml_lanes_free - undo kml_lanes_new(), however far it came
 * @run: holds no object
 */
void kml_lanes_free(struct kml_run *run)
{
	unsigned int i;

	if (run->nr_lanes > 1)
		free_lane(run->lane);
	for (i = 0; i < run->nr_lanes; i++)
		free_lane(run->lanes[i]);
	kml_own_free(run->lanes);
	kml_own_free(run->objects);
	run->lane = NULL;
	run->lanes = NULL;
	run->nr_lanes = 0;
	run->objects = NULL;
}

static void add_timing(struct kml_timing *to, const struct kml_timing *from)
{
	if (from->timed)
		to->least = to->timed ? min(to->least, from->least) : from->least;
	to->most = max(to->most, from->most);
	to->ops += from->ops;
	to->timed += from->timed;
	to->total += from->total;
}

static void add_lane(struct kml_lane *to, const struct kml_lane *from)
{
	unsigned int op;

	for (op = 0; op < KML_NR_OPS; op++)
		add_timing(&to->timing[op], &from->timing[op]);
	for (op = 0; op < KML_PAIR; op++)
		kml_histogram_add(&to->histogram[op], &from->histogram[op]);
	to->calls += from->calls;
	to->failures += from->failures;
	to->fold += from->fold;
}

/**
 * kml_lanes_add_up - sum up what all threads counted, in the lane of sums
 * @run: with threads that rest
 */
void kml_lanes_add_up(struct kml_run *run)
{
	unsigned int i;

	if (run->nr_lanes == 1)
		return;
	kml_lane_forget(run->lane);
	for (i = 0; i < run->nr_lanes; i++)
		add_lane(run->lane, run->lanes[i]);
}

/**
 * kml_lanes_rotate - give the objects of each thread to the one before it
 * @run: with threads that rest
 */
void kml_lanes_rotate(struct kml_run *run)
{
	unsigned int i;

	for (i = 0; i + 1 < run->nr_lanes; i++) {
		swap(run->lanes[i]->objects, run->lanes[i + 1]->objects);
		swap(run->lanes[i]->held, run->lanes[i + 1]->held);
	}
}

/**
 * kml_lanes_held - objects held now
 * @run: with threads that rest
 *
 * Return: objects of all threads.
 */
u64 kml_lanes_held(const struct kml_run *run)
{
	unsigned int i;
	u64 held = 0;

	for (i = 0; i < run->nr_lanes; i++)
		held += run->lanes[i]->held;
	return held;
}

static void fold_op(struct kml_lane *lane, unsigned int op)
{
	struct kml_timing timing = lane->timing[op];
	struct kml_histogram *histogram = &lane->histogram[op];
	const u64 *raw = lane->raw[op], *end = raw + lane->nr_raw[op];
	u64 *kept = lane->kept[op] ? lane->kept[op] + lane->nr_kept[op] : NULL;

	for (; raw < end; raw++) {
		if (*raw == KML_NO_TIME)
			continue;
		if (*raw < timing.least || !timing.timed)
			timing.least = *raw;
		if (*raw > timing.most)
			timing.most = *raw;
		timing.total += *raw;
		timing.timed++;
		kml_histogram_count(histogram, *raw);
		if (kept)
			*kept++ = *raw;
	}
	if (kept)
		lane->nr_kept[op] = kept - lane->kept[op];
	lane->timing[op] = timing;
	lane->nr_raw[op] = 0;
}

/**
 * kml_lane_fold - count the raw times of a block, and begin a new one
 * @lane: of this thread
 */
void kml_lane_fold(struct kml_lane *lane)
{
	enum kml_clock_kind kind = lane->run->clock.kind;
	u64 begin = kml_now(kind);

	fold_op(lane, KML_ALLOC);
	fold_op(lane, KML_FREE);
	lane->fold += kml_now(kind) - begin;
}

/**
 * kml_lane_forget - begin with counts and times anew
 * @lane: the lane; its objects stay
 */
void kml_lane_forget(struct kml_lane *lane)
{
	memset(lane->timing, 0, sizeof(lane->timing));
	memset(lane->histogram, 0, sizeof(lane->histogram));
	memset(lane->nr_kept, 0, sizeof(lane->nr_kept));
	memset(lane->nr_raw, 0, sizeof(lane->nr_raw));
	lane->calls = 0;
	lane->failures = 0;
	lane->fold = 0;
}
