/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An exercise: allocate count objects, hold them, free them, and say what each
 * cost. engine.c does that; a back-end says what an object is.
 */
#ifndef KML_EXERCISE_H
#define KML_EXERCISE_H

#include <linux/gfp.h>
#include <linux/minmax.h>
#include <linux/timekeeping.h>
#include <linux/types.h>

#include "../file.h"

struct kml_run;

/**
 * struct kml_exercise - a request; each back-end's keys fill the fields it has
 * @size: bytes an object
 * @order: of the pages of an object
 * @count: objects
 * @gfp: as asked for; struct kml_run has the effective mask
 * @reserve: elements a pool keeps; 0 stands for @count
 * @time_limit_ms: after it no more objects are allocated
 */
struct kml_exercise {
	u64 size;
	u64 order;
	u64 count;
	u64 gfp;
	u64 reserve;
	u64 time_limit_ms;
};

/**
 * struct kml_timing - what an operation cost
 * @ops: times it was done
 * @total_ns: sum
 * @min_ns: shortest
 * @max_ns: longest
 *
 * The clock is part of each.
 */
struct kml_timing {
	u64 ops;
	u64 total_ns;
	u64 min_ns;
	u64 max_ns;
};

/**
 * struct kml_backend - an allocator
 * @object_bytes: most that one object takes from the machine, bookkeeping
 *	included; what the limit is charged
 * @check: fills in what depends on several keys, and refuses what must not be
 *	tried; returns 0 or kml_fail(); optional
 * @prepare: makes what the objects come from; optional. Returns 0 or a
 *	negative errno, after kml_fail()
 * @finish: undoes @prepare; all objects are freed
 * @alloc: allocates @nr objects with kml_alloc_loop()
 * @free: frees the @nr objects that were allocated last, with kml_free_loop()
 * @usable_bytes: of one object
 */
struct kml_backend {
	u64 (*object_bytes)(const struct kml_exercise *request);
	int (*check)(struct kml_session *s, struct kml_exercise *request);
	int (*prepare)(struct kml_session *s, struct kml_run *run);
	void (*finish)(struct kml_run *run);
	void (*alloc)(struct kml_run *run, unsigned int nr);
	void (*free)(struct kml_run *run, unsigned int nr);
	u64 (*usable_bytes)(const struct kml_run *run, const void *object);
};

/**
 * struct kml_run - an exercise under way, then its report
 * @backend: the allocator
 * @keys: what was asked, for the report
 * @request: with what values
 * @gfp: effective mask
 * @size: bytes an object
 * @order: of an object
 * @pool: what @backend's prepare() made
 * @objects: room for all that may be held
 * @held: objects held now
 * @allocated: objects there were
 * @failures: allocations that failed
 * @usable_bytes: of all objects together
 * @clock_ns: what one reading of the clock adds to a time
 * @alloc: the allocations, failed ones included
 * @free: the frees
 */
struct kml_run {
	const struct kml_backend *backend;
	const struct kml_key *keys;
	const struct kml_exercise *request;
	gfp_t gfp;
	size_t size;
	unsigned int order;
	void *pool;
	void **objects;
	u64 held;
	u64 allocated;
	u64 failures;
	u64 usable_bytes;
	u64 clock_ns;
	struct kml_timing alloc;
	struct kml_timing free;
};

static __always_inline void kml_timing_add(struct kml_timing *timing, u64 ns)
{
	timing->ops++;
	timing->total_ns += ns;
	timing->min_ns = min(timing->min_ns, ns);
	timing->max_ns = max(timing->max_ns, ns);
}

/*
 * The loops are inlined into each back-end, so that an operation is a direct
 * call: an indirect one, through a retpoline, is some percent of a kmalloc().
 */
static __always_inline void kml_alloc_loop(struct kml_run *run, unsigned int nr,
					   void *(*one)(const struct kml_run *run))
{
	u64 begin, end;
	void *object;

	while (nr--) {
		begin = ktime_get_ns();
		object = one(run);
		end = ktime_get_ns();
		kml_timing_add(&run->alloc, end - begin);
		if (object)
			run->objects[run->held++] = object;
		else
			run->failures++;
	}
}

static __always_inline void kml_free_loop(struct kml_run *run, unsigned int nr,
					  void (*one)(const struct kml_run *run, void *object))
{
	u64 begin, end;
	void *object;

	while (nr--) {
		object = run->objects[--run->held];
		begin = ktime_get_ns();
		one(run, object);
		end = ktime_get_ns();
		kml_timing_add(&run->free, end - begin);
	}
}

/* Rows that every back-end's tables share. */
#define KML_KEY_COUNT	{						\
		.name = "count",					\
		.help = "objects, all held at once",			\
		.type = KML_KEY_SIZE,					\
		.offset = offsetof(struct kml_exercise, count),		\
		.min = 1,						\
		.max = 1 << 24,						\
		.value = 1000,						\
	}

#define KML_KEY_TIME_LIMIT	{					\
		.name = "time_limit_ms",				\
		.help = "no more objects are allocated after so long",	\
		.type = KML_KEY_NUMBER,					\
		.offset = offsetof(struct kml_exercise, time_limit_ms),	\
		.min = 1,						\
		.max = 600000,						\
		.value = 10000,						\
	}

#define KML_KEY_MASK(names)	{					\
		.name = "gfp",						\
		.help = "allocation mask; __GFP_NOWARN is added, and "	\
			"__GFP_RETRY_MAYFAIL where it may reclaim",	\
		.type = KML_KEY_GFP,					\
		.offset = offsetof(struct kml_exercise, gfp),		\
		.value = (__force u64)GFP_KERNEL,			\
		.flags = names,						\
	}

/* A row of a table of masks; compound masks go before their parts. */
#define KML_MASK(mask)	{ #mask, (__force u64)(mask) }

int kml_exercise_check(struct kml_session *s);
int kml_exercise_run(struct kml_session *s);

extern const struct kml_section kml_exercise_sections[];

/* What the files of all exercises have in common. */
#define KML_EXERCISE_FILE(table, allocator)			\
	.version = 1,						\
	.keys = table,						\
	.request_size = sizeof(struct kml_exercise),		\
	.state_size = sizeof(struct kml_run),			\
	.subject = allocator,					\
	.check = kml_exercise_check,				\
	.run = kml_exercise_run,				\
	.sections = kml_exercise_sections

#endif /* KML_EXERCISE_H */
