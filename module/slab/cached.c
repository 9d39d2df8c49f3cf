// SPDX-License-Identifier: GPL-2.0
/*
 * Free objects that CPUs keep, which their slabs count as in use.
 *
 * Up to v6.x a CPU has a slab of its own (struct kmem_cache_cpu), whose free
 * objects hang on a list of the CPU; in v7.x it has arrays of free objects from
 * any slab, sheaves, and a node keeps spare sheaves in its barn. Both change
 * without a lock that could be taken. So each pointer is checked before it is
 * followed, the number of steps is bounded, and what was read counts only if the
 * CPU did nothing meanwhile: its transaction id, or all of its words, are the
 * same afterwards.
 */
#include <linux/cpumask.h>
#include <linux/list.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/percpu.h>

#include "cached.h"
#include "freelist.h"
#include "layout.h"

#define TRIES		3
#define BARN_SHEAVES	64	/* there are some ten; see MAX_FULL_SHEAVES */

/* What a CPU has: its list, transaction id and slab; or three sheaves. */
struct cpu_words {
	unsigned long word[3];
};

#define CPU_WORDS_AT	(KML_HAS(kmem_cache, cpu_slab) ? KML_AT_kmem_cache_cpu__freelist : \
			 KML_AT_slub_percpu_sheaves__main)

#define CPU_INDEX(type, member) \
	((unsigned int)(KML_AT_##type##__##member - CPU_WORDS_AT) / sizeof(long))

#define CPU_WORD(words, type, member) \
	((words)->word[CPU_INDEX(type, member) % ARRAY_SIZE((words)->word)])

static bool read_cpu(const struct kml_cache *cache, int cpu, struct cpu_words *words)
{
	void __percpu *at = (void __percpu *)cache->cpus;

	return kml_peek(words->word, (unsigned long)per_cpu_ptr(at, cpu) + CPU_WORDS_AT,
			ARRAY_SIZE(words->word));
}

/**
 * kml_cached_is_known - can this read what the CPUs of this kernel keep?
 */
bool kml_cached_is_known(void)
{
	if (KML_HAS(kmem_cache, cpu_slab))
		return KML_HAS(kmem_cache, node) && KML_HAS(kmem_cache_cpu, tid) &&
		       CPU_INDEX(kmem_cache_cpu, freelist) == 0 &&
		       CPU_INDEX(kmem_cache_cpu, tid) < 3 &&
		       CPU_INDEX(kmem_cache_cpu, slab) < 3;
	return KML_HAS(kmem_cache, cpu_sheaves) && KML_HAS(kmem_cache, per_node) &&
	       KML_HAS(slab_sheaf, size) && KML_HAS(node_barn, nr_full) &&
	       CPU_INDEX(slub_percpu_sheaves, spare) < 3 &&
	       CPU_INDEX(slub_percpu_sheaves, rcu_free) < 3;
}

static unsigned long node_at(const struct kml_cache *cache, int nid)
{
	unsigned long at;

	if (!nid)
		return cache->node;
	if (KML_HAS(kmem_cache, node))
		at = cache->at + KML_AT_kmem_cache__node + nid * sizeof(void *);
	else
		at = cache->at + KML_AT_kmem_cache__per_node +
		     nid * KML_SIZEOF_kmem_cache_per_node_ptrs +
		     KML_AT_kmem_cache_per_node_ptrs__node;
	return kml_peek_word(&at, at) ? at : 0;
}

static unsigned long barn_at(const struct kml_cache *cache, int nid)
{
	unsigned long at = cache->at + KML_AT_kmem_cache__per_node +
			   nid * KML_SIZEOF_kmem_cache_per_node_ptrs +
			   KML_AT_kmem_cache_per_node_ptrs__barn;

	return kml_peek_word(&at, at) ? at : 0;
}

/* Those that are of this cache; boot caches share one that is of none. */
static unsigned int sheaf_size(const struct kml_cache *cache, unsigned long sheaf)
{
	unsigned long owner;
	unsigned int size;

	if (!sheaf || !KML_PEEK(&owner, sheaf, slab_sheaf, cache) ||
	    owner != cache->at || !KML_PEEK(&size, sheaf, slab_sheaf, size))
		return 0;
	return size;
}

/* Members of struct kmem_cache_node lie together: one copy has them all. */
#define NODE_FROM	KML_AT_kmem_cache_node__nr_partial
#define NODE_WORDS	((KML_HAS(kmem_cache_node, nr_slabs) ? \
			  KML_AT_kmem_cache_node__total_objects - NODE_FROM : 0) / 8 + 1)
