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
#include <linux/timekeeping.h>

#include "../compat.h"
#include "decode.h"
#include "reader.h"

#define RETRIES_MAX	8

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

/* Interrupts are off. Ends at an entry that does not lead to a table. */
static void descend(const u64 *table, unsigned long addr, struct descent *way)
{
	enum kml_level level = KML_PGD;
	const u64 *entry;
	u64 raw;

	for (way->nr = 0; ; level = kml_level_below(level)) {
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

/* As many entries from @first on as translate addresses before @end. */
static unsigned int entries_until(enum kml_level level, unsigned long addr,
				  unsigned long end)
{
	unsigned int shift = kml_level_shift(level);
	unsigned int in_table = KML_CHUNK_MAX - kml_level_index(level, addr);
	unsigned long wanted = ((end - 1) >> shift) - (addr >> shift) + 1;

	return min_t(unsigned long, wanted, in_table);
}

/* How many of @nr entries are empty before the first that is not. */
static unsigned int count_empty(const u64 *from, unsigned int nr)
{
	unsigned int i = 0;

	while (nr - i >= 8 &&
	       !(READ_ONCE(from[i]) | READ_ONCE(from[i + 1]) | READ_ONCE(from[i + 2]) |
		 READ_ONCE(from[i + 3]) | READ_ONCE(from[i + 4]) | READ_ONCE(from[i + 5]) |
		 READ_ONCE(from[i + 6]) | READ_ONCE(from[i + 7])))
		i += 8;
	while (i < nr && !READ_ONCE(from[i]))
		i++;
	return i;
}

/* Eight at a time: this is most of what a walk over small pages does. */
static void copy_ptes(u64 *to, const u64 *from, unsigned int nr)
{
	for (; nr >= 8; nr -= 8, to += 8, from += 8) {
		to[0] = READ_ONCE(from[0]);
		to[1] = READ_ONCE(from[1]);
		to[2] = READ_ONCE(from[2]);
		to[3] = READ_ONCE(from[3]);
		to[4] = READ_ONCE(from[4]);
		to[5] = READ_ONCE(from[5]);
		to[6] = READ_ONCE(from[6]);
		to[7] = READ_ONCE(from[7]);
	}
	while (nr--)
		*to++ = READ_ONCE(*from++);
}

/* Up to the first that leads to a table; returns how many. */
static unsigned int copy_upper(u64 *to, const u64 *from, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		to[i] = READ_ONCE(from[i]);
		if (kml_entry_leads_on(to[i]))
			break;
	}
	return i;
}

/* Interrupts are off. The entry @way ends at is read once more, with the rest. */
static void copy_chunk(const struct descent *way, unsigned long addr,
		       unsigned long end, struct kml_chunk *chunk)
{
	const u64 *first = way->entry[way->nr - 1];
	unsigned int nr;

	chunk->level = way->level[way->nr - 1];
	nr = entries_until(chunk->level, addr, end);
	chunk->empty = count_empty(first, nr);
	chunk->addr = (addr & ~(kml_level_bytes(chunk->level) - 1)) +
		      chunk->empty * kml_level_bytes(chunk->level);
	first += chunk->empty;
	chunk->nr = nr - chunk->empty;
	if (chunk->level == KML_PTE)
		copy_ptes(chunk->raw, first, chunk->nr);
	else
		chunk->nr = copy_upper(chunk->raw, first, chunk->nr);
}

static bool read_chunk(struct mm_struct *mm, unsigned long addr, unsigned long end,
		       struct kml_chunk *chunk)
{
	struct descent way;
	unsigned long flags;
	bool stable;

	local_irq_save(flags);
	descend((const u64 *)mm->pgd, addr, &way);
	copy_chunk(&way, addr, end, chunk);
	stable = (chunk->nr || chunk->empty) && still_leads_here(&way);
	local_irq_restore(flags);
	return stable;
}

/* What kept changing is left out, up to the end of its lowest-level table. */
static void give_up(struct kml_walk *walk, unsigned long end, struct kml_chunk *chunk)
{
	unsigned long table = 1UL << kml_level_shift(KML_PMD);

	chunk->addr = walk->pos;
	chunk->level = KML_PTE;
	chunk->empty = 0;
	chunk->nr = 0;
	end = min(end, (walk->pos & ~(table - 1)) + table);
	walk->skipped_bytes += end - walk->pos;
	walk->pos = end;
}

static void read_stable_chunk(struct kml_walk *walk, struct kml_chunk *chunk)
{
	unsigned long end = min(walk->end, walk->area.end);
	unsigned int try;

	for (try = 0; !read_chunk(walk->mm, walk->pos, end, chunk); try++) {
		walk->retries++;
		if (try == RETRIES_MAX) {
			give_up(walk, end, chunk);
			return;
		}
	}
	/* Small pages told before may have become part of a large one since. */
	if (chunk->nr && chunk->addr < walk->told) {
		give_up(walk, end, chunk);
		return;
	}
	walk->pos = chunk->addr + chunk->nr * kml_level_bytes(chunk->level);
	/* An entry of an upper level can reach past the area. */
	walk->pos = min(walk->pos, end);
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
	walk->pos = max(walk->pos, vma->vm_start);
	return true;
}

/**
 * kml_walk_next - copy the next entries of a walk
 * @walk: the walk; @walk->pos moves on
 * @chunk: filled; with nothing in it, not even empty entries, if what it would
 *	have held kept changing
 *
 * mmap_lock is held while at most one table is copied, and no longer, so that
 * the target's page faults wait for some thousand instructions at most.
 *
 * Context: process, no locks; may sleep.
 * Return: 1; 0: nothing is mapped from @walk->pos on; -EINTR.
 */
int kml_walk_next(struct kml_walk *walk, struct kml_chunk *chunk)
{
	unsigned long from;
	bool more;
	u64 begin;

	if (walk->pos >= walk->end)
		return 0;
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
		descend((const u64 *)mm->pgd, addr, &way);
		path->stable = still_leads_here(&way);
		local_irq_restore(flags);
		if (path->stable || path->retries == RETRIES_MAX)
			break;
		path->retries++;
	}
	keep_path(&way, addr, path);
}
