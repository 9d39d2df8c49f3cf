// SPDX-License-Identifier: GPL-2.0
/*
 * The bench `exercise/mempool`: a pool over kmalloc(), a slab cache or pages,
 * whose backing allocator can be made to fail.
 */
#include <linux/atomic.h>
#include <linux/ktime.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "bulk.h"
#include "keys.h"
#include "lender.h"

/* A caller that waits for what is lent cannot be killed before it comes back. */
#define LENT_MS_MAX	10000
/* A pool keeps its reserve in one array from kmalloc(). */
#define RESERVE_MAX	(KMALLOC_MAX_SIZE / sizeof(void *))
/* A cache of larger ones, with slab debugging, is beyond the largest order. */
#define SLAB_BYTES_MAX	SZ_1M

enum { BACK_KMALLOC, BACK_SLAB, BACK_PAGES };

enum { TAKE_ALLOC, TAKE_PREALLOCATED, TAKE_BULK };

/* What this kernel has not is refused with that reason. */
static const char * const takes[] = { "alloc", "preallocated", "bulk", NULL };

static const char * const backings[] = { "kmalloc", "slab", "pages", NULL };

/* Not __GFP_ZERO: an element of the reserve is not zeroed (mm/mempool.c). */
static const struct kml_flag masks[] = {
	KML_MASK(GFP_KERNEL),
	KML_MASK(GFP_NOFS),
	KML_MASK(GFP_NOIO),
	KML_MASK(GFP_ATOMIC),
	KML_MASK(GFP_NOWAIT),
	KML_MASK(__GFP_HIGH),
	KML_MASK(__GFP_NOWARN),
	{ }
};

static const struct kml_key keys[] = {
	KML_KEY_BYTES("bytes an element", KMALLOC_MAX_SIZE, 64),
	{ KML_KEY_FIELD(reserve, "elements the pool keeps; 0: as many as count",
			KML_KEY_SIZE, 0, RESERVE_MAX, 0) },
	KML_KEY_COUNT,
	KML_KEY_MASK(masks),
	KML_KEYS_ALL,
	KML_KEY_CALL(backings),
	{
		.name = "take",
		.help = "alloc: mempool_alloc(); preallocated: of the reserve alone; bulk: batch at once",
		.type = KML_KEY_WORD,
		.offset = offsetof(struct kml_exercise, take),
		.words = takes,
	},
	{ KML_KEY_FIELD(batch, "elements of one call, for take=bulk",
			KML_KEY_NUMBER, 1, KML_BLOCK, 16) },
	{ KML_KEY_FIELD(resize, "elements the pool is resized to before the run; 0: it is not",
			KML_KEY_SIZE, 0, RESERVE_MAX, 0) },
	{ KML_KEY_FIELD(backing_fail,
			"the backing allocator fails from this call on, so that the reserve is used; 0: never",
			KML_KEY_SIZE, 0, U64_MAX, 0) },
	{ KML_KEY_FIELD(lent, "elements of the reserve that another has at first; with backing_fail",
			KML_KEY_SIZE, 0, KML_BLOCK, 0) },
	{ KML_KEY_FIELD(return_ms, "milliseconds until one of those comes back once one is missed, and until the next",
			KML_KEY_NUMBER, 1, 1000, 10) },
	{ }
};

/**
 * struct source - a pool and what it stands on
 * @pool: the pool
 * @cache: of its elements, where those are from a slab cache
 * @run: the exercise
 * @lender: who has some of the reserve, or NULL
 * @phase: what the backing allocator is called for
 * @calls: of the backing allocator; counted if it is to fail
 * @failures: of those
 * @resize_ns: what it took to resize the pool
 */
struct source {
	mempool_t *pool;
	struct kmem_cache *cache;
	const struct kml_run *run;
	struct kml_lender *lender;
	enum { FILLING, LENDING, RUNNING } phase;
	atomic64_t calls;
	atomic64_t failures;
	u64 resize_ns;
};

static u64 object_bytes(const struct kml_exercise *request)
{
	if (request->call == BACK_PAGES)
		return PAGE_SIZE << get_order(request->size);
	if (request->call == BACK_SLAB)
		return 2 * ALIGN(request->size + 2 * sizeof(void *), sizeof(void *));
	return kmalloc_size_roundup(request->size);
}

