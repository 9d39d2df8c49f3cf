/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An exercise: allocate count objects, hold them, free them, and say what each
 * cost, what was got, and what it did to the layers below. engine.c does that,
 * in rounds that round.c runs; report.c, place.c and effect.c tell of it; a
 * back-end says what an object is.
 */
#ifndef KML_EXERCISE_H
#define KML_EXERCISE_H

#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/mmzone.h>
#include <linux/slab.h>
#include <linux/types.h>

#include "../compat.h"
#include "../file.h"
#include "../pgtable/reader.h"
#include "clock.h"
#include "histogram.h"

struct kml_crew;
struct kml_effect;
struct kml_run;

enum kml_mode {
	KML_MODE_LATENCY,	/* a clock around each operation */
	KML_MODE_THROUGHPUT,	/* around each block of them */
};

enum kml_record {
	KML_RECORD_RAW,		/* times are kept as they are and counted between blocks */
	KML_RECORD_AT_ONCE,	/* each is counted as soon as it was taken */
};

enum kml_pattern {
	KML_PATTERN_LIFO,
	KML_PATTERN_FIFO,
	KML_PATTERN_RANDOM,
	KML_PATTERN_PAIR,	/* each is freed at once */
	KML_PATTERN_REMOTE,	/* lifo, on another CPU */
};

/* Most threads of one exercise. */
#define KML_THREADS_MAX	256

/* Operations between two looks at signals, the clock, the scheduler. */
#define KML_BLOCK	256

/* Of the key node: no node is asked for. */
#define KML_ANY_NODE	((u64)MAX_NUMNODES)

/**
 * struct kml_exercise - a request; each back-end's keys fill the fields it has
 * @sizes: of objects, one run each
 * @orders: the same
 * @size: bytes an object, of this run
 * @order: of the pages of an object, of this run
 * @count: objects, of each thread
 * @threads: kernel threads that do it; 0: the reader itself does
 * @cpus: where those are bound, in turn; none: all that are online
 * @batch: objects that are asked for in one call, where that can be done
 * @gfp: as asked for; struct kml_run has the effective mask
 * @reserve: elements a pool keeps; 0 stands for @count
 * @resize: to so many it is resized; 0: it is not
 * @take: which of a pool's functions
 * @backing_fail: number of the first call of a pool's backing allocator that
 *	fails; 0: none
 * @lent: elements of a pool that another has at first
 * @return_ms: until one of those comes back, in milliseconds
 * @call: which of the back-end's functions
 * @align: of an object, in bytes; 0 stands for the allocator's own choice
 * @flags: of what the objects come from
 * @ctor: objects have a constructor
 * @mask_bits: address bits of the device the objects are for
 * @node: NUMA node, or KML_ANY_NODE
 * @move: pages of others may be moved
 * @mode: enum kml_mode
 * @clock: enum kml_clock_kind
 * @sample: every so many operations one is timed
 * @repeat: rounds that are measured
 * @warmup: rounds before them
 * @record: enum kml_record
 * @times: the report has all times that were taken
 * @touch: objects are written to
 * @pattern: enum kml_pattern
 * @seed: of the order of frees
 * @fail: number of the first allocation that is not tried but fails; 0: none
 * @hold: the objects stay until the answer is dropped
 * @histogram: the report has all buckets
 * @time_limit_ms: after it no more objects are allocated
 */
struct kml_exercise {
	struct kml_range sizes;
	struct kml_range orders;
	u64 size;
	u64 order;
	u64 count;
	u64 threads;
	struct cpumask cpus;
	u64 batch;
	u64 gfp;
	u64 reserve;
	u64 resize;
	u64 take;
	u64 backing_fail;
	u64 lent;
	u64 return_ms;
	u64 call;
	u64 align;
	u64 flags;
	u64 ctor;
	u64 mask_bits;
	u64 node;
	u64 move;
	u64 mode;
	u64 clock;
	u64 sample;
	u64 repeat;
	u64 warmup;
	u64 record;
	u64 times;
	u64 touch;
	u64 pattern;
	u64 seed;
	u64 fail;
	u64 hold;
	u64 histogram;
	u64 time_limit_ms;
};

