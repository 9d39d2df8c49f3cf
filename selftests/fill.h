/* SPDX-License-Identifier: GPL-2.0 */
/* Making a guest full, and its free memory fragments. */
#ifndef FILL_H
#define FILL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A larger guest than this is not filled within the time of a test. */
#define FILL_KIB_MAX (768 << 10)

/*
 * What the program needs from now on is there: a fault in a full guest would wake
 * the OOM killer, which is to end this program if it comes to that.
 */
void fill_prepare(void);

/* Anonymous small pages, until so much is free. *@size is set to their bytes. */
char *fill(size_t left_kib, size_t *size);

/* One of @every pages goes back to the kernel. */
void fill_punch(char *mem, size_t size, size_t every);

/*
 * The same as a file in memory, which no process maps, and of which every other page
 * goes back to the kernel: closing it gives back the rest.
 */
int fill_file_with_holes(size_t left_kib);

/*
 * Memory of the kernel, which cannot be moved, until the descriptor that is returned
 * is closed; as much of it as there is.
 */
int fill_hold(unsigned int order, uint64_t count, const char *gfp);

#define FILL_MAX_ORDER	10

/* Descriptors that hold something; all zero at first. */
struct fill_holders {
	int fds[4 * (FILL_MAX_ORDER + 1)];
	size_t nr;
};

/*
 * All free blocks from order @least on, without compaction, as long as @keep_kib are
 * free; more than once, as what is freed comes to its list, and merges, late.
 */
void fill_hold_blocks(struct fill_holders *holders, int least, size_t keep_kib);
void fill_release(const struct fill_holders *holders);

/* What makes pageblocks mixed, until fill_unmix(). */
struct fill_mixture {
	char *small;
	char *huge;
	size_t huge_size;
	struct fill_holders large;
	int scattered;
	uint64_t limit_kib;
};

/*
 * Memory of the kernel, in pageblocks that stay movable as more than half of each is
 * in use: all others the allocator would make blocks of the new type (mm/page_alloc.c,
 * try_to_claim_block()). After fill_prepare(). Does nothing and returns false in a guest
 * of 256 MiB, and where less than 128 MiB are free.
 */
bool fill_mix(struct fill_mixture *mix);
void fill_unmix(const struct fill_mixture *mix);

/* So often, while none is mixed: a pageblock of the new type had room for all of it. */
#define FILL_MIX_TRIES	4

#endif /* FILL_H */