static int check_take(struct kml_session *s, struct kml_exercise *request, u64 reserve)
{
	if (request->take == TAKE_PREALLOCATED && !KML_HAS_MEMPOOL_PREALLOCATED)
		return kml_fail(s, -EOPNOTSUPP,
				"this kernel has no mempool_alloc_preallocated(); use take=alloc");
	if (request->take != TAKE_BULK)
		return 0;
	if (!KML_HAS_MEMPOOL_BULK)
		return kml_fail(s, -EOPNOTSUPP,
				"this kernel has no mempool_alloc_bulk(); use take=alloc");
	if (request->batch > reserve)
		return kml_fail(s, -EINVAL, "batch=%llu is over the reserve of %llu elements",
				request->batch, reserve);
	if (request->gfp != (__force u64)GFP_KERNEL)
		return kml_fail(s, -EINVAL, "take=bulk is always with GFP_KERNEL");
	return 0;
}

static int check_lent(struct kml_session *s, const struct kml_exercise *request, u64 reserve)
{
	if (!request->lent)
		return 0;
	if (!request->backing_fail)
		return kml_fail(s, -EINVAL,
				"lent=%llu: nobody misses elements of the reserve while the backing allocator has others; say backing_fail=1 too",
				request->lent);
	if (request->lent > reserve)
		return kml_fail(s, -EINVAL, "lent=%llu is over the reserve of %llu elements",
				request->lent, reserve);
	if (request->lent * request->return_ms > LENT_MS_MAX)
		return kml_fail(s, -EINVAL,
				"lent=%llu with return_ms=%llu: all must be back within %d ms, for a caller that waits cannot be killed before",
				request->lent, request->return_ms, LENT_MS_MAX);
	return 0;
}

/*
 * mempool_alloc() that may sleep never fails: with the reserve used up it waits,
 * unkillably, for an element to come back. What is lent comes back by itself; of
 * what is held here nothing would, so the reserve must cover all of that.
 */
static int check(struct kml_session *s, struct kml_exercise *request)
{
	u64 threads = max(request->threads, 1ULL), reserve, held;
	int err;

	/* Else one call takes one. */
	if (request->take != TAKE_BULK)
		request->batch = 1;
	held = threads * (request->pattern == KML_PATTERN_PAIR ? request->batch :
								 request->count);
	if (!request->reserve)
		request->reserve = min_t(u64, held, RESERVE_MAX);
	reserve = request->resize ?: request->reserve;
	if (request->call == BACK_SLAB && request->size > SLAB_BYTES_MAX)
		return kml_fail(s, -ERANGE, "size=%llu: with call=slab an element has at most %d bytes",
				request->size, SLAB_BYTES_MAX);
	err = check_take(s, request, reserve) ?: check_lent(s, request, reserve);
	if (err)
		return err;
	if (held > reserve && request->take != TAKE_PREALLOCATED &&
	    gfpflags_allow_blocking((__force gfp_t)request->gfp))
		return kml_fail(s, -EINVAL,
				"count=%llu, by %llu threads, is over reserve=%llu and this gfp may sleep: it could wait for ever; raise reserve, or ask with gfp=GFP_ATOMIC or GFP_NOWAIT",
				request->count, threads, reserve);
	return 0;
}

/*
 * Each of the other threads may be about to take those that are still there; a bulk call
 * takes all that it lacks at once, or waits (mm/mempool.c, mempool_alloc_from_pool()).
 */
static void tell_of_miss(struct source *source)
{
	const struct kml_exercise *request = source->run->request;

	if (source->lender &&
	    KML_RACY(source->pool->curr_nr) < max(request->threads, 1ULL) * request->batch)
		kml_lender_missed(source->lender);
}

/* An element that is missing when the pool is filled must not cost a process its life. */
static gfp_t filling(gfp_t gfp)
{
	return gfp | __GFP_NOWARN | __GFP_RETRY_MAYFAIL;
}

static void *real_alloc(const struct source *source, gfp_t gfp)
{
	const struct kml_run *run = source->run;

	if (run->request->call == BACK_SLAB)
		return mempool_alloc_slab(gfp, source->cache);
	if (run->request->call == BACK_PAGES)
		return mempool_alloc_pages(gfp, (void *)(long)get_order(run->size));
	return mempool_kmalloc(gfp, (void *)run->size);
}

