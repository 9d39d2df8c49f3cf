// SPDX-License-Identifier: GPL-2.0
/*
 * Tables can be freed, collapsed or unshared while they are read, some of
 * them under no lock a module can take. What holds everywhere from 6.1 to 7.2
 * is what gup_fast_pgd_range() in mm/gup.c relies on: with interrupts off a
 * table that was reachable stays a table, because freeing it waits for an IPI
 * or for RCU. So: copy each entry once, decide by the copy alone, and look at
 * the upper entries again before trusting what lay below.
 */
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/mm_types.h>
#include <linux/pgtable.h>

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

static void add_entry(struct kml_path *path, enum kml_level level,
		      const void *entry, unsigned int index, u64 raw)
{
	struct kml_entry *e = &path->entry[path->nr++];

	e->level = level;
	e->index = index;
	e->table_pfn = __pa(entry) >> PAGE_SHIFT;
	e->raw = raw;
}

static bool same(u64 before, u64 now)
{
	return kml_entry_settled(before) == kml_entry_settled(now);
}

static bool descends(enum kml_level level, u64 raw)
{
	return kml_entry_kind(level, raw) == KML_TABLE;
}

/*
 * The functions below read one level each and return whether the entry they
 * descended from is still what it was. Interrupts are off.
 */
static void read_pte(pmd_t pmd, unsigned long addr, struct kml_path *path)
{
	pte_t *ptep = pte_offset_kernel(&pmd, addr);

	add_entry(path, KML_PTE, ptep, pte_index(addr), pte_val(READ_ONCE(*ptep)));
}

static bool read_pmd(pud_t *pudp, pud_t pud, unsigned long addr, struct kml_path *path)
{
	pmd_t *pmdp = pmd_offset_lockless(pudp, pud, addr);
	pmd_t pmd = READ_ONCE(*pmdp);

	add_entry(path, KML_PMD, pmdp, pmd_index(addr), pmd_val(pmd));
	if (!descends(KML_PMD, pmd_val(pmd)))
		return true;
	read_pte(pmd, addr, path);
	return same(pmd_val(pmd), pmd_val(READ_ONCE(*pmdp)));
}

static bool read_pud(p4d_t *p4dp, p4d_t p4d, unsigned long addr, struct kml_path *path)
{
	pud_t *pudp = pud_offset_lockless(p4dp, p4d, addr);
	pud_t pud = READ_ONCE(*pudp);

	add_entry(path, KML_PUD, pudp, pud_index(addr), pud_val(pud));
	if (!descends(KML_PUD, pud_val(pud)))
		return true;
	return read_pmd(pudp, pud, addr, path) &&
	       same(pud_val(pud), pud_val(READ_ONCE(*pudp)));
}

static bool read_p4d(pgd_t *pgdp, pgd_t pgd, unsigned long addr, struct kml_path *path)
{
	p4d_t *p4dp = p4d_offset_lockless(pgdp, pgd, addr);
	p4d_t p4d = READ_ONCE(*p4dp);

	/* Folded: the entry is the copy of the one above, and was added there. */
	if (kml_p4d_is_folded())
		return read_pud(p4dp, p4d, addr, path);

	add_entry(path, KML_P4D, p4dp, p4d_index(addr), p4d_val(p4d));
	if (!descends(KML_P4D, p4d_val(p4d)))
		return true;
	return read_pud(p4dp, p4d, addr, path) &&
	       same(p4d_val(p4d), p4d_val(READ_ONCE(*p4dp)));
}

static bool read_pgd(pgd_t *pgdp, unsigned long addr, struct kml_path *path)
{
	pgd_t pgd = READ_ONCE(*pgdp);

	path->nr = 0;
	add_entry(path, KML_PGD, pgdp, pgd_index(addr), pgd_val(pgd));
	if (!descends(KML_PGD, pgd_val(pgd)))
		return true;
	return read_p4d(pgdp, pgd, addr, path) &&
	       same(pgd_val(pgd), pgd_val(READ_ONCE(*pgdp)));
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
	unsigned long flags;

	for (path->retries = 0; path->retries <= RETRIES_MAX; path->retries++) {
		local_irq_save(flags);
		path->stable = read_pgd(pgd_offset(mm, addr), addr, path);
		local_irq_restore(flags);
		if (path->stable)
			return;
	}
}
