// SPDX-License-Identifier: GPL-2.0
/* The bench `exercise/mempool`: a pool over kmalloc(). */
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "exercise.h"

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
	{
		.name = "size",
		.help = "bytes an element",
		.type = KML_KEY_SIZE,
		.offset = offsetof(struct kml_exercise, size),
		.min = 1,
		.max = KMALLOC_MAX_SIZE,
		.value = 64,
	}, {
		.name = "reserve",
		.help = "elements the pool keeps; 0: as many as count",
		.type = KML_KEY_SIZE,
		.offset = offsetof(struct kml_exercise, reserve),
		.max = 1 << 20,
	},
	KML_KEY_COUNT,
	KML_KEY_MASK(masks),
	KML_KEY_TIME_LIMIT,
	{ }
};

static u64 object_bytes(const struct kml_exercise *request)
{
	return kmalloc_size_roundup(request->size);
}

/*
 * mempool_alloc() that may sleep never fails: with the reserve used up it
 * waits, unkillably, for an element to come back. Nobody would give one back
 * here, so the reserve must cover all that is held.
 */
static int check(struct kml_session *s, struct kml_exercise *request)
{
	if (!request->reserve)
		request->reserve = request->count;
	if (request->count > request->reserve &&
	    gfpflags_allow_blocking((__force gfp_t)request->gfp))
		return kml_fail(s, -EINVAL,
				"count=%llu is over reserve=%llu and this gfp may sleep: it could wait for ever; raise reserve, or ask with gfp=GFP_ATOMIC or GFP_NOWAIT",
				request->count, request->reserve);
	return 0;
}

static int prepare(struct kml_session *s, struct kml_run *run)
{
	/* mempool_create_kmalloc_pool() would fill it at the OOM killer's cost. */
	run->pool = mempool_create_node(run->request->reserve, mempool_kmalloc,
					mempool_kfree, (void *)run->size,
					GFP_KERNEL | __GFP_NOWARN | __GFP_RETRY_MAYFAIL,
					NUMA_NO_NODE);
	if (run->pool)
		return 0;
	return kml_fail(s, -ENOMEM, "no memory for a reserve of %llu elements",
			run->request->reserve);
}

static void finish(struct kml_run *run)
{
	mempool_destroy(run->pool);
}

static void *alloc_one(const struct kml_run *run)
{
	return mempool_alloc(run->pool, run->gfp);
}

static void free_one(const struct kml_run *run, void *object)
{
	mempool_free(object, run->pool);
}

static void alloc_some(struct kml_run *run, unsigned int nr)
{
	kml_alloc_loop(run, nr, alloc_one);
}

static void free_some(struct kml_run *run, unsigned int nr)
{
	kml_free_loop(run, nr, free_one);
}

static u64 usable_bytes(const struct kml_run *run, const void *object)
{
	return ksize(object);
}

static const struct kml_backend backend = {
	.object_bytes = object_bytes,
	.check = check,
	.prepare = prepare,
	.finish = finish,
	.alloc = alloc_some,
	.free = free_some,
	.usable_bytes = usable_bytes,
};

const struct kml_file kml_mempool_file = {
	.name = KMEMLAB_FILE_MEMPOOL,
	.help = "what mempool_alloc() and mempool_free() cost and give",
	KML_EXERCISE_FILE(keys, &backend),
};
