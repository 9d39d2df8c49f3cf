// SPDX-License-Identifier: GPL-2.0
/*
 * What measuring costs, and whether the figures are right: exercises beside a loop
 * of nothing but the same calls, which kmemlab-bare.ko runs.
 */
#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <kmemlab.h>
#include "bench.h"

#define BARE	"/sys/module/kmemlab_bare/parameters/"
#define TRIES	3

/* At most as much as a report takes without its objects. */
static char text[1 << 16];

static double read_file(const char *path)
{
	int fd = open(path, O_RDONLY);
	ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (got <= 0)
		err(1, "%s", path);
	close(fd);
	text[got] = '\0';
	return atof(text);
}

/* Nothing that was put off before falls into what is measured next. */
static void settle(void)
{
	read_file(BARE "purge");
}

/* A pair in a bare loop, in nanoseconds: the least of several. */
static double bare(const char *name, unsigned int pairs)
{
	double least = 1e18, took;
	char path[128], number[16];
	int i, fd = open(BARE "pairs", O_WRONLY);

	snprintf(number, sizeof(number), "%u", pairs);
	if (fd < 0 || write(fd, number, strlen(number)) < 0)
		err(1, "%spairs", BARE);
	close(fd);
	snprintf(path, sizeof(path), BARE "%s", name);
	for (i = 0; i < TRIES; i++) {
		settle();
		took = read_file(path);
		least = took < least ? took : least;
	}
	return least / pairs;
}

/* Fills text; returns nanoseconds. */
static double ask(const char *file, const char *request)
{
	struct timespec before, after;
	char path[128];
	ssize_t got, len = 0;
	int fd;

	snprintf(path, sizeof(path), "/sys/kernel/debug/kmemlab/%s", file);
	fd = open(path, O_RDWR);
	if (fd < 0 || write(fd, request, strlen(request)) < 0)
		err(1, "%s: %s", path, request);
	clock_gettime(CLOCK_MONOTONIC, &before);
	while ((got = read(fd, text + len, sizeof(text) - 1 - len)) > 0)
		len += got;
	clock_gettime(CLOCK_MONOTONIC, &after);
	close(fd);
	text[len] = '\0';
	if (strstr(text, "\nerror:"))
		errx(1, "%s: %s", request, strstr(text, "\nerror:"));
	return (after.tv_sec - before.tv_sec) * 1e9 + after.tv_nsec - before.tv_nsec;
}

/* The number that follows @row in section @section. */
static double number(const char *section, const char *row)
{
	char head[64];
	const char *at;

	snprintf(head, sizeof(head), "\n@ %s ", section);
	at = strstr(text, head);
	snprintf(head, sizeof(head), "\n%s ", row);
	at = at ? strstr(at, head) : NULL;
	if (!at)
		errx(1, "no %s in %s", row, section);
	return atof(at + strlen(head));
}

struct work {
	const char *file;
	const char *bare;
	const char *request;
	unsigned int count;
	unsigned int repeat;
	unsigned int batch;	/* objects of a pair */
};

/*
 * vfree() puts off most of what it has to do until areas of 32 MiB wait (mm/vmalloc.c,
 * lazy_max_pages()), and then does all of it in a lump. An area of a page takes two,
 * one of them to guard it; so many pairs make less than that since settle(), and the
 * lump is in neither loop. What slabs do once for all objects of a page, 56 areas for
 * one, samples at every 7th or 16th would meet too often or never.
 */
static const struct work works[] = {
	{ KMEMLAB_FILE_KMALLOC, "kmalloc", "size=64", 1000, 200, 1 },
	{ KMEMLAB_FILE_CACHE, "cache", "size=64", 1000, 200, 1 },
	{ KMEMLAB_FILE_CACHE, "bulk", "size=64 call=bulk", 1024, 200, 64 },
	{ KMEMLAB_FILE_MEMPOOL, "mempool", "size=64", 1000, 100, 1 },
	{ KMEMLAB_FILE_PERCPU, "percpu", "size=64", 1000, 20, 1 },
	{ KMEMLAB_FILE_PAGES, "pages", "", 1000, 5, 1 },
	{ KMEMLAB_FILE_VMALLOC, "vmalloc", "size=4K", 1000, 3, 1 },
	{ KMEMLAB_FILE_FRAG, "frag", "size=64", 1000, 400, 1 },
};

/* What was measured of the run with the least time. */
struct cost {
	double outside;		/* a pair, with all there is around it */
	double fold;		/* of that, counting */
	double mean;		/* a pair, as reported */
};

static void measure(const struct work *work, const char *mode, bool throughput,
		    struct cost *cost)
{
	double pairs = (double)work->count * work->repeat / work->batch, took;
	char request[256];
	int i;

	cost->outside = 1e18;
	cost->mean = 1e18;
	snprintf(request, sizeof(request),
		 "%s count=%u repeat=%u pattern=pair clock=tsc warmup=1 time_limit_ms=60000 %s",
		 work->request, work->count, work->repeat, mode);
	for (i = 0; i < TRIES; i++) {
		double mean;

		settle();
		took = ask(work->file, request) / pairs;
		if (took < cost->outside) {
			cost->outside = took;
			cost->fold = number("result", "fold_ns") / pairs;
		}
		mean = throughput ? number("corrected", "pair") :
				    number("corrected", "alloc") + number("corrected", "free");
		if (mean / 1000 < cost->mean)
			cost->mean = mean / 1000;
	}
}

/* Within one percent, both ways: what is too little is wrong as well. */
static void near(const char *what, const struct work *work, double bare_ns, double ours)
{
	char name[64];

	snprintf(name, sizeof(name), "%s %s", work->bare, what);
	bench_row(name, "bare loop", bare_ns, ours, ours < bare_ns * 0.99 ? 0 : bare_ns * 1.01);
}

int main(void)
{
	struct cost plain, raw, at_once, sampled;
	size_t i;

	for (i = 0; i < sizeof(works) / sizeof(*works); i++) {
		const struct work *work = &works[i];
		double pair = work->batch *
			      bare(work->bare, work->count * work->repeat);

		measure(work, "mode=throughput", true, &plain);
		measure(work, "record=raw", false, &raw);
		measure(work, "record=at_once", false, &at_once);
		measure(work, "sample=11", false, &sampled);
		near("pair, mode=throughput", work, pair, plain.mean);
		near("pair, mean of record=raw", work, pair, raw.mean);
		near("pair, mean of record=at_once", work, pair, at_once.mean);
		near("pair, mean of sample=11", work, pair, sampled.mean);
		if (i)
			continue;
		bench_row("overhead a pair, record=raw", "throughput", plain.outside,
			  raw.outside - raw.fold - plain.outside, 24);
		bench_row("counting those later", "throughput", plain.outside, raw.fold, 60);
		bench_row("overhead a pair, record=at_once", "throughput", plain.outside,
			  at_once.outside - plain.outside, 45);
		bench_row("overhead a pair, sample=11", "throughput", plain.outside,
			  sampled.outside - sampled.fold - plain.outside, 24);
	}
	return bench_end();
}
