// SPDX-License-Identifier: GPL-2.0
/*
 * A pass over all frames, shared between the CPUs the reader may run on.
 *
 * Memory is cut into pieces of some pageblocks, and whoever is done with one takes
 * the next: the reader itself, and a work item on each other CPU. All sum up what
 * they find for themselves; the sums are added at the end and do not depend on
 * who looked at what. When there is no piece left, a work item that never began
 * is taken back, so the reader never waits for longer than a piece takes.
 */
#include <linux/atomic.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "../compat.h"
#include "../limits.h"
#include "pass.h"

/*
 * Some ten microseconds of work when memory is full of small pages: so long may all
 * have to wait for the last piece.
 */
#define PIECE_BLOCKS	4
/* For less, another CPU is not worth its wakeup. */
#define BLOCKS_A_CPU	64
/* More do not make memory faster, and each has sums of its own. */
#define CPUS_MAX	16

static_assert(sizeof(struct kml_zone_census) % sizeof(u64) == 0);

/**
 * struct part - a CPU's share
 * @work: does it; not for the first part, which is the reader's
 * @pass: what it is a share of
 * @sums: what it found
 *
 * In cache lines of its own: it is written to for each block.
 */
struct part {
	struct work_struct work;
	struct kml_pass *pass;
	struct kml_sums sums;
} ____cacheline_aligned_in_smp;

/**
 * struct kml_pass - a pass, which can be made several times
 * @next: first frame of the next piece
 * @end: behind the last frame
 * @stop: the reader was killed
 * @nr_zones: elements of the sums' arrays
 * @nr: parts there is memory for
 * @used: parts of the last pass
 * @bytes: taken from the limit
 * @zones: the arrays of all parts, one after the other
 * @parts: the first is the reader's and in the end has all
 */
struct kml_pass {
	atomic64_t next;
	unsigned long end;
	bool stop;
	unsigned int nr_zones;
	unsigned int nr;
	unsigned int used;
	u64 bytes;
	struct kml_zone_census *zones;
	struct part parts[];
};

static struct workqueue_struct *workers;

static bool is_clearable(const struct kml_block *block)
{
	const struct kmemlab_physmap *map = &block->map;

	return (map->migrate == KMEMLAB_MOVABLE || map->migrate == KMEMLAB_CMA) &&
	       !(map->flags & KMEMLAB_BLOCK_MIXED) && !map->frames[KMEMLAB_RESERVED] &&
	       !map->frames[KMEMLAB_HUGETLB] && block->frames == pageblock_nr_pages &&
	       map->frames[KMEMLAB_FREE] < pageblock_nr_pages;
}

/*
 * The struct page of a hole at the end of RAM names the zone that follows
 * (mm/mm_init.c, init_unavailable_range()), which does not reach there.
 */
static bool is_block_of_zone(const struct kml_block *block)
{
	const struct kmemlab_physmap *map = &block->map;

	/* Hotplug moves the bounds. */
	return data_race(zone_intersects(&NODE_DATA(map->nid)->node_zones[map->zid],
					 map->pfn, block->frames));
}

static void add_block(struct kml_sums *sums, const struct kml_block *block)
{
	const struct kmemlab_physmap *map = &block->map;
	struct kml_zone_census *zone;
	unsigned int i;

	sums->torn += block->torn;
	if (map->zid < 0 || map->migrate < 0) {
		for (i = 0; i < KMEMLAB_CLASSES; i++)
			sums->no_zone[i] += map->frames[i];
		return;
	}
	zone = &sums->zones[map->nid * MAX_NR_ZONES + map->zid];
	for (i = 0; i < KMEMLAB_CLASSES; i++)
		zone->classes[i] += map->frames[i];
	zone->pages += block->frames;
	zone->blocks[map->migrate] += is_block_of_zone(block);
	zone->mixed[map->migrate] += !!(map->flags & KMEMLAB_BLOCK_MIXED);
	zone->clearable += is_clearable(block);
	if (block->clear_order >= 0)
		zone->clear[map->migrate][block->clear_order]++;
	for (i = 0; i < NR_PAGE_ORDERS; i++)
		zone->free_blocks[map->migrate][i] += block->free_blocks[i];
	sums->found += map->frames[KMEMLAB_FREE];
}

static void add_sums(struct kml_sums *to, const struct kml_sums *from, unsigned int nr_zones)
{
	const size_t nr = nr_zones * (sizeof(*to->zones) / sizeof(u64));
	const u64 *part = (const u64 *)from->zones;
	u64 *sum = (u64 *)to->zones;
	size_t i;

	for (i = 0; i < nr; i++)
		sum[i] += part[i];
	for (i = 0; i < KMEMLAB_CLASSES; i++)
		to->no_zone[i] += from->no_zone[i];
	to->torn += from->torn;
	to->found += from->found;
}

static void scan_piece(struct part *part, struct kml_scan *scan)
{
	struct kml_block block;

	while (!READ_ONCE(part->pass->stop) && kml_scan_next(scan, &block))
		add_block(&part->sums, &block);
	cond_resched();
}

static bool next_piece(struct kml_pass *pass, struct kml_scan *scan)
{
	const unsigned long nr = PIECE_BLOCKS * pageblock_nr_pages;

	scan->pfn = atomic64_fetch_add(nr, &pass->next);
	scan->end = min(scan->pfn + nr, pass->end);
	return scan->pfn < pass->end && !READ_ONCE(pass->stop);
}

