// SPDX-License-Identifier: GPL-2.0
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/page-flags.h>

#include "../compat.h"
#include "what.h"

/**
 * kml_is_anon - is a frame anonymous memory?
 * @pfn: the frame
 *
 * Without a reference: the answer is that of one moment.
 *
 * Return: false for a frame without an online struct page, too.
 */
bool kml_is_anon(u64 pfn)
{
	struct page *page = pfn_to_online_page(pfn);

	return page && PageAnon(page);
}

/**
 * kml_is_zero - does a leaf map the zero page, or the huge zero page?
 * @level: of its table
 * @raw: the leaf
 * @anonymous: it lies in an area that maps no file
 *
 * No symbol names the huge zero page; it is what else a read-only huge leaf of
 * an anonymous area cannot be.
 *
 * Return: true if so.
 */
bool kml_is_zero(enum kml_level level, u64 raw, bool anonymous)
{
	u64 pfn = kml_entry_pfn(level, raw);

	if (level == KML_PTE)
		return is_zero_pfn(pfn);
	return level == KML_PMD && anonymous &&
	       !(kml_entry_rights(level, raw) & KML_WRITE) &&
	       pfn_to_online_page(pfn) && !kml_is_anon(pfn);
}

static const char *what_leaf(enum kml_level level, u64 raw, unsigned long flags,
			     bool anonymous)
{
	/* NUMA balancing takes the rights away for a moment; the area keeps them. */
	if (!kml_entry_rights(level, raw))
		return flags & (VM_READ | VM_WRITE | VM_EXEC) ? "numa-hint" : "prot-none";
	if (!kml_is_zero(level, raw, anonymous))
		return "page";
	return level == KML_PTE ? "zero" : "huge-zero";
}

/**
 * kml_what - name what an entry is
 * @level: of its table
 * @raw: the last entry of a way
 * @flags: vm_flags of its area
 * @anonymous: the area maps no file
 *
 * Return: one word.
 */
const char *kml_what(enum kml_level level, u64 raw, unsigned long flags, bool anonymous)
{
	switch (kml_entry_kind(level, raw)) {
	case KML_LEAF:
		return what_leaf(level, raw, flags, anonymous);
	case KML_NOT_PRESENT:
		return kml_state_names[kml_entry_absent(raw).state];
	case KML_NONE:
		return "none";
	default:
		return "unknown";
	}
}