/* One as the run wants it: from backing_fail on there is none. */
static void *running_alloc(struct source *source, gfp_t gfp)
{
	u64 backing_fail = source->run->request->backing_fail;
	void *element = NULL;

	if (backing_fail && atomic64_inc_return(&source->calls) >= backing_fail)
		atomic64_inc(&source->failures);
	else
		element = real_alloc(source, gfp);
	/* The real allocator may fail before that. */
	if (!element)
		tell_of_miss(source);
	return element;
}

/* What a pool is for. mempool_resize() fills with a bare GFP_KERNEL. */
static void *own_alloc(gfp_t gfp, void *data)
{
	struct source *source = data;

	switch (source->phase) {
	case FILLING:
		/* There may be half a million elements. */
		return fatal_signal_pending(current) ? NULL : real_alloc(source, filling(gfp));
	case LENDING:
		return NULL;
	default:
		return running_alloc(source, gfp);
	}
}

static void own_free(void *element, void *data)
{
	struct source *source = data;
	const struct kml_run *run = source->run;

	if (run->request->call == BACK_SLAB)
		mempool_free_slab(element, source->cache);
	else if (run->request->call == BACK_PAGES)
		mempool_free_pages(element, (void *)(long)get_order(run->size));
	else
		mempool_kfree(element, (void *)run->size);
}

/* mempool_create_kmalloc_pool() and its like fill it at the OOM killer's cost. */
static mempool_t *create(const struct kml_run *run, mempool_alloc_t *alloc,
			 mempool_free_t *free, void *data)
{
	return mempool_create_node(run->request->reserve, alloc, free, data,
				   filling(GFP_KERNEL), NUMA_NO_NODE);
}

/*
 * Where nothing is to fail, the kernel's own functions are what is measured; a reader that
 * is killed meanwhile goes when the reserve is full.
 */
static mempool_t *create_over(struct source *source)
{
	const struct kml_run *run = source->run;

	if (run->request->backing_fail || run->request->resize)
		return create(run, own_alloc, own_free, source);
	if (run->request->call == BACK_SLAB)
		return create(run, mempool_alloc_slab, mempool_free_slab, source->cache);
	if (run->request->call == BACK_PAGES)
		return create(run, mempool_alloc_pages, mempool_free_pages,
			      (void *)(long)get_order(run->size));
	return create(run, mempool_kmalloc, mempool_kfree, (void *)run->size);
}

static void destroy(struct source *source)
{
	if (source->lender)
		kml_lender_destroy(source->lender);
	mempool_destroy(source->pool);
	kmem_cache_destroy(source->cache);
	kfree(source);
}

static struct kmem_cache *create_cache(const struct kml_run *run)
{
	static atomic64_t serial = ATOMIC64_INIT(0);
	char name[40];

	snprintf(name, sizeof(name), "kmemlab-mempool-%llu",
		 (u64)atomic64_inc_return(&serial));
	return kml_cache_create(name, run->size, 0, 0, NULL);
}

/*
 * mempool_resize() takes its array with a bare GFP_KERNEL: one as large is tried first. It
 * ends well with fewer elements, too (mm/mempool.c), and for those that are not there a
 * run would wait for ever.
 */
static int resize(struct source *source)
{
	u64 elements = source->run->request->resize, begin;
	void *trial = kmalloc_array(elements, sizeof(void *), filling(GFP_KERNEL));
	int err;

	if (!trial)
		return -ENOMEM;
	kfree(trial);
	begin = ktime_get_ns();
	err = mempool_resize(source->pool, elements);
	source->resize_ns = ktime_get_ns() - begin;
	if (!err && source->pool->curr_nr < elements)
		err = -ENOMEM;
	return err;
}

static int lend(struct source *source)
{
	const struct kml_exercise *request = source->run->request;
	struct kml_lender *lender;

	if (!request->lent)
		return 0;
	source->phase = LENDING;
	lender = kml_lender_create(source->pool, request->lent, request->return_ms);
	if (IS_ERR(lender))
		return PTR_ERR(lender);
	source->lender = lender;
	return 0;
}

