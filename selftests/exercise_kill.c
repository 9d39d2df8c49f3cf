// SPDX-License-Identifier: GPL-2.0
/*
 * Killed at any moment, an exercise leaves nothing: no object, no cache, no right
 * to hold memory, no hold on the module.
 */
#include <errno.h>
#include <signal.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest.h"
#include "lab.h"

#define MOMENTS 100
#define LONGEST_US 20000

/* Each goes on for longer than the longest wait. */
static const struct {
	const char *file;
	const char *request;
} runs[] = {
	{ KMEMLAB_FILE_KMALLOC, "count=100K repeat=1M" },
	{ KMEMLAB_FILE_KMALLOC, "call=kvmalloc size=1M count=20 repeat=1M touch=1" },
	{ KMEMLAB_FILE_VMALLOC, "size=64K count=200 repeat=1M pattern=random" },
	{ KMEMLAB_FILE_VMALLOC, "call=vmap size=1M count=50 repeat=1M" },
	{ KMEMLAB_FILE_PAGES, "order=3 count=1000 repeat=1M pattern=remote" },
	{ KMEMLAB_FILE_MEMPOOL, "call=slab count=10K repeat=1M backing_fail=1" },
	{ KMEMLAB_FILE_CACHE, "size=1000 count=10K repeat=1M ctor=1" },
	{ KMEMLAB_FILE_CACHE, "count=1000 hold=1" },
	{ KMEMLAB_FILE_PERCPU, "count=1000 repeat=1M" },
	{ KMEMLAB_FILE_DMA, "call=pool count=1000 repeat=1M" },
	{ KMEMLAB_FILE_FRAG, "count=10K repeat=1M pattern=fifo" },
};

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* The child holds its descriptor open to the end. */
static pid_t start(size_t which)
{
	pid_t child = fork();
	int fd;

	if (child)
		return child;
	fd = lab_open(runs[which].file, O_RDWR);
	if (lab_write(fd, "%s time_limit_ms=600000", runs[which].request))
		_exit(1);
	lab_read(fd, NULL);
	pause();
	_exit(0);
}

/* How long the child took to die, or a negative number. */
static double kill_one(size_t which, unsigned int after_us)
{
	pid_t child = start(which);
	double before;
	int status;

	usleep(after_us);
	before = seconds();
	kill(child, SIGKILL);
	if (waitpid(child, &status, 0) != child || !WIFSIGNALED(status))
		return -1;
	return seconds() - before;
}

/* Caches of ours that the kernel still lists, but for the one that stays. */
static bool caches_are_gone(void)
{
	char *text, *at;

	if (access("/proc/slabinfo", R_OK))
		return true;
	text = lab_slurp("/proc/slabinfo");
	for (at = text; (at = strstr(at, "\nkmemlab-")); at++)
		if (strncmp(at, "\nkmemlab-proof ", strlen("\nkmemlab-proof ")))
			return false;
	return true;
}

/* A kernel may count no events; then there is nothing to compare. */
static uint64_t oom_kills(void)
{
	char *text = lab_slurp("/proc/vmstat"), *line = strstr(text, "\noom_kill ");
	uint64_t kills = line ? strtoull(line + strlen("\noom_kill "), NULL, 10) : 0;

	free(text);
	return kills;
}

int main(void)
{
	uint64_t held = lab_held_kib(), killed = oom_kills();
	size_t nr = sizeof(runs) / sizeof(*runs), i;
	double took, longest = 0;
	bool all = true;

	ksft_print_header();
	ksft_set_plan(5);
	srandom(20);
	for (i = 0; i < MOMENTS; i++) {
		took = kill_one(i % nr, random() % LONGEST_US);
		all = all && took >= 0;
		longest = took > longest ? took : longest;
	}
	ksft_print_msg("the longest death took %.3f s\n", longest);
	ksft_test_result(all && longest < 5, "%d runs die when they are killed\n", MOMENTS);
	ksft_test_result(lab_held_kib() == held, "nothing is held afterwards\n");
	ksft_test_result(!strcmp(lab_slurp("/sys/module/kmemlab/refcnt"), "0\n"),
			 "nobody holds the module\n");
	ksft_test_result(caches_are_gone(), "no cache is left\n");
	ksft_test_result(oom_kills() == killed,
			 "the OOM killer was not called\n");
	ksft_finished();
}
