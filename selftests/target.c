// SPDX-License-Identifier: GPL-2.0
/* A descriptor keeps its target's number, not its memory and not its life. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "child.h"
#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "pagemap.h"

#define BIG (100UL << 20)

FIXTURE(target) {
	pid_t child;
	int fd;
	char *page;
	int order[2];	/* a byte makes the child go on */
};

/* The child has touched all of it, so that it must be freed with it. */
static void be_child(char *area, const int *order, int ready)
{
	char c;

	memset(area, 1, BIG);
	if (write(ready, "", 1) != 1 || read(order[0], &c, 1) != 1)
		_exit(1);
	execlp("sleep", "sleep", "20", NULL);
	_exit(1);
}

FIXTURE_SETUP(target)
{
	int ready[2];
	char c;

	self->page = fresh_area(BIG, LAB_PAGE);
	ASSERT_EQ(0, pipe(ready));
	ASSERT_EQ(0, pipe(self->order));
	self->child = fork();
	if (!self->child)
		be_child(self->page, self->order, ready[1]);
	close(ready[1]);
	ASSERT_EQ(1, read(ready[0], &c, 1));
	self->fd = lab_open(KMEMLAB_FILE_TRANSLATE, O_RDWR);
	ASSERT_EQ(0, lab_write(self->fd, "pid=%d addr=%p", self->child, self->page));
}

FIXTURE_TEARDOWN(target)
{
	child_end(self->child);
}

TEST_F(target, lives)
{
	struct answer *answer = lab_answer(self->fd);

	EXPECT_EQ(NULL, answer->error);
	EXPECT_EQ(frame_of(self->child, (uint64_t)self->page).pfn,
		  section_u64(answer_section(answer, "address"), 0, "pfn"));
}

TEST_F(target, killed_before_the_read)
{
	child_end(self->child);
	EXPECT_TRUE(lab_says_gone(lab_answer(self->fd)));
}

/* A zombie has given up its memory, though its number is still there. */
TEST_F(target, zombie_before_the_read)
{
	siginfo_t info;

	kill(self->child, SIGKILL);
	ASSERT_EQ(0, waitid(P_PID, self->child, &info, WEXITED | WNOWAIT));
	EXPECT_TRUE(lab_says_gone(lab_answer(self->fd)));
}

TEST_F(target, killed_within_the_answer)
{
	char text[1 << 14];
	ssize_t rest;

	ASSERT_EQ(100, read(self->fd, text, 100));
	child_end(self->child);
	rest = read(self->fd, text + 100, sizeof(text) - 100);
	ASSERT_LT(0, rest);
	EXPECT_EQ(NULL, answer_parse(text, 100 + rest)->error);
	EXPECT_EQ(ESRCH, lab_write(self->fd, "pid=%d addr=1000", self->child));
}

/* It is still the same process, but what was asked about is gone. */
TEST_F(target, another_program_before_the_read)
{
	ASSERT_EQ(1, write(self->order[1], "", 1));
	child_has_become(self->child, "sleep");
	EXPECT_TRUE(lab_says_gone(lab_answer(self->fd)));
	EXPECT_EQ(0, lab_write(self->fd, "pid=%d addr=%p", self->child, self->page));
}

/* All but what the kernel's lists may hold back for a moment. */
TEST_F(target, its_memory_is_free_at_once)
{
	uint64_t before = lab_free_bytes(), after;

	child_end(self->child);
	after = lab_free_bytes();
	EXPECT_LE(before + BIG - BIG / 20, after);
	EXPECT_TRUE(lab_says_gone(lab_answer(self->fd)));
}

/* The same when an answer was already given. */
TEST_F(target, its_memory_is_free_after_an_answer)
{
	uint64_t before;

	EXPECT_EQ(NULL, lab_answer(self->fd)->error);
	before = lab_free_bytes();
	child_end(self->child);
	EXPECT_LE(before + BIG - BIG / 20, lab_free_bytes());
}

/* Shared memory is a file's, and what was told of the area is its name. */
TEST(its_shared_memory_is_free_after_an_answer)
{
	const struct section *area;
	int ready[2], fd;
	uint64_t before;
	char *mem, c;
	pid_t child;

	ASSERT_EQ(0, pipe(ready));
	mem = mmap(NULL, BIG, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, mem);
	child = fork();
	if (!child) {
		memset(mem, 1, BIG);
		if (write(ready[1], "", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	ASSERT_EQ(1, read(ready[0], &c, 1));
	/* It is the child's alone. */
	munmap(mem, BIG);
	fd = lab_open(KMEMLAB_FILE_TRANSLATE, O_RDWR);
	ASSERT_EQ(0, lab_write(fd, "pid=%d addr=%p", child, mem));
	area = answer_section(lab_answer(fd), "area");
	EXPECT_STREQ("/dev/zero (deleted)", section_word(area, 0, "name"));
	before = lab_free_bytes();
	child_end(child);
	EXPECT_LE(before + BIG - BIG / 20, lab_free_bytes());
	close(fd);
}

#define MM_CACHE "/sys/kernel/slab/mm_struct"
#define MANY 64

/* The address spaces there are, without those that lie free at the processors. */
static uint64_t nr_address_spaces(void)
{
	int error = lab_store(MM_CACHE "/shrink", "1");

	if (error)
		lab_die("shrink " MM_CACHE ": %s", strerror(error));
	return lab_counter("/proc/slabinfo", "mm_struct");
}

/* A descriptor holds what names an address space, and no longer than it is open. */
TEST(address_spaces_are_forgotten)
{
	uint64_t before, after;
	int i;

	if (access(MM_CACHE "/shrink", W_OK))
		SKIP(return, "this kernel has no " MM_CACHE);
	if (!access(LAB_DEBUGFS "kmemleak", F_OK))
		SKIP(return, "this kernel keeps what was freed");
	before = nr_address_spaces();
	for (i = 0; i < MANY; i++) {
		int fd = lab_open(KMEMLAB_FILE_TRANSLATE, O_RDWR);
		pid_t child = fork();

		if (!child) {
			pause();
			_exit(0);
		}
		EXPECT_EQ(0, lab_write(fd, "pid=%d addr=0", child));
		child_end(child);
		close(fd);
	}
	after = nr_address_spaces();
	TH_LOG("%lu address spaces before, %lu after %d more", before, after, MANY);
	EXPECT_LT(after, before + MANY / 4);
}

TEST_HARNESS_MAIN
