// SPDX-License-Identifier: GPL-2.0
/* The bench `exercise/cache`: a slab cache of its own. */
#include <linux/atomic.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "bulk.h"
#include "keys.h"

enum { CALL_ALLOC, CALL_BULK };

static const char * const calls[] = { "alloc", "bulk", NULL };

static const struct kml_flag masks[] = {
	KML_MASK(GFP_KERNEL_ACCOUNT),
	KML_MASK(GFP_KERNEL),
	KML_MASK(GFP_NOFS),
	KML_MASK(GFP_NOIO),
	KML_MASK(GFP_ATOMIC),
	KML_MASK(GFP_NOWAIT),
	KML_MASK(__GFP_ZERO),
	KML_MASK(__GFP_HIGH),
	KML_MASK(__GFP_ACCOUNT),
	KML_MASK(__GFP_NOMEMALLOC),
	KML_MASK(__GFP_NOWARN),
	KML_MASK(__GFP_NORETRY),
	KML_MASK(__GFP_RETRY_MAYFAIL),
	{ }
};

static const struct kml_flag slab_flags[] = {
	KML_MASK(SLAB_HWCACHE_ALIGN),
	KML_MASK(SLAB_RECLAIM_ACCOUNT),
	KML_MASK(SLAB_TYPESAFE_BY_RCU),
#ifdef CONFIG_MEMCG
	KML_MASK(SLAB_ACCOUNT),
#endif
	{ }
};

static const struct kml_key keys[] = {
	KML_KEY_BYTES("bytes an object", SZ_1M, 64),
	KML_KEY_COUNT,
	KML_KEY_MASK(masks),
	KML_KEYS_ALL,
	KML_KEY_CALL(calls),
	KML_KEY_BATCH,
	KML_KEY_NODE,
	{ KML_KEY_FIELD(align, "a power of two up to a page; 0: the cache's own choice",
			KML_KEY_SIZE, 0, PAGE_SIZE, 0) },
	{ KML_KEY_FIELD(ctor, "1: objects have a constructor", KML_KEY_NUMBER, 0, 1, 0) },
	{
		.name = "flags",
		.help = "of the cache; it is never merged with another where the kernel can do that",
		.type = KML_KEY_GFP,
		.offset = offsetof(struct kml_exercise, flags),
		.flags = slab_flags,
	},
	{ }
};

/* Names must differ: caches of other runs live at the same time. */
static atomic64_t serial = ATOMIC64_INIT(0);

/*
 * Twice what an object needs with a free pointer behind it: the rest of a slab
 * in which no whole object fits may be as much.
 */
static u64 object_bytes(const struct kml_exercise *request)
{
	u64 align = max_t(u64, request->align,
			  request->flags & (__force u64)SLAB_HWCACHE_ALIGN ?
			  cache_line_size() : sizeof(void *));

	return 2 * ALIGN(request->size + 2 * sizeof(void *), align) +
	       kml_account_bytes(request);
}

static int check(struct kml_session *s, struct kml_exercise *request)
{
	if (request->call != CALL_BULK)
		request->batch = 1;
	else if (request->node != KML_ANY_NODE)
		return kml_fail(s, -EINVAL, "call=bulk does not take a node");
	if (request->align && !is_power_of_2(request->align))
		return kml_fail(s, -EINVAL, "align=%llu is not a power of two", request->align);
	if (request->ctor && (request->gfp & (__force u64)__GFP_ZERO))
		return kml_fail(s, -EINVAL,
				"ctor=1 and __GFP_ZERO: zeroing would undo the constructor's work");
	return 0;
}

static void construct(void *object)
{
	*(char *)object = 1;
}

static int prepare(struct kml_session *s, struct kml_run *run)
{
	const struct kml_exercise *request = run->request;
	slab_flags_t flags = (__force slab_flags_t)request->flags;
	char name[32];

	snprintf(name, sizeof(name), "kmemlab-%llu", (u64)atomic64_inc_return(&serial));
	run->pool = kml_cache_create(name, run->size, request->align, flags,
				     request->ctor ? construct : NULL);
	if (run->pool)
		return 0;
	return kml_fail(s, -ENOMEM, "no memory for the cache");
}

/* Slabs of such a cache are freed after a grace period (mm/slub.c, free_slab()). */
static void settle(const struct kml_run *run)
{
	if (run->request->flags & (__force u64)SLAB_TYPESAFE_BY_RCU)
		rcu_barrier();
}

/* With the cache its last slabs go, and not all kernels wait for those. */
static void finish(struct kml_run *run)
{
	kmem_cache_destroy(run->pool);
	settle(run);
}

static __always_inline void *alloc_one(const struct kml_run *run)
{
	return kmem_cache_alloc(run->pool, run->gfp);
}

static __always_inline void *alloc_node_one(const struct kml_run *run)
{
	return kmem_cache_alloc_node(run->pool, run->gfp, run->node);
}

static __always_inline void free_one(const struct kml_run *run, void *object)
{
	kmem_cache_free(run->pool, object);
}

/* All or none. */
static __always_inline unsigned int alloc_some(const struct kml_run *run, unsigned int nr,
					       void **to)
{
	return kmem_cache_alloc_bulk(run->pool, run->gfp, nr, to) ? nr : 0;
}

static __always_inline void free_some(const struct kml_run *run, unsigned int nr, void **from)
{
	kmem_cache_free_bulk(run->pool, nr, from);
}

KML_CALLS(cache_calls, alloc_one, free_one);
KML_CALLS(cache_node_calls, alloc_node_one, free_one);
KML_BULK_CALLS(cache_bulk_calls, alloc_some, free_some, false);

static const struct kml_calls *calls_of(const struct kml_exercise *request)
{
	if (request->call == CALL_BULK)
		return &cache_bulk_calls;
	return request->node == KML_ANY_NODE ? &cache_calls : &cache_node_calls;
}

static u64 usable_bytes(const struct kml_run *run, const void *object)
{
	return kmem_cache_size(run->pool);
}

static const struct kml_backend backend = {
	.object_bytes = object_bytes,
	.check = check,
	.prepare = prepare,
	.finish = finish,
	.settle = settle,
	.calls = calls_of,
	.usable_bytes = usable_bytes,
};

const struct kml_file kml_cache_file = {
	.name = KMEMLAB_FILE_CACHE,
	.help = "what kmem_cache_alloc() and kmem_cache_free() cost and give",
	KML_EXERCISE_FILE(keys, &backend),
};
