// SPDX-License-Identifier: GPL-2.0
/*
 * The bench `exercise/contig`: ranges of frames that are made free by moving what
 * is in them, as CMA and huge pages at run time are. Others' pages move, which
 * nothing else here does: it has to be asked for by move=1.
 *
 * Looking for a range is no part of what alloc_contig_range() costs, so they are
 * chosen before anything is timed.
 */
#include <linux/align.h>
#include <linux/gfp.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/mutex.h>
#include <linux/nodemask.h>
#include <linux/overflow.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "../own.h"
#include "../phys/scan.h"
#include "../phys/zone.h"
#include "keys.h"
#include "loop.h"

/* Ranges that are tried for an object. */
#define TRIES	3

/* Ranges to look for, at least: rounds should not go over the same few. */
#define RANGES_LEAST	1024

#define COUNT_MAX	4096

/* What __alloc_contig_verify_gfp_mask() allows (mm/page_alloc.c). */
static const struct kml_flag masks[] = {
	KML_MASK(GFP_KERNEL),
	KML_MASK(GFP_NOFS),
	KML_MASK(GFP_NOIO),
	KML_MASK(__GFP_NOWARN),
	KML_MASK(__GFP_RETRY_MAYFAIL),
	{ }
};

static const struct kml_key keys[] = {
	KML_KEY_BYTES("bytes an object, rounded up to pages", SZ_256M, SZ_2M),
	KML_KEY_COUNT_OF(COUNT_MAX, 4),
	KML_KEY_MASK_BUT(masks, kml_masks_refused_asleep),
	KML_KEYS_ALL,
	KML_KEY_NODE,
	{ KML_KEY_FIELD(move, "1: pages of others may be moved out of the way; nothing is done without",
			KML_KEY_NUMBER, 0, 1, 0) },
	{ }
};

/**
 * struct ranges - where objects may be made
 * @nr_pages: of an object
 * @next: range to be tried next
 * @tried: ranges
 * @busy: ranges with a page that could not be moved
 * @nr: ranges there are
 * @room: for so many
 * @first: PFN each begins at, a multiple of the next power of two of @nr_pages
 */
struct ranges {
	unsigned long nr_pages;
	atomic_t next;
	atomic64_t tried;
	atomic64_t busy;
	unsigned int nr;
	unsigned int room;
	unsigned long first[];
};

static u64 object_bytes(const struct kml_exercise *request)
{
	return PAGE_ALIGN(request->size) + TRIES * sizeof(unsigned long);
}

static int check(struct kml_session *s, struct kml_exercise *request)
{
	if (!KML_HAS_CONTIG)
		return kml_fail(s, -EOPNOTSUPP,
				"this kernel has no alloc_contig_range(): it was built without CONFIG_CONTIG_ALLOC");
	if (!request->move)
		return kml_fail(s, -EINVAL,
				"move=0: alloc_contig_range() moves other people's pages out of the range it takes; say move=1 where that may be done");
	return 0;
}

/* All of it is free, or belongs to somebody who lets it be moved. */
static bool can_be_emptied(const struct kml_block *block)
{
	const u16 *frames = block->map.frames;

	return block->map.migrate == KMEMLAB_MOVABLE &&
	       frames[KMEMLAB_FREE] + frames[KMEMLAB_PCP] + frames[KMEMLAB_ANON] +
	       frames[KMEMLAB_FILE] + frames[KMEMLAB_SHMEM] == pageblock_nr_pages;
}

/* In the order of frames. Neighbouring pageblocks make a piece, ranges are cut from it. */
static void find_in_zone(struct zone *zone, struct ranges *ranges)
{
	struct kml_scan scan = {
		.pfn = KML_RACY(zone->zone_start_pfn),
		/* Hotplug moves the bounds: a scan skips what is not online. */
		.end = data_race(zone_end_pfn(zone)),
	};
	const unsigned long align = roundup_pow_of_two(ranges->nr_pages);
	unsigned long end = 0, pfn = 0;
	struct kml_block block;

	while (ranges->nr < ranges->room && kml_scan_next(&scan, &block)) {
		if (fatal_signal_pending(current))
			return;
		cond_resched();
		if (block.map.nid != zone_to_nid(zone) || block.map.zid != zone_idx(zone) ||
		    !can_be_emptied(&block))
			continue;
		if (block.map.pfn != end)
			pfn = ALIGN(block.map.pfn, align);
		end = block.map.pfn + pageblock_nr_pages;
		for (; pfn + ranges->nr_pages <= end && ranges->nr < ranges->room; pfn += align)
			ranges->first[ranges->nr++] = pfn;
	}
}

