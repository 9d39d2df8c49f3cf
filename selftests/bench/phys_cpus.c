// SPDX-License-Identifier: GPL-2.0
/*
 * A pass over all frames on one CPU and on two. This is time by the clock, so
 * what else the machine does is part of it: beside our ratio stand those of threads
 * of this program, one that does all, or two that do a half each. Some look at the same
 * record again and again: if even these do not run at the same time, nothing can be told
 * here. Others read as many records of the size of a struct page, which tells about what
 * two CPUs have of one memory. All are measured in turn, so that each finds the same
 * machine.
 */
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <kmemlab.h>
#include "bench.h"

#define PAGE		4096ul
#define LEFT_KIB	(128ul << 10)
#define SAMPLES		5	/* the median of so many ratios counts */
#define READS		31	/* a sample is the least of so many */
#define TRIES		200
#define WANTED		1.5
#define POSSIBLE	1.8	/* below it the host has no two CPUs for us */
#define RECORD_WORDS	8

static const char path[] = "/sys/kernel/debug/" KMEMLAB_DIR "/" KMEMLAB_FILE_BALANCE;

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void run_on(int cpus)
{
	cpu_set_t set;
	int cpu;

	CPU_ZERO(&set);
	for (cpu = 0; cpu < cpus; cpu++)
		CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		err(1, "sched_setaffinity: give the guest two CPUs");
}

/* The time of one pass by so many CPUs, or 0: it was another piece of work. */
static uint64_t one_read(unsigned int cpus)
{
	char text[8192], want[32];
	uint64_t begin = now_ns(), took;
	int fd = open(path, O_RDONLY);
	size_t len = 0;
	ssize_t got;

	if (fd < 0)
		err(1, "%s", path);
	while ((got = read(fd, text + len, sizeof(text) - 1 - len)) > 0)
		len += got;
	close(fd);
	took = now_ns() - begin;
	text[len] = '\0';
	snprintf(want, sizeof(want), "\ncpus %u\n", cpus);
	return strstr(text, want) && strstr(text, "\nretries 0\n") ? took : 0;
}

static uint64_t quiet_read(unsigned int cpus)
{
	uint64_t took;
	int tries;

	run_on(cpus);
	for (tries = 0; tries < TRIES; tries++) {
		took = one_read(cpus);
		if (took)
			return took;
	}
	errx(1, "no pass by %u CPUs at a quiet moment", cpus);
}

/* One thread's share of the records. */
struct share {
	pthread_t thread;
	int cpu;
	size_t first, nr, stride;
};

static const volatile uint64_t *records;
static size_t nr_records;

/* As many words of a record, and about as much to do, as a frame takes. */
static void *look(void *arg)
{
	const struct share *share = arg;
	const volatile uint64_t *at = records + share->first * share->stride;
	uint64_t odd = 0;
	cpu_set_t set;
	size_t i;

	CPU_ZERO(&set);
	CPU_SET(share->cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		err(1, "sched_setaffinity: give the guest two CPUs");
	for (i = 0; i < share->nr; i++, at += share->stride)
		odd += (at[0] & 0x11) || (at[1] & 1) || at[3] != 0 || (at[6] & 2);
	return (void *)odd;
}

/* @stride: words from one look to the next, or 0: always at the same record */
static uint64_t look_by(int threads, size_t stride)
{
	struct share shares[2];
	uint64_t begin;
	int i;

	run_on(2);
	begin = now_ns();
	for (i = 0; i < threads; i++) {
		shares[i] = (struct share) {
			.cpu = i,
			.first = nr_records / threads * i,
			.nr = nr_records / threads,
			.stride = stride,
		};
		if (pthread_create(&shares[i].thread, NULL, look, &shares[i]))
			errx(1, "no thread to be had");
	}
	for (i = 0; i < threads; i++)
		pthread_join(shares[i].thread, NULL);
	return now_ns() - begin;
}

/* As large as the map of this machine's memory. */
static void make_records(void)
{
	void *map;

	nr_records = sysconf(_SC_PHYS_PAGES);
	map = mmap(NULL, nr_records * RECORD_WORDS * sizeof(*records), PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (map == MAP_FAILED)
		err(1, "mmap");
	records = map;
}

/* What is measured, the least of some reads each. */
struct sample {
	uint64_t pass[2];
	uint64_t count[2];
	uint64_t read[2];
};

static void keep_least(uint64_t *least, uint64_t took)
{
	if (took < *least)
		*least = took;
}

static struct sample take_sample(void)
{
	struct sample least;
	int reads, i;

	memset(&least, 0xff, sizeof(least));
	for (reads = 0; reads < READS; reads++) {
		for (i = 0; i < 2; i++) {
			keep_least(&least.pass[i], quiet_read(i + 1));
			keep_least(&least.count[i], look_by(i + 1, 0));
			keep_least(&least.read[i], look_by(i + 1, RECORD_WORDS));
		}
	}
	return least;
}

static void fill(void)
{
	unsigned long kib = 0;
	char line[128], *at;
	size_t bytes, i;
	FILE *file = fopen("/proc/meminfo", "r");

	while (file && fgets(line, sizeof(line), file))
		sscanf(line, "MemFree: %lu", &kib);
	if (kib < 2 * LEFT_KIB)
		errx(1, "too little memory is free");
	fclose(file);
	bytes = (kib - LEFT_KIB) << 10;
	at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		err(1, "mmap");
	madvise(at, bytes, MADV_NOHUGEPAGE);
	for (i = 0; i < bytes; i += PAGE)
		at[i] = 1;
}

static int ascending(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values)
{
	qsort(values, SAMPLES, sizeof(*values), ascending);
	return values[SAMPLES / 2];
}

int main(void)
{
	double ours[SAMPLES], possible[SAMPLES], ratio, host;
	struct sample least;
	int i;

	make_records();
	fill();
	for (i = 0; i < SAMPLES; i++) {
		least = take_sample();
		ours[i] = (double)least.pass[0] / least.pass[1];
		possible[i] = (double)least.count[0] / least.count[1];
		printf("# one CPU %.2f ms / two CPUs %.2f ms: %.2f; two that count: %.2f, that read: %.2f\n",
		       least.pass[0] / 1e6, least.pass[1] / 1e6, ours[i], possible[i],
		       (double)least.read[0] / least.read[1]);
		fflush(stdout);
	}
	ratio = median(ours);
	host = median(possible);
	if (host < POSSIBLE) {
		printf("a pass over all frames by two CPUs: %.2f times as fast as by one; the host is busy (%.2f), not judged\n",
		       ratio, host);
		return 0;
	}
	printf("a pass over all frames by two CPUs: %.2f times as fast as by one, at least %.1f: %s\n",
	       ratio, WANTED, ratio >= WANTED ? "met" : "MISSED");
	return ratio < WANTED;
}
