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

static struct kmem_cache *cache;
static mempool_t *pool;

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
		if (kmem_cache_alloc_bulk(cache, gfp, part, objects))
			kmem_cache_free_bulk(cache, part, objects);
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

static int __init bare_init(void)
{
	cache = kmem_cache_create("kmemlab-bare", size, 0, KML_SLAB_NO_MERGE, NULL);
	if (!cache)
		return -ENOMEM;
	pool = mempool_create_kmalloc_pool(1, size);
	if (pool)
		return 0;
	kmem_cache_destroy(cache);
	return -ENOMEM;
}
module_init(bare_init);

static void __exit bare_exit(void)
{
	mempool_destroy(pool);
	kmem_cache_destroy(cache);
}
module_exit(bare_exit);

MODULE_DESCRIPTION("kmemlab: loops of bare calls, for its benchmarks");
MODULE_LICENSE("GPL");