static void work_on_part(struct work_struct *work)
{
	struct part *part = container_of(work, struct part, work);
	struct kml_scan scan;

	while (next_piece(part->pass, &scan))
		scan_piece(part, &scan);
}

/* The reader's own share; it is the one that can be killed. */
static void work_here(struct part *part)
{
	struct kml_scan scan;

	while (next_piece(part->pass, &scan)) {
		scan_piece(part, &scan);
		if (fatal_signal_pending(current))
			WRITE_ONCE(part->pass->stop, true);
	}
}

static void clear_part(struct kml_pass *pass, unsigned int i)
{
	struct kml_zone_census *zones = pass->zones + (size_t)i * pass->nr_zones;

	pass->parts[i].pass = pass;
	pass->parts[i].sums = (struct kml_sums){ .zones = zones };
	memset(zones, 0, pass->nr_zones * sizeof(*zones));
}

/* A work item of a CPU that goes offline meanwhile is done elsewhere. */
static void wake_others(struct kml_pass *pass)
{
	unsigned int cpu, here;

	cpus_read_lock();
	here = raw_smp_processor_id();
	for_each_cpu_and(cpu, current->cpus_ptr, cpu_online_mask) {
		if (pass->used == pass->nr)
			break;
		if (cpu == here)
			continue;
		clear_part(pass, pass->used);
		INIT_WORK(&pass->parts[pass->used].work, work_on_part);
		queue_work_on(cpu, workers, &pass->parts[pass->used].work);
		pass->used++;
	}
	cpus_read_unlock();
}

/**
 * kml_pass_run - look at all frames once
 * @s: the session, for what goes wrong
 * @pass: to be made; its sums are those of this time
 *
 * May sleep; kills are answered within the time of a piece.
 *
 * Return: 0, or -EINTR after kml_fail().
 */
int kml_pass_run(struct kml_session *s, struct kml_pass *pass)
{
	unsigned int i;

	atomic64_set(&pass->next, 0);
	clear_part(pass, 0);
	pass->used = 1;
	wake_others(pass);
	work_here(&pass->parts[0]);
	for (i = 1; i < pass->used; i++) {
		cancel_work_sync(&pass->parts[i].work);
		add_sums(&pass->parts[0].sums, &pass->parts[i].sums, pass->nr_zones);
	}
	if (pass->stop)
		return kml_fail(s, -EINTR, "the pass over all frames was interrupted");
	return 0;
}

/**
 * kml_pass_sums - what the last pass found
 * @pass: the pass
 *
 * Return: what belongs to @pass, until it runs again or ends.
 */
const struct kml_sums *kml_pass_sums(const struct kml_pass *pass)
{
	return &pass->parts[0].sums;
}

/**
 * kml_pass_cpus - how many CPUs were asked to share the last pass
 * @pass: the pass
 */
unsigned int kml_pass_cpus(const struct kml_pass *pass)
{
	return pass->used;
}

/* Also for CPUs the reader may not use: what a pass takes, it sees. */
static unsigned int parts_worth(unsigned long end)
{
	unsigned long nr = end / (BLOCKS_A_CPU * pageblock_nr_pages);

	return clamp_t(unsigned long, nr, 1, min_t(unsigned int, num_online_cpus(), CPUS_MAX));
}

/**
 * kml_pass_begin - take what passes over all frames need
 * @s: the session, for what goes wrong
 *
 * Return: a pass the caller owes kml_pass_end(), or NULL after kml_fail().
 */
struct kml_pass *kml_pass_begin(struct kml_session *s)
{
	const unsigned int nr_zones = nr_node_ids * MAX_NR_ZONES;
	struct kml_scan scan;
	struct kml_pass *pass;
	unsigned int nr;
	u64 bytes;

	kml_scan_all(&scan);
	nr = parts_worth(scan.end);
	bytes = struct_size(pass, parts, nr) + (u64)nr * nr_zones * sizeof(*pass->zones);
	if (kml_limit_take(bytes, &s->why))
		return NULL;
	pass = kzalloc(struct_size(pass, parts, nr), GFP_KERNEL_ACCOUNT);
	if (pass)
		pass->zones = kvmalloc_array(nr, nr_zones * sizeof(*pass->zones),
					     GFP_KERNEL_ACCOUNT);
	if (!pass || !pass->zones) {
		kfree(pass);
		kml_limit_give(bytes);
		kml_fail(s, -ENOMEM, "no memory for the sums of all zones");
		return NULL;
	}
	pass->nr = nr;
	pass->nr_zones = nr_zones;
	pass->bytes = bytes;
	pass->end = scan.end;
	return pass;
}

/**
 * kml_pass_end - give back what kml_pass_begin() took
 * @pass: the pass
 */
void kml_pass_end(struct kml_pass *pass)
{
	const u64 bytes = pass->bytes;

	kvfree(pass->zones);
	kfree(pass);
	kml_limit_give(bytes);
}

/**
 * kml_pass_init - get ready for passes
 *
 * Return: 0, or -ENOMEM.
 */
int kml_pass_init(void)
{
	workers = alloc_workqueue("kmemlab", WQ_CPU_INTENSIVE | KML_WQ_PERCPU, 0);
	return workers ? 0 : -ENOMEM;
}

/**
 * kml_pass_exit - undo kml_pass_init()
 *
 * No file is open any more, so no pass runs.
 */
void kml_pass_exit(void)
{
	destroy_workqueue(workers);
}
