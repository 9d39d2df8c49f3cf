// SPDX-License-Identifier: GPL-2.0
/*
 * A module of the selftests: a slab cache whose truth is known, and a storm.
 *
 * With slabs=N it holds one object in each of N slabs and frees all others; how many
 * it holds, and in how many slabs, is in its parameters held and heads. With storm=1 a thread on each CPU allocates and frees in a cache that all
 * share, and one more creates and destroys caches. Nothing stays after rmmod.
 */
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kfence.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include "../compat.h"

#define OBJECT_BYTES	256
#define PER_SLAB_MOST	64
#define STORM_OBJECTS	200
#define STORM_CACHES	8

static unsigned int slabs;
module_param(slabs, uint, 0444);
MODULE_PARM_DESC(slabs, "hold objects in so many slabs");

static bool storm;
module_param(storm, bool, 0444);
MODULE_PARM_DESC(storm, "allocate on all CPUs, create and destroy caches");

static unsigned long held;
module_param(held, ulong, 0444);
static unsigned long heads;
module_param(heads, ulong, 0444);
static unsigned long rounds;
module_param(rounds, ulong, 0444);
/* Addresses: of an object held, and of one that was freed. */
static unsigned long object_at;
module_param(object_at, ulong, 0400);
static unsigned long freed;
module_param(freed, ulong, 0400);

static struct kmem_cache *load, *shared;
static struct task_struct *threads[NR_CPUS + 1];

/* A cache with a constructor is never merged. */
static void construct(void *object)
{
	*(char *)object = 1;
}

static struct kmem_cache *make_cache(const char *name, unsigned int size)
{
	return kmem_cache_create(name, size, 8, 0, construct);
}

/* What is held is linked through its first word. */
static void *kept;

static void keep(void *object)
{
	*(void **)object = kept;
	kept = object;
	held++;
}

/* Slabs that have an object that is kept, by frame. */
static DEFINE_XARRAY(kept_in);

/* Is this the first object of its slab? 1, 0, or a negative errno. */
static int is_first(const void *object)
{
	unsigned long pfn = page_to_pfn(virt_to_head_page(object));
	int err = xa_insert(&kept_in, pfn, xa_mk_value(1), GFP_KERNEL);

	return err == -EBUSY ? 0 : err ?: 1;
}

/* One object is kept of each slab. */
static int fill(void)
{
	void *object, *next, *rest = NULL;
	unsigned long nr;
	int first = 0;

	for (nr = 0; heads < slabs && nr < (unsigned long)slabs * PER_SLAB_MOST; nr++) {
		object = kmem_cache_alloc(load, GFP_KERNEL);
		if (!object)
			return -ENOMEM;
		first = is_kfence_address(object) ? 0 : is_first(object);
		if (first > 0) {
			heads++;
			keep(object);
		} else {
			*(void **)object = rest;
			rest = object;
		}
		if (first < 0)
			break;
		cond_resched();
	}
	for (; rest; rest = next) {
		next = *(void **)rest;
		if (!is_kfence_address(rest))
			freed = (unsigned long)rest;
		kmem_cache_free(load, rest);
	}
	/* KASAN keeps what was freed; this makes it let go. */
	if (IS_ENABLED(CONFIG_KASAN_GENERIC))
		kmem_cache_shrink(load);
	object_at = (unsigned long)kept;
	xa_destroy(&kept_in);
	return min(first, 0);
}

static void drop(void)
{
	void *next;

	for (; kept; kept = next) {
		next = *(void **)kept;
		kmem_cache_free(load, kept);
	}
}

static int hammer(void *unused)
{
	void *objects[STORM_OBJECTS];
	int i;

	while (!kthread_should_stop()) {
		for (i = 0; i < STORM_OBJECTS; i++)
			objects[i] = kmem_cache_alloc(shared, GFP_KERNEL);
		for (i = 0; i < STORM_OBJECTS; i++)
			if (objects[i])
				kmem_cache_free(shared, objects[i]);
		cond_resched();
	}
	return 0;
}

/* The name of a cache tells the size of its objects: a wrong name shows. */
static void come_and_go(unsigned int turn)
{
	struct kmem_cache *caches[STORM_CACHES];
	void *objects[STORM_CACHES];
	unsigned int i, size;
	char name[32];

	for (i = 0; i < STORM_CACHES; i++) {
		size = 64 + 8 * ((turn + i) % 100);
		snprintf(name, sizeof(name), "kml-storm-%u-%u", size, i);
		caches[i] = make_cache(name, size);
		objects[i] = caches[i] ? kmem_cache_alloc(caches[i], GFP_KERNEL) : NULL;
	}
	for (i = 0; i < STORM_CACHES; i++) {
		if (objects[i])
			kmem_cache_free(caches[i], objects[i]);
		kmem_cache_destroy(caches[i]);
	}
}

static int churn(void *unused)
{
	while (!kthread_should_stop()) {
		come_and_go(rounds++);
		cond_resched();
	}
	return 0;
}

static void stop(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(threads); i++)
		if (!IS_ERR_OR_NULL(threads[i]))
			kthread_stop(threads[i]);
}

static int start(void)
{
	unsigned int cpu, nr = 0;

	shared = make_cache("kml-shared", 128);
	if (!shared)
		return -ENOMEM;
	for_each_online_cpu(cpu) {
		threads[nr] = kthread_create(hammer, NULL, "kml-hammer/%u", cpu);
		if (IS_ERR(threads[nr]))
			return PTR_ERR(threads[nr]);
		kthread_bind(threads[nr], cpu);
		wake_up_process(threads[nr++]);
	}
	threads[nr] = kthread_run(churn, NULL, "kml-churn");
	return PTR_ERR_OR_ZERO(threads[nr]);
}

static void load_exit(void)
{
	stop();
	drop();
	kmem_cache_destroy(shared);
	kmem_cache_destroy(load);
}

static int __init load_init(void)
{
	int err;

	load = make_cache("kml-load", OBJECT_BYTES);
	err = load ? fill() : -ENOMEM;
	if (!err && storm)
		err = start();
	if (err)
		load_exit();
	return err;
}

module_init(load_init);
module_exit(load_exit);

MODULE_DESCRIPTION("Slab caches whose truth is known, for kmemlab's selftests");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
