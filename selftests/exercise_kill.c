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
	{ KMEMLAB_FILE_CONTIG, "size=4M count=8 repeat=1M move=1" },
	{ KMEMLAB_FILE_CONTIG, "size=64K count=100 repeat=1M move=1 threads=1" },
	{ KMEMLAB_FILE_FRAG, "count=10K repeat=1M pattern=fifo" },
	{ KMEMLAB_FILE_KMALLOC, "count=1000 repeat=1M threads=3 times=0" },
	{ KMEMLAB_FILE_PAGES, "count=500 repeat=1M threads=2 pattern=remote" },
	{ KMEMLAB_FILE_CACHE, "call=bulk count=1000 repeat=1M" },
	{ KMEMLAB_FILE_KMALLOC, "size=1..200+1 count=10K repeat=100" },
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

/* Caches of ours that the kernel lists. */
static int caches(void)
{
	char *text, *at;
	int nr = 0;

	if (access("/proc/slabinfo", R_OK))
		return 0;
	text = lab_slurp("/proc/slabinfo");
	for (at = text; (at = strstr(at, "\nkmemlab-")); at++)
		nr++;
	free(text);
	return nr;
}

/* Free pages and those on the CPUs' lists, once caches and what was put off are gone. */
static uint64_t settled_bytes(void)
{
	uint64_t bytes = 0, last;
	int tries;

	for (tries = 0; tries < 20; tries++) {
		last = bytes;
		lab_store("/proc/sys/vm/drop_caches", "3");
		lab_store("/proc/sys/vm/compact_memory", "1");
		usleep(100000);
		bytes = lab_free_bytes();
		if (last && bytes <= last + (64 << 10) && last <= bytes + (64 << 10))
			break;
	}
	return bytes;
}

/* Two rounds: in the first the kernel keeps what it will use again. */
static void kill_all(bool *all, double *longest)
{
	size_t nr = sizeof(runs) / sizeof(*runs), i;
	double took;

	for (i = 0; i < MOMENTS / 2; i++) {
		took = kill_one(i % nr, random() % LONGEST_US);
		*all = *all && took >= 0;
		*longest = took > *longest ? took : *longest;
	}
}

int main(void)
{
	uint64_t held = lab_held_kib(), killed = lab_oom_kills(), before, after;
	int nr_caches = caches();
	double longest = 0;
	bool all = true;

	ksft_print_header();
	ksft_set_plan(6);
	srandom(20);
	kill_all(&all, &longest);
	before = settled_bytes();
	kill_all(&all, &longest);
	after = settled_bytes();
	ksft_print_msg("the longest death took %.3f s\n", longest);
	ksft_test_result(all && longest < 30, "%d runs die when they are killed\n", MOMENTS);
	ksft_test_result(lab_held_kib() == held, "nothing is held afterwards\n");
	ksft_test_result(!strcmp(lab_slurp("/sys/module/kmemlab/refcnt"), "0\n"),
			 "nobody holds the module\n");
	ksft_test_result(caches() == nr_caches, "no cache is left\n");
	ksft_test_result(lab_oom_kills() == killed, "the OOM killer was not called\n");
	ksft_print_msg("free before: %lu KiB, after: %lu KiB\n", before >> 10, after >> 10);
	if (lab_has_kasan())
		ksft_test_result_skip("KASAN keeps freed objects; kmemleak looks here\n");
	else
		ksft_test_result(after + (1 << 20) >= before,
				 "free frames return to within 1 MiB\n");
	ksft_finished();
}
