/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The timed loops. They are inlined into each back-end, and what they call is
 * __always_inline as well, so that an operation is a direct call (an indirect
 * one, through a retpoline, is some percent of a kmalloc()) and neither the clock
 * nor where its times go is a choice made per operation.
 */
#ifndef KML_LOOP_H
#define KML_LOOP_H

#include <linux/compiler.h>
#include <linux/minmax.h>

#include "exercise.h"

typedef void *kml_alloc_fn(const struct kml_run *run);
typedef void kml_free_fn(const struct kml_run *run, void *object);

/* What is fixed while a loop is compiled. */
struct kml_taking {
	enum kml_clock_kind clock;
	enum kml_record record;
};

static __always_inline u64 *kml_raw(struct kml_lane *lane, enum kml_op op)
{
	return lane->raw[op] + lane->nr_raw[op];
}

/*
 * Both histograms are reached from the first one: with the address of each in a register
 * there would not be enough of them for a pair.
 */
static __always_inline void kml_count(struct kml_lane *lane, enum kml_op op, u64 ticks)
{
	u64 *count = lane->histogram[KML_ALLOC].count;

	count[op * KML_HISTOGRAM_BUCKETS + kml_histogram_bucket(ticks)]++;
}

/* Returns where the next raw time goes. */
static __always_inline u64 *kml_time(struct kml_lane *lane, enum kml_op op, u64 *raw,
				     u64 ticks, const struct kml_taking how)
{
	if (how.record == KML_RECORD_RAW) {
		*raw = ticks;
		return raw + 1;
	}
	lane->timing[op].total += ticks;
	kml_count(lane, op, ticks);
	return raw;
}

static __always_inline void kml_timed(struct kml_lane *lane, enum kml_op op, unsigned int nr,
				      const struct kml_taking how)
{
	if (how.record == KML_RECORD_RAW)
		lane->nr_raw[op] += nr;
	else
		lane->timing[op].timed += nr;
}

static __always_inline void **kml_alloc_each(struct kml_lane *lane, void **to, unsigned int nr,
					     kml_alloc_fn *one, const struct kml_taking how)
{
	const struct kml_run *run = lane->run;
	u64 *raw = kml_raw(lane, KML_ALLOC), begin, end;
	unsigned int left = nr;
	void *object;

	for (; left; left--) {
		begin = kml_now(how.clock);
		object = one(run);
		end = kml_now(how.clock);
		raw = kml_time(lane, KML_ALLOC, raw, end - begin, how);
		*to = object;
		if (likely(object))
			to++;
	}
	kml_timed(lane, KML_ALLOC, nr, how);
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

static __always_inline void kml_free_each(struct kml_lane *lane, void **from, unsigned int nr,
					  kml_free_fn *one, const struct kml_taking how)
{
	const struct kml_run *run = lane->run;
	u64 *raw = kml_raw(lane, KML_FREE), begin, end;
	unsigned int left = nr;
	void *object;

	for (; left; left--) {
		object = *--from;
		begin = kml_now(how.clock);
		one(run, object);
		end = kml_now(how.clock);
		raw = kml_time(lane, KML_FREE, raw, end - begin, how);
	}
	kml_timed(lane, KML_FREE, nr, how);
}

static __always_inline void kml_free_bare(struct kml_lane *lane, void **from, unsigned int nr,
					  kml_free_fn *one)
{
	const struct kml_run *run = lane->run;

	for (; nr; nr--)
		one(run, *--from);
}

/*
 * The end of the one time is the beginning of the other: three readings. Both raw
 * times are as far into their lists, so that one place serves both. Returns where the
 * next ones go.
 */
static __always_inline u64 *kml_pair_timed(struct kml_lane *lane, const struct kml_run *run,
					   u64 *raw, kml_alloc_fn *alloc_one,
					   kml_free_fn *free_one, unsigned int *failed,
					   const struct kml_taking how)
{
	u64 begin, middle, end;
	void *object;

	begin = kml_now(how.clock);
	object = alloc_one(run);
	middle = kml_now(how.clock);
	if (unlikely(!object)) {
		kml_time(lane, KML_FREE, raw + KML_BLOCK, KML_NO_TIME,
			 (struct kml_taking){ how.clock, KML_RECORD_RAW });
		++*failed;
	} else {
		free_one(run, object);
		end = kml_now(how.clock);
		kml_time(lane, KML_FREE, raw + KML_BLOCK, end - middle, how);
	}
	return kml_time(lane, KML_ALLOC, raw, middle - begin, how);
}

/*
 * Pairs a turn of a loop. With more than one, what is around the calls, a look at the
 * object included, is not more than in the plainest loop of them.
 */
enum { KML_TURN = 8, KML_TURN_TIMED = 4 };

static __always_inline void kml_pair_each(struct kml_lane *lane, unsigned int nr,
					  kml_alloc_fn *alloc_one, kml_free_fn *free_one,
					  const struct kml_taking how)
{
	const struct kml_run *run = lane->run;
	u64 *raw = kml_raw(lane, KML_ALLOC);
	unsigned int left = nr, failed = 0, i;

	for (; how.record == KML_RECORD_RAW && left >= KML_TURN_TIMED; left -= KML_TURN_TIMED)
#pragma GCC unroll KML_TURN_TIMED
		for (i = 0; i < KML_TURN_TIMED; i++)
			raw = kml_pair_timed(lane, run, raw, alloc_one, free_one,
					     &failed, how);
	for (; left; left--)
		raw = kml_pair_timed(lane, run, raw, alloc_one, free_one, &failed, how);
	kml_timed(lane, KML_ALLOC, nr, how);
	kml_timed(lane, KML_FREE, how.record == KML_RECORD_RAW ? nr : nr - failed, how);
	lane->timing[KML_FREE].ops -= failed;
	lane->failures += failed;
}

/* Returns 1 if there was nothing to free. */
static __always_inline unsigned int kml_pair_once(const struct kml_run *run,
						  kml_alloc_fn *alloc_one,
						  kml_free_fn *free_one)
{
	void *object = alloc_one(run);

	if (unlikely(!object))
		return 1;
	free_one(run, object);
	return 0;
}

static __always_inline void kml_pair_bare(struct kml_lane *lane, unsigned int nr,
					  kml_alloc_fn *alloc_one, kml_free_fn *free_one)
{
	const struct kml_run *run = lane->run;
	unsigned int failed = 0, i;

	for (; nr >= KML_TURN; nr -= KML_TURN)
#pragma GCC unroll KML_TURN
		for (i = 0; i < KML_TURN; i++)
			failed += kml_pair_once(run, alloc_one, free_one);
	for (; nr; nr--)
		failed += kml_pair_once(run, alloc_one, free_one);
	lane->failures += failed;
	lane->timing[KML_FREE].ops -= failed;
}

/*
 * Calls @each, a statement in which kml_taking stands for what is fixed: it is
 * compiled once for each way to take times.
 */
#define KML_TAKE(lane, each) do {						\
	const struct kml_run *run_of_it = (lane)->run;				\
										\
	if (run_of_it->request->record == KML_RECORD_AT_ONCE) {			\
		if (run_of_it->clock.kind == KML_CLOCK_TSC) {			\
			const struct kml_taking kml_taking = {			\
				KML_CLOCK_TSC, KML_RECORD_AT_ONCE };		\
			each;							\
		} else {							\
			const struct kml_taking kml_taking = {			\
				KML_CLOCK_KTIME, KML_RECORD_AT_ONCE };		\
			each;							\
		}								\
	} else if (run_of_it->clock.kind == KML_CLOCK_TSC) {			\
		const struct kml_taking kml_taking = {				\
			KML_CLOCK_TSC, KML_RECORD_RAW };			\
		each;								\
	} else {								\
		const struct kml_taking kml_taking = {				\
			KML_CLOCK_KTIME, KML_RECORD_RAW };			\
		each;								\
	}									\
} while (0)

