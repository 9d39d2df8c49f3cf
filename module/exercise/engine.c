// SPDX-License-Identifier: GPL-2.0
/* What all exercises have in common: see exercise.h. */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../limits.h"
#include "../own.h"
#include "effect.h"
#include "exercise.h"
#include "keys.h"

#define DISTURBED	"preemption and interrupts are part of the times"

const char * const kml_mode_words[] = { "latency", "throughput", NULL };
const char * const kml_record_words[] = { "raw", "at_once", NULL };
const char * const kml_pattern_words[] = {
	"lifo", "fifo", "random", "pair", "remote", NULL
};

/*
 * A failing allocation is a result here: it must not print, and it must not
 * call the OOM killer, which takes __GFP_RETRY_MAYFAIL or __GFP_NORETRY
 * (mm/page_alloc.c, __alloc_pages_may_oom()).
 */
static gfp_t effective_gfp(u64 asked)
{
	gfp_t gfp = (__force gfp_t)asked | __GFP_NOWARN;

	if (gfpflags_allow_blocking(gfp) &&
	    !(gfp & (__GFP_RETRY_MAYFAIL | __GFP_NORETRY)))
		gfp |= __GFP_RETRY_MAYFAIL;
	return gfp;
}

static enum kml_how how_of(const struct kml_exercise *request)
{
	if (request->mode == KML_MODE_THROUGHPUT)
		return KML_BARE;
	return request->sample > 1 ? KML_SAMPLED : KML_EACH;
}

/* Of pairs each gets what the one before freed: nothing piles up. */
static void settle(const struct kml_run *run)
{
	if (run->backend->settle && run->request->pattern != KML_PATTERN_PAIR)
		run->backend->settle(run);
}

/* The jobs of a thread, each with its own lane. */

static void warm_up(struct kml_lane *lane)
{
	u64 round;

	for (round = 0; round < lane->run->request->warmup && !kml_round_stopped(lane); round++) {
		kml_round_alloc(lane, KML_BARE);
		kml_round_drop(lane);
		settle(lane->run);
	}
	kml_lane_forget(lane);
	lane->skip = 0;
}

static void alloc_all(struct kml_lane *lane)
{
	kml_round_alloc(lane, how_of(lane->run->request));
}

static void free_all(struct kml_lane *lane)
{
	kml_round_free(lane, how_of(lane->run->request));
	settle(lane->run);
}

/* Objects of the last round remain. */
static void all_rounds(struct kml_lane *lane)
{
	u64 round;

	for (round = 1; ; round++) {
		alloc_all(lane);
		if (round == lane->run->request->repeat || kml_round_stopped(lane))
			return;
		free_all(lane);
	}
}

/* Threads that free each other's objects wait for each other. */
static bool exchanges(const struct kml_run *run)
{
	return run->crew && run->request->pattern == KML_PATTERN_REMOTE;
}

static void free_last_round(struct kml_run *run)
{
	if (exchanges(run))
		kml_lanes_rotate(run);
	kml_crew_do(run, free_all);
}

static void measure(struct kml_run *run)
{
	u64 round;

	if (!exchanges(run)) {
		kml_crew_do(run, all_rounds);
		return;
	}
	for (round = 1; ; round++) {
		kml_crew_do(run, alloc_all);
		if (round == run->request->repeat || kml_round_stopped(run->lane))
			return;
		free_last_round(run);
	}
}

static void exercise(struct kml_run *run)
{
	kml_clock_choose(&run->clock, run->request->clock);
	run->deadline = ktime_get_ns() + run->request->time_limit_ms * NSEC_PER_MSEC;
	kml_crew_do(run, warm_up);
	/* A failure is of the run that is reported. */
	atomic_set(&run->failed, 0);
	kml_effect_forget(run->effect, KML_FAILED);
	kml_effect_look(run->effect, KML_BEFORE);
	measure(run);
	kml_effect_look(run->effect, KML_HELD);
	kml_place_look(run);
	if (!run->request->hold) {
		free_last_round(run);
		kml_effect_look(run->effect, KML_AFTER);
	}
	kml_lanes_add_up(run);
	run->allocated = run->lane->calls - run->lane->failures;
}

static void note_consistency(struct kml_run *run)
{
	const char *shaky = kml_clock_shaky(&run->clock) ?
			    "; the TSC is not known to tick steadily here" : "";
	char how[64];

	if (run->moved)
		strscpy(how, "truncated, a CPU went away", sizeof(how));
	else if (run->late)
		strscpy(how, "truncated, the time limit came first", sizeof(how));
	else if (run->request->repeat > 1)
		snprintf(how, sizeof(how), "complete, %llu rounds", run->request->repeat);
	else
		strscpy(how, "complete, measured once", sizeof(how));
	snprintf(run->consistency, sizeof(run->consistency), "%s; " DISTURBED "%s", how, shaky);
}

