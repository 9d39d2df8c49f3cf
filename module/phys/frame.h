/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a frame is, from its struct page alone.
 *
 * No reference is taken: a frame may change its owner at any moment, so each
 * word is read once, what it says is checked before it is followed, and the
 * answer is that of some moment. Inline, as the scan asks for each frame of the
 * machine.
 */
#ifndef KML_FRAME_H
#define KML_FRAME_H

#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/page_ref.h>

#include <kmemlab.h>
#include "../compat.h"

#ifdef CONFIG_MEMORY_FAILURE
#define KML_HWPOISON_FLAG	BIT(PG_hwpoison)
#else
#define KML_HWPOISON_FLAG	0UL
#endif

/* Without these flags, and without a type, the mapping tells what a page is. */
#define KML_ODD_FLAGS	(BIT(PG_head) | BIT(PG_reserved) | KML_HWPOISON_FLAG | KML_SLAB_FLAG)

/**
 * struct kml_compound - the compound page a frame is in
 * @head: its first frame
 * @pfn: number of that
 * @order: it has 2^order frames
 */
struct kml_compound {
	struct page *head;
	unsigned long pfn;
	unsigned int order;
};

/**
 * kml_free_order - order of the free block that begins with a page
 * @page: a page with the type of a free block
 * @pfn: its number
 *
 * Return: the order, or -1: it was allocated meanwhile.
 */
static inline int kml_free_order(const struct page *page, unsigned long pfn)
{
	unsigned long order = READ_ONCE(page->private);

	if (order >= NR_PAGE_ORDERS || !IS_ALIGNED(pfn, 1UL << order))
		return -1;
	return order;
}

/**
 * kml_is_single - has a page no type, and is it no tail of a compound page?
 * @page: any page
 *
 * The bit that makes a tail is in the word that lists of pages begin with, in
 * all kernels; a false head of a hugetlb page has the flag of a head.
 */
static inline bool kml_is_single(struct page *page)
{
	return !page_has_type(page) && !((unsigned long)READ_ONCE(page->lru.next) & 1);
}

/**
 * kml_is_plain - is the class of a page a matter of its mapping?
 * @page: any page
 * @flags: its flags
 *
 * Return: true if it has no odd flags, no type, and is in no compound page.
 */
static inline bool kml_is_plain(struct page *page, unsigned long flags)
{
	return !(flags & KML_ODD_FLAGS) && kml_is_single(page);
}

/**
 * kml_mapping_class - class of a plain page
 * @page: the page
 * @flags: its flags
 * @pointer: its mapping
 *
 * What waits to be put on an LRU list has its mapping already; what is in the
 * swap cache only has no mapping, but is on a list.
 *
 * Return: the class; KMEMLAB_PCP stands for all without references, see
 * kml_is_pcp_head().
 */
static inline enum kmemlab_class kml_mapping_class(const struct page *page,
						   unsigned long flags,
						   const void *pointer)
{
	unsigned long mapping = (unsigned long)pointer;

	if (mapping & KML_MAPPING_ANON)
		return KMEMLAB_ANON;
	if (mapping & KML_MAPPING_MOVABLE)
		return KMEMLAB_MOVABLE_OPS;
	if (mapping)
		return flags & BIT(PG_swapbacked) ? KMEMLAB_SHMEM : KMEMLAB_FILE;
	if (flags & BIT(PG_lru))
		return flags & BIT(PG_swapbacked) ? KMEMLAB_ANON : KMEMLAB_FILE;
	return page_ref_count(page) ? KMEMLAB_KERNEL : KMEMLAB_PCP;
}

/* kml_plain_class - the same, of the mapping it has now */
static inline enum kmemlab_class kml_plain_class(const struct page *page,
						 unsigned long flags)
{
	return kml_mapping_class(page, flags, READ_ONCE(page->mapping));
}

enum kmemlab_class kml_odd_class(struct page *page, unsigned long flags);
int kml_free_block_order(struct page *page, unsigned long pfn);
enum kmemlab_class kml_single_class(struct page *page, unsigned long pfn);
bool kml_is_pcp_head(const struct page *page, unsigned long pfn);
unsigned long kml_pcp_end(unsigned long head);
bool kml_compound_of(struct page *page, unsigned long pfn, struct kml_compound *c);

#endif /* KML_FRAME_H */
