// SPDX-License-Identifier: GPL-2.0
/* The target of the storm: four threads, each over a quarter of the arena. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest.h"
#include "lab.h"
#include "pagemap.h"
#include "storm.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

#define CHUNKS (STORM_QUARTER / HUGE_BYTES)

struct thread {
	char *quarter;
	uint64_t random;
	int memory;		/* a file in memory, as large as a quarter */
	int rights[3];		/* what it may set */
	int flags;		/* how it maps */
};

/* xorshift64*, for a seed to mean the same everywhere */
uint64_t storm_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1dUL >> 8;
}

/* Errors are part of it: what was to be changed may not be there. */
static void change(struct thread *t)
{
	static const int advice[] = {
		MADV_DONTNEED, MADV_PAGEOUT, MADV_FREE, MADV_COLLAPSE, MADV_HUGEPAGE,
		MADV_NOHUGEPAGE, MADV_POPULATE_READ, MADV_POPULATE_WRITE, MADV_POPULATE_WRITE,
		MADV_COLD, MADV_DONTNEED, MADV_COLLAPSE,
	};
	char *chunk = t->quarter + storm_random(&t->random) % CHUNKS * HUGE_BYTES;
	char *page = chunk + storm_random(&t->random) % 512 * LAB_PAGE;
	char *other = t->quarter + storm_random(&t->random) % CHUNKS * HUGE_BYTES;
	size_t part = (storm_random(&t->random) % 64 + 1) * LAB_PAGE;
	uint64_t dice = storm_random(&t->random) % 64;

	/* Not over the end of the quarter. */
	if (page + part > t->quarter + STORM_QUARTER)
		part = t->quarter + STORM_QUARTER - page;
	if (dice < 8)
		mmap(chunk, HUGE_BYTES, t->rights[dice % 3], t->flags | MAP_FIXED, t->memory,
		     chunk - t->quarter);
	else if (dice < 10)
		munmap(page, part);
	else if (dice < 11)
		munmap(chunk, HUGE_BYTES);
	else if (dice < 18)
		mprotect(page, part, t->rights[dice % 3]);
	else if (dice < 21)
		mprotect(chunk, HUGE_BYTES, t->rights[dice % 3]);
	else if (dice < 24 && chunk != other)
		mremap(chunk, HUGE_BYTES, HUGE_BYTES, MREMAP_MAYMOVE | MREMAP_FIXED, other);
	else if (dice < 28 && !madvise(page, part, MADV_POPULATE_WRITE))
		madvise(page, part, MADV_PAGEOUT);
	else if (dice < 44)
		madvise(chunk, HUGE_BYTES, advice[storm_random(&t->random) % ARRAY_SIZE(advice)]);
	else
		madvise(page, part, advice[storm_random(&t->random) % ARRAY_SIZE(advice)]);
}

static void *thread_main(void *arg)
{
	struct thread *t = arg;
	pid_t child;

	for (;;) {
		change(t);
		if (storm_random(&t->random) % 256)
			continue;
		child = fork();
		if (!child) {
			change(t);
			_exit(0);
		}
		waitpid(child, NULL, 0);
	}
	return NULL;
}

void storm_rage(uint64_t seed)
{
	static struct thread threads[4] = {
		{ .rights = { PROT_READ | PROT_WRITE, PROT_READ, PROT_READ | PROT_WRITE },
		  .flags = MAP_PRIVATE | MAP_ANONYMOUS, .memory = -1 },
		{ .rights = { PROT_READ, PROT_READ | PROT_EXEC, PROT_NONE },
		  .flags = MAP_PRIVATE },
		{ .rights = { PROT_READ | PROT_WRITE, PROT_READ, PROT_NONE },
		  .flags = MAP_PRIVATE | MAP_ANONYMOUS, .memory = -1 },
		{ .rights = { PROT_READ | PROT_WRITE, PROT_READ, PROT_READ | PROT_WRITE },
		  .flags = MAP_SHARED },
	};
	int memory = memfd_create("storm", MFD_CLOEXEC), i;
	uint64_t random = seed | 1;
	pthread_t thread;
	char next[32];

	if (memory < 0 || ftruncate(memory, STORM_QUARTER))
		_exit(1);
	for (i = 0; i < 4; i++) {
		threads[i].quarter = (char *)STORM_ARENA + i * STORM_QUARTER;
		threads[i].random = storm_random(&random) | 1;
		if (!threads[i].memory)
			threads[i].memory = memory;
		if (pthread_create(&thread, NULL, thread_main, &threads[i]))
			_exit(1);
	}
	usleep(100000 + storm_random(&random) % 500000);
	if (storm_random(&random) % 2)
		_exit(0);
	snprintf(next, sizeof(next), "%lu", storm_random(&random));
	execl("/proc/self/exe", "storm_walk", "rage", next, NULL);
	_exit(1);
}
