/* SPDX-License-Identifier: GPL-2.0 */
/* Free objects of one slab that hang on a list, each with a pointer to the next. */
#ifndef KML_FREELIST_H
#define KML_FREELIST_H

#include <linux/bitops.h>
#include <linux/swab.h>
#include <linux/uaccess.h>

#include "cached.h"
#include "layout.h"

/**
 * struct kml_slots - which addresses are those of objects of a slab
 * @first: the first of them
 * @nr: how many there are
 * @shift: the distance from one to the next is odd << @shift
 * @inverse: of odd, modulo 2^64
 */
struct kml_slots {
	unsigned long first;
	unsigned long nr;
	unsigned int shift;
	u64 inverse;
};

/* An odd number is its own inverse modulo 8; each step doubles the bits that are right. */
static inline struct kml_slots kml_slots_of(const struct kml_cache *cache,
					    unsigned long base, unsigned int objects)
{
	unsigned int shift = __ffs(cache->size);
	u64 odd = cache->size >> shift, inverse = odd;

	inverse *= 2 - odd * inverse;
	inverse *= 2 - odd * inverse;
	inverse *= 2 - odd * inverse;
	inverse *= 2 - odd * inverse;
	inverse *= 2 - odd * inverse;
	return (struct kml_slots) { base + cache->first, objects, shift, inverse };
}

/*
 * Does an object begin at this address? A multiple of the distance becomes its
 * quotient, and all else, as that is a one to one mapping, a larger number than any
 * quotient. A division for each object would be most of the cost of a walk.
 */
static __always_inline bool kml_is_slot(const struct kml_slots *slots, unsigned long at)
{
	return ror64((at - slots->first) * slots->inverse, slots->shift) < slots->nr;
}

/**
 * kml_freelist_walk - walk a list of free objects that may change meanwhile
 * @cache: cache of the slab
 * @base: address of the slab, whose frames were online
 * @objects: it has
 * @at: address of the first object, any number
 * @visit: called for each, without page faults; or NULL
 * @arg: passed to it
 *
 * Each pointer is checked to be that of an object of this slab before it is
 * followed, and there are no more steps than objects. A census takes some thousand,
 * so the word is read without a call, as copy_from_kernel_nofault() would. How a
 * pointer is hidden: freelist_ptr_decode() in mm/slub.c.
 *
 * Return: how many there are, or -1: it is no list of objects of this slab.
 */
static __always_inline int kml_freelist_walk(const struct kml_cache *cache,
					     unsigned long base, unsigned int objects,
					     unsigned long at, kml_cached_visit visit,
					     void *arg)
{
	const struct kml_slots slots = kml_slots_of(cache, base, objects);
	const unsigned long random = cache->random, free_at = cache->free_at;
	unsigned int left = objects;
	unsigned long word;

	pagefault_disable();
	while (at) {
		if (!kml_is_slot(&slots, at) || !left--)
			goto broken;
		if (visit)
			visit(arg, at);
		at += free_at;
		__get_kernel_nofault(&word, (unsigned long *)at, unsigned long, broken);
		if (KML_HAS(kmem_cache, random))
			word ^= random ^ swab64(at);
		at = word;
	}
	pagefault_enable();
	return objects - left;
broken:
	pagefault_enable();
	return -1;
}

#endif /* KML_FREELIST_H */