/* What is timed. */
enum kml_op {
	KML_ALLOC,
	KML_FREE,
	KML_PAIR,		/* both in one; in throughput mode only */
	KML_NR_OPS,
};

/**
 * struct kml_timing - what an operation cost
 * @ops: times it was done
 * @timed: times that were taken: of one operation each, or of a block
 * @total: their sum, in ticks of the clock
 * @least: shortest of single operations, with KML_RECORD_RAW
 * @most: longest of them
 *
 * The clock is part of each.
 */
struct kml_timing {
	u64 ops;
	u64 timed;
	u64 total;
	u64 least;
	u64 most;
};

/* How a loop of operations is timed. */
enum kml_how {
	KML_BARE,		/* as a whole, by the caller */
	KML_EACH,
	KML_SAMPLED,
};

/* Stands in the list of raw times for an operation that there was not. */
#define KML_NO_TIME	U64_MAX

/**
 * struct kml_lane - the objects and times of one thread
 * @run: the exercise
 * @cpu: where the thread is bound, or -1: the reader itself, wherever it is
 * @how: of the round under way
 * @skip: operations until the next sample
 * @calls: allocations asked for in measured rounds
 * @failures: those that failed
 * @objects: room for all that may be held
 * @held: objects held now
 * @timing: an operation each
 * @fold: ticks it took to count raw times
 * @kept: all times, where the report is to have them; owned
 * @nr_kept: how many
 * @nr_raw: times of the block under way
 * @raw: those
 * @histogram: the times of single operations
 */
struct kml_lane {
	struct kml_run *run;
	int cpu;
	enum kml_how how;
	unsigned int skip;
	u64 calls;
	u64 failures;
	void **objects;
	u64 held;
	struct kml_timing timing[KML_NR_OPS];
	u64 fold;
	u64 *kept[KML_PAIR];
	u64 nr_kept[KML_PAIR];
	unsigned int nr_raw[KML_PAIR];
	u64 raw[KML_PAIR][KML_BLOCK];
	struct kml_histogram histogram[KML_PAIR];
};

#define KML_FACTS_MAX	8

/**
 * struct kml_calls - a way to allocate and free, made by KML_CALLS()
 * @alloc: allocates so many objects
 * @free: frees so many, those that are last in the list of objects first
 * @pair: allocates and frees so many, one at a time
 */
struct kml_calls {
	void (*alloc)(struct kml_lane *lane, unsigned int nr);
	void (*free)(struct kml_lane *lane, unsigned int nr);
	void (*pair)(struct kml_lane *lane, unsigned int nr);
};

/**
 * struct kml_backend - an allocator
 * @object_bytes: most that one object takes from the machine, bookkeeping
 *	included; what the limit is charged
 * @check: fills in what depends on several keys, and refuses what must not be
 *	tried; returns 0 or kml_fail(); optional
 * @prepare: makes what the objects come from; optional. Returns 0 or a
 *	negative errno, after kml_fail()
 * @finish: undoes @prepare; all objects are freed, and all that was taken for them is
 *	with the machine again
 * @settle: waits until the machine has what a round freed; optional, where an
 *	allocator gives it back later. Untimed, in process context, by each thread
 * @calls: the way to allocate that a request asks for
 * @usable_bytes: of one object
 * @address: of its first byte in the kernel's map; optional, if that is what
 *	an object is
 * @facts: what else there is to say of the run, KML_FACTS_MAX at most, ended by
 *	a row without a name; optional
 * @slow: an allocation takes milliseconds: signals and the clock are looked at
 *	after each
 */
