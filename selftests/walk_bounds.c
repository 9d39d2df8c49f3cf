// SPDX-License-Identifier: GPL-2.0
/*
 * What a walk may take: memory that does not grow with what is walked, and no step
 * further than its reader went.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "child.h"
#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "pagemap.h"
#include "walk.h"

#define LARGE (128UL << 20)
#define DESERT (1UL << 40)
#define READERS 24
#define TRIES 5

/* Less than the entries of the large one would take. */
#define NOISE (2UL << 20)

static char *make_small(void)
{
	char *area = fresh_area(LAB_PAGE, LAB_PAGE);

	*area = 1;
	return area;
}

/* Every other page, so that no two entries are one run. */
static char *make_large(void)
{
	char *area = fresh_area(LARGE, HUGE_BYTES);
	size_t i;

	madvise(area, LARGE, MADV_NOHUGEPAGE);
	for (i = 0; i < LARGE; i += 2 * LAB_PAGE)
		area[i] = 1;
	return area;
}

static char *make_desert(void)
{
	char *area = mmap(NULL, DESERT, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t i;

	if (area == MAP_FAILED)
		return NULL;
	madvise(area, DESERT, MADV_NOHUGEPAGE);
	for (i = 0; i < DESERT; i += DESERT / 256)
		area[i] = 1;
	return area;
}

FIXTURE(mode) {
};

FIXTURE_VARIANT(mode) {
	const char *words;
};

FIXTURE_VARIANT_ADD(mode, summary) { .words = "mode=summary" };
FIXTURE_VARIANT_ADD(mode, runs) { .words = "mode=runs" };
FIXTURE_VARIANT_ADD(mode, extents) { .words = "mode=extents" };
FIXTURE_VARIANT_ADD(mode, pages) { .words = "mode=pages" };
FIXTURE_VARIANT_ADD(mode, binary) { .words = "mode=pages format=binary" };
FIXTURE_VARIANT_ADD(mode, tables) { .words = "mode=tables" };

FIXTURE_SETUP(mode)
{
}

FIXTURE_TEARDOWN(mode)
{
}

/* A reader within its answer, which it does not go on reading. */
static int begin(const struct child *child, const char *words)
{
	int fd = lab_open(KMEMLAB_FILE_WALK, O_RDWR);
	char c;

	if (lab_write(fd, "pid=%d %s", child->pid, words) || read(fd, &c, 1) != 1)
		lab_die("walk: no answer");
	return fd;
}

/* Of several readers at once, what the module says it holds. */
static uint64_t held_within(const struct child *child, const char *words)
{
	uint64_t before = lab_held_kib(), held;
	int fd[READERS], i;

	for (i = 0; i < READERS; i++)
		fd[i] = begin(child, words);
	held = lab_held_kib() - before;
	for (i = 0; i < READERS; i++)
		close(fd[i]);
	return held;
}

static uint64_t taken_once(const struct child *child, const char *words)
{
	uint64_t before = lab_free_bytes(), after;
	int fd[READERS], i;

	for (i = 0; i < READERS; i++)
		fd[i] = begin(child, words);
	after = lab_free_bytes();
	for (i = 0; i < READERS; i++)
		close(fd[i]);
	return before > after ? before - after : 0;
}

/*
 * And what they take, as the kernel counts it: the least, for others take some too.
 * What is no more than @enough is good enough.
 */
static uint64_t taken_within(const struct child *child, const char *words, uint64_t enough)
{
	uint64_t least = UINT64_MAX, taken;
	int try;

	for (try = 0; try < TRIES && least > enough; try++) {
		taken = taken_once(child, words);
		least = taken < least ? taken : least;
	}
	return least;
}

TEST_F(mode, memory_does_not_grow)
{
	struct child of[] = {
		child_of(make_small), child_of(make_large), child_of(make_desert),
	};
	uint64_t held, taken;
	size_t i;

	ASSERT_NE(0, of[2].addr);
	/* What is kept for the next reader is taken now. */
	held = held_within(&of[0], variant->words);
	taken = taken_within(&of[0], variant->words, 0);
	EXPECT_NE(0, held);
	for (i = 1; i < ARRAY_SIZE(of); i++) {
		EXPECT_EQ(held, held_within(&of[i], variant->words));
		EXPECT_GE(taken + NOISE,
			  taken_within(&of[i], variant->words, taken + NOISE));
	}
	for (i = 0; i < ARRAY_SIZE(of); i++)
		child_end(of[i].pid);
}

/* Told by a signal, it gives up the last of what it has. */
static char *tail;
static int done[2];

static void give_up_tail(int signal)
{
	(void)signal;
	if (madvise(tail, HUGE_BYTES, MADV_DONTNEED) || write(done[1], "", 1) != 1)
		_exit(1);
}

static char *make_large_that_listens(void)
{
	char *area = make_large();

	tail = area + LARGE - HUGE_BYTES;
	signal(SIGUSR1, give_up_tail);
	return area;
}

static struct walk *read_on(int fd, const char *words)
{
	const char *mode = strchr(words, '=') + 1;
	char *rest, *data;
	size_t len;

	rest = lab_read(fd, &len);
	data = malloc(len + 2);
	/* Of a text the byte that was read before; a block begins with its address. */
	data[0] = '#';
	memcpy(data + 1, rest, len + 1);
	free(rest);
	return walk_of_answer(answer_parse(data, len + 1), mode);
}

/* Where the reader stopped the walk stopped: what lies far behind it is not read yet. */
static void stop_within(struct __test_metadata *_metadata, const char *words)
{
	struct child child;
	struct walk *walk;
	size_t i;
	char c;
	int fd;

	child = child_of(make_large_that_listens);
	ASSERT_TRUE(frame_of(child.pid, child.addr + LARGE - HUGE_BYTES).present);
	fd = begin(&child, words);
	ASSERT_EQ(0, kill(child.pid, SIGUSR1));
	ASSERT_EQ(1, read(done[0], &c, 1));
	walk = read_on(fd, words);
	EXPECT_EQ(NULL, walk->answer->error);
	EXPECT_LT(LARGE / LAB_PAGE / 4, walk->nr);
	for (i = 0; i < walk->nr; i++) {
		uint64_t addr = walk->entries[i].addr;

		ASSERT_FALSE(addr >= child.addr + LARGE - HUGE_BYTES && addr < child.addr + LARGE);
	}
	walk_free(walk);
	close(fd);
	child_end(child.pid);
}

TEST(stops_with_its_reader)
{
	static const char *const words[] = { "mode=runs", "mode=extents", "mode=pages" };
	size_t i;

	ASSERT_EQ(0, pipe(done));
	for (i = 0; i < ARRAY_SIZE(words); i++)
		stop_within(_metadata, words[i]);
}

TEST_HARNESS_MAIN
