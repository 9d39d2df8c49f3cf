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

#define MOVABLE_CLASSES							\
	(BIT(KMEMLAB_FREE) | BIT(KMEMLAB_PCP) | BIT(KMEMLAB_ANON) |	\
	 BIT(KMEMLAB_FILE) | BIT(KMEMLAB_SHMEM) | BIT(KMEMLAB_MOVABLE_OPS))

/*
 * These frames cannot be moved: what could be made free ends before them, and
 * begins behind. A run of 2^order frames or more has an aligned block of at least
 * the next smaller order.
 */
static void end_clear_run(struct kml_block *b, unsigned long pfn, unsigned int nr)
{
	unsigned long run = pfn - b->clear_pfn, first;
	int order;

	for (order = fls_long(run) - 1; order > b->clear_order; order--) {
		first = ALIGN(b->clear_pfn, 1UL << order);
		if (first + (1UL << order) <= pfn)
			b->clear_order = order;
	}
	b->clear_pfn = pfn + nr;
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
		b->class = KMEMLAB_KERNEL;
		return 1;
	}
	nr = min_t(unsigned long, (1UL << c.order) - (pfn - c.pfn), left);
	class = kml_odd_class(c.head, kml_page_flags(c.head));
	if (class == KMEMLAB_ANON || class == KMEMLAB_FILE || class == KMEMLAB_SHMEM) {
		poisoned = count_poisoned(&c, page, nr);
		b->map.thp += nr;
	}
	b->class = class;
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
	b->class = class;
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

/*
 * Pages of processes and files, the usual case on a busy machine, come in runs of
 * the same file or area: then they are alike in two words, and each costs a dozen
 * instructions.
 */
static unsigned int run_of_class(struct page *page, unsigned int nr, unsigned long first,
				 const void *mapping, enum kmemlab_class class)
{
	const unsigned long telling = KML_ODD_FLAGS | BIT(PG_swapbacked);
	struct page *end = page + nr, *at;
	unsigned long flags;

	first &= telling;
	for (at = page + 1; at < end; at++) {
		flags = kml_page_flags(at);
		if ((flags & telling) == first && READ_ONCE(at->mapping) == mapping &&
		    kml_is_single(at))
			continue;
		if (!kml_is_plain(at, flags) || kml_plain_class(at, flags) != class)
			break;
	}
	return at - page;
}

/* All plain pages without references, up to the end of a per-CPU block, are in it. */
static unsigned int run_of_pcp(struct page *page, unsigned int nr)
{
	struct page *end = page + nr, *at;
	unsigned long flags;

	for (at = page + 1; at < end; at++) {
		flags = kml_page_flags(at);
		if (!kml_is_plain(at, flags) || kml_plain_class(at, flags) != KMEMLAB_PCP)
			break;
	}
	return at - page;
}

/*
 * Is a page without references in a per-CPU free block? What follows the head of one,
 * up to where a block may reach, is in it or in a smaller one that ends no later.
 */
static bool is_in_pcp(struct kml_block *b, const struct page *page, unsigned long pfn)
{
	if (pfn >= b->pcp_end && kml_is_pcp_head(page, pfn))
		b->pcp_end = kml_pcp_end(pfn);
	return pfn < b->pcp_end;
}

/* Returns how many frames this was. */
static unsigned int count_plain(struct kml_block *b, struct page *page,
				unsigned long pfn, unsigned long flags, unsigned int left)
{
	const void *mapping = READ_ONCE(page->mapping);
	enum kmemlab_class class = kml_mapping_class(page, flags, mapping);
	unsigned int run = 1;

	if (class == KMEMLAB_PCP && !is_in_pcp(b, page, pfn))
		class = KMEMLAB_KERNEL;
	if (class == KMEMLAB_PCP)
		run = run_of_pcp(page, min_t(unsigned long, left, b->pcp_end - pfn));
	else if (class != KMEMLAB_KERNEL)
		run = run_of_class(page, left, flags, mapping, class);
	b->class = class;
	b->map.frames[class] += run;
	return run;
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

	if (kml_is_plain(page, flags))
		return count_plain(b, page, pfn, flags, left);
	run = flags & BIT(PG_reserved) ? run_of_reserved(page, left) : 0;
	b->map.frames[KMEMLAB_RESERVED] += run;
	b->class = KMEMLAB_RESERVED;
	return run ?: count_odd(b, page, pfn, left);
}

static void count_frames(struct kml_block *b, struct page *page, unsigned long pfn,
			 unsigned int nr)
{
	unsigned int at, some;

	if (pageblock_aligned(pfn) && count_inside_free(b, pfn, nr))
		return;
	for (at = 0; at < nr; at += some) {
		some = count_some(b, page + at, pfn + at, nr - at);
		if (b->class != KMEMLAB_PCP)
			b->pcp_end = 0;
		if (!(BIT(b->class) & MOVABLE_CLASSES))
			end_clear_run(b, pfn + at, some);
	}
}

static bool same_zone(const struct page *a, const struct page *b)
{
	return kml_zone_of(a) == kml_zone_of(b);
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

/**
 * kml_is_device - does a frame that is not online belong to a device?
 * @pfn: its number
 *
 * Return: true for memory that a driver has a struct page made for (ZONE_DEVICE).
 */
bool kml_is_device(unsigned long pfn)
{
#ifdef CONFIG_ZONE_DEVICE
	int nid;

	for (nid = 0; nid < nr_node_ids; nid++)
		if (node_online(nid) &&
		    /* The bounds change when a driver adds memory. */
		    data_race(zone_spans_pfn(&NODE_DATA(nid)->node_zones[ZONE_DEVICE], pfn)))
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
	b->map.frames[kml_is_device(pfn) ? KMEMLAB_DEVICE : KMEMLAB_OFFLINE] += nr;
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
	b->clear_order = -1;
	b->clear_pfn = pfn;
	b->map.pfn = pfn;
	b->map.nid = -1;
	b->map.zid = -1;
	b->map.migrate = -1;
	b->map.largest_order = -1;
}

/* What a block keeps of the zone of its first frame. */
static void set_place(struct kml_block *b, struct zone *zone)
{
	if (!zone)
		return;
	b->map.nid = zone_to_nid(zone);
	b->map.zid = zone_idx(zone);
	b->map.migrate = kml_migrate_of(b->map.pfn);
}

static bool is_of_place(const struct kml_block *b, struct zone *zone)
{
	if (!zone)
		return b->map.zid < 0;
	return b->map.nid == zone_to_nid(zone) && b->map.zid == zone_idx(zone);
}

static void end_block(struct kml_block *b, unsigned long end)
{
	int i;

	end_clear_run(b, end, 0);
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
	struct zone *zone;

	if (!page) {
		if (!first && b->map.zid >= 0)
			return 0;
		count_not_online(b, pfn, nr);
		end_clear_run(b, pfn, nr);
		return nr;
	}
	zone = kml_zone_of(page);
	if (first)
		set_place(b, zone);
	else if (!is_of_place(b, zone))
		return 0;
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
		/* All that frames say of themselves may change meanwhile: racy.h. */
		nr = data_race(add_frames(b, scan->pfn, end));
		scan->pfn += nr;
	} while (nr && scan->pfn < end);
	preempt_enable();
	end_block(b, scan->pfn);
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
