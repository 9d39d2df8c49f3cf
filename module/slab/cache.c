// SPDX-License-Identifier: GPL-2.0
/*
 * Reading a struct kmem_cache that may go away at any moment.
 *
 * Nothing holds it: all is copied with copy_from_kernel_nofault(). An address is
 * that of a cache only if it is a slot of a slab of the cache that all struct
 * kmem_cache come from, and what was read is of a living cache only if the cache
 * was linked into the list of all caches afterwards: destroying one takes it off
 * that list before anything else of it is freed (mm/slab_common.c).
 */
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/memory_hotplug.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/word-at-a-time.h>

#include "cache.h"
#include "layout.h"

/* All of struct kmem_cache up to the last member that take() looks at. */
#define LARGER(a, b)		((a) > (b) ? (a) : (b))
#define END(member)		((KML_AT_kmem_cache__##member) + (int)sizeof(long))
#define END_OF(a, b, c, d)	LARGER(LARGER(END(a), END(b)), LARGER(END(c), END(d)))
#define HEAD_BYTES							\
	ALIGN(LARGER(LARGER(END_OF(cpu_slab, cpu_sheaves, flags, size),	\
			    END_OF(object_size, offset, oo, refcount)),	\
		     LARGER(END_OF(ctor, inuse, align, red_left_pad), END(name))), 8)

#define NODE_AT		(KML_HAS(kmem_cache, node) ? KML_AT_kmem_cache__node : \
			 KML_AT_kmem_cache__per_node + KML_AT_kmem_cache_per_node_ptrs__node)

/*
 * A random word of its own tells caches apart where the kernel hides free
 * pointers; else where the name is, which another cache at the same address may
 * share: then the names are compared as well.
 */
#define IDENTITY_AT	(KML_HAS(kmem_cache, random) ? KML_AT_kmem_cache__random : \
			 KML_AT_kmem_cache__name)

/* Bits of kmem_cache_order_objects below the order; see OO_SHIFT in mm/slub.c. */
#define OBJECTS_BITS	16

unsigned long kml_cache_of_caches;

/**
 * kml_cache_may_be - is this in a slab of the cache of caches?
 * @at: any number
 */
bool kml_cache_may_be(unsigned long at)
{
	struct page *page;

	if (!IS_ALIGNED(at, sizeof(void *)) || !kml_is_mapped(at, KML_SIZEOF_kmem_cache))
		return false;
	page = pfn_to_online_page(PHYS_PFN(__pa(at)));
	if (!page)
		return false;
	page = compound_head(page);
	return PageSlab(page) && kml_cache_of(page) == kml_cache_of_caches;
}

static void take(const char *copy, struct kml_cache *cache)
{
	unsigned int oo = KML_COPIED(copy, unsigned int, kmem_cache, oo);

	cache->cpus = KML_HAS(kmem_cache, cpu_slab) ?
		      KML_COPIED(copy, unsigned long, kmem_cache, cpu_slab) :
		      KML_COPIED(copy, unsigned long, kmem_cache, cpu_sheaves);
	cache->name_at = KML_COPIED(copy, unsigned long, kmem_cache, name);
	cache->size = KML_COPIED(copy, unsigned int, kmem_cache, size);
	cache->object_size = KML_COPIED(copy, unsigned int, kmem_cache, object_size);
	cache->align = KML_COPIED(copy, unsigned int, kmem_cache, align);
	cache->first = KML_COPIED(copy, unsigned int, kmem_cache, red_left_pad);
	cache->free_at = KML_COPIED(copy, unsigned int, kmem_cache, offset);
	cache->order = oo >> OBJECTS_BITS;
	cache->per_slab = oo & (BIT(OBJECTS_BITS) - 1);
	cache->flags = KML_COPIED(copy, unsigned int, kmem_cache, flags);
	cache->has_ctor = KML_COPIED(copy, unsigned long, kmem_cache, ctor);
	cache->refcount = KML_COPIED(copy, int, kmem_cache, refcount);
	cache->inuse = KML_COPIED(copy, unsigned int, kmem_cache, inuse);
}

static bool is_sound(const struct kml_cache *cache)
{
	return cache->size >= cache->object_size && cache->object_size &&
	       cache->order < NR_PAGE_ORDERS && cache->per_slab &&
	       (u64)cache->size * cache->per_slab <= PAGE_SIZE << cache->order &&
	       cache->free_at < cache->size && cache->first < cache->size;
}

/*
 * First who it is: if that is still so at the end, all between is of one cache. Then
 * whether it has users: create_cache() says so when all else is filled in.
 */
static bool read_head(unsigned long at, struct kml_cache *cache)
{
	char copy[HEAD_BYTES] __aligned(8) __uninitialized;
	unsigned int users;

	if (!kml_peek_word(&cache->identity, at + IDENTITY_AT) ||
	    !KML_PEEK(&users, at, kmem_cache, refcount) || !users ||
	    !kml_peek((unsigned long *)copy, at, sizeof(copy) / sizeof(long)) ||
	    !kml_peek_word(&cache->node, at + NODE_AT))
		return false;
	cache->at = at;
	cache->name[0] = '\0';
	cache->random = KML_HAS(kmem_cache, random) ? cache->identity : 0;
	take(copy, cache);
	return is_sound(cache);
}

/**
 * kml_cache_read - describe a cache
 * @at: its address, any number
 * @cache: filled, without the name
 *
 * Return: true if it looks like a cache.
 */
