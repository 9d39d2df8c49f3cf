// SPDX-License-Identifier: GPL-2.0
/*
 * A pass over all frames on one CPU and on two. This is time by the clock, so
 * what else the machine does is part of it: beside our ratio stands that of two
 * processes that only count, each alone and both at once. If even these do not
 * run at the same time, nothing can be told here. All are measured in turn, so
 * that each finds the same machine.
 */
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
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
#define COUNTS		2000000ul

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

static void count(int cpu)
{
	volatile unsigned long n;
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
	for (n = 0; n < COUNTS; n++)
		;
}

static uint64_t count_by(int processes)
{
	uint64_t begin;
	int i;

	run_on(2);
	begin = now_ns();
	for (i = 0; i < processes; i++) {
		if (!fork()) {
			count(i);
			_exit(0);
		}
	}
	while (wait(NULL) > 0)
		;
	return now_ns() - begin;
}

/* What is measured, the least of some reads each. */
struct sample {
	uint64_t pass[2];
	uint64_t count[2];
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
			keep_least(&least.count[i], count_by(i + 1));
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
	/* Children are not to copy the tables of all that. */
	madvise(at, bytes, MADV_DONTFORK);
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

	fill();
	for (i = 0; i < SAMPLES; i++) {
		least = take_sample();
		ours[i] = (double)least.pass[0] / least.pass[1];
		possible[i] = 2. * least.count[0] / least.count[1];
		printf("# one CPU %.2f ms / two CPUs %.2f ms: %.2f; two that count: %.2f\n",
		       least.pass[0] / 1e6, least.pass[1] / 1e6, ours[i], possible[i]);
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
