// SPDX-License-Identifier: GPL-2.0
/* What all exercises have in common: see exercise.h. */
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../limits.h"
#include "exercise.h"

/* Objects between two looks at signals, the clock and the scheduler. */
#define BLOCK	256

#define DISTURBED	"preemption and interrupts are part of the times"

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
	    check_add_overflow(all, reserve, &all))
		return U64_MAX;
	return all;
}

static const struct kml_backend *backend_of(const struct kml_session *s)
{
	return s->node->file->subject;
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
	int err = backend->check ? backend->check(s, request) : 0;

	return err ?: kml_limit_check(needed_bytes(backend, request), &s->why);
}

/* Shortest of many: what is left when nothing else happens in between. */
static u64 measure_clock(void)
{
	u64 least = U64_MAX, begin, end;
	int i;

	for (i = 0; i < 1000; i++) {
		begin = ktime_get_ns();
		end = ktime_get_ns();
		least = min(least, end - begin);
	}
	return least;
}

static void allocate_all(struct kml_session *s, struct kml_run *run)
{
	u64 deadline = ktime_get_ns() + run->request->time_limit_ms * NSEC_PER_MSEC;
	u64 left = run->request->count, block;

	for (; left; left -= block) {
		if (fatal_signal_pending(current))
			return;
		if (ktime_get_ns() > deadline) {
			s->consistency = "truncated, the time limit came first; " DISTURBED;
			return;
		}
		block = min_t(u64, left, BLOCK);
		run->backend->alloc(run, block);
		cond_resched();
	}
}

static void free_all(struct kml_run *run)
{
	while (run->held) {
		run->backend->free(run, min_t(u64, run->held, BLOCK));
		cond_resched();
	}
}

static void look_at_objects(struct kml_run *run)
{
	u64 i;

	for (i = 0; i < run->held; i++) {
		run->usable_bytes += run->backend->usable_bytes(run, run->objects[i]);
		if (i % BLOCK == 0)
			cond_resched();
	}
}

static int exercise(struct kml_session *s, struct kml_run *run)
{
	int err = run->backend->prepare ? run->backend->prepare(s, run) : 0;

	if (err)
		return err;
	run->clock_ns = measure_clock();
	allocate_all(s, run);
	run->allocated = run->held;
	look_at_objects(run);
	free_all(run);
	if (run->backend->finish)
		run->backend->finish(run);
	if (fatal_signal_pending(current))
		return kml_fail(s, -EINTR, "interrupted");
	return 0;
}

static void begin_run(struct kml_session *s, struct kml_run *run)
{
	run->backend = backend_of(s);
	run->keys = s->node->file->keys;
	run->request = s->request;
	run->gfp = effective_gfp(run->request->gfp);
	run->size = run->request->size;
	run->order = run->request->order;
	run->alloc.min_ns = U64_MAX;
	run->free.min_ns = U64_MAX;
	s->consistency = "complete, measured once; " DISTURBED;
}

/**
 * kml_exercise_run - do it, and leave the report in the session
 * @s: session whose request kml_exercise_check() let pass
 *
 * Nothing it allocated is left when it returns.
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
	begin_run(s, run);
	run->objects = kvmalloc_array(run->request->count, sizeof(*run->objects),
				      GFP_KERNEL_ACCOUNT | __GFP_NOWARN | __GFP_RETRY_MAYFAIL);
	if (run->objects)
		err = exercise(s, run);
	else
		err = kml_fail(s, -ENOMEM, "no memory for the list of objects");
	kvfree(run->objects);
	run->objects = NULL;
	kml_limit_give(bytes);
	return err;
}

static int request_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_run *run = s->state;
	const struct kml_key *key = &run->keys[(*pos)++];
	char mask[256];

	if (key->name) {
		kml_text_str(t, key->name);
		kml_request_put(t, key, run->request);
		kml_text_row_end(t);
		return 1;
	}
	snprintf(mask, sizeof(mask), "%pGg", &run->gfp);
	kml_text_str(t, "effective_gfp");
	kml_text_str(t, mask);
	kml_text_row_end(t);
	return 0;
}

static u64 object_size(const struct kml_run *run)
{
	return run->size ?: (u64)PAGE_SIZE << run->order;
}

static int result_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_run *run = s->state;
	const struct {
		const char *name;
		u64 value;
	} rows[] = {
		{ "allocated", run->allocated },
		{ "failures", run->failures },
		{ "requested_bytes", run->allocated * object_size(run) },
		{ "usable_bytes", run->usable_bytes },
		{ "left_objects", run->held },
		{ "clock_ns", run->clock_ns },
	};

	if (*pos == ARRAY_SIZE(rows))
		return 0;
	kml_text_str(t, rows[*pos].name);
	kml_text_uint(t, rows[*pos].value);
	kml_text_row_end(t);
	++*pos;
	return 1;
}

static void put_timing(struct kml_text *t, const char *op, const struct kml_timing *timing)
{
	kml_text_str(t, op);
	kml_text_uint(t, timing->ops);
	kml_text_uint(t, timing->total_ns);
	if (timing->ops) {
		kml_text_uint(t, timing->min_ns);
		kml_text_uint(t, div64_u64(timing->total_ns, timing->ops));
		kml_text_uint(t, timing->max_ns);
	} else {
		kml_text_none(t);
		kml_text_none(t);
		kml_text_none(t);
	}
	kml_text_row_end(t);
}

static int latency_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_run *run = s->state;

	if ((*pos)++) {
		put_timing(t, "free", &run->free);
		return 0;
	}
	put_timing(t, "alloc", &run->alloc);
	return 1;
}

const struct kml_section kml_exercise_sections[] = {
	{ "request", "name:str value:str", request_row },
	{ "result", "name:str value:int", result_row },
	{ "latency", "op:str ops:int total_ns:int min_ns:int mean_ns:int max_ns:int", latency_row },
	{ }
};
