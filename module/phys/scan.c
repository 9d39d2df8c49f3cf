// SPDX-License-Identifier: GPL-2.0
/*
 * One pass over the frames.
 *
 * A pageblock at a time: whether its memory is online is asked once per
 * subsection, the grain in which that changes; free blocks and compound pages
 * are stepped over by their order. No lock is taken, so a block is a picture of
 * frames that may change meanwhile; it is taken without preemption, which takes
 * some ten microseconds, so that the picture is sharp and an offline operation
 * has little room between the question and the look.
 */
#include <linux/kernel.h>
#include <linux/memory_hotplug.h>
#include <linux/minmax.h>
#include <linux/preempt.h>
#include <linux/string.h>

#include "frame.h"
#include "scan.h"
#include "zone.h"

/**
 * kml_scan_all - a pass over all frames
 * @scan: filled
 */
void kml_scan_all(struct kml_scan *scan)
{
	int nid;

	scan->pfn = 0;
	scan->end = 0;
	for (nid = 0; nid < nr_node_ids; nid++)
		if (node_online(nid))
			scan->end = max(scan->end, node_end_pfn(nid));
}

static void count_free(struct kml_block *b, int order, bool begins)
{
	b->map.largest_order = max_t(int, b->map.largest_order, order);
	if (begins)
		b->free_blocks[order]++;
}

/* Poisoned pages of a large folio, which keeps a note that it has any. */
static unsigned int count_poisoned(const struct kml_compound *c, struct page *page,
				   unsigned int nr)
{
#ifdef CONFIG_MEMORY_FAILURE
	unsigned int i, poisoned = 0;

	if (!(kml_page_flags(c->head + 1) & BIT(PG_has_hwpoisoned)))
		return 0;
	for (i = 0; i < nr; i++)
		poisoned += !!(kml_page_flags(page + i) & KML_HWPOISON_FLAG);
	return poisoned;
#else
	return 0;
#endif
}

/* Returns how many frames this was. */
static unsigned int count_compound(struct kml_block *b, struct page *page,
				   unsigned long pfn, unsigned int left)
{
	unsigned int nr, poisoned = 0;
	enum kmemlab_class class;
	struct kml_compound c;

	if (!kml_compound_of(page, pfn, &c)) {
		b->torn++;
		b->map.frames[KMEMLAB_KERNEL]++;
		return 1;
	}
	nr = min_t(unsigned long, (1UL << c.order) - (pfn - c.pfn), left);
	class = kml_odd_class(c.head, kml_page_flags(c.head));
	if (class == KMEMLAB_ANON || class == KMEMLAB_FILE || class == KMEMLAB_SHMEM) {
		poisoned = count_poisoned(&c, page, nr);
		b->map.thp += nr;
	}
	b->map.compound += nr;
	b->map.frames[class] += nr - poisoned;
	b->map.frames[KMEMLAB_HWPOISON] += poisoned;
	return nr;
}

/* The same for any page that is not plain. */
static unsigned int count_odd(struct kml_block *b, struct page *page,
			      unsigned long pfn, unsigned int left)
{
	enum kmemlab_class class;
	int order;

	if (PageCompound(page))
		return count_compound(b, page, pfn, left);
	class = kml_odd_class(page, kml_page_flags(page));
	if (class == KMEMLAB_FREE) {
		order = kml_free_order(page, pfn);
		if (order >= 0) {
			count_free(b, order, true);
			left = min(left, 1U << order);
			b->map.frames[KMEMLAB_FREE] += left;
			return left;
		}
		b->torn++;
	}
	b->map.frames[class]++;
	return 1;
}

/* A free block larger than a pageblock that began before this one. */
static bool count_inside_free(struct kml_block *b, unsigned long pfn, unsigned int nr)
{
	unsigned int order;
	unsigned long head;

	for (order = pageblock_order + 1; order < NR_PAGE_ORDERS; order++) {
		head = ALIGN_DOWN(pfn, 1UL << order);
		if (head == pfn || !PageBuddy(pfn_to_page(head)) ||
		    kml_free_order(pfn_to_page(head), head) != order)
			continue;
		count_free(b, order, false);
		b->map.frames[KMEMLAB_FREE] += nr;
		return true;
	}
	return false;
}

static void count_plain(struct kml_block *b, const struct page *page,
			unsigned long pfn, unsigned long flags)
{
	enum kmemlab_class class = kml_plain_class(page, flags);

	if (class == KMEMLAB_PCP) {
		if (kml_is_pcp_head(page, pfn))
			b->pcp_head = pfn;
		else if (!kml_is_pcp_tail(b->pcp_head, pfn))
			class = KMEMLAB_KERNEL;
	}
	b->map.frames[class]++;
}

/* The usual case on a busy machine, a dozen instructions a frame. */
static unsigned int run_of_anon(struct page *page, unsigned int nr)
{
	struct page *end = page + nr, *at;

	for (at = page; at < end; at++)
		if (!kml_is_plain(at, kml_page_flags(at)) || !kml_is_anon(at))
			break;
	return at - page;
}

/* The memory map itself and the kernel's image: long runs everywhere. */
static unsigned int run_of_reserved(struct page *page, unsigned int nr)
{
	struct page *end = page + nr, *at;

	for (at = page; at < end; at++)
		if ((kml_page_flags(at) & KML_ODD_FLAGS) != BIT(PG_reserved) ||
		    page_has_type(at) || PageTail(at))
			break;
	return at - page;
}

