/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The timed loops. They are inlined into each back-end, and what they call is
 * __always_inline as well, so that an operation is a direct call (an indirect
 * one, through a retpoline, is some percent of a kmalloc()) and the clock is no
 * choice.
 */
#ifndef KML_LOOP_H
#define KML_LOOP_H

#include <linux/compiler.h>
#include <linux/minmax.h>

#include "exercise.h"

typedef void *kml_alloc_fn(const struct kml_run *run);
typedef void kml_free_fn(const struct kml_run *run, void *object);

/* Shortest and longest are left to the histogram: eight instructions a pair. */
static __always_inline void kml_time(struct kml_lane *lane, enum kml_op op, u64 ticks)
{
	lane->timing[op].total += ticks;
	lane->histogram[op].count[kml_histogram_bucket(ticks)]++;
}

static __always_inline void **kml_alloc_each(struct kml_lane *lane, void **to, unsigned int nr,
					     kml_alloc_fn *one, enum kml_clock_kind kind)
{
	const struct kml_run *run = lane->run;
	u64 begin, end;
	void *object;

	lane->timing[KML_ALLOC].timed += nr;
	for (; nr; nr--) {
		begin = kml_now(kind);
		object = one(run);
		end = kml_now(kind);
		kml_time(lane, KML_ALLOC, end - begin);
		*to = object;
		if (likely(object))
			to++;
	}
	return to;
}

static __always_inline void **kml_alloc_bare(struct kml_lane *lane, void **to, unsigned int nr,
					     kml_alloc_fn *one)
{
	const struct kml_run *run = lane->run;

	for (; nr; nr--) {
		*to = one(run);
		if (likely(*to))
			to++;
	}
	return to;
}

/* How many go by before the next one that is timed; @nr at most. */
static __always_inline unsigned int kml_skip(struct kml_lane *lane, unsigned int nr)
{
	unsigned int bare = min(nr, lane->skip);

	lane->skip -= bare;
	if (bare < nr)
		lane->skip = lane->run->request->sample - 1;
	return bare;
}

static __always_inline void **kml_alloc_some(struct kml_lane *lane, void **to, unsigned int nr,
					     kml_alloc_fn *one, enum kml_clock_kind kind)
{
	unsigned int bare;

	if (lane->how == KML_EACH)
		return kml_alloc_each(lane, to, nr, one, kind);
	while (nr) {
		bare = kml_skip(lane, nr);
		to = kml_alloc_bare(lane, to, bare, one);
		nr -= bare;
		if (!nr)
			break;
		to = kml_alloc_each(lane, to, 1, one, kind);
		nr--;
	}
	return to;
}

static __always_inline void kml_alloc_loop(struct kml_lane *lane, unsigned int nr,
					   kml_alloc_fn *one)
{
	void **from = lane->objects + lane->held, **to;

	if (lane->how == KML_BARE)
		to = kml_alloc_bare(lane, from, nr, one);
	else if (lane->run->clock.kind == KML_CLOCK_TSC)
		to = kml_alloc_some(lane, from, nr, one, KML_CLOCK_TSC);
	else
		to = kml_alloc_some(lane, from, nr, one, KML_CLOCK_KTIME);
	lane->timing[KML_ALLOC].ops += nr;
	lane->held += to - from;
	lane->failures += nr - (to - from);
}

static __always_inline void kml_free_each(struct kml_lane *lane, void **from, unsigned int nr,
					  kml_free_fn *one, enum kml_clock_kind kind)
{
	const struct kml_run *run = lane->run;
	u64 begin, end;
	void *object;

	lane->timing[KML_FREE].timed += nr;
	for (; nr; nr--) {
		object = *--from;
		begin = kml_now(kind);
		one(run, object);
		end = kml_now(kind);
		kml_time(lane, KML_FREE, end - begin);
	}
}

static __always_inline void kml_free_bare(struct kml_lane *lane, void **from, unsigned int nr,
					  kml_free_fn *one)
{
	const struct kml_run *run = lane->run;

	for (; nr; nr--)
		one(run, *--from);
}

static __always_inline void kml_free_some(struct kml_lane *lane, void **from, unsigned int nr,
					  kml_free_fn *one, enum kml_clock_kind kind)
{
	unsigned int bare;

	if (lane->how == KML_EACH) {
		kml_free_each(lane, from, nr, one, kind);
		return;
	}
	while (nr) {
		bare = kml_skip(lane, nr);
		kml_free_bare(lane, from, bare, one);
		from -= bare;
		nr -= bare;
		if (!nr)
			break;
		kml_free_each(lane, from--, 1, one, kind);
		nr--;
	}
}

