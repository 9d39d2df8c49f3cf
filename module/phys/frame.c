// SPDX-License-Identifier: GPL-2.0
#include <linux/hugetlb.h>
#include <linux/memory_hotplug.h>
#include <linux/minmax.h>
#include <linux/poison.h>
#include <linux/uaccess.h>

#include "frame.h"

/* The largest compound pages are hugetlb pages of 1 GiB. */
#define ORDER_MAX	(PUD_SHIFT - PAGE_SHIFT)

static enum kmemlab_class typed_class(struct page *page)
{
	if (PageSlab(page))
		return KMEMLAB_SLAB;
	if (PageTable(page))
		return KMEMLAB_PGTABLE;
	if (PageBuddy(page))
		return KMEMLAB_FREE;
	if (kml_page_has_movable_ops(page))
		return KMEMLAB_MOVABLE_OPS;
	if (PageOffline(page))
		return KMEMLAB_OFFLINE;
	return KMEMLAB_KERNEL;
}

/**
 * kml_odd_class - class of any page that is not plain
 * @page: no tail of a compound page
 * @flags: its flags
 *
 * A poisoned page of a compound one is found by its own flag, which the caller
 * sees; that of a hugetlb page stands for all of it.
 *
 * Return: the class.
 */
enum kmemlab_class kml_odd_class(struct page *page, unsigned long flags)
{
	if (flags & KML_HWPOISON_FLAG)
		return KMEMLAB_HWPOISON;
	if (flags & BIT(PG_head) && PageHuge(page))
		return KMEMLAB_HUGETLB;
	/* A balloon's pages may be reserved as well. */
	if (PageOffline(page))
		return typed_class(page);
	/* So is the pool of KFENCE, whose pages pass for slabs. */
	if (flags & BIT(PG_reserved))
		return KMEMLAB_RESERVED;
	if (flags & KML_SLAB_FLAG || page_has_type(page))
		return typed_class(page);
	return kml_plain_class(page, flags);
}

/**
 * kml_is_pcp_head - does a page without references begin a per-CPU free block?
 * @page: the page
 * @pfn: its number
 *
 * No flag says so, and there are others without references: all but the first
 * page of a large allocation that is no compound page, and frozen pages. But a
 * page is taken off a list with list_del(), which leaves poison, and was never
 * on one if it points to itself; a page on a list is what its neighbour points
 * back to. The neighbour may be gone by now; in the same section at least its
 * struct page is not.
 *
 * Return: true if it is on a list.
 */
bool kml_is_pcp_head(const struct page *page, unsigned long pfn)
{
	const struct page *section = page - (pfn & (PAGES_PER_SECTION - 1));
	struct list_head *next = READ_ONCE(page->lru.next), *back;

	if (!next || next == &page->lru || next == LIST_POISON1 ||
	    !IS_ALIGNED((unsigned long)next, sizeof(void *)))
		return false;
	if ((void *)next >= (void *)section &&
	    (void *)next < (void *)(section + PAGES_PER_SECTION))
		back = READ_ONCE(next->prev);
	else if (get_kernel_nofault(back, &next->prev))
		return false;
	return back == &page->lru;
}

/**
 * kml_pcp_end - how far may a per-CPU free block reach?
 * @head: number of its first page
 *
 * Blocks begin at a multiple of their size, which is small or that of a huge
 * page (mm/page_alloc.c, pcp_allowed_order()).
 *
 * Return: number of the first page that cannot be in it.
 */
unsigned long kml_pcp_end(unsigned long head)
{
	if (pageblock_aligned(head))
		return head + pageblock_nr_pages;
	return head + (1UL << min_t(unsigned long, __ffs(head), PAGE_ALLOC_COSTLY_ORDER));
}

/*
 * The head of a page that was a tail a moment ago may be any page by now. It is
 * looked at only if there is a struct page to look at.
 */
static bool is_near(unsigned long head, unsigned long pfn)
{
	if (head > pfn || (pfn - head) >> ORDER_MAX)
		return false;
	return pfn_to_section_nr(head) == pfn_to_section_nr(pfn) ||
	       pfn_to_online_page(head);
}

/**
 * kml_compound_of - the compound page a page is in
 * @page: head or tail
 * @pfn: its number
 * @c: filled
 *
 * Return: true, or false: it is in none, or not any more.
 */
bool kml_compound_of(struct page *page, unsigned long pfn, struct kml_compound *c)
{
	c->head = PageTail(page) ? compound_head(page) : page;
	c->pfn = page_to_pfn(c->head);
	if (!is_near(c->pfn, pfn))
		return false;
	c->order = compound_order(c->head);
	return c->order && c->order <= ORDER_MAX && IS_ALIGNED(c->pfn, 1UL << c->order) &&
	       pfn - c->pfn < 1UL << c->order;
}

/**
 * kml_free_block_order - order of the free block a page is in
 * @page: the page
 * @pfn: its number
 *
 * A block is within one section, so that its first page is there to look at.
 *
 * Return: the order, or -1: it is in none.
 */
int kml_free_block_order(struct page *page, unsigned long pfn)
{
	unsigned long head;
	int order, found;

	for (order = 0; order < NR_PAGE_ORDERS; order++) {
		head = ALIGN_DOWN(pfn, 1UL << order);
		if (!PageBuddy(page - (pfn - head)))
			continue;
		found = kml_free_order(page - (pfn - head), head);
		return found >= order ? found : -1;
	}
	return -1;
}

/* Is one of the pages before this one, in its pageblock, the head of its per-CPU block? */
static bool is_behind_pcp_head(struct page *page, unsigned long pfn)
{
	unsigned long first = pageblock_start_pfn(pfn), at = pfn;
	unsigned long flags;

	while (at-- > first) {
		page--;
		flags = kml_page_flags(page);
		if (!kml_is_plain(page, flags) ||
		    kml_plain_class(page, flags) != KMEMLAB_PCP)
			return false;
		if (kml_is_pcp_head(page, at) && pfn < kml_pcp_end(at))
			return true;
	}
	return false;
}

/**
 * kml_single_class - class of a page that is in no free block and not compound
 * @page: the page
 * @pfn: its number
 *
 * Return: the class, as the pass over all frames finds it.
 */
enum kmemlab_class kml_single_class(struct page *page, unsigned long pfn)
{
	enum kmemlab_class class = kml_odd_class(page, kml_page_flags(page));

	if (class != KMEMLAB_PCP || kml_is_pcp_head(page, pfn) ||
	    is_behind_pcp_head(page, pfn))
		return class;
	return KMEMLAB_KERNEL;
}
