// SPDX-License-Identifier: GPL-2.0
/* See fill.h. */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "fill.h"
#include "kmemlab.h"
#include "lab.h"

/* Of answers, which tests never free. */
#define HEAP	(48UL << 20)
#define CHUNK	(256 << 10)

/*
 * Of a mixture: what is free in large blocks before those are held, small pages and
 * one of how many of them is free, and what is put there. At least 24 MiB stay free.
 */
#define MIX_LEFT_KIB	(24 << 10)
#define MIX_SPARE_KIB	(8 << 10)
#define MIX_TOTAL_KIB	(256 << 10)
#define MIX_SMALL	(108UL << 20)
#define MIX_EVERY	3
#define MIX_PAGES	1500
/* From this order on free blocks are held; smaller ones the kernel itself may need. */
#define MIX_ORDER	4
/* Compaction makes such blocks of the small pages, so that not all can be held. */
#define MIX_KEEP_KIB	(30 << 10)
#define MIX_LIMIT	"128"

/*
 * Free pages in the lists of a CPU are of no use to another, and where nothing can be
 * reclaimed the OOM killer comes before they are (mm/page_alloc.c,
 * __alloc_pages_direct_reclaim()): while memory is full they are to be few.
 */
#define FRACTION	"/proc/sys/vm/percpu_pagelist_high_fraction"

void fill_prepare(void)
{
	char *heap;

	if (lab_store("/proc/self/oom_score_adj", "1000"))
		lab_die("cannot set oom_score_adj");
	mallopt(M_MMAP_MAX, 0);
	mallopt(M_TRIM_THRESHOLD, 2 * HEAP);
	heap = malloc(HEAP);
	if (!heap || mlockall(MCL_CURRENT))
		lab_die("no memory for the test itself: %s", strerror(errno));
	memset(heap, 1, HEAP);
	free(heap);
}

/* Not from meminfo: what a test reads it never frees. */
static size_t free_kib(void)
{
	struct sysinfo info;

	if (sysinfo(&info))
		lab_die("sysinfo: %s", strerror(errno));
	return info.freeram * info.mem_unit >> 10;
}

static char *fill_with(int advice, size_t left_kib, size_t *size)
{
	size_t room = lab_counter("/proc/meminfo", "MemTotal:") << 10;
	char *mem;

	mem = mmap(NULL, room, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (mem == MAP_FAILED)
		lab_die("mmap of %zu bytes: %s", room, strerror(errno));
	madvise(mem, room, advice);
	for (*size = 0; *size + CHUNK <= room; *size += CHUNK) {
		if (free_kib() < left_kib)
			break;
		memset(mem + *size, 1, CHUNK);
	}
	return mem;
}

char *fill(size_t left_kib, size_t *size)
{
	return fill_with(MADV_NOHUGEPAGE, left_kib, size);
}

void fill_punch(char *mem, size_t size, size_t every)
{
	size_t i;

	for (i = 0; i + LAB_PAGE <= size; i += every * LAB_PAGE)
		madvise(mem + i, LAB_PAGE, MADV_DONTNEED);
}

int fill_file_with_holes(size_t left_kib)
{
	static char chunk[CHUNK] = "something";
	int fd = memfd_create("holes", 0);
	off_t size = 0, at;

	if (fd < 0)
		lab_die("memfd_create: %s", strerror(errno));
	while (free_kib() >= left_kib) {
		if (write(fd, chunk, sizeof(chunk)) != (ssize_t)sizeof(chunk))
			lab_die("cannot write to a memfd: %s", strerror(errno));
		size += sizeof(chunk);
	}
	for (at = 0; at < size; at += 2 * LAB_PAGE)
		if (fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, at, LAB_PAGE))
			lab_die("cannot punch a hole: %s", strerror(errno));
	return fd;
}

int fill_hold(unsigned int order, uint64_t count, const char *gfp)
{
	int fd = lab_open(KMEMLAB_FILE_PAGES, O_RDWR);
	const struct answer *answer;

	if (lab_write(fd, "order=%u count=%lu gfp=%s|__GFP_NOWARN hold=1", order, count, gfp))
		lab_die("%s", lab_read(fd, NULL));
	answer = lab_answer(fd);
	printf("# order %u: %lu of %lu blocks are held\n", order,
	       answer_u64(answer, "result", "allocated"), count);
	return fd;
}

static uint64_t free_blocks(int order)
{
	const struct section *free = answer_section(lab_view(KMEMLAB_FILE_BUDDY), "free");
	uint64_t blocks = 0;
	size_t i;

	for (i = 0; i < free->nr_rows; i++)
		if (section_u64(free, i, "order") == (uint64_t)order)
			blocks += section_u64(free, i, "blocks");
	return blocks;
}

void fill_hold_blocks(struct fill_holders *holders, int least, size_t keep_kib)
{
	uint64_t blocks, room;
	int pass, order;

	for (pass = 0; pass < 3; pass++) {
		usleep(100000);
		for (order = FILL_MAX_ORDER; order >= least; order--) {
			blocks = free_blocks(order);
			room = free_kib();
			room = room > keep_kib ? (room - keep_kib) / (LAB_PAGE >> 10) : 0;
			if (blocks > room >> order)
				blocks = room >> order;
			if (blocks)
				holders->fds[holders->nr++] =
					fill_hold(order, blocks, "GFP_NOWAIT");
		}
	}
}

void fill_release(const struct fill_holders *holders)
{
	size_t i;

	for (i = 0; i < holders->nr; i++)
		close(holders->fds[i]);
}

bool fill_mix(struct fill_mixture *mix)
{
	if (lab_counter("/proc/meminfo", "MemTotal:") < MIX_TOTAL_KIB ||
	    free_kib() < MIX_LEFT_KIB + (MIX_SMALL >> 10) + MIX_SPARE_KIB)
		return false;
	mix->large.nr = 0;
	mix->limit_kib = lab_limit_kib();
	if (lab_store(LAB_LIMIT, MIX_LIMIT) || lab_store(FRACTION, "1000"))
		lab_die("cannot raise limit_mib, or shorten the lists of CPUs");
	mix->small = mmap(NULL, MIX_SMALL, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (mix->small == MAP_FAILED)
		lab_die("mmap: %s", strerror(errno));
	madvise(mix->small, MIX_SMALL, MADV_NOHUGEPAGE);
	memset(mix->small, 1, MIX_SMALL);
	mix->huge = fill_with(MADV_HUGEPAGE, MIX_LEFT_KIB, &mix->huge_size);
	fill_punch(mix->small, MIX_SMALL, MIX_EVERY);
	fill_hold_blocks(&mix->large, MIX_ORDER, MIX_KEEP_KIB);
	mix->scattered = fill_hold(0, MIX_PAGES, "GFP_KERNEL|__GFP_NORETRY");
	return true;
}

void fill_unmix(const struct fill_mixture *mix)
{
	char limit[24];

	close(mix->scattered);
	fill_release(&mix->large);
	munmap(mix->small, MIX_SMALL);
	munmap(mix->huge, mix->huge_size);
	snprintf(limit, sizeof(limit), "%lu", mix->limit_kib >> 10);
	lab_store(LAB_LIMIT, limit);
	lab_store(FRACTION, "0");
}
