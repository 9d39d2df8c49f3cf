// SPDX-License-Identifier: GPL-2.0
/* Rounds of an exercise: allocate, put in the order of frees, free. */
#include <linux/cpumask.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/smp.h>
#include <linux/string.h>

#include "../compat.h"
#include "effect.h"
#include "exercise.h"

/* Objects, and bytes, between two looks at signals, the clock, the scheduler. */
#define BLOCK		256
#define BLOCK_BYTES	(8ULL << 20)

typedef void some_fn(struct kml_lane *lane, unsigned int nr);

struct step {
	struct kml_lane *lane;
	some_fn *some;
	unsigned int nr;
};

static unsigned int block_of(const struct kml_run *run, u64 left)
{
	u64 fitting = div64_u64(BLOCK_BYTES, run->backend->object_bytes(run->request));

	return min3(left, (u64)BLOCK, max(fitting, 1ULL));
}

/* A block, with a clock around all of it if there is none around each. */
static void do_block(struct kml_lane *lane, enum kml_op op, some_fn *some, unsigned int nr)
{
	struct kml_timing *timing = &lane->timing[op];
	enum kml_clock_kind kind = lane->run->clock.kind;
	u64 begin, end;

	if (lane->how != KML_BARE) {
		some(lane, nr);
		return;
	}
	begin = kml_now(kind);
	some(lane, nr);
	end = kml_now(kind);
	timing->total += end - begin;
	timing->timed++;
	if (op == KML_PAIR)
		timing->ops += nr;
}

/* Of these, those before the allocation that the request wants to fail. */
static unsigned int before_failure(const struct kml_lane *lane, unsigned int nr)
{
	u64 fail = lane->run->request->fail;

	if (!fail)
		return nr;
	return lane->calls + 1 >= fail ? 0 : min_t(u64, nr, fail - 1 - lane->calls);
}

/* Returns how many failed by themselves. */
static u64 alloc_block(struct kml_lane *lane, unsigned int nr)
{
	const struct kml_calls *calls = lane->run->calls;
	unsigned int tried = before_failure(lane, nr);
	u64 failures = lane->failures;

	if (!tried)
		;
	else if (lane->run->request->pattern == KML_PATTERN_PAIR)
		do_block(lane, lane->how == KML_BARE ? KML_PAIR : KML_ALLOC,
			 calls->pair, tried);
	else
		do_block(lane, KML_ALLOC, calls->alloc, tried);
	failures = lane->failures - failures;
	lane->calls += nr;
	lane->failures += nr - tried;
	return failures;
}

static void touch(const struct kml_run *run, void *object)
{
	u64 bytes = kml_object_size(run), at;
	char *to = run->backend->address ? run->backend->address(run, object) : object;

	for (at = 0; at < bytes; at += PAGE_SIZE) {
		memset(to + at, 0xa5, min_t(u64, bytes - at, PAGE_SIZE));
		cond_resched();
	}
}

static void touch_from(struct kml_lane *lane, u64 from)
{
	for (; from < lane->held && !fatal_signal_pending(current); from++)
		touch(lane->run, lane->objects[from]);
}

/**
 * kml_round_alloc - allocate all objects, or as many as time and signals allow
 * @run: prepared, without objects
 * @how: what is timed
 */
void kml_round_alloc(struct kml_run *run, enum kml_how how)
{
	struct kml_lane *lane = run->lane;
	u64 left = run->request->count, held;
	unsigned int nr;

	lane->how = how;
	for (; left; left -= nr) {
		if (fatal_signal_pending(current))
			return;
		if (ktime_get_ns() > run->deadline) {
			run->late = true;
			return;
		}
		nr = block_of(run, left);
		held = lane->held;
		if (alloc_block(lane, nr) && !kml_effect_seen(run->effect, KML_FAILED))
			kml_effect_look(run->effect, KML_FAILED);
		if (run->request->touch)
			touch_from(lane, held);
		cond_resched();
	}
}

static void turn_round(struct kml_lane *lane)
{
	u64 i;

	for (i = 0; i < lane->held / 2; i++) {
		swap(lane->objects[i], lane->objects[lane->held - 1 - i]);
		if (i % BLOCK == 0)
			cond_resched();
	}
}

/* Marsaglia's xorshift: the same order for the same seed on every kernel. */
static u64 next_random(u64 *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void shuffle(struct kml_lane *lane)
{
	u64 state = lane->run->request->seed * 2 + 1, i, other;

	for (i = lane->held; i > 1; i--) {
		other = next_random(&state) % i;
		swap(lane->objects[i - 1], lane->objects[other]);
		if (i % BLOCK == 0)
			cond_resched();
	}
}

static int step_there(void *data)
{
	struct step *step = data;

	do_block(step->lane, KML_FREE, step->some, step->nr);
	return 0;
}

/* One that goes away in the meantime leaves the work to this one. */
static void free_block_elsewhere(struct kml_lane *lane, some_fn *some, unsigned int nr)
{
	struct step step = { lane, some, nr };
	unsigned int cpu = cpumask_any_but(cpu_online_mask, raw_smp_processor_id());

	if (cpu >= nr_cpu_ids || smp_call_on_cpu(cpu, step_there, &step, false))
		step_there(&step);
}

/**
 * kml_round_free - free all objects, in the order asked for
 * @run: the exercise
 * @how: what is timed
 */
void kml_round_free(struct kml_run *run, enum kml_how how)
{
	struct kml_lane *lane = run->lane;
	unsigned int nr;

	lane->how = how;
	if (run->request->pattern == KML_PATTERN_FIFO)
		turn_round(lane);
	else if (run->request->pattern == KML_PATTERN_RANDOM)
		shuffle(lane);
	while (lane->held) {
		nr = block_of(run, lane->held);
		if (run->request->pattern == KML_PATTERN_REMOTE)
			free_block_elsewhere(lane, run->calls->free, nr);
		else
			do_block(lane, KML_FREE, run->calls->free, nr);
		cond_resched();
	}
}

/**
 * kml_round_drop - free what is held, as fast as it goes
 * @run: the exercise
 */
void kml_round_drop(struct kml_run *run)
{
	struct kml_lane *lane = run->lane;
	unsigned int nr;

	lane->how = KML_BARE;
	while (lane->held) {
		nr = block_of(run, lane->held);
		run->calls->free(lane, nr);
		cond_resched();
	}
}

/**
 * kml_round_forget - begin with counts and times anew
 * @lane: holds no object
 */
void kml_round_forget(struct kml_lane *lane)
{
	memset(lane->timing, 0, sizeof(lane->timing));
	memset(lane->histogram, 0, sizeof(lane->histogram));
	lane->calls = 0;
	lane->failures = 0;
}
