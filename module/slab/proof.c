// SPDX-License-Identifier: GPL-2.0
/*
 * The proof of the layouts, once, at load.
 *
 * A cache of our own has objects whose number is known. Each member that is read
 * of it must say what is so: its size, its name, its constructor, the list it is
 * on, the slabs its objects lie in; and counting it the way the census does must
 * find as many objects as are held, with some freed and some not. If anything
 * differs, all that stands on the layouts is unavailable, and says at what.
 *
 * The cache stays: it is where the list of all caches is entered.
 */
#include <linux/kernel.h>
#include <linux/kfence.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "cache.h"
#include "cached.h"
#include "census.h"
#include "freelist.h"
#include "layout.h"
#include "proof.h"

#define NAME		"kmemlab-proof"
#define OBJECT_BYTES	200
#define ALIGN_BYTES	16
#define OBJECTS		400	/* a few slabs of any size */
/* More than a CPU keeps, where it keeps sheaves: a node has some of them. */
#define DROPPED		300
/* The kernel may move what lies with a CPU at any time. */
#define TRIES		3
/* One that changes nothing of an object, of those that are looked at. */
#define OWN_FLAG	SLAB_RECLAIM_ACCOUNT
#define OTHER_FLAGS	(SLAB_ACCOUNT | SLAB_TYPESAFE_BY_RCU)

static struct kmem_cache *own;
static const char *reason = "the layouts were not tried yet";

/* A cache with a constructor is never merged with another, on any kernel. */
static void construct(void *object)
{
	*(char *)object = 1;
}

/**
 * struct proof - what is known, and what was found
 * @objects: those held, or NULL
 * @heads: the slabs they lie in, and those of objects that CPUs keep
 * @nr_heads: how many
 * @held: objects held, not counting those KFENCE gave
 * @kept: free objects that were seen to be kept by CPUs and nodes
 * @cache: our cache, as it was read
 */
struct proof {
	void *objects[OBJECTS];
	struct page *heads[OBJECTS];
	unsigned int nr_heads;
	unsigned int held;
	unsigned int kept;
	struct kml_cache cache;
};

static void note_head(struct proof *p, struct page *head)
{
	unsigned int i;

	for (i = 0; i < p->nr_heads; i++)
		if (p->heads[i] == head)
			return;
	if (p->nr_heads < ARRAY_SIZE(p->heads))
		p->heads[p->nr_heads++] = head;
}

static bool is_held(const struct proof *p, unsigned long at)
{
	unsigned int i;

	for (i = 0; i < OBJECTS; i++)
		if ((unsigned long)p->objects[i] == at)
			return true;
	return false;
}

/*
 * A CPU may have objects of slabs that we were given none of. @at is what was read
 * by a layout that is not proven yet.
 */
static void note_cached(void *arg, unsigned long at)
{
	struct proof *p = arg;
	struct page *page;

	if (!kml_is_mapped(at, OBJECT_BYTES))
		return;
	page = pfn_to_online_page(PHYS_PFN(__pa(at)));
	if (!page)
		return;
	page = compound_head(page);
	if (!PageSlab(page) || kml_cache_of(page) != (unsigned long)own)
		return;
	note_head(p, page);
	p->kept += !is_held(p, at);
}

static const char *fill(struct proof *p)
{
	int i;

	for (i = 0; i < OBJECTS; i++) {
		p->objects[i] = kmem_cache_alloc(own, GFP_KERNEL);
		if (!p->objects[i])
			return "there was no memory to try the layouts at load";
		if (is_kfence_address(p->objects[i]))
			continue;
		p->held++;
		note_head(p, virt_to_head_page(p->objects[i]));
	}
	return p->nr_heads ? NULL : "KFENCE took all objects the layouts were to be tried on";
}

static void drop(struct proof *p, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < OBJECTS; i++) {
		if (!p->objects[i] || !nr)
			continue;
		p->held -= !is_kfence_address(p->objects[i]);
		kmem_cache_free(own, p->objects[i]);
		p->objects[i] = NULL;
		nr--;
	}
}

