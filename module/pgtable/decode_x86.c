// SPDX-License-Identifier: GPL-2.0
/*
 * x86-64. Bits: Intel SDM volume 3, chapter "Paging"; the software's ones:
 * arch/x86/include/asm/pgtable_types.h. Masks come from the kernel's own
 * macros: frames of PROT_NONE entries are stored inverted, and with memory
 * encryption one address bit is none (asm/pgtable-invert.h, PTE_PFN_MASK).
 */
#include <linux/bits.h>
#include <linux/mm.h>
#include <linux/pgtable.h>

#include "../compat.h"
#include "decode.h"

const char * const kml_kind_names[KML_KINDS] = {
	[KML_NONE] = "none",
	[KML_TABLE] = "table",
	[KML_LEAF] = "leaf",
	[KML_NOT_PRESENT] = "not-present",
	[KML_BAD] = "bad",
};

static enum kml_kind pte_kind(pte_t pte)
{
	if (pte_none(pte))
		return KML_NONE;
	return pte_present(pte) ? KML_LEAF : KML_NOT_PRESENT;
}

static enum kml_kind pmd_kind(pmd_t pmd)
{
	if (pmd_none(pmd))
		return KML_NONE;
	if (!pmd_present(pmd))
		return KML_NOT_PRESENT;
	if (pmd_leaf(pmd))
		return KML_LEAF;
	return pmd_bad(pmd) ? KML_BAD : KML_TABLE;
}

static enum kml_kind pud_kind(pud_t pud)
{
	if (pud_none(pud))
		return KML_NONE;
	/* pud_present() looks at bit 0 alone; a leaf can lack it for a moment. */
	if (!pud_present(pud))
		return KML_NOT_PRESENT;
	if (pud_leaf(pud))
		return KML_LEAF;
	return pud_bad(pud) ? KML_BAD : KML_TABLE;
}

/* No processor has leaves above the PUD. */
static enum kml_kind top_kind(u64 raw)
{
	if (!raw)
		return KML_NONE;
	if (!(raw & _PAGE_PRESENT))
		return KML_NOT_PRESENT;
	return raw & _PAGE_PSE ? KML_BAD : KML_TABLE;
}

/**
 * kml_entry_kind - what an entry is
 * @level: of its table
 * @raw: the entry
 *
 * Return: its kind.
 */
enum kml_kind kml_entry_kind(enum kml_level level, u64 raw)
{
	switch (level) {
	case KML_PTE:
		return pte_kind(__pte(raw));
	case KML_PMD:
		return pmd_kind(__pmd(raw));
	case KML_PUD:
		return pud_kind(__pud(raw));
	default:
		return top_kind(raw);
	}
}

/**
 * kml_entry_pfn - the frame an entry names
 * @level: of its table
 * @raw: a leaf or a table entry
 *
 * Return: the first frame of the page, or the frame of the table.
 */
u64 kml_entry_pfn(enum kml_level level, u64 raw)
{
	switch (level) {
	case KML_PTE:
		return pte_pfn(__pte(raw));
	case KML_PMD:
		return pmd_pfn(__pmd(raw));
	case KML_PUD:
		return pud_pfn(__pud(raw));
	default:
		return (raw & PTE_PFN_MASK) >> PAGE_SHIFT;
	}
}

/**
 * kml_entry_accessed - did the processor use this entry?
 * @raw: a leaf or a table entry
 *
 * Return: its accessed bit.
 */
bool kml_entry_accessed(u64 raw)
{
	return raw & _PAGE_ACCESSED;
}

/**
 * kml_entry_dirty - was the page written through this entry?
 * @raw: a leaf
 *
 * Return: its dirty bit. What write-protection of a dirty page saved away (from
 * 6.6 on, for shadow stacks) counts, as pte_dirty() does.
 */
bool kml_entry_dirty(u64 raw)
{
	return pte_dirty(__pte(raw));
}

/**
 * kml_entry_step - from the entry of a page to that of the page behind it
 * @level: of the table
 * @raw: the entry
 *
 * Return: what to add to @raw for the entry that maps the next frames with the
 * same flags; 0 if it maps nothing.
 */
u64 kml_entry_step(enum kml_level level, u64 raw)
{
	if (raw & _PAGE_PRESENT)
		return kml_level_bytes(level);
	/* Stored inverted, so that no speculation finds a frame there. */
	if (kml_entry_kind(level, raw) == KML_LEAF && __pte_needs_invert(raw))
		return -kml_level_bytes(level);
	return 0;
}

/**
 * kml_entry_attributes - an entry without its frame or swap offset
 * @level: of its table
 * @raw: the entry
 *
 * Return: the bits that two entries must share to be alike. The type of a swap
 * entry (asm/pgtable_64.h, SWP_TYPE_BITS) is one of them.
 */
u64 kml_entry_attributes(enum kml_level level, u64 raw)
{
	if (kml_entry_kind(level, raw) == KML_NOT_PRESENT)
		return raw & (GENMASK_ULL(63, 64 - SWP_TYPE_BITS) | GENMASK_ULL(8, 0));
	return raw & ~GENMASK_ULL(51, kml_level_shift(level));
}

/**
 * kml_entry_public - an entry without what tells where memory lies
 * @level: of its table
 * @raw: the entry
 *
 * Where bit 0 is clear and it is not PROT_NONE, all bits above the low nine
 * belong to software and hold a swap offset or a frame.
 *
 * Return: the flag bits.
 */
u64 kml_entry_public(enum kml_level level, u64 raw)
{
	if (kml_entry_kind(level, raw) == KML_NOT_PRESENT)
		return raw & GENMASK_ULL(8, 0);
	return raw & ~GENMASK_ULL(51, PAGE_SHIFT);
}

/**
 * kml_address_bits - how many bits of an address are translated
 *
 * Return: 48 or 57; the bits above repeat the highest of them.
 */
unsigned int kml_address_bits(void)
{
	return pgtable_l5_enabled() ? 57 : 48;
}

/**
 * kml_address_half - where an address lies
 * @addr: the address
 *
 * Return: the half, or KML_HALF_NONE for what no processor accepts.
 */
enum kml_half kml_address_half(u64 addr)
{
	s64 top = (s64)addr >> (kml_address_bits() - 1);

	if (!top)
		return KML_HALF_USER;
	return top == -1 ? KML_HALF_KERNEL : KML_HALF_NONE;
}