static int prepare(struct kml_session *s, struct kml_run *run)
{
	struct source *source = kzalloc(sizeof(*source), GFP_KERNEL_ACCOUNT);
	bool slab = run->request->call == BACK_SLAB;

	if (!source)
		return kml_fail(s, -ENOMEM, "no memory for the pool");
	source->run = run;
	if (slab)
		source->cache = create_cache(run);
	if (!slab || source->cache)
		source->pool = create_over(source);
	if (!source->pool) {
		destroy(source);
		return kml_fail(s, -ENOMEM, "no memory for a reserve of %llu elements",
				run->request->reserve);
	}
	if (run->request->resize && resize(source)) {
		destroy(source);
		return kml_fail(s, -ENOMEM, "no memory for a reserve of %llu elements",
				run->request->resize);
	}
	if (lend(source)) {
		destroy(source);
		return kml_fail(s, -ENOMEM, "no memory to lend %llu elements",
				run->request->lent);
	}
	source->phase = RUNNING;
	run->pool = source;
	return 0;
}

static void finish(struct kml_run *run)
{
	destroy(run->pool);
}

static __always_inline void *alloc_one(const struct kml_run *run)
{
	struct source *source = run->pool;

	return mempool_alloc(source->pool, run->gfp);
}

static __always_inline void free_one(const struct kml_run *run, void *object)
{
	struct source *source = run->pool;

	mempool_free(object, source->pool);
}

static __always_inline void *preallocated_one(const struct kml_run *run)
{
	struct source *source = run->pool;

	return mempool_alloc_preallocated(source->pool);
}

/* All or none. */
static __always_inline unsigned int alloc_some(const struct kml_run *run, unsigned int nr,
					       void **to)
{
	struct source *source = run->pool;

	return kml_mempool_alloc_bulk(source->pool, to, nr) ? 0 : nr;
}

static __always_inline void free_some(const struct kml_run *run, unsigned int nr, void **from)
{
	while (nr)
		free_one(run, from[--nr]);
}

KML_CALLS(mempool_calls, alloc_one, free_one);
KML_CALLS(preallocated_calls, preallocated_one, free_one);
KML_BULK_CALLS(mempool_bulk_calls, alloc_some, free_some, false);

static const struct kml_calls *calls_of(const struct kml_exercise *request)
{
	static const struct kml_calls * const all[] = {
		[TAKE_ALLOC] = &mempool_calls,
		[TAKE_PREALLOCATED] = &preallocated_calls,
		[TAKE_BULK] = &mempool_bulk_calls,
	};

	return all[request->take];
}

static u64 usable_bytes(const struct kml_run *run, const void *object)
{
	const struct source *source = run->pool;

	if (run->request->call == BACK_PAGES)
		return PAGE_SIZE << get_order(run->size);
	return source->cache ? kmem_cache_size(source->cache) : ksize(object);
}

static void *address(const struct kml_run *run, void *object)
{
	return run->request->call == BACK_PAGES ? page_address(object) : object;
}

static u64 reserve_now(const struct kml_run *run)
{
	const struct source *source = run->pool;

	return KML_RACY(source->pool->curr_nr);
}

static u64 backing_calls(const struct kml_run *run)
{
	const struct source *source = run->pool;

	return atomic64_read(&source->calls);
}

static u64 backing_failures(const struct kml_run *run)
{
	const struct source *source = run->pool;

	return atomic64_read(&source->failures);
}

static u64 returned(const struct kml_run *run)
{
	const struct source *source = run->pool;

	return source->lender ? kml_lender_returned(source->lender) : 0;
}

static u64 resize_ns(const struct kml_run *run)
{
	const struct source *source = run->pool;

	return source->resize_ns;
}

/* The calls are counted only where the backing allocator is to fail. */
static const struct kml_fact facts[] = {
	{ "reserve_elements", reserve_now },
	{ "backing_calls", backing_calls },
	{ "backing_failures", backing_failures },
	{ "returned_elements", returned },
	{ "resize_ns", resize_ns },
	{ }
};

static const struct kml_backend backend = {
	.object_bytes = object_bytes,
	.check = check,
	.prepare = prepare,
	.finish = finish,
	.calls = calls_of,
	.usable_bytes = usable_bytes,
	.address = address,
	.facts = facts,
};

const struct kml_file kml_mempool_file = {
	.name = KMEMLAB_FILE_MEMPOOL,
	.help = "what mempool_alloc() and mempool_free() cost and give",
	KML_EXERCISE_FILE(keys, &backend),
};
