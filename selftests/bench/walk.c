// SPDX-License-Identifier: GPL-2.0
/*
 * What the bench `walk` costs, beside pagemap and PAGEMAP_SCAN, and the view
 * `layout`, beside PTDUMP. With the word "layout": that alone, for a kernel that
 * has PTDUMP but is made slow by what it checks.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <kmemlab.h>
#include "bench.h"

#define PAGE		4096ul
#define PAGES		65536ul
#define HUGE_BYTES	(2ul << 20)
#define HUGE_PAGES	128ul
#define READ_BYTES	(1ul << 20)

/* <linux/fs.h> of an older build machine does not have these. */
struct scan_region {
	uint64_t start, end, categories;
};

struct scan_arg {
	uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages;
	uint64_t inverted, mask, anyof, returned;
};

#define SCAN		_IOWR('f', 16, struct scan_arg)
#define SCAN_PRESENT	(1 << 3)

struct range {
	char *start;
	size_t bytes;
	const char *mode;
};

/* What a byte of text may cost on top. */
#define TEXT_INSN	17

#define HOLD_RUNS	5

static char *buffer;
static uint64_t last_bytes;
static size_t last_read;

static void *map(size_t bytes, int flags)
{
	char *at = mmap(NULL, bytes + HUGE_BYTES, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | flags, -1, 0);

	if (at == MAP_FAILED)
		err(1, "mmap");
	return (char *)(((uintptr_t)at + HUGE_BYTES - 1) & -HUGE_BYTES);
}

static void touch(char *at, size_t bytes, size_t step)
{
	size_t i;

	for (i = 0; i < bytes; i += step)
		at[i] = 1;
}

/* Everything is included: open, request, read to the end. */
static uint64_t read_walk(void *arg)
{
	const struct range *range = arg;
	int fd = open("/sys/kernel/debug/kmemlab/" KMEMLAB_FILE_WALK, O_RDWR);
	uint64_t total = 0;
	char request[256];
	ssize_t got;
	int len = snprintf(request, sizeof(request), "pid=%d start=%lx end=%lx %s", getpid(),
			   (unsigned long)range->start,
			   (unsigned long)range->start + range->bytes, range->mode);

	if (fd < 0 || write(fd, request, len) != len)
		err(1, "walk: %s", request);
	while ((got = read(fd, buffer, READ_BYTES)) > 0) {
		total += got;
		last_read = got;
	}
	if (got < 0)
		err(1, "walk: read");
	close(fd);
	last_bytes = total;
	return strstr(range->mode, "binary") ? total : 0;
}

static uint64_t read_pagemap(void *arg)
{
	const struct range *range = arg;
	int fd = open("/proc/self/pagemap", O_RDONLY);
	off_t at = (uintptr_t)range->start / PAGE * 8;
	size_t left = range->bytes / PAGE * 8;
	ssize_t got;

	if (fd < 0)
		err(1, "pagemap");
	while (left) {
		got = pread(fd, buffer, left < READ_BYTES / 2 ? left : READ_BYTES / 2, at);
		if (got <= 0)
			err(1, "pagemap: read");
		at += got;
		left -= got;
	}
	close(fd);
	return range->bytes;
}

static uint64_t scan(void *arg)
{
	const struct range *range = arg;
	struct scan_arg a = {
		.size = sizeof(a),
		.start = (uintptr_t)range->start,
		.end = (uintptr_t)range->start + range->bytes,
		.vec = (uintptr_t)buffer,
		.vec_len = 512,
		.anyof = SCAN_PRESENT,
		.returned = SCAN_PRESENT,
	};
	int fd = open("/proc/self/pagemap", O_RDONLY);
	uint64_t regions = 0;
	int got;

	while (a.start < a.end) {
		got = ioctl(fd, SCAN, &a);
		if (got < 0) {
			regions = 0;
			break;
		}
		regions += got;
		a.start = a.walk_end;
	}
	close(fd);
	return regions;
}

static double per(uint64_t (*work)(void *), struct range *range, const char *mode, double units)
{
	uint64_t result;

	range->mode = mode;
	return bench_least_ns(work, range, &result) / units;
}

