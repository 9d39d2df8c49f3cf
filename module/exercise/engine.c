// SPDX-License-Identifier: GPL-2.0
/* What all exercises have in common: see exercise.h. */
#include <linux/cpumask.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/overflow.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../limits.h"
#include "effect.h"
#include "exercise.h"
#include "keys.h"

#define DISTURBED	"preemption and interrupts are part of the times"

#define LIST_GFP	(GFP_KERNEL_ACCOUNT | __GFP_NOWARN | __GFP_RETRY_MAYFAIL)

const char * const kml_mode_words[] = { "latency", "throughput", NULL };
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

/* The memory it all takes; U64_MAX if that is beyond counting. */
static u64 needed_bytes(const struct kml_backend *backend,
			const struct kml_exercise *request)
{
	u64 each = backend->object_bytes(request) + sizeof(void *);
	u64 all, reserve;

	if (check_mul_overflow(each, request->count, &all) ||
	    check_mul_overflow(each, request->reserve, &reserve) ||
	    check_add_overflow(all, reserve, &all) ||
	    check_add_overflow(all, (u64)sizeof(struct kml_lane), &all))
		return U64_MAX;
	return all;
}

static const struct kml_backend *backend_of(const struct kml_session *s)
{
	return s->node->file->subject;
}

static int check_pattern(struct kml_session *s, const struct kml_exercise *request)
{
	bool pair = request->pattern == KML_PATTERN_PAIR;

	if (pair && request->hold)
		return kml_fail(s, -EINVAL,
				"pattern=pair frees each object at once; hold=1 would keep none");
	if (pair && request->touch)
		return kml_fail(s, -EINVAL,
				"pattern=pair frees each object at once; touch=1 needs objects that stay");
	if (request->pattern == KML_PATTERN_REMOTE && num_online_cpus() < 2)
		return kml_fail(s, -EINVAL, "pattern=remote needs a second CPU that is online");
	if (request->mode == KML_MODE_THROUGHPUT && request->sample > 1)
		return kml_fail(s, -EINVAL,
				"sample=%llu is of mode=latency: mode=throughput times no single operation",
				request->sample);
	if (request->mode == KML_MODE_THROUGHPUT && request->histogram)
		return kml_fail(s, -EINVAL,
				"histogram=1 is of mode=latency: mode=throughput times no single operation");
	return 0;
}

static int check_node(struct kml_session *s, u64 node)
{
	if (node >= KML_ANY_NODE || node_state(node, N_MEMORY))
		return 0;
	return kml_fail(s, -EINVAL, "node=%llu has no memory; those that have are %*pbl",
			node, nodemask_pr_args(&node_states[N_MEMORY]));
}

/**
 * kml_exercise_check - may this exercise be tried?
 * @s: session with a parsed request, of a file whose subject is a back-end
 *
 * Return: 0 or a negative errno, after kml_fail().
 */
int kml_exercise_check(struct kml_session *s)
{
	const struct kml_backend *backend = backend_of(s);
	struct kml_exercise *request = s->request;
	int err = check_pattern(s, request) ?: check_node(s, request->node) ?:
		  kml_clock_check(s, request->clock);

	if (!err && backend->check)
		err = backend->check(s, request);
	return err ?: kml_limit_check(needed_bytes(backend, request), &s->why);
}

static enum kml_how how_of(const struct kml_exercise *request)
{
	if (request->mode == KML_MODE_THROUGHPUT)
		return KML_BARE;
	return request->sample > 1 ? KML_SAMPLED : KML_EACH;
}

static bool stopped(const struct kml_run *run)
{
	return run->late || fatal_signal_pending(current);
}

static void warm_up(struct kml_run *run)
{
	u64 round;

	for (round = 0; round < run->request->warmup && !stopped(run); round++) {
		kml_round_alloc(run, KML_BARE);
		kml_round_drop(run);
	}
	kml_round_forget(run->lane);
}

/* Objects of the last round remain. */
static void measure(struct kml_run *run)
{
	enum kml_how how = how_of(run->request);
	u64 round;

	run->lane->skip = 0;
	for (round = 1; ; round++) {
		kml_round_alloc(run, how);
		if (round == run->request->repeat || stopped(run))
			break;
		kml_round_free(run, how);
	}
}

