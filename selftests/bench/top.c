// SPDX-License-Identifier: GPL-2.0
/*
 * What the screen of "kmemlab top" costs while nobody touches it: processor time of
 * its process, the kernel's part included, over ticks of a second.
 */
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

/* The first ticks draw all and walk everybody. */
#define WARM_S	15
#define TICKS	30

/* 2% of a second. */
#define LIMIT_NS	20000000

/* Of some sizes, so that there are page tables to walk. */
#define SLEEPERS	8

static double now_s(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return at.tv_sec + at.tv_nsec / 1e9;
}

/* What a terminal does with what it gets: nothing that counts here. */
static void watch(int terminal, double seconds)
{
	struct pollfd in = { .fd = terminal, .events = POLLIN };
	double end = now_s() + seconds, left;
	char buf[65536];

	while ((left = end - now_s()) > 0)
		if (poll(&in, 1, left * 1000 + 1) > 0 && read(terminal, buf, sizeof(buf)) <= 0)
			break;
}

/* Nanoseconds on a processor; exact, where stat counts ticks. */
static uint64_t used_ns(pid_t pid)
{
	unsigned long long ns = 0;
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/schedstat", pid);
	f = fopen(path, "r");
	if (!f || fscanf(f, "%llu", &ns) != 1) {
		fprintf(stderr, "bench: top has ended\n");
		exit(1);
	}
	fclose(f);
	return ns;
}

static pid_t sleeper(size_t bytes)
{
	pid_t pid = fork();
	volatile char *memory;
	size_t i;

	if (pid)
		return pid;
	memory = malloc(bytes);
	for (i = 0; memory && i < bytes; i += 4096)
		memory[i] = 1;
	for (;;)
		pause();
}

int main(void)
{
	const struct winsize size = { .ws_row = 60, .ws_col = 200 };
	pid_t sleepers[SLEEPERS], top;
	uint64_t before;
	int terminal, i;

	for (i = 0; i < SLEEPERS; i++)
		sleepers[i] = sleeper((size_t)1 << (16 + i));
	setenv("TERM", "xterm", 1);
	top = forkpty(&terminal, NULL, NULL, &size);
	if (!top) {
		execlp("kmemlab", "kmemlab", "top", NULL);
		_exit(127);
	}
	if (top < 0)
		return 1;
	watch(terminal, WARM_S);
	before = used_ns(top);
	watch(terminal, TICKS);
	bench_row("top, a tick at 1 s on 200x60, thousand insn", "-", 0,
		  (used_ns(top) - before) / 1000.0 / TICKS, LIMIT_NS / 1000);
	kill(top, SIGTERM);
	for (i = 0; i < SLEEPERS; i++)
		kill(sleepers[i], SIGKILL);
	while (wait(NULL) > 0)
		;
	return bench_end();
}
