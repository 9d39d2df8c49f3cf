// SPDX-License-Identifier: GPL-2.0
/*
 * Entries that are not present. Swap types above MAX_SWAPFILES say what else
 * an entry can be (linux/swap.h); their numbers and the encoding are the same
 * in swapops.h (up to 6.18) and leafops.h (after), whose predicates differ.
 * A PMD keeps them as a PTE does.
 */
#include <linux/pgtable.h>
#include <linux/swap.h>
#include <linux/swapops.h>

#include "../compat.h"
#include "decode.h"

const char * const kml_state_names[KML_STATES] = {
	[KML_SWAP] = "swap",
	[KML_MIGRATION] = "migration",
	[KML_UFFD_WP_MARKER] = "uffd-wp-marker",
	[KML_POISON_MARKER] = "poison-marker",
	[KML_GUARD_MARKER] = "guard-marker",
	[KML_HWPOISON] = "hwpoison",
	[KML_DEVICE_PRIVATE] = "device-private",
	[KML_DEVICE_EXCLUSIVE] = "device-exclusive",
	[KML_STATE_UNKNOWN] = "unknown",
};

static const struct {
	unsigned int type;
	enum kml_state state;
} types[] = {
#ifdef CONFIG_MIGRATION
	{ SWP_MIGRATION_READ,		KML_MIGRATION },
	{ SWP_MIGRATION_READ_EXCLUSIVE,	KML_MIGRATION },
	{ SWP_MIGRATION_WRITE,		KML_MIGRATION },
#endif
#ifdef CONFIG_MEMORY_FAILURE
	{ SWP_HWPOISON,			KML_HWPOISON },
#endif
#ifdef CONFIG_DEVICE_PRIVATE
	{ SWP_DEVICE_READ,		KML_DEVICE_PRIVATE },
	{ SWP_DEVICE_WRITE,		KML_DEVICE_PRIVATE },
#ifdef SWP_DEVICE_EXCLUSIVE
	{ SWP_DEVICE_EXCLUSIVE,		KML_DEVICE_EXCLUSIVE },
#else
	{ SWP_DEVICE_EXCLUSIVE_READ,	KML_DEVICE_EXCLUSIVE },
	{ SWP_DEVICE_EXCLUSIVE_WRITE,	KML_DEVICE_EXCLUSIVE },
#endif
#endif
#ifdef SWP_SWAPIN_ERROR
	{ SWP_SWAPIN_ERROR,		KML_POISON_MARKER },
#endif
};

#ifdef SWP_PTE_MARKER
static enum kml_state marker_state(u64 offset)
{
#ifdef PTE_MARKER_GUARD
	if (offset & PTE_MARKER_GUARD)
		return KML_GUARD_MARKER;
#endif
#ifdef PTE_MARKER_POISONED
	if (offset & PTE_MARKER_POISONED)
		return KML_POISON_MARKER;
#elif defined(PTE_MARKER_SWAPIN_ERROR)
	if (offset & PTE_MARKER_SWAPIN_ERROR)
		return KML_POISON_MARKER;
#endif
	return offset & PTE_MARKER_UFFD_WP ? KML_UFFD_WP_MARKER : KML_STATE_UNKNOWN;
}
#endif

static enum kml_state state_of(unsigned int type, u64 offset)
{
	unsigned int i;

	if (type < MAX_SWAPFILES)
		return KML_SWAP;
#ifdef SWP_PTE_MARKER
	if (type == SWP_PTE_MARKER)
		return marker_state(offset);
#endif
	for (i = 0; i < ARRAY_SIZE(types); i++)
		if (types[i].type == type)
			return types[i].state;
	return KML_STATE_UNKNOWN;
}

/**
 * kml_entry_absent - what a KML_NOT_PRESENT entry is
 * @raw: the entry
 *
 * Return: its meaning.
 */
struct kml_absent kml_entry_absent(u64 raw)
{
	swp_entry_t entry = __pte_to_swp_entry(pte_swp_clear_flags(__pte(raw)));
	struct kml_absent absent = {
		.type = __swp_type(entry),
		.offset = __swp_offset(entry),
	};

	absent.state = state_of(absent.type, absent.offset);
	return absent;
}
