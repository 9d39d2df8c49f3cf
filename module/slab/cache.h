/* SPDX-License-Identifier: GPL-2.0 */
/* What a slab cache is: its description, its name, the list it is on. */
#ifndef KML_SLAB_CACHE_H
#define KML_SLAB_CACHE_H

#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/types.h>

struct page;

#define KML_CACHE_NAME	64
#define KML_CACHES_MAX	4096

/**
 * struct kml_cache - a slab cache, as it was when it was looked at
 * @at: its struct kmem_cache; may be gone by now
 * @identity: differs from that of any cache which was at @at before or after
 * @name_at: where its name is
 * @name: its name, cut off if longer, filled up with NUL; "" until kml_cache_name()
 *	succeeded
 * @size: bytes from one object to the next
 * @object_size: bytes an object was asked for
 * @inuse: bytes of it before what SLUB keeps behind it
 * @align: of objects
 * @first: offset of the first object in its slot
 * @free_at: offset of the free pointer in a free object
 * @random: what free pointers are hidden with
 * @cpus: what its CPUs keep, a __percpu pointer
 * @node: what the first node keeps
 * @order: of a slab, when memory is not short
 * @per_slab: objects in such a slab
 * @refcount: users of it, those merged into it with them; -1: it is never merged
 * @flags: SLAB_*
 * @has_ctor: objects have a constructor
 */
struct kml_cache {
	unsigned long at;
	unsigned long identity;
	unsigned long name_at;
	char name[KML_CACHE_NAME];
	unsigned int size;
	unsigned int object_size;
	unsigned int inuse;
	unsigned int align;
	unsigned int first;
	unsigned int free_at;
	unsigned long random;
	unsigned long cpus;
	unsigned long node;
	unsigned int order;
	unsigned int per_slab;
	int refcount;
	unsigned int flags;
	bool has_ctor;
};

/* Caches merged into this one. */
static inline int kml_cache_aliases(const struct kml_cache *cache)
{
	return max(cache->refcount - 1, 0);
}

/*
 * Bytes an owner of an object may use: as slab_ksize() of mm/slab.h, in v7.2 mm/slub.c,
 * which the limits of an owner come from.
 */
static inline unsigned int kml_cache_usable(const struct kml_cache *cache)
{
	if (cache->flags & (__force unsigned int)(SLAB_RED_ZONE | SLAB_POISON | SLAB_KASAN))
		return cache->object_size;
	if (cache->flags & (__force unsigned int)(SLAB_TYPESAFE_BY_RCU | SLAB_STORE_USER))
		return cache->inuse;
#ifdef SLAB_OBJ_EXT_IN_OBJ
	/* Who is charged may be behind the object. Each slab has it there, or at its end. */
	if (cache->flags & (__force unsigned int)SLAB_OBJ_EXT_IN_OBJ)
		return cache->inuse;
#endif
	return cache->size;
}

bool kml_cache_read(unsigned long at, struct kml_cache *cache);
bool kml_cache_may_be(unsigned long at);
bool kml_cache_enter(unsigned long at, struct kml_cache *cache);
bool kml_cache_name(struct kml_cache *cache);
bool kml_cache_is_same(const struct kml_cache *cache);
bool kml_cache_is_still(const struct kml_cache *cache);
bool kml_cache_next(unsigned long *at);
bool kml_slab_name(const struct page *head, char *name, size_t size);

/* The cache of all struct kmem_cache; set by proof.c, 0 before. */
extern unsigned long kml_cache_of_caches;

#endif /* KML_SLAB_CACHE_H */
