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
#include <linux/mm_types.h>
#include <linux/pfn.h>

#include "../compat.h"
#include "decode.h"
#include "walk.h"

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

static enum kml_level level_below(enum kml_level level)
{
	return level == KML_PGD && kml_p4d_is_folded() ? KML_PUD : level + 1;
}

static const u64 *table_of(enum kml_level level, u64 raw)
{
	return phys_to_virt(PFN_PHYS(kml_entry_pfn(level, raw)));
}

/* Interrupts are off. Ends at an entry that does not lead to a table. */
static void descend(const u64 *table, unsigned long addr, struct descent *way)
{
	enum kml_level level = KML_PGD;
	const u64 *entry;
	u64 raw;

	for (way->nr = 0; ; level = level_below(level)) {
		entry = &table[kml_level_index(level, addr)];
		raw = READ_ONCE(*entry);
		way->entry[way->nr] = entry;
		way->raw[way->nr] = raw;
		way->level[way->nr++] = level;
		if (level == KML_PTE || kml_entry_kind(level, raw) != KML_TABLE)
			return;
		table = table_of(level, raw);
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
