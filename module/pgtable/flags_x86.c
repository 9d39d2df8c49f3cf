// SPDX-License-Identifier: GPL-2.0
/*
 * Names for the bits of x86-64 entries. The same bit means other things in
 * another place: 7 is the size above the lowest level and PAT in it; 8 is
 * PROT_NONE where bit 0 is clear; those of a swapped page lie elsewhere. So an
 * entry is brought into one form first, in which each name has a bit of its own,
 * where the frame was if the hardware has no such bit.
 */
#include <linux/bits.h>
#include <linux/mm.h>
#include <linux/pgtable.h>

#include "../compat.h"
#include "decode.h"

#define PSE		BIT_ULL(20)
#define PAT		BIT_ULL(21)
#define PROTNONE	BIT_ULL(22)
#define SHADOW_STACK	BIT_ULL(23)
#define SWP_SOFT_DIRTY	BIT_ULL(24)
#define SWP_UFFD_WP	BIT_ULL(25)
#define SWP_EXCLUSIVE	BIT_ULL(26)
#define KEY(n)		BIT_ULL(32 + (n))

/* Where write-protection keeps the dirty bit, on kernels with shadow stacks. */
#ifdef _PAGE_SAVED_DIRTY
#define SAVED_DIRTY	_PAGE_SAVED_DIRTY
#else
#define SAVED_DIRTY	0
#endif

#define PKEY(n)		{ "pkey" #n, KEY(n) }

const struct kml_flag kml_flag_names[] = {
	{ "present",	_PAGE_PRESENT },
	{ "protnone",	PROTNONE },
	{ "rw",		_PAGE_RW },
	{ "user",	_PAGE_USER },
	{ "pwt",	_PAGE_PWT },
	{ "pcd",	_PAGE_PCD },
	{ "accessed",	_PAGE_ACCESSED },
	{ "dirty",	_PAGE_DIRTY },
	{ "global",	_PAGE_GLOBAL },
	{ "special",	_PAGE_SPECIAL },
	{ "uffd_wp",	_PAGE_UFFD_WP },
	{ "soft_dirty",	_PAGE_SOFT_DIRTY },
	{ "saved_dirty", SAVED_DIRTY },
	{ "shadow_stack", SHADOW_STACK },
	{ "swp_soft_dirty", SWP_SOFT_DIRTY },
	{ "swp_uffd_wp", SWP_UFFD_WP },
	{ "swp_exclusive", SWP_EXCLUSIVE },
	PKEY(1), PKEY(2), PKEY(3), PKEY(4), PKEY(5), PKEY(6), PKEY(7), PKEY(8),
	PKEY(9), PKEY(10), PKEY(11), PKEY(12), PKEY(13), PKEY(14), PKEY(15),
	{ "nx",		_PAGE_NX },
	{ "pse",	PSE },
	{ "pat",	PAT },
	{ }
};

#define TABLE_BITS	(_PAGE_PRESENT | _PAGE_RW | _PAGE_USER | _PAGE_PWT | _PAGE_PCD | \
			 _PAGE_ACCESSED | _PAGE_NX)
#define SOFT_BITS	(_PAGE_SPECIAL | _PAGE_UFFD_WP | _PAGE_SOFT_DIRTY | SAVED_DIRTY)
#define LEAF_BITS	(TABLE_BITS | SOFT_BITS | _PAGE_DIRTY | _PAGE_GLOBAL)
#define PROTNONE_BITS	(SOFT_BITS | _PAGE_RW | _PAGE_ACCESSED | _PAGE_DIRTY | _PAGE_NX)

/**
 * kml_entry_key - the protection key of a leaf
 * @raw: the leaf
 *
 * Return: 0 to 15.
 */
unsigned int kml_entry_key(u64 raw)
{
	return (raw & _PAGE_PKEY_MASK) >> _PAGE_BIT_PKEY_BIT0;
}

/*
 * Dirty and not writable is what the processor takes for a shadow stack. Without
 * shadow stacks it is a dirty page that was made read-only.
 */
static bool is_shadow_stack(u64 raw)
{
#ifdef _PAGE_SAVED_DIRTY
	return pte_shstk(__pte(raw)) && raw & _PAGE_USER;
#else
	return false;
#endif
}

static u64 named_leaf(enum kml_level level, u64 raw)
{
	u64 named = raw & LEAF_BITS;

	if (!(raw & _PAGE_PRESENT))
		return (raw & PROTNONE_BITS) | PROTNONE;
	if (level != KML_PTE)
		named |= PSE;
	if (raw & (level == KML_PTE ? _PAGE_PAT : _PAGE_PAT_LARGE))
		named |= PAT;
	if (kml_entry_key(raw))
		named |= KEY(kml_entry_key(raw));
	if (is_shadow_stack(raw))
		named |= SHADOW_STACK;
	return named;
}

static u64 named_absent(u64 raw)
{
	u64 named = 0;

	if (raw & _PAGE_SWP_SOFT_DIRTY)
		named |= SWP_SOFT_DIRTY;
	if (raw & _PAGE_SWP_UFFD_WP)
		named |= SWP_UFFD_WP;
	if (raw & _PAGE_SWP_EXCLUSIVE)
		named |= SWP_EXCLUSIVE;
	return named;
}

/**
 * kml_entry_named - the flags of an entry
 * @level: of its table
 * @raw: the entry
 *
 * Return: the bits that kml_flag_names names.
 */
u64 kml_entry_named(enum kml_level level, u64 raw)
{
	switch (kml_entry_kind(level, raw)) {
	case KML_TABLE:
	case KML_BAD:
		return raw & TABLE_BITS;
	case KML_LEAF:
		return named_leaf(level, raw);
	case KML_NOT_PRESENT:
		return named_absent(raw);
	default:
		return 0;
	}
}