/*
 * The first pages of a fresh region come from per-CPU lists, in any order; the
 * rest is one physical run.
 */
static void dense(void)
{
	const size_t skipped = 8192 * PAGE, bytes = PAGES * PAGE;
	char *at = map(skipped + bytes, 0);
	struct range range = { at + skipped, bytes, NULL };
	double pagemap;

	madvise(at, skipped + bytes, MADV_NOHUGEPAGE);
	touch(at, skipped + bytes, PAGE);
	pagemap = per(read_pagemap, &range, NULL, PAGES);
	bench_row("64k pages, one run: summary, a page", "pagemap", pagemap,
		  per(read_walk, &range, "mode=summary", PAGES), 10);
	bench_row("64k pages, one run: runs, a page", "PAGEMAP_SCAN present",
		  per(scan, &range, NULL, PAGES),
		  per(read_walk, &range, "mode=runs", PAGES), 10);
	bench_row("64k pages, every page reported, a page", "pagemap", pagemap,
		  per(read_walk, &range, "mode=pages format=binary", PAGES), 25);
	munmap(at, skipped + bytes);
}

/* Pages freed in pieces and touched again come back in another order. */
static void shredded(void)
{
	struct range range = { map(PAGES * PAGE, 0), PAGES * PAGE, NULL };
	size_t i, at;

	madvise(range.start, range.bytes, MADV_NOHUGEPAGE);
	touch(range.start, range.bytes, PAGE);
	for (i = 0; i < PAGES; i++) {
		at = i * 40503 % PAGES * PAGE;
		madvise(range.start + at, PAGE, MADV_DONTNEED);
	}
	for (i = 0; i < PAGES; i++)
		range.start[i * 30011 % PAGES * PAGE] = 1;
	bench_row("64k pages, shredded: every page, a page", "pagemap",
		  per(read_pagemap, &range, NULL, PAGES),
		  per(read_walk, &range, "mode=pages format=binary", PAGES), 25);
	munmap(range.start, range.bytes);
}

static void every_other(void)
{
	struct range range = { map(PAGES * PAGE, 0), PAGES * PAGE, NULL };

	madvise(range.start, range.bytes, MADV_NOHUGEPAGE);
	touch(range.start, range.bytes, 2 * PAGE);
	bench_row("every other page: every one, a present page", "PAGEMAP_SCAN present",
		  per(scan, &range, NULL, PAGES / 2.),
		  per(read_walk, &range, "mode=pages format=binary", PAGES / 2.), 30);
	munmap(range.start, range.bytes);
}

/* A request costs more than an entry: what counts is what more entries add. */
static double slope(uint64_t (*work)(void *), struct range range, const char *mode)
{
	const double few = HUGE_PAGES / 8;
	double all = per(work, &range, mode, 1);

	range.bytes /= 8;
	return (all - per(work, &range, mode, 1)) / (HUGE_PAGES - few);
}

static void huge(void)
{
	struct range range = { map(HUGE_PAGES * HUGE_BYTES, 0), HUGE_PAGES * HUGE_BYTES, NULL };

	madvise(range.start, range.bytes, MADV_HUGEPAGE);
	touch(range.start, range.bytes, HUGE_BYTES);
	bench_row("2 MiB pages: summary, one more entry", "PAGEMAP_SCAN present",
		  slope(scan, range, NULL), slope(read_walk, range, "mode=summary"), 45);
	munmap(range.start, range.bytes);
}

static void sparse(void)
{
	const size_t bytes = 1ul << 40;
	struct range range = { map(bytes, 0), bytes, NULL };
	double peer, ours;

	madvise(range.start, bytes, MADV_NOHUGEPAGE);
	range.start[0] = 1;
	range.start[bytes / 2] = 1;
	range.start[bytes - PAGE] = 1;
	peer = per(scan, &range, NULL, 1);
	bench_row("1 TiB, 3 pages: every page, in all", "PAGEMAP_SCAN present", peer,
		  per(read_walk, &range, "mode=pages format=binary", 1), 40000);
	ours = per(read_walk, &range, "mode=summary", 1);
	bench_row("1 TiB, 3 pages: summary less its text, in all", "PAGEMAP_SCAN present",
		  peer, ours - last_bytes * TEXT_INSN, 40000);
	munmap(range.start, bytes);
}