/* Returns how many frames this was. */
static unsigned int count_some(struct kml_block *b, struct page *page,
			       unsigned long pfn, unsigned int left)
{
	unsigned long flags = kml_page_flags(page);
	unsigned int run;

	if (kml_is_plain(page, flags)) {
		if (!kml_is_anon(page)) {
			count_plain(b, page, pfn, flags);
			return 1;
		}
		/* It may have been freed by now: then it was one. */
		run = run_of_anon(page, left) ?: 1;
		b->map.frames[KMEMLAB_ANON] += run;
		return run;
	}
	run = flags & BIT(PG_reserved) ? run_of_reserved(page, left) : 0;
	b->map.frames[KMEMLAB_RESERVED] += run;
	return run ?: count_odd(b, page, pfn, left);
}

static void count_frames(struct kml_block *b, struct page *page, unsigned long pfn,
			 unsigned int nr)
{
	unsigned int at = 0;

	if (pageblock_aligned(pfn) && count_inside_free(b, pfn, nr))
		return;
	while (at < nr)
		at += count_some(b, page + at, pfn + at, nr - at);
}

static bool same_zone(const struct page *a, const struct page *b)
{
	return page_zonenum(a) == page_zonenum(b) && page_to_nid(a) == page_to_nid(b);
}

/* Zones may meet within a pageblock: how many of these frames are in the first? */
static unsigned int frames_of_zone(const struct page *page, unsigned int nr)
{
	unsigned int i;

	if (same_zone(page, page + nr - 1))
		return nr;
	for (i = 1; i < nr; i++)
		if (!same_zone(page, page + i))
			break;
	return i;
}

static bool is_device(unsigned long pfn)
{
#ifdef CONFIG_ZONE_DEVICE
	int nid;

	for (nid = 0; nid < nr_node_ids; nid++)
		if (node_online(nid) &&
		    zone_spans_pfn(&NODE_DATA(nid)->node_zones[ZONE_DEVICE], pfn))
			return true;
#endif
	return false;
}

/*
 * Frames that are not online have a struct page, which may hold nothing yet: it
 * is not looked at.
 */
static void count_not_online(struct kml_block *b, unsigned long pfn, unsigned int nr)
{
	if (!pfn_valid(pfn))
		return;
	b->map.frames[is_device(pfn) ? KMEMLAB_DEVICE : KMEMLAB_OFFLINE] += nr;
}

static bool is_mixed(const struct kmemlab_physmap *map)
{
	if (map->migrate != KMEMLAB_MOVABLE && map->migrate != KMEMLAB_CMA)
		return false;
	return map->frames[KMEMLAB_SLAB] || map->frames[KMEMLAB_PGTABLE] ||
	       map->frames[KMEMLAB_KERNEL] || map->frames[KMEMLAB_OFFLINE] ||
	       map->frames[KMEMLAB_HWPOISON];
}

static void begin_block(struct kml_block *b, unsigned long pfn)
{
	memset(b, 0, sizeof(*b));
	b->pcp_head = ULONG_MAX;
	b->map.pfn = pfn;
	b->map.nid = -1;
	b->map.zid = -1;
	b->map.migrate = -1;
	b->map.largest_order = -1;
}

static void end_block(struct kml_block *b)
{
	int i;

	for (i = 0; i < KMEMLAB_CLASSES; i++)
		b->frames += b->map.frames[i];
	if (is_mixed(&b->map))
		b->map.flags |= KMEMLAB_BLOCK_MIXED;
}

/*
 * Adds the frames from @pfn on that are alike in being online, and in their zone;
 * at most up to @end. Returns how many, or 0: they are not of this block.
 */
static unsigned int add_frames(struct kml_block *b, unsigned long pfn, unsigned long end)
{
	unsigned int nr = min(end, ALIGN(pfn + 1, PAGES_PER_SUBSECTION)) - pfn;
	struct page *page = pfn_to_online_page(pfn);
	bool first = pfn == b->map.pfn;

	if (!page) {
		if (!first && b->map.zid >= 0)
			return 0;
		count_not_online(b, pfn, nr);
		return nr;
	}
	if (first) {
		b->map.nid = page_to_nid(page);
		b->map.zid = page_zonenum(page);
		b->map.migrate = kml_migrate_of(pfn);
	} else if (b->map.nid != page_to_nid(page) || b->map.zid != page_zonenum(page)) {
		return 0;
	}
	nr = frames_of_zone(page, nr);
	count_frames(b, page, pfn, nr);
	return nr;
}

static void scan_block(struct kml_scan *scan, struct kml_block *b)
{
	unsigned long end = min(scan->end, pageblock_end_pfn(scan->pfn));
	unsigned int nr;

	begin_block(b, scan->pfn);
	preempt_disable();
	do {
		nr = add_frames(b, scan->pfn, end);
		scan->pfn += nr;
	} while (nr && scan->pfn < end);
	preempt_enable();
	end_block(b);
}

/**
 * kml_scan_next - look at the next pageblock that is no hole
 * @scan: moved behind it
 * @block: filled
 *
 * Sections without memory are stepped over at once. May be called in a loop: the
 * caller reschedules and looks for signals.
 *
 * Return: false at the end.
 */
bool kml_scan_next(struct kml_scan *scan, struct kml_block *block)
{
	while (scan->pfn < scan->end) {
		if (!present_section_nr(pfn_to_section_nr(scan->pfn))) {
			scan->pfn = ALIGN(scan->pfn + 1, PAGES_PER_SECTION);
			continue;
		}
		scan_block(scan, block);
		if (block->frames)
			return true;
	}
	return false;
}
