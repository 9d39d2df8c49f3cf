// SPDX-License-Identifier: GPL-2.0
/*
 * What `make bench` compares exercises with: loops of nothing but the calls, run
 * and timed when a parameter is read. Built with the tests only, see Kbuild.
 */
#include <linux/gfp.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>

#define GFP	(GFP_KERNEL | __GFP_NOWARN | __GFP_RETRY_MAYFAIL)

/* Objects of this size; not known to the compiler, as it is not in an exercise. */
static unsigned int size = 64;
module_param(size, uint, 0600);

static unsigned int pairs = 100000;
module_param(pairs, uint, 0600);

static struct kmem_cache *cache;

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

static int __init bare_init(void)
{
	cache = kmem_cache_create("kmemlab-bare", size, 0, 0, NULL);
	return cache ? 0 : -ENOMEM;
}
module_init(bare_init);

static void __exit bare_exit(void)
{
	kmem_cache_destroy(cache);
}
module_exit(bare_exit);

MODULE_DESCRIPTION("kmemlab: loops of bare calls, for its benchmarks");
MODULE_LICENSE("GPL");