/* calculate_sizes() of mm/slub.c: of debugging, a red zone alone is counted with it. */
static bool is_sized(const struct kml_cache *cache)
{
	return cache->object_size == kmem_cache_size(own) &&
	       cache->object_size == OBJECT_BYTES && cache->inuse >= OBJECT_BYTES &&
	       cache->inuse <= OBJECT_BYTES + sizeof(void *) &&
	       cache->size >= OBJECT_BYTES + sizeof(void *) &&
	       cache->free_at >= ALIGN(OBJECT_BYTES, sizeof(void *)) &&
	       cache->align && !(cache->align % ALIGN_BYTES);
}

static bool is_flagged(const struct kml_cache *cache)
{
	return (cache->flags & (__force unsigned int)(OWN_FLAG | OTHER_FLAGS)) ==
	       (__force unsigned int)OWN_FLAG;
}

/* A slab may be smaller than its cache wants them, where memory is short, never larger. */
static bool is_ordered(void)
{
	struct kml_cache caches;

	return kml_cache_read(kml_cache_of_caches, &caches) &&
	       compound_order(virt_to_head_page(own)) <= caches.order;
}

/* Does the description of our cache say what we asked for? */
static const char *try_cache(struct proof *p)
{
	struct kml_cache *cache = &p->cache;
	unsigned long at = (unsigned long)own, next, ctor;

	kml_cache_of_caches = kml_cache_of(virt_to_head_page(own));
	if (kml_cache_of(p->heads[0]) != at)
		return "a slab of our own cache does not name it: struct slab is not as BTF says";
	if (!kml_cache_read(at, cache) || !is_sized(cache) || !is_flagged(cache) || !is_ordered() ||
	    cache->refcount != 1 || !KML_PEEK(&ctor, at, kmem_cache, ctor) ||
	    ctor != (unsigned long)construct)
		return "our own cache says it is another: struct kmem_cache is not as BTF says";
	if (!kml_cache_name(cache) || strcmp(cache->name, NAME))
		return "our own cache has another name: struct kmem_cache is not as BTF says";
	next = at;
	if (!kml_cache_next(&next) || next == at)
		return "our own cache is on no list: struct kmem_cache is not as BTF says";
	return NULL;
}

/* Free objects on the list of a slab itself, or -1: it is no such list. */
static int on_list(const struct kml_cache *cache, struct page *head)
{
	return kml_freelist_walk(cache, (unsigned long)page_address(head),
				 kml_slab_counts(head).objects,
				 KML_SLAB_WORD(head, freelist), NULL, NULL);
}

/* Counts our cache as the census does. Returns NULL if all that is held was found. */
static const char *try_counts(struct proof *p)
{
	struct kml_cached cached = { };
	struct kml_slab_counts counts;
	struct kml_stamp stamp;
	u64 slabs = 0, partial = 0, objects = 0, inuse = 0;
	unsigned int i;

	p->kept = 0;
	kml_cached_count(&p->cache, &cached, note_cached, p);
	for (i = 0; i < p->nr_heads; i++) {
		if (!PageSlab(p->heads[i]) || kml_cache_of(p->heads[i]) != (unsigned long)own)
			continue;	/* it was given back */
		counts = kml_slab_counts(p->heads[i]);
		if (on_list(&p->cache, p->heads[i]) != counts.objects - counts.inuse)
			return "the free list of a slab of our own cannot be followed";
		slabs++;
		partial += counts.inuse < counts.objects &&
			   kml_slab_is_nodes(counts, kml_page_flags(p->heads[i]));
		objects += counts.objects;
		inuse += counts.inuse;
	}
	if (!kml_stamp_take(&p->cache, &stamp) ||
	    (stamp.is_counted && (stamp.slabs != slabs || stamp.partial != partial ||
				  stamp.objects != objects)))
		return "our own cache has another number of slabs: its nodes are not as BTF says";
	if (cached.unknown || inuse != p->held + cached.objects || p->kept < cached.objects)
		return "our own cache has another number of objects: its CPUs are not as BTF says";
	return NULL;
}

