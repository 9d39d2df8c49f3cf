// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "bench.h"

#define RUNS_MIN	3
#define RUNS_MAX	15

static unsigned int rows, missed;

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static int agree(uint64_t a, uint64_t b)
{
	uint64_t apart = a > b ? a - b : b - a;

	return apart * 200 <= a;
}

uint64_t bench_least_ns(uint64_t (*work)(void *arg), void *arg, uint64_t *result)
{
	uint64_t least = UINT64_MAX, second = UINT64_MAX, begin, took, got;
	unsigned int run;

	for (run = 0; run < RUNS_MAX; run++) {
		begin = now_ns();
		got = work(arg);
		took = now_ns() - begin;
		if (run && got != *result) {
			fprintf(stderr, "bench: the work changed: %llu, then %llu\n",
				(unsigned long long)*result, (unsigned long long)got);
			exit(1);
		}
		*result = got;
		if (took < least) {
			second = least;
			least = took;
		} else if (took < second) {
			second = took;
		}
		if (run + 1 >= RUNS_MIN && agree(least, second))
			break;
	}
	return least;
}

/* "6.1.0" of "6.1.0-56-amd64" */
static const char *kernel(void)
{
	static struct utsname name;

	if (!name.release[0]) {
		uname(&name);
		name.release[strcspn(name.release, "-+")] = '\0';
	}
	return name.release;
}

static void put_header(void)
{
	static int was_put;

	if (!was_put++)
		printf("%-8s %-44s %-22s %10s %10s %10s %7s\n", "kernel", "work", "peer",
		       "peer insn", "ours", "at most", "ratio");
}

void bench_row(const char *what, const char *peer_name, double peer, double ours,
	       double limit)
{
	int met = ours <= limit;

	put_header();
	rows++;
	missed += !met;
	printf("%-8s %-44s ", kernel(), what);
	if (peer)
		printf("%-22s %10.1f %10.1f %10.1f %6.1fx %s\n", peer_name, peer,
		       ours, limit, peer / ours, met ? "met" : "MISSED");
	else
		printf("%-22s %10s %10.1f %10.1f %7s %s\n", "-", "-", ours,
		       limit, "-", met ? "met" : "MISSED");
}

void bench_premise(int holds, const char *fmt, ...)
{
	va_list args;

	if (holds)
		return;
	put_header();
	missed++;
	printf("%-8s no premise: ", kernel());
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	putchar('\n');
}

int bench_end(void)
{
	struct utsname name;

	uname(&name);
	printf("# %s: %u rows, %u missed\n", name.release, rows, missed);
	return missed != 0;
}
