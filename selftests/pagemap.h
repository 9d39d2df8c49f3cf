/* SPDX-License-Identifier: GPL-2.0 */
/* What /proc says of an address, and mappings of every kind to ask about. */
#ifndef PAGEMAP_H
#define PAGEMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define HUGE_BYTES (2UL << 20)

/* Bits of PAGEMAP_SCAN, which older headers lack. */
#define SCAN_PRESENT (1 << 3)
#define SCAN_SWAPPED (1 << 4)
#define SCAN_PFNZERO (1 << 5)
#define SCAN_HUGE (1 << 6)

struct frame {
	bool present;
	bool swapped;
	bool shared;	/* a file's page or shared memory */
	uint64_t pfn;	/* swapped: type | offset << 5 */
};

struct area {
	uint64_t start, end, offset;
	char rights[8];
	char name[128];
};

/* A pid of 0 is our own process. */
struct frame frame_of(pid_t pid, uint64_t addr);
void frames_of(pid_t pid, uint64_t start, size_t nr, struct frame *frames);
bool frames_same(const struct frame *a, const struct frame *b, size_t nr);
bool area_of(pid_t pid, uint64_t addr, struct area *area);

/* In KiB, of the area that begins at @start. */
uint64_t smaps_kib(pid_t pid, uint64_t start, const char *name);

/* The flags of linux/kernel-page-flags.h; -1: there are none. */
uint64_t kpageflags_of(uint64_t pfn);

/* The start of the first area of that name in /proc/self/maps; 0: none. */
uint64_t area_named(const char *name);

/* Of our own address space; -1: this kernel has no PAGEMAP_SCAN. */
int scan_of(uint64_t addr);
/* One byte a page; false: this kernel has no PAGEMAP_SCAN. */
bool scans_of(pid_t pid, uint64_t start, size_t nr, uint8_t *scans);

/* A user address needs more than 47 bits. */
bool five_levels(void);

/* A fresh private area, not touched, aligned to @align. */
char *fresh_area(size_t len, size_t align);

#endif /* PAGEMAP_H */
