/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One pass over the slabs of the machine: over its frames, as in phys/scan.c, but
 * blind to all that is no slab, so that a frame costs a handful of instructions.
 *
 * Whether memory is online is asked once per subsection, the grain in which that
 * changes; a subsection is looked at without preemption. Free blocks and slabs are
 * stepped over by their order, which is checked, as the page may have another
 * owner by now. No lock and no reference is taken.
 */
#ifndef KML_SLAB_FIND_H
#define KML_SLAB_FIND_H

#include <linux/kfence.h>
#include <linux/memory_hotplug.h>
#include <linux/minmax.h>
#include <linux/preempt.h>

#include "../phys/frame.h"
#include "../phys/scan.h"

/* Called for each slab, without preemption; @head may have changed by now. */
typedef void (*kml_slab_visit)(void *arg, struct page *head, unsigned int order);

#define KML_NEIGHBOURS	8

/* Of all but the first. */
#define KML_OF_NEIGHBOURS(word, op) \
	(word(1) op word(2) op word(3) op word(4) op word(5) op word(6) op word(7))

/*
 * The same of neighbours, of which the first is aligned to their number. May say no of
 * what is none. What it reads may change at any time, and is read anew where it says
 * no; so the reads may be plain ones, which the compiler can make part of the ORs.
 *
 * Slabs that have a flag need no type, and a free block that is stepped over begins
 * with the first. Else mapped pages, which no slab is, count from 0 where a type would
 * be, and others have -1; most of memory is one or the other for long, and this is most
 * of the cost.
 */
static __always_inline bool kml_are_no_slabs(struct page *page)
{
#define TYPE(i)		page[i].page_type
#define FLAGS(i)	(*(const unsigned long *)&page[i].flags)
	if (KML_SLAB_FLAG)
		return (int)TYPE(0) >= -1 &&
		       !((FLAGS(0) | KML_OF_NEIGHBOURS(FLAGS, |)) & KML_SLAB_FLAG);
	if (TYPE(0) == -1U)
		return KML_OF_NEIGHBOURS(TYPE, &) == -1U;
	/* Else the compiler loads all of them before it knows what for. */
	barrier();
	return (int)(TYPE(0) | KML_OF_NEIGHBOURS(TYPE, |)) >= 0;
#undef TYPE
#undef FLAGS
}

/**
 * kml_is_slab - does a slab begin with this page?
 * @page: any page; no tail is one, as neither the flag nor the type is set in tails
 */
static __always_inline bool kml_is_slab(struct page *page)
{
	return KML_SLAB_FLAG ? kml_page_flags(page) & KML_SLAB_FLAG :
			       folio_test_slab((struct folio *)page);
}

/* Order of the slab that begins here, or -1. */
static __always_inline int kml_slab_order(struct page *page, unsigned long pfn)
{
	unsigned int order;

	if (!(kml_page_flags(page) & BIT(PG_head)))
		return 0;
	order = compound_order(page);
	return order < NR_PAGE_ORDERS && IS_ALIGNED(pfn, 1UL << order) ? order : -1;
}

/* Returns how many frames this was. */
static __always_inline unsigned long
kml_slab_step(struct page *page, unsigned long pfn, kml_slab_visit visit, void *arg)
{
	int order = 0;

	if (!KML_SLAB_FLAG && !page_has_type(page))
		return 1;
	if (kml_is_slab(page)) {
		order = kml_slab_order(page, pfn);
		if (order >= 0)
			visit(arg, page, order);
	} else if (PageBuddy(page)) {
		order = kml_free_order(page, pfn);
	}
	return 1UL << max(order, 0);
}

/**
 * kml_slabs_next - look at the slabs of the next subsection, or step over a hole
 * @scan: moved behind it
 * @visit: called for each
 * @arg: passed to it
 *
 * Inline, with the visitor, as it is called for each slab of the machine. May be
 * called in a loop: the caller reschedules and looks for signals.
 *
 * Return: false at the end.
 */
static __always_inline bool
kml_slabs_next(struct kml_scan *scan, kml_slab_visit visit, void *arg)
{
	unsigned long pfn = scan->pfn, end;
	struct page *page, *at, *last, *stop;

	if (pfn >= scan->end)
		return false;
	end = min(scan->end, ALIGN(pfn + 1, PAGES_PER_SUBSECTION));
	preempt_disable();
	page = pfn_to_online_page(pfn);
	if (page) {
		at = page;
		last = page + (end - pfn);
		while (at < last) {
			/* As in phys/scan.c, what pages say may change meanwhile: racy.h. */
			while (at + KML_NEIGHBOURS <= last && data_race(kml_are_no_slabs(at)))
				at += KML_NEIGHBOURS;
			stop = min(at + KML_NEIGHBOURS, last);
			while (at < stop)
				/* The same, of a slab's own words too. */
				at += data_race(kml_slab_step(at, pfn + (at - page), visit, arg));
		}
		end = max(end, pfn + (at - page));
	} else if (!present_section_nr(pfn_to_section_nr(pfn))) {
		end = ALIGN(pfn + 1, PAGES_PER_SECTION);
	}
	preempt_enable();
	scan->pfn = end;
	return true;
}

#endif /* KML_SLAB_FIND_H */
