// SPDX-License-Identifier: GPL-2.0
/* Documentation/arch/x86/x86_64/mm.rst, and the macros that make it so. */
#include <linux/pgtable.h>
#include <linux/sort.h>
#include <asm/cpu_entry_area.h>
#include <asm/fixmap.h>
#ifdef CONFIG_KASAN
#include <asm/kasan.h>
#endif

#include "../compat.h"
#include "decode.h"
#include "region.h"

static int by_start(const void *a, const void *b)
{
	const struct kml_region *left = a, *right = b;

	return left->start < right->start ? -1 : left->start > right->start;
}

/* What has a name; the rest of the kernel's half lies between. */
static unsigned int named(struct kml_region *regions)
{
	const struct kml_region all[] = {
		{ "direct-map", PAGE_OFFSET, VMALLOC_START - 1 },
		{ "vmalloc", VMALLOC_START, VMALLOC_END },
		{ "vmemmap", VMEMMAP_START, VMEMMAP_START + BIT_ULL(40) - 1 },
#ifdef CONFIG_KASAN
		{ "kasan-shadow", KASAN_SHADOW_START, KASAN_SHADOW_END - 1 },
#endif
#ifdef CONFIG_MODIFY_LDT_SYSCALL
		{ "ldt", LDT_BASE_ADDR, LDT_END_ADDR - 1 },
#endif
		{ "cpu-entry-area", CPU_ENTRY_AREA_BASE,
		  CPU_ENTRY_AREA_BASE + CPU_ENTRY_AREA_MAP_SIZE - 1 },
#ifdef CONFIG_X86_ESPFIX64
		{ "espfix", ESPFIX_BASE_ADDR, ESPFIX_BASE_ADDR + P4D_SIZE - 1 },
#endif
#ifdef CONFIG_EFI
		{ "efi", EFI_VA_END, EFI_VA_START - 1 },
#endif
		{ "kernel", __START_KERNEL_map, MODULES_VADDR - 1 },
		{ "modules", MODULES_VADDR, MODULES_END - 1 },
		{ "fixmap", FIXADDR_START, FIXADDR_START + FIXADDR_SIZE - 1 },
	};

	memcpy(regions, all, sizeof(all));
	sort(regions, ARRAY_SIZE(all), sizeof(all[0]), by_start, NULL);
	return ARRAY_SIZE(all);
}

/**
 * kml_regions - the regions of the kernel's half, in ascending order
 * @regions: filled; room for KML_REGIONS_MAX
 *
 * KASLR moves some of them, so they are asked for each time.
 *
 * Return: how many.
 */
unsigned int kml_regions(struct kml_region *regions)
{
	unsigned int nr = named(regions), i;

	/* Where the random layout leaves less room than a region may take. */
	for (i = 0; i + 1 < nr; i++)
		if (regions[i].last >= regions[i + 1].start)
			regions[i].last = regions[i + 1].start - 1;
	return nr;
}

/**
 * kml_region_of - the region that covers an address
 * @addr: the address
 *
 * Return: the region; without a name if the address lies between two.
 */
struct kml_region kml_region_of(u64 addr)
{
	struct kml_region regions[KML_REGIONS_MAX];
	unsigned int nr = kml_regions(regions), i;

	for (i = 0; i < nr; i++)
		if (addr >= regions[i].start && addr <= regions[i].last)
			return regions[i];
	return (struct kml_region){ };
}
