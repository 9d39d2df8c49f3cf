// SPDX-License-Identifier: GPL-2.0
/*
 * What `make bench` compares exercises with: loops of nothing but the calls, run
 * and timed when a parameter is read. Built with the tests only, see Kbuild.
 */
#include <linux/gfp.h>
#include <linux/ktime.h>
#include <linux/mempool.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "../compat.h"

#define GFP	(GFP_KERNEL | __GFP_NOWARN | __GFP_RETRY_MAYFAIL)

/* Objects of this size; not known to the compiler, as it is not in an exercise. */
static unsigned int size = 64;
module_param(size, uint, 0600);

static unsigned int pairs = 100000;
module_param(pairs, uint, 0600);

/* Objects of a call that allocates several, as the key batch has it. */
#define BATCH	64

/* Pairs a turn of a loop, where a turn is much of a pair. */
enum { TURN = 8 };

static struct kmem_cache *cache;

/*
 * Of a cache that only ever saw calls for several objects, as that of an exercise with
 * call=bulk: in 7.2 a CPU gets its second sheaf with the first single object that finds
 * none, and not without (mm/slub.c, __pcs_replace_empty_main()), and with one sheaf
 * each call takes and gives some of its objects the slow way.
 */
static struct kmem_cache *bulk_cache;
static mempool_t *pool;
static struct page_frag_cache frags;

static void kmalloc_loop(unsigned int nr, size_t bytes, gfp_t gfp)
{
	for (; nr; nr--)
		kfree(kmalloc(bytes, gfp));
}

static void cache_loop(unsigned int nr, size_t bytes, gfp_t gfp)
{
	for (; nr; nr--)
		kmem_cache_free(cache, kmem_cache_alloc(cache, gfp));
}

static void pages_loop(unsigned int nr, size_t bytes, gfp_t gfp)
{
	for (; nr; nr--)
		__free_pages(alloc_pages(gfp, 0), 0);
}

static void bulk_loop(unsigned int nr, size_t bytes, gfp_t gfp)
{
	void *objects[BATCH];
	unsigned int part;

	for (; nr; nr -= part) {
		part = min_t(unsigned int, nr, BATCH);
		if (kmem_cache_alloc_bulk(bulk_cache, gfp, part, objects))
			kmem_cache_free_bulk(bulk_cache, part, objects);
	}
}

static void mempool_loop(unsigned int nr, size_t bytes, gfp_t gfp)
{
	for (; nr; nr--)
		mempool_free(mempool_alloc(pool, gfp), pool);
}

/* With the one bit of those that pcpu_alloc() passes on, see percpu.c. */
static void percpu_loop(unsigned int nr, size_t bytes, gfp_t gfp)
{
	for (; nr; nr--)
		free_percpu(__alloc_percpu_gfp(bytes, 8, GFP_KERNEL | __GFP_NOWARN |
					       __GFP_NORETRY));
}

static void vmalloc_loop(unsigned int nr, size_t bytes, gfp_t gfp)
{
	for (; nr; nr--)
		vfree(__vmalloc(PAGE_SIZE, gfp));
}

/* Unlike the others page_frag_free() does not take NULL. */
static __always_inline void frag_pair(size_t bytes, gfp_t gfp)
{
	void *object = page_frag_alloc(&frags, bytes, gfp);

	if (object)
		page_frag_free(object);
}

/*
 * Counting would be two of the 67 instructions of a pair, more than the percent that
 * the comparison is about: so many pairs a turn leave little of it.
 */
static void frag_loop(unsigned int nr, size_t bytes, gfp_t gfp)
{
	unsigned int i;

	for (; nr >= TURN; nr -= TURN)
#pragma GCC unroll TURN
		for (i = 0; i < TURN; i++)
			frag_pair(bytes, gfp);
	for (; nr; nr--)
		frag_pair(bytes, gfp);
}

typedef void loop_fn(unsigned int nr, size_t bytes, gfp_t gfp);

/* Prints nanoseconds of all pairs. */
static int time_loop(char *text, const struct kernel_param *kp)
{
	loop_fn *loop = kp->arg;
	u64 begin = ktime_get_ns();

	loop(pairs, size, GFP);
	return scnprintf(text, PAGE_SIZE, "%llu\n", ktime_get_ns() - begin);
}

static const struct kernel_param_ops loop_ops = {
	.get = time_loop,
};

module_param_cb(kmalloc, &loop_ops, kmalloc_loop, 0400);
module_param_cb(cache, &loop_ops, cache_loop, 0400);
module_param_cb(pages, &loop_ops, pages_loop, 0400);
module_param_cb(bulk, &loop_ops, bulk_loop, 0400);
module_param_cb(mempool, &loop_ops, mempool_loop, 0400);
module_param_cb(percpu, &loop_ops, percpu_loop, 0400);
module_param_cb(vmalloc, &loop_ops, vmalloc_loop, 0400);
module_param_cb(frag, &loop_ops, frag_loop, 0400);

/*
 * What vfree() put off is done now: areas wait until there are 32 MiB of them for
 * each CPU that counts (mm/vmalloc.c, lazy_max_pages()). Whoever reads this before
 * fewer than those measures none of it.
 */
static int purge(char *text, const struct kernel_param *kp)
{
	vm_unmap_aliases();
	return scnprintf(text, PAGE_SIZE, "0\n");
}

static const struct kernel_param_ops purge_ops = {
	.get = purge,
};
module_param_cb(purge, &purge_ops, NULL, 0400);

static void drop_all(void)
{
	page_frag_cache_drain(&frags);
	mempool_destroy(pool);
	kmem_cache_destroy(bulk_cache);
	kmem_cache_destroy(cache);
}

static int __init bare_init(void)
{
	cache = kml_cache_create("kmemlab-bare", size, 0, 0, NULL);
	bulk_cache = kml_cache_create("kmemlab-bare-bulk", size, 0, 0, NULL);
	pool = mempool_create_kmalloc_pool(1, size);
	if (cache && bulk_cache && pool)
		return 0;
	drop_all();
	return -ENOMEM;
}
module_init(bare_init);

static void __exit bare_exit(void)
{
	drop_all();
}
module_exit(bare_exit);

MODULE_DESCRIPTION("kmemlab: loops of bare calls, for its benchmarks");
MODULE_LICENSE("GPL");