static void exercise(struct kml_run *run)
{
	kml_clock_choose(&run->clock, run->request->clock);
	run->deadline = ktime_get_ns() + run->request->time_limit_ms * NSEC_PER_MSEC;
	warm_up(run);
	kml_effect_look(run->effect, KML_BEFORE);
	measure(run);
	kml_effect_look(run->effect, KML_HELD);
	run->allocated = run->lane->calls - run->lane->failures;
	kml_place_look(run);
	if (run->request->hold)
		return;
	kml_round_free(run, how_of(run->request));
	kml_effect_look(run->effect, KML_AFTER);
}

static void note_consistency(struct kml_session *s, struct kml_run *run)
{
	const char *shaky = kml_clock_shaky(&run->clock) ?
			    "; the TSC is not known to tick steadily here" : "";

	if (run->late)
		snprintf(run->consistency, sizeof(run->consistency),
			 "truncated, the time limit came first; " DISTURBED "%s", shaky);
	else if (run->request->repeat > 1)
		snprintf(run->consistency, sizeof(run->consistency),
			 "complete, %llu rounds; " DISTURBED "%s", run->request->repeat, shaky);
	else
		snprintf(run->consistency, sizeof(run->consistency),
			 "complete, measured once; " DISTURBED "%s", shaky);
	s->consistency = run->consistency;
}

static void begin_run(struct kml_session *s, struct kml_run *run)
{
	run->backend = backend_of(s);
	run->keys = s->node->file->keys;
	run->request = s->request;
	run->calls = run->backend->calls(run->request);
	run->gfp = effective_gfp(run->request->gfp);
	run->size = run->request->size;
	run->order = run->request->order;
	run->node = run->request->node < KML_ANY_NODE ? run->request->node : NUMA_NO_NODE;
}

/* Buffers, all of them before the first look at anything. */
static int take_room(struct kml_session *s, struct kml_run *run)
{
	run->effect = kml_effect_new();
	run->lane = kvzalloc(sizeof(*run->lane), LIST_GFP);
	if (run->lane)
		run->lane->objects = kvmalloc_array(run->request->count,
						    sizeof(*run->lane->objects), LIST_GFP);
	if (!run->effect || !run->lane || !run->lane->objects)
		return kml_fail(s, -ENOMEM, "no memory for the list of objects");
	run->lane->run = run;
	kml_round_forget(run->lane);
	return 0;
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
	if (run->lane && run->lane->objects)
		kml_round_drop(run);
	if (run->ready && run->backend->finish)
		run->backend->finish(run);
	run->ready = false;
	if (run->lane) {
		kvfree(run->lane->objects);
		run->lane->objects = NULL;
	}
	if (run->bytes > sizeof(*run->lane)) {
		kml_limit_give(run->bytes - sizeof(*run->lane));
		run->bytes = sizeof(*run->lane);
	}
}

/* Undoes all there is of a run, however far it came. */
static void end_run(struct kml_run *run)
{
	give_objects(run);
	kvfree(run->lane);
	run->lane = NULL;
	kml_effect_free(run->effect);
	run->effect = NULL;
	kml_limit_give(run->bytes);
	run->bytes = 0;
}

static int try_run(struct kml_session *s, struct kml_run *run)
{
	int err = take_room(s, run);

	if (!err && run->backend->prepare)
		err = run->backend->prepare(s, run);
	if (err)
		return err;
	run->ready = true;
	exercise(run);
	note_consistency(s, run);
	if (fatal_signal_pending(current))
		return kml_fail(s, -EINTR, "interrupted");
	keep_facts(run);
	if (!run->request->hold)
		give_objects(run);
	return 0;
}

/**
 * kml_exercise_run - do it, and leave the report in the session
 * @s: session whose request kml_exercise_check() let pass
 *
 * Of what it allocated only what the request wants to be held is left when it
 * returns, and that until kml_exercise_end().
 *
 * Return: 0 or a negative errno, after kml_fail().
 */
int kml_exercise_run(struct kml_session *s)
{
	struct kml_run *run = s->state;
	u64 bytes = needed_bytes(backend_of(s), s->request);
	int err = kml_limit_take(bytes, &s->why);

	if (err)
		return err;
	run->bytes = bytes;
	begin_run(s, run);
	err = try_run(s, run);
	if (err)
		end_run(run);
	return err;
}

/**
 * kml_exercise_end - free what a run still holds, and its report
 * @s: session of a run that succeeded
 */
void kml_exercise_end(struct kml_session *s)
{
	end_run(s->state);
}
