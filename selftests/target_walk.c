// SPDX-License-Identifier: GPL-2.0
/* Targets that go while they are walked, and readers that take their time. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "child.h"
#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "pagemap.h"

/* Many times what an answer of any mode has in the module's buffer. */
#define BIG (32UL << 20)
#define PATIENCE_MS 30000

/* What the kernel's lists may hold back for a moment of memory that is free. */
#define HELD_BACK (5UL << 20)

/* An answer that fits the module's buffer may be made as a whole at the first read. */
#define SHORT (56 << 10)

FIXTURE(target) {
	pid_t child;
	int fd;
	char *area;
	int order[2];	/* a byte makes the child map and unmap; 'x' makes it exec */
	int done[2];	/* a byte says that it did */
};

FIXTURE_VARIANT(target) {
	const char *mode;
	bool binary;
};

FIXTURE_VARIANT_ADD(target, summary) { .mode = "mode=summary" };
FIXTURE_VARIANT_ADD(target, runs) { .mode = "mode=runs" };
FIXTURE_VARIANT_ADD(target, extents) { .mode = "mode=extents" };
FIXTURE_VARIANT_ADD(target, pages) { .mode = "mode=pages" };
FIXTURE_VARIANT_ADD(target, binary) { .mode = "mode=pages format=binary", .binary = true };