/* As the allocator does, the highest zone first: what only some devices reach, last. */
static void find_ranges(const struct kml_run *run, struct ranges *ranges)
{
	struct zone *zone;
	int zid, nid;

	for (zid = gfp_zone(run->gfp); zid >= 0; zid--)
		for_each_online_node(nid) {
			zone = NODE_DATA(nid)->node_zones + zid;
			if (kml_zone_is_populated(zone) &&
			    (run->node == NUMA_NO_NODE || run->node == nid))
				find_in_zone(zone, ranges);
		}
}

static int prepare(struct kml_session *s, struct kml_run *run)
{
	u64 objects = run->request->count * max(run->request->threads, 1ULL);
	unsigned int room = max(TRIES * objects, (u64)RANGES_LEAST);
	struct ranges *ranges;

	ranges = kml_own_calloc(1, struct_size(ranges, first, room));
	if (!ranges)
		return kml_fail(s, -ENOMEM, "no memory for a list of %u ranges", room);
	ranges->room = room;
	ranges->nr_pages = PAGE_ALIGN(run->size) >> PAGE_SHIFT;
	find_ranges(run, ranges);
	if (!ranges->nr) {
		kml_fail(s, -EBUSY,
			 "there are no %lu pages in a row of which all are free or can be moved; pageblocks shows what is in the way",
			 ranges->nr_pages);
		kml_own_free(ranges);
		return -EBUSY;
	}
	run->pool = ranges;
	return 0;
}

static void finish(struct kml_run *run)
{
	kml_own_free(run->pool);
}

/*
 * alloc_contig_range() that finds a pageblock isolated by another ends that isolation
 * (its label "done" in mm/page_alloc.c): the pageblock is then given to others while its
 * first user believes that it is not, and a kernel with CONFIG_DEBUG_VM stops. CMA has a
 * lock for each of its areas.
 */
static DEFINE_MUTEX(one_at_a_time);

static int take_range(const struct kml_run *run, unsigned long pfn)
{
	const struct ranges *ranges = run->pool;
	int err = mutex_lock_killable(&one_at_a_time);

	if (err)
		return err;
	err = kml_alloc_contig(pfn, pfn + ranges->nr_pages, run->gfp);
	mutex_unlock(&one_at_a_time);
	return err;
}

/* A thread is told by run->stop what its reader is told by a signal. */
static bool stopped(const struct kml_run *run)
{
	return READ_ONCE(run->stop) || fatal_signal_pending(current);
}

/* What was found may be offline or another's by now; that a range is busy is a result. */
static void *alloc_one(const struct kml_run *run)
{
	struct ranges *ranges = run->pool;
	unsigned long pfn;
	unsigned int try;
	int err;

	for (try = 0; try < TRIES && !stopped(run); try++) {
		pfn = ranges->first[(unsigned int)atomic_fetch_inc(&ranges->next) % ranges->nr];
		if (!pfn_to_online_page(pfn) ||
		    !pfn_to_online_page(pfn + ranges->nr_pages - 1))
			continue;
		atomic64_inc(&ranges->tried);
		err = take_range(run, pfn);
		if (!err)
			return pfn_to_page(pfn);
		if (err == -EBUSY)
			atomic64_inc(&ranges->busy);
	}
	return NULL;
}

static void free_one(const struct kml_run *run, void *object)
{
	const struct ranges *ranges = run->pool;
	struct page *first = object;

	kml_free_contig(page_to_pfn(first), ranges->nr_pages);
}

KML_CALLS(contig_calls, alloc_one, free_one);

static const struct kml_calls *calls_of(const struct kml_exercise *request)
{
	return &contig_calls;
}

static u64 usable_bytes(const struct kml_run *run, const void *object)
{
	return PAGE_ALIGN(run->size);
}

static void *address(const struct kml_run *run, void *object)
{
	return page_address(object);
}

static u64 ranges_found(const struct kml_run *run)
{
	return ((const struct ranges *)run->pool)->nr;
}

static u64 ranges_tried(const struct kml_run *run)
{
	return atomic64_read(&((const struct ranges *)run->pool)->tried);
}

static u64 ranges_busy(const struct kml_run *run)
{
	return atomic64_read(&((const struct ranges *)run->pool)->busy);
}

static const struct kml_fact facts[] = {
	{ "ranges_found", ranges_found },
	{ "ranges_tried", ranges_tried },
	{ "ranges_busy", ranges_busy },
	{ }
};

static const struct kml_backend backend = {
	.object_bytes = object_bytes,
	.check = check,
	.prepare = prepare,
	.finish = finish,
	.calls = calls_of,
	.usable_bytes = usable_bytes,
	.address = address,
	.facts = facts,
	.slow = true,
};

const struct kml_file kml_contig_file = {
	.name = KMEMLAB_FILE_CONTIG,
	.help = "what alloc_contig_range() and free_contig_range() cost and give",
	KML_EXERCISE_FILE(keys, &backend),
};
