/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The loops of calls that allocate and free several objects at once: an operation
 * is such a call. What is decided for each is little beside it.
 */
#ifndef KML_BULK_H
#define KML_BULK_H

#include <linux/string.h>

#include "loop.h"

/*
 * Returns how many it got, at the beginning of @to, all of which is 0 before if the
 * call wants it so.
 */
typedef unsigned int kml_alloc_some_fn(const struct kml_run *run, unsigned int nr, void **to);
typedef void kml_free_some_fn(const struct kml_run *run, unsigned int nr, void **from);

static inline bool kml_bulk_is_timed(struct kml_lane *lane)
{
	return lane->how == KML_EACH || (lane->how == KML_SAMPLED && !kml_skip(lane, 1));
}

static inline void kml_bulk_time(struct kml_lane *lane, enum kml_op op, u64 ticks)
{
	if (lane->run->request->record == KML_RECORD_RAW) {
		lane->raw[op][lane->nr_raw[op]++] = ticks;
		return;
	}
	lane->timing[op].total += ticks;
	lane->timing[op].timed++;
	kml_histogram_count(&lane->histogram[op], ticks);
}

static __always_inline void kml_bulk_alloc(struct kml_lane *lane, unsigned int nr,
					   kml_alloc_some_fn *some, bool zeroed,
					   bool timed)
{
	enum kml_clock_kind kind = lane->run->clock.kind;
	void **to = lane->objects + lane->held;
	unsigned int got;
	u64 begin = 0;

	if (zeroed)
		memset(to, 0, nr * sizeof(*to));
	if (timed)
		begin = kml_now(kind);
	got = some(lane->run, nr, to);
	if (timed)
		kml_bulk_time(lane, KML_ALLOC, kml_now(kind) - begin);
	lane->timing[KML_ALLOC].ops++;
	lane->held += got;
	lane->failures += nr - got;
}

static __always_inline void kml_bulk_free(struct kml_lane *lane, unsigned int nr,
					  kml_free_some_fn *some, bool timed)
{
	enum kml_clock_kind kind = lane->run->clock.kind;
	void **from = lane->objects + lane->held - nr;
	u64 begin = timed ? kml_now(kind) : 0;

	some(lane->run, nr, from);
	if (timed)
		kml_bulk_time(lane, KML_FREE, kml_now(kind) - begin);
	lane->timing[KML_FREE].ops++;
	lane->held -= nr;
}

static inline unsigned int kml_batch(const struct kml_lane *lane, unsigned int left)
{
	return min_t(u64, left, lane->run->request->batch);
}

/*
 * Defines the struct kml_calls @name of calls for several objects, which may have to
 * be @zeroed before.
 */
#define KML_BULK_CALLS(name, alloc_some, free_some, zeroed)			\
static void name##_alloc(struct kml_lane *lane, unsigned int nr)		\
{										\
	unsigned int part;							\
										\
	for (; nr; nr -= part) {						\
		part = kml_batch(lane, nr);					\
		kml_bulk_alloc(lane, part, alloc_some, zeroed,			\
			       kml_bulk_is_timed(lane));			\
	}									\
}										\
static void name##_free(struct kml_lane *lane, unsigned int nr)			\
{										\
	unsigned int part;							\
										\
	for (; nr; nr -= part) {						\
		part = kml_batch(lane, nr);					\
		kml_bulk_free(lane, part, free_some, kml_bulk_is_timed(lane));	\
	}									\
}										\
static void name##_pair(struct kml_lane *lane, unsigned int nr)			\
{										\
	unsigned int part;							\
	bool timed;								\
										\
	for (; nr; nr -= part) {						\
		part = kml_batch(lane, nr);					\
		timed = kml_bulk_is_timed(lane);				\
		kml_bulk_alloc(lane, part, alloc_some, zeroed, timed);		\
		if (lane->held)							\
			kml_bulk_free(lane, lane->held, free_some, timed);	\
	}									\
}										\
static const struct kml_calls name = {						\
	.alloc = name##_alloc,							\
	.free = name##_free,							\
	.pair = name##_pair,							\
}

#endif /* KML_BULK_H */