struct kml_backend {
	u64 (*object_bytes)(const struct kml_exercise *request);
	int (*check)(struct kml_session *s, struct kml_exercise *request);
	int (*prepare)(struct kml_session *s, struct kml_run *run);
	void (*finish)(struct kml_run *run);
	void (*settle)(const struct kml_run *run);
	const struct kml_calls *(*calls)(const struct kml_exercise *request);
	u64 (*usable_bytes)(const struct kml_run *run, const void *object);
	void *(*address)(const struct kml_run *run, void *object);
	const struct kml_fact *facts;
	bool slow;
};

/**
 * struct kml_fact - a number only one back-end knows
 * @name: in the section result
 * @value: its value at the end of the run, before finish()
 */
struct kml_fact {
	const char *name;
	u64 (*value)(const struct kml_run *run);
};

/* Slab caches that objects of one run may come from, each told by name. */
#define KML_PLACE_CACHES	4

/**
 * struct kml_place_cache - a slab cache that objects lie in
 * @name: its name, or why that is not known; "" if there is none
 * @pages: pages of those objects
 */
struct kml_place_cache {
	char name[80];
	u64 pages;
};

/**
 * struct kml_place - where the objects of a run lie
 * @usable_bytes: of all together
 * @pages: their pages in the kernel's map, counted once for each object
 * @runs: pieces of neighbouring frames
 * @align: largest power of two that divides all addresses
 * @node_pages: pages on each node
 * @zone_pages: pages in each kind of zone
 * @mapped_pages: pages that vmalloc() mapped, by the level of the entry: large
 *	pages lie above the lowest
 * @tables: page tables that have such an entry
 * @caches: of pages in slabs; what does not fit is counted with the last
 * @order_pages: of pages in other compound pages, by their order
 */
struct kml_place {
	u64 usable_bytes;
	u64 pages;
	u64 runs;
	u64 align;
	u64 node_pages[MAX_NUMNODES];
	u64 zone_pages[MAX_NR_ZONES];
	u64 mapped_pages[KML_LEVELS];
	u64 tables;
	struct kml_place_cache caches[KML_PLACE_CACHES];
	u64 order_pages[NR_PAGE_ORDERS];
};

/**
 * struct kml_run - an exercise under way, then its report
 * @backend: the allocator
 * @calls: the way to allocate
 * @keys: what was asked, for the report
 * @request: with what values; owned
 * @gfp: effective mask
 * @size: bytes an object
 * @order: of an object
 * @node: or NUMA_NO_NODE
 * @pool: what @backend's prepare() made
 * @clock: what times are taken with
 * @deadline: ktime after which nothing more is allocated
 * @late: it passed
 * @stop: the reader was killed: end soon
 * @moved: a CPU went away, and its thread ended
 * @failed: counts who wants to look at the first failure
 * @crew: the threads, or NULL; owned
 * @lanes: the objects and times of each thread; owned
 * @nr_lanes: how many, at least one
 * @lane: sums of all; the only one of @lanes, or owned
 * @objects: room for the objects of all; owned
 * @bytes: right to hold memory; owned
 * @report_bytes: of @bytes, what the report needs when the objects are gone
 * @ready: @backend's finish() is due
 * @allocated: objects there were, in all measured rounds
 * @held: objects there were when the last round had allocated
 * @place: where those lay; owned
 * @facts: of the back-end, by its table
 * @effect: what the run did to the layers below; owned
 * @consistency: the note, where it has to be put together
 */
struct kml_run {
	const struct kml_backend *backend;
	const struct kml_calls *calls;
	const struct kml_key *keys;
	struct kml_exercise *request;
	gfp_t gfp;
	size_t size;
	unsigned int order;
	int node;
	void *pool;
	struct kml_clock clock;
	u64 deadline;
	bool late;
	bool stop;
	bool moved;
	atomic_t failed;
	struct kml_crew *crew;
	struct kml_lane **lanes;
	unsigned int nr_lanes;
	struct kml_lane *lane;
	void **objects;
	u64 bytes;
	u64 report_bytes;
	bool ready;
	u64 allocated;
	u64 held;
	struct kml_place *place;
	u64 facts[KML_FACTS_MAX];
	struct kml_effect *effect;
	char consistency[192];
};

