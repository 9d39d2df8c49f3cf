// SPDX-License-Identifier: GPL-2.0
/*
 * What the lab needs for itself must not be what it is asked about. While memory is in
 * pieces the last large block is just what an exercise is to find, or to miss: but
 * kvmalloc() looks for one first, and with __GFP_RETRY_MAYFAIL has one made by
 * compaction (kmalloc_gfp_adjust() in mm/slub.c), and vmalloc() takes those that there
 * are (vm_area_alloc_pages() in mm/vmalloc.c, in v7.2).
 */
#include <linux/gfp.h>
#include <linux/kmemleak.h>
#include <linux/overflow.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "own.h"

#define OWN_GFP	(GFP_KERNEL_ACCOUNT | __GFP_NOWARN | __GFP_RETRY_MAYFAIL | __GFP_ZERO)

static void *map_single_pages(unsigned long nr)
{
	/* A large block itself from 2 MiB of pages on. */
	struct page **pages = kvmalloc_array(nr, sizeof(*pages), GFP_KERNEL_ACCOUNT);
	unsigned long i;
	void *mapped = NULL;

	for (i = 0; pages && i < nr; i++) {
		pages[i] = alloc_page(OWN_GFP);
		if (!pages[i])
			break;
		cond_resched();
	}
	if (pages && i == nr)
		mapped = vmap(pages, nr, VM_MAP_PUT_PAGES, PAGE_KERNEL);
	if (mapped) {
		/* As kmemleak_vmalloc() has it: one pointer to it is in its vm_struct. */
		kmemleak_alloc(mapped, nr << PAGE_SHIFT, 2, GFP_KERNEL);
		return mapped;
	}
	while (i--)
		__free_page(pages[i]);
	kvfree(pages);
	return NULL;
}

/**
 * kml_own_calloc - zeroed memory for the lab itself, in single pages
 * @nr: elements
 * @bytes: of each
 *
 * Context: may sleep; calls no OOM killer.
 * Return: the memory, for kvfree(); NULL if there is none, or it is more than can be
 * counted.
 */
void *kml_own_calloc(size_t nr, size_t bytes)
{
	size_t total = array_size(nr, bytes);

	if (total <= PAGE_SIZE)
		return kmalloc(total, OWN_GFP);
	return total < SIZE_MAX ? map_single_pages(DIV_ROUND_UP(total, PAGE_SIZE)) : NULL;
}