/*
 * The longest time for which a process that is walked cannot map, as the module
 * counts it. Of several, the least: time jumps here by whole ticks.
 */
static double longest_hold(struct range *range, const char *mode)
{
	static const char name[] = "\nlock_hold_max_ns ";
	uint64_t least = UINT64_MAX, ns;
	const char *at;
	int run;

	range->mode = mode;
	for (run = 0; run < HOLD_RUNS; run++) {
		read_walk(range);
		buffer[last_read] = '\0';
		at = memmem(buffer, last_read, name, strlen(name));
		ns = at ? strtoull(at + strlen(name), NULL, 10) : UINT64_MAX;
		least = ns < least ? ns : least;
	}
	if (least == UINT64_MAX)
		errx(1, "walk: %s: no lock_hold_max_ns", mode);
	return least;
}

/* Every mode over all there is: small pages in every order, large ones, a desert. */
static void hold(void)
{
	static const char *const modes[] = {
		"mode=summary", "mode=runs", "mode=extents", "mode=pages", "mode=tables",
	};
	struct range all = { NULL, 0, NULL }, dense = { map(PAGES * PAGE, 0), PAGES * PAGE, NULL };
	char *huge = map(HUGE_PAGES / 4 * HUGE_BYTES, 0), *desert = map(1ul << 40, 0);
	double longest = 0, one;
	size_t i;

	madvise(dense.start, dense.bytes, MADV_NOHUGEPAGE);
	touch(dense.start, dense.bytes, PAGE);
	madvise(huge, HUGE_PAGES / 4 * HUGE_BYTES, MADV_HUGEPAGE);
	touch(huge, HUGE_PAGES / 4 * HUGE_BYTES, HUGE_BYTES);
	madvise(desert, 1ul << 40, MADV_NOHUGEPAGE);
	desert[0] = 1;
	desert[1ul << 39] = 1;
	all.bytes = 1ul << 47;
	for (i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		one = longest_hold(&all, modes[i]);
		longest = one > longest ? one : longest;
	}
	bench_row("mmap_lock, longest hold, any mode", "PAGEMAP_SCAN present",
		  per(scan, &dense, NULL, 1), longest, 10000);
	munmap(dense.start, dense.bytes);
	munmap(huge, HUGE_PAGES / 4 * HUGE_BYTES);
	munmap(desert, 1ul << 40);
}

/* A file, to its end. */
static uint64_t read_file(void *arg)
{
	int fd = open(arg, O_RDONLY);
	ssize_t got;

	if (fd < 0)
		err(1, "%s", (const char *)arg);
	while ((got = read(fd, buffer, READ_BYTES)) > 0)
		;
	if (got < 0)
		err(1, "%s: read", (const char *)arg);
	close(fd);
	return 0;
}

static void layout(void)
{
	char ours[] = "/sys/kernel/debug/kmemlab/" KMEMLAB_FILE_LAYOUT;
	char ptdump[] = "/sys/kernel/debug/page_tables/kernel";
	uint64_t result;
	double peer = 0;

	if (!access(ptdump, R_OK))
		peer = bench_least_ns(read_file, ptdump, &result);
	bench_row("all tables of the kernel: layout, in all", "PTDUMP", peer,
		  bench_least_ns(read_file, ours, &result), 1350000);
}

int main(int argc, char **argv)
{
	buffer = map(READ_BYTES + PAGE, 0);
	touch(buffer, READ_BYTES + PAGE, PAGE);
	if (argc < 2) {
		dense();
		shredded();
		every_other();
		huge();
		sparse();
		hold();
	} else if (strcmp(argv[1], "layout")) {
		errx(1, "unknown work '%s' (known: layout)", argv[1]);
	}
	layout();
	return bench_end();
}