/* How many go by before the next one that is timed; @nr at most. */
static inline unsigned int kml_skip(struct kml_lane *lane, unsigned int nr)
{
	unsigned int bare = min(nr, lane->skip);

	lane->skip -= bare;
	if (bare < nr)
		lane->skip = lane->run->request->sample - 1;
	return bare;
}

/*
 * Of @nr operations those that go by untimed, before one that is timed; 0 with
 * *@timed set to all that follow where each is timed.
 */
static inline unsigned int kml_next(struct kml_lane *lane, unsigned int nr, unsigned int *timed)
{
	unsigned int bare;

	*timed = nr;
	if (lane->how == KML_EACH)
		return 0;
	bare = lane->how == KML_BARE ? nr : kml_skip(lane, nr);
	*timed = bare < nr;
	return bare;
}

/* Defines the struct kml_calls @name of an allocation and a free. */
#define KML_CALLS(name, alloc_one, free_one)					\
static noinline void **name##_alloc_each(struct kml_lane *lane, void **to,	\
					 unsigned int nr)			\
{										\
	KML_TAKE(lane, to = kml_alloc_each(lane, to, nr, alloc_one, kml_taking)); \
	return to;								\
}										\
static noinline void name##_free_each(struct kml_lane *lane, void **from,	\
				      unsigned int nr)				\
{										\
	KML_TAKE(lane, kml_free_each(lane, from, nr, free_one, kml_taking));	\
}										\
static noinline void name##_pair_each(struct kml_lane *lane, unsigned int nr)	\
{										\
	KML_TAKE(lane, kml_pair_each(lane, nr, alloc_one, free_one, kml_taking)); \
}										\
static void name##_alloc(struct kml_lane *lane, unsigned int nr)		\
{										\
	void **from = lane->objects + lane->held, **to = from;			\
	unsigned int left = nr, bare, timed;					\
										\
	for (; left; left -= bare + timed) {					\
		bare = kml_next(lane, left, &timed);				\
		to = kml_alloc_bare(lane, to, bare, alloc_one);			\
		if (timed)							\
			to = name##_alloc_each(lane, to, timed);		\
	}									\
	lane->timing[KML_ALLOC].ops += nr;					\
	lane->held += to - from;						\
	lane->failures += nr - (to - from);					\
}										\
static void name##_free(struct kml_lane *lane, unsigned int nr)			\
{										\
	void **from = lane->objects + lane->held;				\
	unsigned int left = nr, bare, timed;					\
										\
	for (; left; left -= bare + timed) {					\
		bare = kml_next(lane, left, &timed);				\
		kml_free_bare(lane, from, bare, free_one);			\
		from -= bare;							\
		if (timed)							\
			name##_free_each(lane, from, timed);			\
		from -= timed;							\
	}									\
	lane->timing[KML_FREE].ops += nr;					\
	lane->held -= nr;							\
}										\
static void name##_pair(struct kml_lane *lane, unsigned int nr)			\
{										\
	unsigned int left = nr, bare, timed;					\
										\
	lane->timing[KML_ALLOC].ops += nr;					\
	lane->timing[KML_FREE].ops += nr;					\
	for (; left; left -= bare + timed) {					\
		bare = kml_next(lane, left, &timed);				\
		kml_pair_bare(lane, bare, alloc_one, free_one);			\
		if (timed)							\
			name##_pair_each(lane, timed);				\
	}									\
}										\
static const struct kml_calls name = {						\
	.alloc = name##_alloc,							\
	.free = name##_free,							\
	.pair = name##_pair,							\
}

#endif /* KML_LOOP_H */
