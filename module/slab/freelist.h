/* SPDX-License-Identifier: GPL-2.0 */
/* Free objects of one slab that hang on a list, each with a pointer to the next. */
#ifndef KML_FREELIST_H
#define KML_FREELIST_H

#include <linux/swab.h>
#include <linux/uaccess.h>

#include "cached.h"
#include "layout.h"

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
	unsigned int size = cache->size, span = objects * size;
	unsigned long first = base + cache->first, from, word;
	unsigned int nr = 0;

	pagefault_disable();
	while (at) {
		if (at - first >= span || (unsigned int)(at - first) % size || nr == objects)
			goto broken;
		if (visit)
			visit(arg, at);
		nr++;
		from = at + cache->free_at;
		__get_kernel_nofault(&word, (unsigned long *)from, unsigned long, broken);
		at = word;
		if (KML_HAS(kmem_cache, random))
			at ^= cache->random ^ swab64(from);
	}
	pagefault_enable();
	return nr;
broken:
	pagefault_enable();
	return -1;
}

#endif /* KML_FREELIST_H */