#define NODE_WORD(words, member) \
	((words)[(KML_AT_kmem_cache_node__##member - NODE_FROM) / 8])

static bool stamp_node(const struct kml_cache *cache, int nid, struct kml_stamp *stamp)
{
	unsigned long words[NODE_WORDS] __uninitialized;
	unsigned long node = node_at(cache, nid);

	if (!node)
		return true;	/* a node without memory */
	if (!kml_peek(words, node + NODE_FROM, ARRAY_SIZE(words)))
		return false;
	stamp->partial += words[0];
	if (!stamp->is_counted)
		return true;
	stamp->slabs += NODE_WORD(words, nr_slabs);
	stamp->objects += NODE_WORD(words, total_objects);
	return true;
}

static bool stamp_cpu(const struct kml_cache *cache, int cpu, struct kml_stamp *stamp)
{
	struct cpu_words words __uninitialized;

	if (!read_cpu(cache, cpu, &words))
		return false;
	if (KML_HAS(kmem_cache, cpu_slab)) {
		stamp->with_cpus += CPU_WORD(&words, kmem_cache_cpu, tid);
		return true;
	}
	stamp->with_cpus +=
		CPU_WORD(&words, slub_percpu_sheaves, main) +
		sheaf_size(cache, CPU_WORD(&words, slub_percpu_sheaves, main)) +
		CPU_WORD(&words, slub_percpu_sheaves, spare) +
		sheaf_size(cache, CPU_WORD(&words, slub_percpu_sheaves, spare)) +
		CPU_WORD(&words, slub_percpu_sheaves, rcu_free) +
		sheaf_size(cache, CPU_WORD(&words, slub_percpu_sheaves, rcu_free));
	return true;
}

/**
 * kml_stamp_take - note the state of a cache
 * @cache: the cache
 * @stamp: filled
 *
 * Return: false if the cache is gone.
 */
bool kml_stamp_take(const struct kml_cache *cache, struct kml_stamp *stamp)
{
	int nid, cpu;

	*stamp = (struct kml_stamp) {
		.is_counted = KML_HAS(kmem_cache_node, nr_slabs),
	};
	/* Not for_each_online_node() and _cpu(), which call a function for each number. */
	for (nid = 0; nid < nr_node_ids; nid++)
		if (node_online(nid) && !stamp_node(cache, nid, stamp))
			return false;
	/* Without a slab there is nothing a CPU could do. */
	if (stamp->is_counted && !stamp->slabs)
		return true;
	for (cpu = 0; cpu < nr_cpu_ids; cpu++)
		if (cpu_online(cpu) && !stamp_cpu(cache, cpu, stamp))
			return false;
	return true;
}

/**
 * kml_stamp_same - did nothing happen between two stamps?
 * @a: one
 * @b: the other
 *
 * What frees an object to a slab that lies with no CPU leaves no trace in either.
 */
bool kml_stamp_same(const struct kml_stamp *a, const struct kml_stamp *b)
{
	return a->with_cpus == b->with_cpus && a->slabs == b->slabs &&
	       a->objects == b->objects && a->partial == b->partial;
}

/* The page a CPU says is its slab, if it may be. */
static struct page *slab_page_of(const struct kml_cache *cache, unsigned long at)
{
	struct page *page = (struct page *)at;

	if (!at || (unsigned long)page < (unsigned long)pfn_to_page(0) ||
	    !IS_ALIGNED(at - (unsigned long)pfn_to_page(0), sizeof(*page)) ||
	    pfn_to_online_page(page_to_pfn(page)) != page || !PageSlab(page) ||
	    kml_cache_of(page) != cache->at)
		return NULL;
	return page;
}

/* The walk is inline: one that only counts is spared the question for each object. */
static int walk_cpu(const struct kml_cache *cache, const struct page *page,
		    unsigned long freelist, kml_cached_visit visit, void *arg)
{
	unsigned long base = (unsigned long)page_address(page);
	unsigned int objects = kml_slab_counts(page).objects;

	if (!visit)
		return kml_freelist_walk(cache, base, objects, freelist, NULL, NULL);
	return kml_freelist_walk(cache, base, objects, freelist, visit, arg);
}

static void count_cpu_slab(const struct kml_cache *cache, int cpu,
			   struct kml_cached *cached, kml_cached_visit visit, void *arg)
{
	struct cpu_words words, again;
	struct page *page = NULL;
	int tries, nr;

	for (tries = 0; tries < TRIES; tries++) {
		if (!read_cpu(cache, cpu, &words))
			return;
		if (!CPU_WORD(&words, kmem_cache_cpu, freelist))
			return;
		page = slab_page_of(cache, CPU_WORD(&words, kmem_cache_cpu, slab));
		if (!page)
			continue;
		nr = walk_cpu(cache, page, CPU_WORD(&words, kmem_cache_cpu, freelist), visit,
			      arg);
		if (nr >= 0 && read_cpu(cache, cpu, &again) &&
		    CPU_WORD(&words, kmem_cache_cpu, tid) ==
		    CPU_WORD(&again, kmem_cache_cpu, tid)) {
			cached->objects += nr;
			return;
		}
		cached->visited_again = true;
	}
	cached->unknown += page ? kml_slab_counts(page).objects : cache->per_slab;
}

static unsigned int count_sheaf(const struct kml_cache *cache, unsigned long sheaf,
				kml_cached_visit visit, void *arg)
{
	unsigned int i, nr, capacity;
	unsigned long at;

	if (!sheaf)
		return 0;
	nr = sheaf_size(cache, sheaf);
	if (!nr || !KML_PEEK(&capacity, cache->at, kmem_cache, sheaf_capacity) ||
	    nr > capacity)
		return 0;
	for (i = 0; visit && i < nr; i++)
		if (kml_peek_word(&at, (unsigned long)KML_ADDR(sheaf, slab_sheaf, objects) +
				       i * sizeof(at)))
			visit(arg, at);
	return nr;
}

static unsigned int count_sheaves(const struct kml_cache *cache,
				  const struct cpu_words *words,
				  kml_cached_visit visit, void *arg)
{
	return count_sheaf(cache, CPU_WORD(words, slub_percpu_sheaves, main), visit, arg) +
	       count_sheaf(cache, CPU_WORD(words, slub_percpu_sheaves, spare), visit, arg) +
	       count_sheaf(cache, CPU_WORD(words, slub_percpu_sheaves, rcu_free), visit, arg);
}

static void count_cpu_sheaves(const struct kml_cache *cache, int cpu,
			      struct kml_cached *cached, kml_cached_visit visit, void *arg)
{
	struct cpu_words words, again;
	unsigned int nr = 0;
	int tries;

	for (tries = 0; tries < TRIES; tries++) {
		if (!read_cpu(cache, cpu, &words))
			return;
		nr = count_sheaves(cache, &words, visit, arg);
		if (read_cpu(cache, cpu, &again) && !memcmp(&words, &again, sizeof(words)) &&
		    nr == count_sheaves(cache, &words, NULL, NULL)) {
			cached->objects += nr;
			return;
		}
		cached->visited_again = true;
	}
	cached->unknown += nr;
}

/* Returns the objects in the full sheaves of a barn, or -1: the list changed. */
static int follow_barn(const struct kml_cache *cache, unsigned long barn,
		       kml_cached_visit visit, void *arg)
{
	unsigned long head = barn + KML_AT_node_barn__sheaves_full, at = head;
	unsigned int sheaves, seen = 0;
	int nr = 0;

	if (!KML_PEEK(&sheaves, barn, node_barn, nr_full) || sheaves > BARN_SHEAVES)
		return -1;
	while (seen <= sheaves) {
		if (!kml_peek_word(&at, at))
			return -1;
		if (at == head)
			return seen == sheaves ? nr : -1;
		nr += count_sheaf(cache, at - KML_AT_slab_sheaf__barn_list, visit, arg);
		seen++;
	}
	return -1;
}

static void count_barn(const struct kml_cache *cache, int nid, struct kml_cached *cached,
		       kml_cached_visit visit, void *arg)
{
	unsigned long barn = barn_at(cache, nid);
	unsigned int sheaves = 0, capacity = 0;
	int tries, nr;

	if (!barn)
		return;
	for (tries = 0; tries < TRIES; tries++) {
		nr = follow_barn(cache, barn, visit, arg);
		if (nr >= 0) {
			cached->objects += nr;
			return;
		}
		cached->visited_again = true;
	}
	if (KML_PEEK(&sheaves, barn, node_barn, nr_full) &&
	    KML_PEEK(&capacity, cache->at, kmem_cache, sheaf_capacity) &&
	    sheaves <= BARN_SHEAVES)
		cached->unknown += (u64)sheaves * capacity;
}

/**
 * kml_cached_count - count the free objects that CPUs and barns keep of a cache
 * @cache: the cache
 * @cached: added to; free objects a CPU's slab counts as free itself are left out
 * @visit: called for each, maybe more than once, and of a try that was dropped; or NULL
 * @arg: passed to it
 *
 * An object that waits for a grace period in a sheaf (kfree_rcu()) is one of them;
 * one that waits elsewhere is in use.
 */
void kml_cached_count(const struct kml_cache *cache, struct kml_cached *cached,
		      kml_cached_visit visit, void *arg)
{
	int cpu, nid;

	/* As in kml_stamp_take(), this is done for each cache. */
	for (cpu = 0; cpu < nr_cpu_ids; cpu++) {
		if (!cpu_online(cpu))
			continue;
		if (KML_HAS(kmem_cache, cpu_slab))
			count_cpu_slab(cache, cpu, cached, visit, arg);
		else
			count_cpu_sheaves(cache, cpu, cached, visit, arg);
	}
	if (!KML_HAS(kmem_cache, per_node))
		return;
	for (nid = 0; nid < nr_node_ids; nid++)
		if (node_online(nid))
			count_barn(cache, nid, cached, visit, arg);
}
