/* SPDX-License-Identifier: GPL-2.0 */
/* x86-64: the part of decoding that a walk does at each step, inline. */
#ifndef KML_X86_H
#define KML_X86_H

#include <linux/io.h>
#include <linux/pgtable.h>

#include "reader.h"

/* Rights, as they remain from the top of the tables down to an entry. */
#define KML_READ	0x1
#define KML_WRITE	0x2
#define KML_EXEC	0x4
#define KML_USER	0x8
#define KML_RIGHTS	(KML_READ | KML_WRITE | KML_EXEC | KML_USER)

/**
 * kml_p4d_is_folded - do this machine's tables have four levels?
 *
 * Return: true with four, false with five.
 */
static inline bool kml_p4d_is_folded(void)
{
	return !pgtable_l5_enabled();
}

/**
 * kml_level_below - the level of the tables a table's entries lead to
 * @level: above KML_PTE
 *
 * Return: the next level that exists.
 */
static inline enum kml_level kml_level_below(enum kml_level level)
{
	return level == KML_PGD && kml_p4d_is_folded() ? KML_PUD : level + 1;
}

/**
 * kml_level_shift - how much an entry of a level spans
 * @level: the level
 *
 * Nine bits of an address a level; a folded P4D spans what the PGD does.
 *
 * Return: logarithm to base 2 of the bytes.
 */
static inline unsigned int kml_level_shift(enum kml_level level)
{
	if (level == KML_PGD && kml_p4d_is_folded())
		level = KML_P4D;
	return PAGE_SHIFT + (KML_PTE - level) * (PMD_SHIFT - PAGE_SHIFT);
}

/**
 * kml_level_index - where in a table of a level an address is translated
 * @level: the level
 * @addr: the address
 *
 * Return: index of the entry.
 */
static inline unsigned int kml_level_index(enum kml_level level, u64 addr)
{
	return (addr >> kml_level_shift(level)) & (PTRS_PER_PTE - 1);
}

/**
 * kml_entry_leads_on - does an entry above the lowest level lead to a table?
 * @raw: the entry
 *
 * True for KML_BAD as well: for loops that leave the rest to a descent.
 *
 * Return: true for a table, false for a leaf and what is not present.
 */
static inline bool kml_entry_leads_on(u64 raw)
{
	return (raw & (_PAGE_PRESENT | _PAGE_PSE)) == _PAGE_PRESENT;
}

/**
 * kml_entry_is_table - may a walk follow this entry?
 * @level: of its table
 * @raw: the entry
 *
 * Return: kml_entry_kind() == KML_TABLE.
 */
static inline bool kml_entry_is_table(enum kml_level level, u64 raw)
{
	if (level == KML_PTE || !kml_entry_leads_on(raw))
		return false;
	if (level == KML_PMD)
		return !pmd_bad(__pmd(raw));
	return level != KML_PUD || !pud_bad(__pud(raw));
}

/**
 * kml_table_of - the table an entry leads to
 * @raw: an entry that is a table
 *
 * Return: where the kernel sees it.
 */
static inline const u64 *kml_table_of(u64 raw)
{
	return phys_to_virt(raw & PTE_PFN_MASK);
}

/**
 * kml_entry_rights - what an entry allows
 * @level: of its table
 * @raw: the entry
 *
 * With page-table isolation the kernel's copy of a user entry of the top
 * table is marked no-execute, and only it (arch/x86/mm/pti.c,
 * __pti_set_user_pgtbl()); the process runs on the other copy. So the top
 * table takes no right to execute away.
 *
 * Return: KML_* bits; the effective rights are those all levels allow.
 */
static inline unsigned int kml_entry_rights(enum kml_level level, u64 raw)
{
	unsigned int rights = KML_READ;

	if (!(raw & _PAGE_PRESENT))
		return 0;
	if (raw & _PAGE_RW)
		rights |= KML_WRITE;
	if (raw & _PAGE_USER)
		rights |= KML_USER;
	if (level == KML_PGD || !(raw & _PAGE_NX))
		rights |= KML_EXEC;
	return rights;
}

/**
 * kml_entry_settled - an entry without what the processor changes by itself
 * @raw: an entry above the lowest level
 *
 * Return: what must be equal for the table below to be the same.
 */
static inline u64 kml_entry_settled(u64 raw)
{
	return raw & ~(u64)_PAGE_ACCESSED;
}

#endif /* KML_X86_H */
