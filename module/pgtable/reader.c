// SPDX-License-Identifier: GPL-2.0
/*
 * Tables can be freed, collapsed or unshared while they are read, some of
 * them under no lock a module can take. What holds everywhere from 6.1 to 7.2
 * is what gup_fast_pgd_range() in mm/gup.c relies on: with interrupts off a
 * table that was reachable stays a table, because freeing it waits for an IPI
 * or for RCU. So: copy each entry once, decide by the copy alone, and look at
 * the upper entries again before trusting what lay below.
 */
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/pfn.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/timekeeping.h>

#include "../compat.h"
#include "decode.h"
#include "entries.h"
#include "kernel.h"
#include "reader.h"

#define RETRIES_MAX	8
#define LOOK_MAX	(4 * KML_CHUNK_MAX)

const char * const kml_level_names[KML_LEVELS] = {
	[KML_PGD] = "pgd",
	[KML_P4D] = "p4d",
	[KML_PUD] = "pud",
	[KML_PMD] = "pmd",
	[KML_PTE] = "pte",
};

/**
 * struct descent - a way down, with what is needed to look again
 * @nr: levels on the way
 * @entry: where each entry is
 * @raw: what it was
 * @level: of its table
 */
struct descent {
	unsigned int nr;
	const u64 *entry[KML_LEVELS];
	u64 raw[KML_LEVELS];
	enum kml_level level[KML_LEVELS];
};

/* Interrupts are off. Goes on from @table; ends at an entry that leads to none. */
static void descend(struct descent *way, const u64 *table, enum kml_level level,
		    unsigned long addr)
{
	const u64 *entry;
	u64 raw;

	for (;; level = kml_level_below(level)) {
		entry = &table[kml_level_index(level, addr)];
		raw = READ_ONCE(*entry);
		way->entry[way->nr] = entry;
		way->raw[way->nr] = raw;
		way->level[way->nr++] = level;
		if (!kml_entry_is_table(level, raw))
			return;
		table = kml_table_of(raw);
	}
}

static void descend_from_top(struct descent *way, const struct mm_struct *mm,
			     unsigned long addr)
{
	way->nr = 0;
	descend(way, (const u64 *)mm->pgd, KML_PGD, addr);
}

/* Interrupts are still off: do all entries above the last still lead here? */
static bool still_leads_here(const struct descent *way)
{
	unsigned int i;

	for (i = 0; i + 1 < way->nr; i++)
		if (kml_entry_settled(READ_ONCE(*way->entry[i])) !=
		    kml_entry_settled(way->raw[i]))
			return false;
	return true;
}

static unsigned int rights_above(const struct descent *way)
{
	unsigned int rights = KML_RIGHTS, i;

	for (i = 0; i + 1 < way->nr; i++)
		rights &= kml_entry_rights(way->level[i], way->raw[i]);
	return rights;
}

/* The @nr entries that translate what begins at @addr, with those @way ends at. */
static void copy_chunk(const struct descent *way, unsigned long addr, unsigned int nr,
		       struct kml_chunk *chunk)
{
	const u64 *first = way->entry[way->nr - 1];

	chunk->addr = addr;
	chunk->next = addr + nr * kml_level_bytes(chunk->level);
	chunk->rights = rights_above(way);
	if (chunk->level == KML_PTE) {
		chunk->nr = kml_trim_empty(first, nr);
		kml_copy_entries(chunk->raw, first, chunk->nr);
		return;
	}
	chunk->nr = kml_copy_upper(chunk->raw, first, nr);
	chunk->next = addr + chunk->nr * kml_level_bytes(chunk->level);
}

/* Moves on to the entry at @addr, @nr further; does it lead to a table? Enters it. */
static bool step_down(struct descent *way, unsigned int nr, unsigned long addr)
{
	unsigned int last = way->nr - 1;
	enum kml_level level = way->level[last];

	way->entry[last] += nr;
	way->raw[last] = READ_ONCE(*way->entry[last]);
	if (!kml_entry_is_table(level, way->raw[last]))
		return false;
	descend(way, kml_table_of(way->raw[last]), kml_level_below(level), addr);
	return true;
}

/* To the entry at @addr, which is the first one behind the table @way ends in. */
static bool climb(struct descent *way, unsigned long addr)
{
	do {
		if (!--way->nr)
			return false;
	} while (!kml_level_index(way->level[way->nr - 1], addr));
	way->entry[way->nr - 1]++;
	return true;
}

/*
 * Interrupts are off. To the next entries that there are, as far as LOOK_MAX
 * empty ones on the way there allow: down into each table, and up again when it
 * was looked through. Each table is left with a look back.
 */
static bool find_chunk(const struct kml_walk *walk, unsigned long end,
		       struct kml_chunk *chunk)
{
	unsigned long addr = walk->pos;
	unsigned int nr, empty, looked = 0;
	struct descent way;

	chunk->nr = 0;
	chunk->addr = addr;
	descend_from_top(&way, walk->mm, addr);
	for (;;) {
		chunk->level = way.level[way.nr - 1];
		nr = kml_entries_until(chunk->level, addr, end);
		empty = kml_count_empty(way.entry[way.nr - 1], nr);
		if (empty)
			addr = (addr & -kml_level_bytes(chunk->level)) +
			       empty * kml_level_bytes(chunk->level);
		if (empty < nr) {
			if (step_down(&way, empty, addr)) {
				chunk->addr = addr;
				continue;
			}
			addr &= -kml_level_bytes(chunk->level);
			copy_chunk(&way, addr, nr - empty, chunk);
			return chunk->nr && still_leads_here(&way);
		}
		chunk->next = addr;
		if (!still_leads_here(&way))
			return false;
		looked += empty;
		if (walk->each_table || looked >= LOOK_MAX || addr >= end || !climb(&way, addr))
			return true;
	}
}

