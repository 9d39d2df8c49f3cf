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
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/pfn.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "own.h"

#define OWN_GFP	(GFP_KERNEL_ACCOUNT | __GFP_NOWARN | __GFP_RETRY_MAYFAIL | __GFP_ZERO)

static unsigned long take_pages(struct page **pages, unsigned long nr)
{
	unsigned long i;

	for (i = 0; i < nr; i++) {
		pages[i] = alloc_page(OWN_GFP);
		if (!pages[i])
			break;
		cond_resched();
	}
	return i;
}

/*
 * Not with VM_MAP_PUT_PAGES: vfree() then takes from VmallocUsed what vmap() had not
 * added, before a2e740e216f5 ("vmalloc: fix accounting with i915"). How many pages there
 * are is kept in the first.
 */
static void *map_single_pages(unsigned long nr)
{
	/* A large block itself from 2 MiB of pages on. */
	struct page **pages = kvmalloc_array(nr, sizeof(*pages), GFP_KERNEL);
	unsigned long taken = pages ? take_pages(pages, nr) : 0;
	void *mapped = NULL;

	if (taken == nr)
		mapped = vmap(pages, nr, VM_MAP, PAGE_KERNEL);
	if (mapped) {
		set_page_private(pages[0], nr);
		/* As kmemleak_vmalloc() has it: one pointer to it is in its vm_struct. */
		kmemleak_alloc(mapped, nr << PAGE_SHIFT, 2, GFP_KERNEL);
	} else {
		while (taken)
			__free_page(pages[--taken]);
	}
	kvfree(pages);
	return mapped;
}

static void unmap_single_pages(void *mapped)
{
	struct page *first = vmalloc_to_page(mapped), *page, *next;
	unsigned long nr = page_private(first), i;
	LIST_HEAD(pages);

	set_page_private(first, 0);
	for (i = 0; i < nr; i++)
		list_add(&vmalloc_to_page(mapped + (i << PAGE_SHIFT))->lru, &pages);
	kmemleak_free(mapped);
	vunmap(mapped);
	list_for_each_entry_safe(page, next, &pages, lru)
		__free_page(page);
}

/**
 * kml_own_calloc - zeroed memory for the lab itself, in single pages
 * @nr: elements
 * @bytes: of each
 *
 * Context: may sleep; calls no OOM killer.
 * Return: the memory, for kml_own_free(); NULL if there is none, or it is more than
 * can be counted.
 */
void *kml_own_calloc(size_t nr, size_t bytes)
{
	size_t total = array_size(nr, bytes);

	if (total <= PAGE_SIZE)
		return kmalloc(total, OWN_GFP);
	return total < SIZE_MAX ? map_single_pages(PFN_UP(total)) : NULL;
}

/**
 * kml_own_free - give back what kml_own_calloc() gave
 * @memory: that, or NULL
 *
 * Context: may sleep.
 */
void kml_own_free(void *memory)
{
	if (is_vmalloc_addr(memory))
		unmap_single_pages(memory);
	else
		kfree(memory);
}
