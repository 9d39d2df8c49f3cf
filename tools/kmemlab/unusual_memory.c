// SPDX-License-Identifier: GPL-2.0
/* What is unusual about what holds the memory: see unusual.h. */
#include <inttypes.h>
#include <string.h>

#include "text.h"
#include "unusual.h"
#include "xalloc.h"

/* From which share of RAM on it is told, in percent. */
#define TABLES_PERCENT	5
#define SLABS_PERCENT	25
#define HUGETLB_PERCENT	10

/* Of swap, and of the last ten seconds. */
#define SWAP_PERCENT	90
#define WAIT_PERCENT	10

static uint64_t percent(uint64_t part, uint64_t whole)
{
	return whole ? part * 100 / whole : 0;
}

static void page_tables(struct remarks *remarks, const struct meminfo *info, uint64_t ram)
{
	uint64_t bytes = info->kib[MEM_PAGE_TABLES] * 1024;
	char size[SIZE_TEXT_MAX];

	if (percent(bytes, ram) >= TABLES_PERCENT)
		remarks_add(remarks,
			    xasprintf("page tables hold %s, %" PRIu64 "%% of RAM: many processes map much, and huge pages would need less",
				      text_size(size, bytes, false), percent(bytes, ram)));
}

static void slabs(struct remarks *remarks, const struct meminfo *info, uint64_t ram,
		  const struct gauge *slab)
{
	uint64_t bytes = info->kib[MEM_SLAB_HELD] * 1024;
	char size[SIZE_TEXT_MAX];

	if (percent(bytes, ram) >= SLABS_PERCENT)
		remarks_add(remarks,
			    xasprintf("slab caches that cannot be reclaimed hold %s, %" PRIu64 "%% of RAM; the largest cache is %s",
				      text_size(size, bytes, false), percent(bytes, ram),
				      slab ? slab->name : "not known"));
}

static void swap(struct remarks *remarks, const struct meminfo *info)
{
	uint64_t all = info->kib[MEM_SWAP_TOTAL], left = info->kib[MEM_SWAP_FREE];
	char size[SIZE_TEXT_MAX];

	if (all && left <= all && percent(all - left, all) >= SWAP_PERCENT)
		remarks_add(remarks, xasprintf("swap is %" PRIu64 "%% full: %s are left",
					       percent(all - left, all),
					       text_size(size, left * 1024, false)));
}

/* Pages that are reserved for nobody serve nobody else either. */
static void hugetlb(struct remarks *remarks, const struct meminfo *info, uint64_t ram)
{
	uint64_t idle = info->kib[MEM_HUGETLB_FREE], all = info->kib[MEM_HUGETLB_TOTAL], bytes;
	char size[SIZE_TEXT_MAX];

	if (idle > all || info->kib[MEM_HUGETLB_RESERVED] > idle)
		return;
	idle -= info->kib[MEM_HUGETLB_RESERVED];
	if (__builtin_mul_overflow(idle, info->kib[MEM_HUGETLB_SIZE] * 1024, &bytes) ||
	    percent(bytes, ram) < HUGETLB_PERCENT)
		return;
	remarks_add(remarks,
		    xasprintf("%" PRIu64 " of %" PRIu64 " hugetlb pages are used by nobody: %s that nothing else can use",
			      idle, all, text_size(size, bytes, false)));
}

/**
 * unusual_memory - what is unusual about what holds the memory
 * @remarks: added to
 * @info: what the kernel says
 * @ram: bytes that the page allocator has
 * @slab: the largest slab cache, or NULL
 */
void unusual_memory(struct remarks *remarks, const struct meminfo *info, uint64_t ram,
		    const struct gauge *slab)
{
	if (ram) {
		page_tables(remarks, info, ram);
		slabs(remarks, info, ram, slab);
		hugetlb(remarks, info, ram);
	}
	swap(remarks, info);
}

/**
 * unusual_pressure - what is unusual about how long tasks waited
 * @remarks: added to
 * @pressure: how long
 */
void unusual_pressure(struct remarks *remarks, const struct pressure *pressure)
{
	uint64_t some = pressure->share[PRESSURE_SOME][0];

	if (some >= WAIT_PERCENT * 100)
		remarks_add(remarks,
			    xasprintf("in %" PRIu64 "%% of the last 10 seconds some task waited for memory, in %" PRIu64 "%% all did",
				      some / 100, pressure->share[PRESSURE_FULL][0] / 100));
}

/**
 * unusual_class - what is unusual about a class of frames
 * @remarks: added to
 * @class: the class
 */
void unusual_class(struct remarks *remarks, const struct gauge *class)
{
	char size[SIZE_TEXT_MAX];

	if (class->bytes && !strcmp(class->name, "hwpoison"))
		remarks_add(remarks,
			    xasprintf("%" PRIu64 " frames (%s) are broken, and out of use", class->count,
				      text_size(size, class->bytes, false)));
}