static bool read_chunk(const struct kml_walk *walk, unsigned long end,
		       struct kml_chunk *chunk)
{
	unsigned long flags;
	bool stable;

	local_irq_save(flags);
	stable = find_chunk(walk, end, chunk);
	local_irq_restore(flags);
	return stable;
}

/* What kept changing is left out, up to the end of its lowest-level table. */
static void give_up(struct kml_walk *walk, unsigned long end, struct kml_chunk *chunk)
{
	unsigned long table = 1UL << kml_level_shift(KML_PMD);

	chunk->addr = walk->pos;
	chunk->next = min(end, (walk->pos & ~(table - 1)) + table);
	chunk->level = KML_PTE;
	chunk->nr = 0;
	chunk->settled = false;
	walk->skipped_bytes += chunk->next - walk->pos;
}

static void read_stable_chunk(struct kml_walk *walk, struct kml_chunk *chunk)
{
	unsigned long end = min(walk->end, walk->area.end);
	unsigned int try = 0;

	chunk->settled = true;
	while (chunk->settled && !read_chunk(walk, end, chunk)) {
		walk->retries++;
		if (++try > RETRIES_MAX)
			give_up(walk, end, chunk);
	}
	/* Small pages told before may have become part of a large one since. */
	if (chunk->nr && chunk->addr < walk->told)
		give_up(walk, end, chunk);
	/* An entry of an upper level can reach past the area. */
	walk->pos = min(chunk->next, end);
	if (chunk->nr)
		walk->told = walk->pos;
}

/* Sets @walk->area and moves @walk->pos into it. */
static bool enter_area(struct kml_walk *walk)
{
	struct vm_area_struct *vma = find_vma(walk->mm, walk->pos);

	if (!vma || vma->vm_start >= walk->end)
		return false;
	walk->area.start = vma->vm_start;
	walk->area.end = vma->vm_end;
	walk->area.flags = vma->vm_flags;
	walk->area.anonymous = vma_is_anonymous(vma);
	walk->area.kernel = false;
	walk->pos = max(walk->pos, vma->vm_start);
	return true;
}

static int walk_process(struct kml_walk *walk, struct kml_chunk *chunk)
{
	unsigned long from;
	bool more;
	u64 begin;

	if (mmap_read_lock_killable(walk->mm))
		return -EINTR;
	begin = ktime_get_ns();
	more = enter_area(walk);
	if (more) {
		from = walk->pos;
		read_stable_chunk(walk, chunk);
		walk->walked_bytes += walk->pos - from;
	}
	walk->hold_max_ns = max(walk->hold_max_ns, ktime_get_ns() - begin);
	mmap_read_unlock(walk->mm);
	walk->holds++;
	return more;
}

/**
 * kml_walk_next - copy the next entries of a walk
 * @walk: the walk; @walk->pos moves on
 * @chunk: filled; without entries if none were found so far, or if they kept
 *	changing
 *
 * mmap_lock is held while at most one table is copied and LOOK_MAX empty
 * entries and a table's more are passed, and no longer, so that the target's
 * page faults wait for some thousand instructions at most.
 *
 * Context: process, no locks; may sleep.
 * Return: 1; 0: nothing is mapped from @walk->pos on; -EINTR.
 */
int kml_walk_next(struct kml_walk *walk, struct kml_chunk *chunk)
{
	if (walk->pos >= walk->end)
		return 0;
	cond_resched();
	if (fatal_signal_pending(current))
		return -EINTR;
	return walk->kernel ? kml_kernel_next(walk, chunk) : walk_process(walk, chunk);
}

static void keep_path(const struct descent *way, unsigned long addr, struct kml_path *path)
{
	unsigned int i;

	path->nr = way->nr;
	for (i = 0; i < way->nr; i++) {
		path->entry[i].level = way->level[i];
		path->entry[i].index = kml_level_index(way->level[i], addr);
		path->entry[i].table_pfn = PHYS_PFN(virt_to_phys((void *)way->entry[i]));
		path->entry[i].raw = way->raw[i];
	}
}

/**
 * kml_path_read - read the entries that translate a user address
 * @mm: address space; the caller holds mm_users and, so that the area the
 *	address lies in stays, mmap_lock for reading
 * @addr: a user address
 * @path: filled; @path->stable is false if the tables still changed after a
 *	bounded number of retries
 *
 * Context: process; interrupts are off for some dozen instructions a try.
 */
void kml_path_read(struct mm_struct *mm, unsigned long addr, struct kml_path *path)
{
	struct descent way;
	unsigned long flags;

	path->retries = 0;
	for (;;) {
		local_irq_save(flags);
		descend_from_top(&way, mm, addr);
		path->stable = still_leads_here(&way);
		local_irq_restore(flags);
		if (path->stable || path->retries == RETRIES_MAX)
			break;
		path->retries++;
	}
	keep_path(&way, addr, path);
}
