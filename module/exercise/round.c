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

/* Bytes between two looks at signals, the clock, the scheduler. */
#define BLOCK_BYTES	(8ULL << 20)

typedef void some_fn(struct kml_lane *lane, unsigned int nr);

struct step {
	struct kml_lane *lane;
	some_fn *some;
	unsigned int nr;
};

/* Whole batches, where objects come in batches; one, where that takes long. */
static unsigned int block_of(const struct kml_run *run, u64 left)
{
	u64 fitting = div64_u64(BLOCK_BYTES, run->backend->object_bytes(run->request));
	unsigned int batch = max(run->request->batch, 1ULL);
	u64 block = max_t(u64, min_t(u64, fitting, KML_BLOCK) / batch * batch, batch);

	return min(left, run->backend->slow ? batch : block);
}

/* A block, with a clock around all of it if there is none around each. */
static void do_block(struct kml_lane *lane, enum kml_op op, some_fn *some, unsigned int nr)
{
	struct kml_timing *timing = &lane->timing[op];
	enum kml_clock_kind kind = lane->run->clock.kind;
	u64 begin, end;

	if (lane->how != KML_BARE) {
		some(lane, nr);
		if (lane->run->request->record == KML_RECORD_RAW)
			kml_lane_fold(lane);
		return;
	}
	begin = kml_now(kind);
	some(lane, nr);
	end = kml_now(kind);
	timing->total += end - begin;
	timing->timed++;
	if (op == KML_PAIR)
		timing->ops += DIV_ROUND_UP(nr, max(lane->run->request->batch, 1ULL));
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
	for (; from < lane->held && !kml_round_stopped(lane); from++)
		touch(lane->run, lane->objects[from]);
}

/**
 * kml_round_stopped - is there to be no more of this exercise?
 * @lane: of this thread
 *
 * Time is up, the reader was killed, or the CPU that this thread was bound to has
 * gone away.
 *
 * Return: true if so.
 */
bool kml_round_stopped(const struct kml_lane *lane)
{
	struct kml_run *run = lane->run;

	if (ktime_get_ns() > run->deadline)
		WRITE_ONCE(run->late, true);
	if (lane->cpu >= 0 && raw_smp_processor_id() != lane->cpu)
		WRITE_ONCE(run->moved, true);
	return READ_ONCE(run->late) || READ_ONCE(run->moved) || READ_ONCE(run->stop) ||
	       fatal_signal_pending(current);
}

/**
 * kml_round_alloc - allocate all objects, or as many as time and signals allow
 * @lane: of this thread, without objects
 * @how: what is timed
 */
void kml_round_alloc(struct kml_lane *lane, enum kml_how how)
{
	struct kml_run *run = lane->run;
	u64 left = run->request->count, held;
	unsigned int nr;

	lane->how = how;
	for (; left && !kml_round_stopped(lane); left -= nr) {
		nr = block_of(run, left);
		held = lane->held;
		if (alloc_block(lane, nr) && atomic_inc_return(&run->failed) == 1)
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
		if (i % KML_BLOCK == 0)
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
		if (i % KML_BLOCK == 0)
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
 * @lane: of this thread; with KML_PATTERN_REMOTE a reader's own are freed on
 *	another CPU, while threads were given those of another thread
 * @how: what is timed
 */
void kml_round_free(struct kml_lane *lane, enum kml_how how)
{
	struct kml_run *run = lane->run;
	bool elsewhere = run->request->pattern == KML_PATTERN_REMOTE && lane->cpu < 0;
	unsigned int nr;

	lane->how = how;
	if (run->request->pattern == KML_PATTERN_FIFO)
		turn_round(lane);
	else if (run->request->pattern == KML_PATTERN_RANDOM)
		shuffle(lane);
	while (lane->held) {
		nr = block_of(run, lane->held);
		if (elsewhere)
			free_block_elsewhere(lane, run->calls->free, nr);
		else
			do_block(lane, KML_FREE, run->calls->free, nr);
		cond_resched();
	}
}

/**
 * kml_round_drop - free what is held, as fast as it goes
 * @lane: of a thread that rests, or of this one
 */
void kml_round_drop(struct kml_lane *lane)
{
	struct kml_run *run = lane->run;
	unsigned int nr;

	lane->how = KML_BARE;
	while (lane->held) {
		nr = block_of(run, lane->held);
		run->calls->free(lane, nr);
		cond_resched();
	}
}