static __always_inline void kml_free_loop(struct kml_lane *lane, unsigned int nr,
					  kml_free_fn *one)
{
	void **from = lane->objects + lane->held;

	if (lane->how == KML_BARE)
		kml_free_bare(lane, from, nr, one);
	else if (lane->run->clock.kind == KML_CLOCK_TSC)
		kml_free_some(lane, from, nr, one, KML_CLOCK_TSC);
	else
		kml_free_some(lane, from, nr, one, KML_CLOCK_KTIME);
	lane->timing[KML_FREE].ops += nr;
	lane->held -= nr;
}

/* The end of the one time is the beginning of the other: three readings. */
static __always_inline void kml_pair_each(struct kml_lane *lane, unsigned int nr,
					  kml_alloc_fn *alloc_one, kml_free_fn *free_one,
					  enum kml_clock_kind kind)
{
	const struct kml_run *run = lane->run;
	u64 begin, middle, end;
	unsigned int failed = 0, i;
	void *object;

	for (i = 0; i < nr; i++) {
		begin = kml_now(kind);
		object = alloc_one(run);
		middle = kml_now(kind);
		if (unlikely(!object)) {
			kml_time(lane, KML_ALLOC, middle - begin);
			failed++;
			continue;
		}
		free_one(run, object);
		end = kml_now(kind);
		kml_time(lane, KML_ALLOC, middle - begin);
		kml_time(lane, KML_FREE, end - middle);
	}
	lane->timing[KML_ALLOC].timed += nr;
	lane->timing[KML_FREE].timed += nr - failed;
	lane->timing[KML_FREE].ops -= failed;
	lane->failures += failed;
}

static __always_inline void kml_pair_bare(struct kml_lane *lane, unsigned int nr,
					  kml_alloc_fn *alloc_one, kml_free_fn *free_one)
{
	const struct kml_run *run = lane->run;
	unsigned int failed = 0;
	void *object;

	for (; nr; nr--) {
		object = alloc_one(run);
		if (likely(object))
			free_one(run, object);
		else
			failed++;
	}
	lane->failures += failed;
	lane->timing[KML_FREE].ops -= failed;
}

static __always_inline void kml_pair_some(struct kml_lane *lane, unsigned int nr,
					  kml_alloc_fn *alloc_one, kml_free_fn *free_one,
					  enum kml_clock_kind kind)
{
	unsigned int bare;

	if (lane->how == KML_EACH) {
		kml_pair_each(lane, nr, alloc_one, free_one, kind);
		return;
	}
	while (nr) {
		bare = kml_skip(lane, nr);
		kml_pair_bare(lane, bare, alloc_one, free_one);
		nr -= bare;
		if (!nr)
			break;
		kml_pair_each(lane, 1, alloc_one, free_one, kind);
		nr--;
	}
}

static __always_inline void kml_pair_loop(struct kml_lane *lane, unsigned int nr,
					  kml_alloc_fn *alloc_one, kml_free_fn *free_one)
{
	lane->timing[KML_ALLOC].ops += nr;
	lane->timing[KML_FREE].ops += nr;
	if (lane->how == KML_BARE)
		kml_pair_bare(lane, nr, alloc_one, free_one);
	else if (lane->run->clock.kind == KML_CLOCK_TSC)
		kml_pair_some(lane, nr, alloc_one, free_one, KML_CLOCK_TSC);
	else
		kml_pair_some(lane, nr, alloc_one, free_one, KML_CLOCK_KTIME);
}

/* Defines the struct kml_calls @name of an allocation and a free. */
#define KML_CALLS(name, alloc_one, free_one)				\
static void name##_alloc(struct kml_lane *lane, unsigned int nr)	\
{									\
	kml_alloc_loop(lane, nr, alloc_one);				\
}									\
static void name##_free(struct kml_lane *lane, unsigned int nr)		\
{									\
	kml_free_loop(lane, nr, free_one);				\
}									\
static void name##_pair(struct kml_lane *lane, unsigned int nr)		\
{									\
	kml_pair_loop(lane, nr, alloc_one, free_one);			\
}									\
static const struct kml_calls name = {					\
	.alloc = name##_alloc,						\
	.free = name##_free,						\
	.pair = name##_pair,						\
}

#endif /* KML_LOOP_H */