/* Of a cache at rest a stamp is the same twice, and another after an object was taken. */
static bool is_stamped(const struct kml_cache *cache)
{
	struct kml_stamp before, rest, after;
	void *object;
	bool known;

	known = kml_stamp_take(cache, &before) && kml_stamp_take(cache, &rest);
	object = kmem_cache_alloc(own, GFP_KERNEL);
	known = known && kml_stamp_take(cache, &after);
	if (!object)
		return true;
	/* What KFENCE gives is not of the cache. */
	known = known && kml_stamp_same(&before, &rest) &&
		(is_kfence_address(object) || !kml_stamp_same(&rest, &after));
	kmem_cache_free(own, object);
	return known;
}

/* Caches that are debugged keep nothing with a CPU (mm/slub.c, kmem_cache_debug()). */
static const char *try_stamp(const struct kml_cache *cache)
{
	const slab_flags_t debug = SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER |
				   SLAB_TRACE | SLAB_CONSISTENCY_CHECKS;
	int tries;

	if (cache->flags & (__force unsigned int)debug)
		return NULL;
	for (tries = 0; tries < TRIES; tries++)
		if (is_stamped(cache))
			return NULL;
	return "what is taken from our own cache leaves no trace: its CPUs are not as BTF says";
}

static const char *try_all(struct proof *p)
{
	const char *why = fill(p);

	if (!why)
		why = try_cache(p);
	if (!why)
		why = try_counts(p);
	if (!why)
		why = try_stamp(&p->cache);
	if (why)
		return why;
	drop(p, DROPPED);
	/* KASAN keeps what was freed; this makes it let go. */
	if (IS_ENABLED(CONFIG_KASAN_GENERIC))
		kmem_cache_shrink(own);
	return try_counts(p);
}

static const char *prove(void)
{
	struct proof *p;
	const char *why;

	own = kmem_cache_create(NAME, OBJECT_BYTES, ALIGN_BYTES, OWN_FLAG, construct);
	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!own || !p) {
		kfree(p);
		return "there was no memory to try the layouts at load";
	}
	why = try_all(p);
	drop(p, OBJECTS);
	kfree(p);
	return why;
}

/* Why there is nothing to try, or NULL. */
static const char *missing(void)
{
#if !defined(CONFIG_SLUB)
	return "this kernel's slab allocator is not SLUB";
#elif defined(CONFIG_SLUB_TINY)
	return "this kernel's slab allocator is SLUB_TINY, which keeps no counters";
#elif defined(KML_BTF_MISSING)
	return "the module was built without the kernel's BTF: " KML_BTF_MISSING;
#else
	if (!KML_HAS(slab, slab_cache) || !KML_HAS(slab, counters) ||
	    !KML_HAS(slab, freelist) || !KML_HAS(kmem_cache, list) ||
	    !KML_HAS(kmem_cache, name) || !kml_cached_is_known())
		return "this kernel keeps slabs in another way than those known to this module";
	return NULL;
#endif
}

/**
 * kml_slab_init - try the layouts
 *
 * What fails is said by kml_slab_unavailable(); all else works without.
 */
void kml_slab_init(void)
{
	reason = missing();
	if (!reason)
		reason = prove();
	if (reason)
		kml_cache_of_caches = 0;
}

/**
 * kml_slab_exit - undo kml_slab_init(); no file is open
 */
void kml_slab_exit(void)
{
	kml_slab_rows_exit();
	kmem_cache_destroy(own);
	own = NULL;
}

/**
 * kml_slab_unavailable - why slabs cannot be looked at, or NULL: they can
 */
const char *kml_slab_unavailable(void)
{
	return reason;
}

/**
 * kml_own_cache - address of the cache of our own, which stays on the list of all
 */
unsigned long kml_own_cache(void)
{
	return (unsigned long)own;
}
