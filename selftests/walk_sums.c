// SPDX-License-Identifier: GPL-2.0
/* Adds up entries. */
#include <linux/kernel-page-flags.h>
#include <string.h>

#include "lab.h"
#include "pagemap.h"
#include "walk_sums.h"

const uint64_t group_bytes[GROUP_SIZES] = { 16 << 10, 32 << 10, 64 << 10, HUGE_BYTES };

/* Whose page it is, as the kernel marks the frame itself. */
static uint64_t *owner_of(struct sums *sums, uint64_t pfn)
{
	uint64_t flags = kpageflags_of(pfn);

	if (flags == UINT64_MAX)
		lab_die("kpageflags: no frame %lx", pfn);
	if (flags & (1UL << KPF_ZERO_PAGE))
		return &sums->zero;
	if (flags & (1UL << KPF_ANON))
		return &sums->anon;
	if (flags & (1UL << KPF_NOPAGE))
		return &sums->other;
	return &sums->file;
}

static void add_entry(struct sums *sums, const struct entry *entry)
{
	uint64_t pages = entry->bytes / LAB_PAGE;

	if (!entry->present) {
		sums->not_present++;
		return;
	}
	sums->present += pages;
	*(pages == 1 ? &sums->small : pages == 512 ? &sums->large : &sums->gigantic) += 1;
	sums->accessed += has_flag(entry->flags, "accessed") ? pages : 0;
	sums->writable += has_flag(entry->flags, "rw") ? pages : 0;
	*owner_of(sums, entry->frame) += pages;
}

static bool alike(const struct entry *a, const struct entry *b)
{
	return a->addr + a->bytes == b->addr && a->bytes == b->bytes &&
	       !strcmp(a->kind, b->kind) && !strcmp(a->flags, b->flags);
}

static bool together(const struct entry *a, const struct entry *b)
{
	return alike(a, b) && a->present && a->frame + a->bytes / LAB_PAGE == b->frame;
}

/* From the left, each time the largest group that begins here and fits. */
static uint64_t tlb_entries(uint64_t addr, uint64_t phys, uint64_t end)
{
	uint64_t nr = 0, bytes;
	int i;

	for (; addr < end; nr++, addr += bytes, phys += bytes) {
		bytes = LAB_PAGE;
		for (i = 0; i < GROUP_SIZES; i++)
			if (!((addr | phys) % group_bytes[i]) && end - addr >= group_bytes[i])
				bytes = group_bytes[i];
	}
	return nr;
}

/* An extent: @nr entries alike, neighbours in both address spaces. */
static void add_extent(struct sums *sums, const struct entry *first, size_t nr)
{
	uint64_t pages = nr * first->bytes / LAB_PAGE, start, end, i;
	int order = 63 - __builtin_clzl(pages);

	start = tlb_entries(first->addr, first->frame * LAB_PAGE, first->addr + pages * LAB_PAGE);
	sums->tlb_mapped += nr;
	sums->tlb_least += start < nr ? start : nr;
	sums->extents++;
	sums->extents_from[order]++;
	sums->pages_from[order] += pages;
	if (pages > sums->longest)
		sums->longest = pages;
	for (i = 0; i < GROUP_SIZES; i++) {
		if ((first->addr - first->frame * LAB_PAGE) % group_bytes[i])
			continue;
		start = (first->addr + group_bytes[i] - 1) & -group_bytes[i];
		end = (first->addr + pages * LAB_PAGE) & -group_bytes[i];
		if (end > start)
			sums->groups[i] += (end - start) / group_bytes[i];
	}
}

struct sums sums_of(const struct walk *walk)
{
	const struct entry *entry = walk->entries, *end = entry + walk->nr, *first = entry;
	struct sums sums = { 0 };

	for (; entry < end; entry++) {
		add_entry(&sums, entry);
		if (entry == walk->entries || !alike(entry - 1, entry))
			sums.runs++;
		if (entry + 1 < end && together(entry, entry + 1))
			continue;
		if (first->present)
			add_extent(&sums, first, entry + 1 - first);
		first = entry + 1;
	}
	return sums;
}

uint64_t dirty_pages_of(const struct walk *binary)
{
	uint64_t pages = 0;
	size_t i;

	for (i = 0; i < binary->nr; i++)
		if (binary->entries[i].dirty)
			pages += binary->entries[i].bytes / LAB_PAGE;
	return pages;
}
