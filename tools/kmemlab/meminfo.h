/* SPDX-License-Identifier: GPL-2.0 */
/* /proc/meminfo: what the kernel itself says of its memory. */
#ifndef MEMINFO_H
#define MEMINFO_H

#include <stdbool.h>
#include <stdint.h>

#include "session.h"

/* Fields the overview shows; the order is that of meminfo_names. */
enum meminfo_field {
	MEM_TOTAL,
	MEM_FREE,
	MEM_AVAILABLE,
	MEM_ANON,
	MEM_CACHED,
	MEM_SLAB,
	MEM_SLAB_HELD,
	MEM_PAGE_TABLES,
	MEM_SECOND_TABLES,
	MEM_SWAP_TOTAL,
	MEM_SWAP_FREE,
	MEM_HUGE_ANON,
	MEM_HUGE_SHMEM,
	MEM_HUGE_FILE,
	MEM_HUGETLB_SIZE,
	MEM_COUNTS,		/* from here on not KiB, but counts of pages of that size */
	MEM_HUGETLB_TOTAL = MEM_COUNTS,
	MEM_HUGETLB_FREE,
	MEM_HUGETLB_RESERVED,
	MEM_NR
};

extern const char *const meminfo_names[MEM_NR];

/**
 * struct meminfo - the file
 * @known: the field stands in it
 * @kib: its value; from MEM_COUNTS on not in KiB
 */
struct meminfo {
	bool known[MEM_NR];
	uint64_t kib[MEM_NR];
};

int meminfo_read(struct session *session, struct meminfo *info);

#endif /* MEMINFO_H */