static void set_up(struct kml_session *s, struct kml_run *run)
{
	run->backend = s->node->file->subject;
	run->keys = s->node->file->keys;
	run->calls = run->backend->calls(run->request);
	run->gfp = effective_gfp(run->request->gfp);
	run->size = run->request->size;
	run->order = run->request->order;
	run->node = run->request->node < KML_ANY_NODE ? run->request->node : NUMA_NO_NODE;
}

/* Buffers, all of them before the first look at anything. */
static int take_room(struct kml_session *s, struct kml_run *run)
{
	u64 bytes = kml_exercise_bytes(run->backend, run->request);
	int err = kml_limit_take(bytes, &s->why);

	if (err)
		return err;
	run->bytes = bytes;
	run->report_bytes = kml_exercise_lanes_bytes(run->request);
	run->effect = kml_effect_new();
	run->place = kml_own_calloc(1, sizeof(*run->place));
	if (!run->effect || !run->place)
		return kml_fail(s, -ENOMEM, "no memory for the state of the zones");
	return kml_lanes_new(s, run);
}

static void keep_facts(struct kml_run *run)
{
	const struct kml_fact *facts = run->backend->facts;
	unsigned int i;

	for (i = 0; facts && facts[i].name; i++)
		run->facts[i] = facts[i].value(run);
}

/* What the objects were and came from, so that only the report remains. */
static void give_objects(struct kml_run *run)
{
	unsigned int i;

	/* A run that found no memory may lack the lanes from some one on. */
	for (i = 0; run->objects && i < run->nr_lanes && run->lanes[i]; i++)
		kml_round_drop(run->lanes[i]);
	if (run->ready && run->backend->finish)
		run->backend->finish(run);
	run->ready = false;
	kml_own_free(run->objects);
	run->objects = NULL;
	kml_limit_give(run->bytes - run->report_bytes);
	run->bytes = run->report_bytes;
}

/**
 * kml_run_end - undo all there is of a run, however far it came
 * @run: the run; all zero afterwards
 */
void kml_run_end(struct kml_run *run)
{
	kml_crew_end(run);
	give_objects(run);
	kml_lanes_free(run);
	kml_effect_free(run->effect);
	kml_own_free(run->place);
	kml_limit_give(run->bytes);
	kfree(run->request);
	memset(run, 0, sizeof(*run));
}

static int try_run(struct kml_session *s, struct kml_run *run)
{
	int err = take_room(s, run);

	if (!err && run->backend->prepare)
		err = run->backend->prepare(s, run);
	if (err)
		return err;
	run->ready = true;
	err = kml_crew_start(s, run);
	if (err)
		return err;
	exercise(run);
	kml_crew_end(run);
	note_consistency(run);
	if (fatal_signal_pending(current))
		return kml_fail(s, -EINTR, "interrupted");
	keep_facts(run);
	if (!run->request->hold)
		give_objects(run);
	return 0;
}

/**
 * kml_run_begin - do one run
 * @s: session whose request kml_exercise_check() let pass
 * @run: all zero; filled with the report, and with the objects that are to be
 *	held
 * @point: number of the run
 *
 * Return: 0, with kml_run_end() due, or a negative errno after kml_fail().
 */
int kml_run_begin(struct kml_session *s, struct kml_run *run, unsigned int point)
{
	struct kml_exercise *request = kml_exercise_at(s, point);
	int err;

	if (IS_ERR(request))
		return PTR_ERR(request);
	run->request = request;
	set_up(s, run);
	err = try_run(s, run);
	if (err)
		kml_run_end(run);
	return err;
}

/**
 * kml_exercise_run - do it, and leave the report in the session
 * @s: session whose request kml_exercise_check() let pass
 *
 * Of what it allocated only what the request wants to be held is left when it
 * returns, and that until kml_exercise_end(). The runs of a range begin when
 * their rows are read.
 *
 * Return: 0 or a negative errno, after kml_fail().
 */
int kml_exercise_run(struct kml_session *s)
{
	struct kml_run *run = s->state;
	int err;

	if (kml_exercise_points(s->request) > 1) {
		s->sections = kml_sweep_sections;
		s->consistency = "each row is a run of its own; " DISTURBED;
		return 0;
	}
	err = kml_run_begin(s, run, 0);
	s->consistency = run->consistency;
	return err;
}

/**
 * kml_exercise_end - free what a run still holds, and its report
 * @s: session of a run that succeeded
 */
void kml_exercise_end(struct kml_session *s)
{
	kml_run_end(s->state);
}
