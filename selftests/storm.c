// SPDX-License-Identifier: GPL-2.0
/* The target of the storm: threads, each over a part of the arena. */
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest.h"
#include "lab.h"
#include "pagemap.h"
#include "storm.h"
#include "storm_frames.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

struct thread {
	char *part;
	uint64_t random;
	int file;		/* as large as a part; -1: none */
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
	char *chunk = t->part + storm_random(&t->random) % STORM_CHUNKS * HUGE_BYTES;
	char *page = chunk + storm_random(&t->random) % 512 * LAB_PAGE;
	size_t from = storm_random(&t->random) % STORM_CHUNKS & ~1UL;
	size_t to = storm_random(&t->random) % STORM_CHUNKS & ~1UL;
	size_t part = (storm_random(&t->random) % 64 + 1) * LAB_PAGE;
	uint64_t dice = storm_random(&t->random) % 64;

	/* Not over the end of the part. */
	if (page + part > t->part + STORM_PART)
		part = t->part + STORM_PART - page;
	if (dice < 8)
		mmap(chunk, HUGE_BYTES, t->rights[dice % 3], t->flags | MAP_FIXED, t->file,
		     chunk - t->part);
	else if (dice < 10)
		munmap(page, part);
	else if (dice < 11)
		munmap(chunk, HUGE_BYTES);
	else if (dice < 18)
		mprotect(page, part, t->rights[dice % 3]);
	else if (dice < 21)
		mprotect(chunk, HUGE_BYTES, t->rights[dice % 3]);
	else if (dice < 24 && from != to)
		mremap(t->part + from * HUGE_BYTES, HUGE_BYTES, HUGE_BYTES,
		       MREMAP_MAYMOVE | MREMAP_FIXED, t->part + to * HUGE_BYTES);
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

/* Else a slow machine has hardly any known frames mapped when it is walked. */
static void map_known(const struct thread *t)
{
	size_t chunk;

	mmap(t->part, STORM_PART, t->rights[0], t->flags | MAP_FIXED, t->file, 0);
	for (chunk = 0; chunk < STORM_CHUNKS; chunk++)
		if (storm_chunk_stays(chunk))
			madvise(t->part + chunk * HUGE_BYTES, HUGE_BYTES, MADV_POPULATE_READ);
}

void storm_become(uint64_t seed, const struct storm_files *files)
{
	char next[32], memory[16], huge[16];

	snprintf(next, sizeof(next), "%lu", seed);
	snprintf(memory, sizeof(memory), "%d", files->memory);
	snprintf(huge, sizeof(huge), "%d", files->huge);
	execl("/proc/self/exe", "storm_walk", "rage", next, memory, huge, NULL);
}

void storm_rage(uint64_t seed, const struct storm_files *files)
{
	static struct thread threads[STORM_PARTS] = {
		[STORM_ANON] = {
			.rights = { PROT_READ | PROT_WRITE, PROT_READ, PROT_READ | PROT_WRITE },
			.flags = MAP_PRIVATE | MAP_ANONYMOUS,
		},
		[STORM_FILE] = {
			.rights = { PROT_READ, PROT_READ | PROT_EXEC, PROT_NONE },
			.flags = MAP_PRIVATE,
		},
		[STORM_ANON_CLOSED] = {
			.rights = { PROT_READ | PROT_WRITE, PROT_READ, PROT_NONE },
			.flags = MAP_PRIVATE | MAP_ANONYMOUS,
		},
		[STORM_SHARED] = {
			.rights = { PROT_READ | PROT_WRITE, PROT_READ, PROT_READ | PROT_WRITE },
			.flags = MAP_SHARED,
		},
		[STORM_HUGE] = {
			.rights = { PROT_READ | PROT_WRITE, PROT_READ, PROT_NONE },
			.flags = MAP_SHARED,
		},
	};
	const int file[STORM_PARTS] = { -1, files->memory, -1, files->memory, files->huge };
	uint64_t random = seed | 1;
	pthread_t thread;
	int i;

	for (i = 0; i < STORM_PARTS; i++) {
		threads[i].part = (char *)STORM_ARENA + i * STORM_PART;
		threads[i].random = storm_random(&random) | 1;
		threads[i].file = file[i];
		/* Without huge pages there is nothing to map. */
		if (i == STORM_HUGE && file[i] < 0)
			continue;
		if (file[i] >= 0)
			map_known(&threads[i]);
		if (pthread_create(&thread, NULL, thread_main, &threads[i]))
			_exit(1);
	}
	usleep(100000 + storm_random(&random) % 500000);
	if (storm_random(&random) % 2)
		_exit(0);
	storm_become(storm_random(&random), files);
	_exit(1);
}