/* mmap and munmap take the lock for writing, and would wait for any reader. */
static void __attribute__((noreturn)) be_child(char *area, const int *order, const int *done)
{
	char c = 0, *page;
	size_t i;

	madvise(area, BIG, MADV_NOHUGEPAGE);
	/* Frames that do not follow each other make many extents. */
	for (i = 0; i < BIG; i += 2 * LAB_PAGE)
		area[i] = 1;
	for (i = LAB_PAGE; i < BIG; i += 2 * LAB_PAGE)
		area[i] = 1;
	/* Accessed bits are not taken away here to see what can be reclaimed. */
	if (mlock(area, BIG))
		_exit(1);
	while (c != 'x') {
		page = mmap(NULL, LAB_PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (page == MAP_FAILED || munmap(page, LAB_PAGE) ||
		    write(done[1], "", 1) != 1 || read(order[0], &c, 1) != 1)
			_exit(1);
	}
	execlp("sleep", "sleep", "20", NULL);
	_exit(1);
}

/*
 * DAMON takes the accessed bit of pages it picks, to see how much memory is in use;
 * from 6.17 on it may do so from boot on (mm/damon/stat.c), locked or not.
 */
static bool damon_rests(bool rest)
{
	static const char path[] = "/sys/module/damon_stat/parameters/enabled";
	static bool was_on;

	if (access(path, W_OK))
		return true;
	if (rest)
		was_on = *lab_slurp(path) == 'Y';
	return !was_on || !lab_store(path, rest ? "N" : "Y");
}

FIXTURE_SETUP(target)
{
	char c;

	ASSERT_TRUE(damon_rests(true));

	self->area = fresh_area(BIG, HUGE_BYTES);
	ASSERT_EQ(0, pipe(self->done));
	ASSERT_EQ(0, pipe(self->order));
	self->child = fork();
	if (!self->child)
		be_child(self->area, self->order, self->done);
	ASSERT_EQ(1, read(self->done[0], &c, 1));
	self->fd = lab_open(KMEMLAB_FILE_WALK, O_RDWR);
	ASSERT_EQ(0, lab_write(self->fd, "pid=%d start=%p end=%p %s", self->child, self->area,
			       self->area + BIG, variant->mode));
}

FIXTURE_TEARDOWN(target)
{
	child_end(self->child);
	damon_rests(false);
}

/*
 * Text ends in a line that says so, binary in a read that fails. A short answer that
 * was begun may have been whole before the target went.
 */
static bool ends_with_gone(int fd, const char *head, size_t have, bool binary)
{
	static char data[8 << 20];
	bool begun = have;
	struct answer *answer;
	ssize_t got;

	memcpy(data, head, have);
	while ((got = read(fd, data + have, sizeof(data) - have)) > 0)
		have += got;
	if (binary) {
		if (got < 0 && errno == ESRCH)
			return true;
		ksft_print_msg("after %zu bytes: %zd, %s\n", have, got, got ? strerror(errno) : "");
		return false;
	}
	if (got)
		return false;
	answer = answer_parse(data, have);
	if (answer->error)
		return lab_says_gone(answer);
	ksft_print_msg("whole after %zu bytes\n", have);
	return begun && have < SHORT && answer_section(answer, "walk")->nr_rows;
}

TEST_F(target, killed_before_the_read)
{
	child_end(self->child);
	EXPECT_TRUE(ends_with_gone(self->fd, "", 0, variant->binary));
}

TEST_F(target, killed_within_the_answer)
{
	char head[100];

	ASSERT_EQ(sizeof(head), read(self->fd, head, sizeof(head)));
	child_end(self->child);
	EXPECT_TRUE(ends_with_gone(self->fd, head, sizeof(head), variant->binary));
	EXPECT_EQ(ESRCH, lab_write(self->fd, "pid=%d", self->child));
}

TEST_F(target, another_program_before_the_read)
{
	ASSERT_EQ(1, write(self->order[1], "x", 1));
	child_has_become(self->child, "sleep");
	EXPECT_TRUE(ends_with_gone(self->fd, "", 0, variant->binary));
}

TEST_F(target, its_memory_is_free_before_an_answer)
{
	uint64_t before = lab_free_bytes();

	child_end(self->child);
	EXPECT_LE(before + BIG - HELD_BACK, lab_free_bytes());
}

TEST_F(target, its_memory_is_free_within_an_answer)
{
	uint64_t before;
	char head[100];

	ASSERT_EQ(sizeof(head), read(self->fd, head, sizeof(head)));
	before = lab_free_bytes();
	child_end(self->child);
	EXPECT_LE(before + BIG - HELD_BACK, lab_free_bytes());
}

/* Has the target mapped and unmapped? */
static bool maps_freely(const int *order, const int *done)
{
	struct pollfd poll_done = { .fd = done[0], .events = POLLIN };
	char c;

	return write(order[1], "", 1) == 1 && poll(&poll_done, 1, PATIENCE_MS) == 1 &&
	       read(done[0], &c, 1) == 1;
}

/* Between two reads nothing of the target is held. */
TEST_F(target, maps_while_a_reader_sleeps)
{
	char c;
	int i;

	for (i = 0; i < 8; i++) {
		ASSERT_EQ(1, read(self->fd, &c, 1));
		ASSERT_TRUE(maps_freely(self->order, self->done));
	}
}

TEST_F(target, maps_after_a_reader_left)
{
	uint64_t held = lab_held_kib();
	char c;

	ASSERT_EQ(1, read(self->fd, &c, 1));
	close(self->fd);
	ASSERT_TRUE(maps_freely(self->order, self->done));
	EXPECT_EQ(held, lab_held_kib());
}

/* Of text the rows: how long the lock was held differs from run to run. */
static size_t comparable(char *data, size_t len, bool binary)
{
	char *walk;

	data[len] = '\0';
	walk = binary ? NULL : strstr(data, "\n@ walk ");
	return walk ? (size_t)(walk - data) : len;
}

#define READERS 3

static char read_data[READERS][8 << 20];

/* By turns, each with reads of its own size. False: one of them fails. */
static bool read_by_turns(const int *fd, bool binary, size_t *have)
{
	const size_t step[READERS] = { 4096, 77777, sizeof(read_data[0]) - 1 };
	int going = READERS, i;
	ssize_t got;

	memset(have, 0, READERS * sizeof(*have));
	while (going) {
		for (i = going = 0; i < READERS; i++) {
			size_t room = sizeof(read_data[i]) - 1 - have[i];

			got = read(fd[i], read_data[i] + have[i], step[i] < room ? step[i] : room);
			if (got < 0)
				return false;
			have[i] += got;
			going += !!got;
		}
	}
	for (i = 0; i < READERS; i++)
		have[i] = comparable(read_data[i], have[i], binary);
	return true;
}

/* Where two part, and what each has there. */
static void tell_difference(const size_t *have, int i)
{
	size_t at, from;

	for (at = 0; at < have[0] && at < have[i] && read_data[0][at] == read_data[i][at]; at++)
		;
	from = at < 120 ? 0 : at - 120;
	ksft_print_msg("%zu and %zu bytes, the same up to %zu:\n", have[0], have[i], at);
	ksft_print_msg("one: %.240s\n", read_data[0] + from);
	ksft_print_msg("other: %.240s\n", read_data[i] + from);
}

static bool all_read_the_same(const size_t *have)
{
	int i;

	for (i = 1; i < READERS; i++) {
		if (have[0] == have[i] && !memcmp(read_data[0], read_data[i], have[0]))
			continue;
		tell_difference(have, i);
		return false;
	}
	return true;
}

/* All read the same, as long as the kernel does not move the pages meanwhile. */
TEST_F(target, readers_with_different_progress)
{
	static struct frame before[BIG / LAB_PAGE], after[BIG / LAB_PAGE];
	int fd[READERS] = { self->fd }, tries = 10, i;
	size_t have[READERS];

	for (i = 1; i < READERS; i++)
		fd[i] = lab_open(KMEMLAB_FILE_WALK, O_RDWR);
	do {
		if (!tries--)
			SKIP(return, "the kernel kept moving the pages");
		for (i = 0; i < READERS; i++)
			ASSERT_EQ(0, lab_write(fd[i], "pid=%d start=%p end=%p %s", self->child,
					       self->area, self->area + BIG, variant->mode));
		frames_of(self->child, (uint64_t)self->area, BIG / LAB_PAGE, before);
		ASSERT_TRUE(read_by_turns(fd, variant->binary, have));
		frames_of(self->child, (uint64_t)self->area, BIG / LAB_PAGE, after);
	} while (!frames_same(before, after, BIG / LAB_PAGE));
	EXPECT_TRUE(all_read_the_same(have));
}

/* However little is asked for at a time: what is read is the same. */
TEST_F(target, the_smallest_reads)
{
	static char data[2][1 << 14];
	size_t have, len[2];
	ssize_t got;
	int i;

	for (i = 0; i < 2; i++) {
		ASSERT_EQ(0, lab_write(self->fd, "pid=%d start=%p end=%p %s", self->child,
				       self->area, self->area + 20 * LAB_PAGE, variant->mode));
		for (have = 0; (got = read(self->fd, data[i] + have,
					   i ? 1 : sizeof(data[i]) - 1 - have)) > 0; have += got)
			;
		ASSERT_EQ(0, got);
		len[i] = comparable(data[i], have, variant->binary);
	}
	EXPECT_LT(160, len[0]);
	EXPECT_EQ(len[0], len[1]);
	EXPECT_EQ(0, memcmp(data[0], data[1], len[0]));
}

TEST_HARNESS_MAIN
