// SPDX-License-Identifier: GPL-2.0
/*
 * What the bench `walk` costs, beside PAGEMAP_SCAN and, where the kernel does not
 * have it yet, pagemap.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
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

/*
 * DAMON_STAT, on by default in some kernels from 6.17, takes accessed bits back of
 * pages picked at random: alike neighbours do not stay alike.
 */
static void keep_accessed_bits(void)
{
	int fd = open("/sys/module/damon_stat/parameters/enabled", O_WRONLY);

	if (fd < 0)
		return;
	if (write(fd, "N", 1) != 1)
		err(1, "damon_stat");
	close(fd);
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
		if (got < 0)
			err(1, "PAGEMAP_SCAN");
		regions += got;
		a.start = a.walk_end;
	}
	close(fd);
	return regions;
}

/* From 6.7; an ioctl of nothing, which fails either way, tells. */
static bool has_scan(void)
{
	int fd = open("/proc/self/pagemap", O_RDONLY), known;

	known = ioctl(fd, SCAN, NULL) == 0 || errno != ENOTTY;
	close(fd);
	return known;
}

/* What tells which pages are present: with PAGEMAP_SCAN, or without. */
static struct {
	const char *name;
	uint64_t (*work)(void *range);
} peer = { "PAGEMAP_SCAN present", scan };

static double per(uint64_t (*work)(void *), struct range *range, const char *mode, double units)
{
	uint64_t result;

	range->mode = mode;
	return bench_least_ns(work, range, &result) / units;
}

/* Of the section `total` of a summary, which has its names in the line before. */
static uint64_t total(struct range *range, const char *column)
{
	char *names, *values, *name, *value, *rest;

	range->mode = "mode=summary";
	read_walk(range);
	buffer[last_read] = '\0';
	names = strstr(buffer, "\n@ total ");
	if (!names)
		errx(1, "walk: no section total");
	names += strlen("\n@ total ");
	values = strchr(names, '\n') + 1;
	for (name = strtok_r(names, " \n", &rest), value = values; name;
	     name = strtok_r(NULL, " ", &rest), value = strchr(value, ' ') + 1)
		if (!strncmp(name, column, strlen(column)) && name[strlen(column)] == ':')
			return strtoull(value, NULL, 10);
	errx(1, "walk: no column %s in total", column);
}

/* Memory has holes: what the firmware and the kernel took at boot. */
#define HOLES_MAX	3

/* All there, of one size, alike, and in one piece of memory but for holes? */
static void expect_one_run(const char *what, struct range *range, const char *column,
			   uint64_t entries)
{
	uint64_t runs = total(range, "extents"), there = total(range, column);

	bench_premise(runs <= 1 + HOLES_MAX && there == entries,
		      "%s: %llu runs of %llu entries (%llu pages accessed), not one of %llu",
		      what, (unsigned long long)runs, (unsigned long long)there,
		      (unsigned long long)total(range, "accessed_pages"),
		      (unsigned long long)entries);
}

/*
 * Memory as it is right after boot: the first pages come from per-CPU lists, in any
 * order, the rest is one physical run.
 */
struct fresh {
	char *at;
	size_t skipped, bytes;
};

static struct fresh make_fresh(size_t skipped, size_t bytes, size_t step, int advice)
{
	struct fresh fresh = { map(skipped + bytes, 0), skipped, bytes };

	madvise(fresh.at, skipped + bytes, advice);
	touch(fresh.at, skipped + bytes, step);
	return fresh;
}

static struct range range_of(const struct fresh *fresh)
{
	return (struct range) { fresh->at + fresh->skipped, fresh->bytes, NULL };
}

static void dense(const struct fresh *fresh)
{
	struct range range = range_of(fresh);
	double pagemap;

	expect_one_run("64k pages", &range, "entries_4k", PAGES);
	pagemap = per(read_pagemap, &range, NULL, PAGES);
	bench_row("64k pages, one run: summary, a page", "pagemap", pagemap,
		  per(read_walk, &range, "mode=summary", PAGES), 10);
	bench_row("64k pages, one run: runs, a page", peer.name,
		  per(peer.work, &range, NULL, PAGES),
		  per(read_walk, &range, "mode=runs", PAGES), 10);
	bench_row("64k pages, every page reported, a page", "pagemap", pagemap,
		  per(read_walk, &range, "mode=pages format=binary", PAGES), 25);
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
	bench_premise(total(&range, "extents") > PAGES / 2 &&
		      total(&range, "entries_4k") == PAGES,
		      "64k pages, shredded: they lie in order");
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
	bench_premise(total(&range, "entries_4k") == PAGES / 2, "every other page: %s",
		      "it is not so");
	bench_row("every other page: every one, a present page", peer.name,
		  per(peer.work, &range, NULL, PAGES / 2.),
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

static void huge(const struct fresh *fresh)
{
	struct range range = range_of(fresh);

	expect_one_run("2 MiB pages", &range, "entries_2m", HUGE_PAGES);
	bench_row("2 MiB pages, one run: summary, one more", peer.name,
		  slope(peer.work, range, NULL), slope(read_walk, range, "mode=summary"), 45);
	bench_row("2 MiB pages: every one, one more", peer.name,
		  slope(peer.work, range, NULL),
		  slope(read_walk, range, "mode=pages format=binary"), 45);
}

/* What takes memory as it is at boot takes it before anything is given back. */
static void runs(void)
{
	struct fresh small = make_fresh(8192 * PAGE, PAGES * PAGE, PAGE, MADV_NOHUGEPAGE);
	struct fresh large = make_fresh(HUGE_PAGES / 4 * HUGE_BYTES, HUGE_PAGES * HUGE_BYTES,
					HUGE_BYTES, MADV_HUGEPAGE);

	dense(&small);
	huge(&large);
	munmap(small.at, small.skipped + small.bytes);
	munmap(large.at, large.skipped + large.bytes);
}

/* pagemap has a word for each page that is not there: that would take minutes. */
static void sparse(void)
{
	const size_t bytes = 1ul << 40;
	struct range range = { map(bytes, 0), bytes, NULL };
	double there = 0, ours;

	madvise(range.start, bytes, MADV_NOHUGEPAGE);
	range.start[0] = 1;
	range.start[bytes / 2] = 1;
	range.start[bytes - PAGE] = 1;
	bench_premise(total(&range, "entries_4k") == 3, "1 TiB, 3 pages: they are not 3");
	if (peer.work == scan)
		there = per(scan, &range, NULL, 1);
	bench_row("1 TiB, 3 pages: every page, in all", peer.name, there,
		  per(read_walk, &range, "mode=pages format=binary", 1), 40000);
	ours = per(read_walk, &range, "mode=summary", 1);
	bench_row("1 TiB, 3 pages: summary less its text, in all", peer.name, there,
		  ours - last_bytes * TEXT_INSN, 40000);
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
	bench_row("mmap_lock, longest hold, any mode", peer.name,
		  peer.work == scan ? per(scan, &dense, NULL, 1) : 0, longest, 10000);
	munmap(dense.start, dense.bytes);
	munmap(huge, HUGE_PAGES / 4 * HUGE_BYTES);
	munmap(desert, 1ul << 40);
}

int main(void)
{
	buffer = map(READ_BYTES + PAGE, 0);
	touch(buffer, READ_BYTES + PAGE, PAGE);
	if (!has_scan()) {
		peer.name = "pagemap";
		peer.work = read_pagemap;
	}
	keep_accessed_bits();
	runs();
	shredded();
	every_other();
	sparse();
	hold();
	return bench_end();
}