bool kml_cache_read(unsigned long at, struct kml_cache *cache)
{
	return kml_cache_may_be(at) && read_head(at, cache);
}

/* Is the cache at this address on the list of caches? */
static bool is_linked(unsigned long at)
{
	unsigned long node = at + KML_AT_kmem_cache__list, before, back;

	return kml_peek_word(&before, node + offsetof(struct list_head, prev)) &&
	       kml_peek_word(&back, before + offsetof(struct list_head, next)) &&
	       back == node;
}

/**
 * kml_cache_is_same - is the cache that was read still there?
 * @cache: what kml_cache_read() filled
 *
 * Return: true if so; its name, if it was copied before, is then its name.
 */
bool kml_cache_is_same(const struct kml_cache *cache)
{
	unsigned long identity;

	return kml_peek_word(&identity, cache->at + IDENTITY_AT) &&
	       identity == cache->identity && is_linked(cache->at);
}

/* Up to the next page, which may not be there, or to the end of the name. */
static unsigned int copy_bytes(char *name, unsigned long from, unsigned int len)
{
	len = min_t(unsigned long, len, PAGE_SIZE - offset_in_page(from));
	return copy_from_kernel_nofault(name, (const void *)from, len) ? 0 : len;
}

/*
 * A word at a time, as most names are short and in one page. Filled up with NUL, so
 * that a record can take all of it.
 */
static bool copy_name(char *name, unsigned long from)
{
	const struct word_at_a_time constants = WORD_AT_A_TIME_CONSTANTS;
	unsigned int len = 0, part;
	unsigned long word, zeros;
	char *end;

	memset(name, 0, KML_CACHE_NAME);
	while (len < KML_CACHE_NAME) {
		if (offset_in_page(from + len) > PAGE_SIZE - sizeof(word) ||
		    len > KML_CACHE_NAME - sizeof(word)) {
			part = copy_bytes(name + len, from + len, KML_CACHE_NAME - len);
			if (!part)
				return false;
			end = memchr(name + len, '\0', part);
			len += part;
			if (!end)
				continue;
			memset(end, 0, name + len - end);
			return name[0];
		}
		if (!kml_peek_word(&word, from + len))
			return false;
		if (has_zero(word, &zeros, &constants)) {
			zeros = create_zero_mask(prep_zero_mask(word, zeros, &constants));
			word &= zero_bytemask(zeros);
			memcpy(name + len, &word, sizeof(word));
			return name[0];
		}
		memcpy(name + len, &word, sizeof(word));
		len += sizeof(word);
	}
	name[KML_CACHE_NAME - 1] = '\0';
	return true;
}

/**
 * kml_cache_name - copy the name of a cache
 * @cache: what kml_cache_read() filled
 *
 * Return: true if it is the name of the cache that was read, and of no other.
 */
bool kml_cache_name(struct kml_cache *cache)
{
	if (copy_name(cache->name, cache->name_at) && kml_cache_is_same(cache))
		return true;
	cache->name[0] = '\0';
	return false;
}

/**
 * kml_cache_enter - describe and name a cache that is looked at again
 * @at: its address, as kml_cache_next() gave it, or checked by kml_cache_may_be()
 * @cache: filled
 *
 * Return: true if it looks like a cache. The name is its name only if
 * kml_cache_is_still() says so afterwards.
 */
bool kml_cache_enter(unsigned long at, struct kml_cache *cache)
{
	return read_head(at, cache) && copy_name(cache->name, cache->name_at);
}

/**
 * kml_cache_is_still - is the cache that was named still there?
 * @cache: what kml_cache_enter() filled
 *
 * As kml_cache_is_same(), and where nothing tells two caches at one address apart
 * but their names, these.
 */
bool kml_cache_is_still(const struct kml_cache *cache)
{
	char name[KML_CACHE_NAME];

	if (!KML_HAS(kmem_cache, random) &&
	    (!copy_name(name, cache->name_at) || strcmp(name, cache->name)))
		return false;
	return kml_cache_is_same(cache);
}

/**
 * kml_cache_next - step along the list of all caches
 * @at: address of a cache; set to that of the next
 *
 * The head of the list lies in no cache; it is stepped over.
 *
 * Return: false if the way is lost: the cache was destroyed meanwhile.
 */
bool kml_cache_next(unsigned long *at)
{
	unsigned long node = *at + KML_AT_kmem_cache__list;
	int i;

	for (i = 0; i < 2; i++) {
		if (!kml_peek_word(&node, node))
			return false;
		*at = node - KML_AT_kmem_cache__list;
		if (kml_cache_may_be(*at))
			return true;
	}
	return false;
}

/**
 * kml_slab_name - name of the cache that a slab is of
 * @head: first page of a slab
 * @name: filled
 * @size: bytes it has
 *
 * Takes no lock and no reference; may be called for any page, at any time.
 *
 * Return: true if it was still a slab of that cache after the name was copied.
 */
bool kml_slab_name(const struct page *head, char *name, size_t size)
{
	unsigned long at = kml_cache_of(head);
	struct kml_cache cache;

	if (!kml_cache_of_caches || !kml_cache_read(at, &cache) ||
	    !kml_cache_name(&cache) || !PageSlab((struct page *)head) ||
	    kml_cache_of(head) != at)
		return false;
	strscpy(name, cache.name, size);
	return true;
}