/* Bytes an object was asked for with; what may be written to. */
static inline u64 kml_object_size(const struct kml_run *run)
{
	return run->size ?: (u64)PAGE_SIZE << run->order;
}

/*
 * What an object in a slab has elsewhere if it is accounted: who is charged, and on
 * newer kernels its tag for profiling (mm/slab.h, struct slabobj_ext).
 */
static inline u64 kml_account_bytes(const struct kml_exercise *request)
{
	bool accounted = request->gfp & (__force u64)__GFP_ACCOUNT ||
			 request->flags & (__force u64)SLAB_ACCOUNT;

	return accounted ? 2 * sizeof(u64) : 0;
}

/* check.c: what may be tried */
int kml_exercise_check(struct kml_session *s);
unsigned int kml_exercise_points(const struct kml_exercise *request);
struct kml_exercise *kml_exercise_at(struct kml_session *s, unsigned int point);
u64 kml_exercise_lanes_bytes(const struct kml_exercise *request);
u64 kml_exercise_bytes(const struct kml_backend *backend, const struct kml_exercise *request);

/* engine.c: the life of an exercise */
int kml_exercise_run(struct kml_session *s);
void kml_exercise_end(struct kml_session *s);
int kml_run_begin(struct kml_session *s, struct kml_run *run, unsigned int point);
void kml_run_end(struct kml_run *run);

/* lane.c: objects and times */
int kml_lanes_new(struct kml_session *s, struct kml_run *run);
void kml_lanes_free(struct kml_run *run);
void kml_lanes_add_up(struct kml_run *run);
void kml_lanes_rotate(struct kml_run *run);
u64 kml_lanes_held(const struct kml_run *run);
void kml_lane_fold(struct kml_lane *lane);
void kml_lane_forget(struct kml_lane *lane);

/* crew.c: the threads */
int kml_crew_start(struct kml_session *s, struct kml_run *run);
void kml_crew_do(struct kml_run *run, void (*job)(struct kml_lane *lane));
void kml_crew_end(struct kml_run *run);

/* round.c: allocate, hold, free */
bool kml_round_stopped(const struct kml_lane *lane);
void kml_round_alloc(struct kml_lane *lane, enum kml_how how);
void kml_round_free(struct kml_lane *lane, enum kml_how how);
void kml_round_drop(struct kml_lane *lane);

/* place.c: what was got */
void kml_place_look(struct kml_run *run);
int kml_place_row(struct kml_session *s, struct kml_text *t, u64 *pos);
int kml_place_object_row(struct kml_session *s, struct kml_text *t, u64 *pos);

/* latency.c: what it cost */
int kml_latency_row(struct kml_session *s, struct kml_text *t, u64 *pos);
int kml_corrected_row(struct kml_session *s, struct kml_text *t, u64 *pos);
int kml_histogram_row(struct kml_session *s, struct kml_text *t, u64 *pos);
int kml_times_row(struct kml_session *s, struct kml_text *t, u64 *pos);
int kml_thread_row(struct kml_session *s, struct kml_text *t, u64 *pos);
void kml_latency_put_point(struct kml_text *t, const struct kml_run *run);

/* report.c, sweep.c: the sections of one run, and of a range of them */
extern const struct kml_section kml_exercise_sections[];
extern const struct kml_section kml_sweep_sections[];

/* machine.c */
int kml_machine_row(struct kml_session *s, struct kml_text *t, u64 *pos);

/* What the files of all exercises have in common. */
#define KML_EXERCISE_FILE(table, allocator)			\
	.version = 1,						\
	.keys = table,						\
	.request_size = sizeof(struct kml_exercise),		\
	.state_size = sizeof(struct kml_run),			\
	.subject = allocator,					\
	.check = kml_exercise_check,				\
	.run = kml_exercise_run,				\
	.end = kml_exercise_end,				\
	.sections = kml_exercise_sections

#endif /* KML_EXERCISE_H */
