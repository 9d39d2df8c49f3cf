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

	/* Its mapping may change meanwhile: racy.h. */
	return page && data_race(PageAnon(page));
}

static int node_of(u64 pfn)
{
	struct page *page = pfn_to_online_page(pfn);

	return page ? page_to_nid(page) : NUMA_NO_NODE;
}

/**
 * kml_node_span - how many frames from one on are on the same node
 * @pfn: the first
 * @nr: how many to look at
 * @nid: set to the node, or NUMA_NO_NODE if no online memory is there
 *
 * Nodes do not change within a pageblock but at the ends of memory.
 *
 * Return: how many, at most @nr.
 */
u64 kml_node_span(u64 pfn, u64 nr, int *nid)
{
	u64 end = pfn + nr, next;

	*nid = node_of(pfn);
	for (next = pageblock_align(pfn + 1); next < end; next += pageblock_nr_pages)
		if (node_of(next) != *nid)
			return next - pfn;
	return nr;
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
 * kml_what_kernel - name what an entry of the kernel's tables is
 * @level: of its table
 * @raw: the last entry of a way
 *
 * Software keeps nothing there: what is not empty and not present maps a page
 * that was taken out (by KFENCE, or for memory that must not be read).
 *
 * Return: one word.
 */
const char *kml_what_kernel(enum kml_level level, u64 raw)
{
	if (!raw)
		return "none";
	if (kml_entry_kind(level, raw) == KML_BAD)
		return "unknown";
	return kml_entry_rights(level, raw) ? "page" : "unmapped";
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
