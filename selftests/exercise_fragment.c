// SPDX-License-Identifier: GPL-2.0
/* The fragmentation maker: it breaks memory, says so truly, and mends it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

#define TRIES 4
#define FRAGMENT KMEMLAB_FILE_FRAGMENT

/*
 * CPUs' lists may keep an eighth of memory each (percpu_pagelist_high_fraction in
 * Documentation/admin-guide/sysctl/vm.rst), and what is there is in no free block. So
 * they are made short for these tests: four batches, whatever the fraction.
 */
#define FRACTION "/proc/sys/vm/percpu_pagelist_high_fraction"

FIXTURE(fragment) {
	char *mib;
	char *fraction;
	uint64_t held;
	uint64_t killed;
};

FIXTURE_SETUP(fragment)
{
	char mib[32];

	self->mib = lab_slurp(LAB_LIMIT);
	self->held = lab_held_kib();
	self->killed = lab_oom_kills();
	self->fraction = lab_slurp(FRACTION);
	ASSERT_EQ(0, lab_store(FRACTION, "1000000"));
	snprintf(mib, sizeof(mib), "%lu", lab_counter("/proc/meminfo", "MemTotal:") * 3 / 4 >> 10);
	ASSERT_EQ(0, lab_store(LAB_LIMIT, mib));
}

FIXTURE_TEARDOWN(fragment)
{
	lab_store(LAB_LIMIT, self->mib);
	lab_store(FRACTION, self->fraction);
	EXPECT_EQ(self->held, lab_held_kib());
	EXPECT_EQ(self->killed, lab_oom_kills());
}

/* Of order @order at stage number @stage. */
static uint64_t at(const struct answer *answer, unsigned int stage, unsigned int order,
		   const char *column)
{
	const struct section *rate = answer_section(answer, "rate");
	size_t orders = 1;

	while (orders < rate->nr_rows && section_u64(rate, orders, "order"))
		orders++;
	return section_u64(rate, stage * orders + order, column);
}

static bool memory_is_little(void)
{
	return lab_counter("/proc/meminfo", "MemTotal:") < 600 << 10;
}

TEST_F(fragment, breaks_and_mends)
{
	struct answer *answer = lab_ask(FRAGMENT, "percent=20 order=4 steps=2 tries=8");
	const struct section *rate;
	uint64_t taken, kept;

	ASSERT_EQ(NULL, answer->error)
		TH_LOG("error: %s", answer->error);
	rate = answer_section(answer, "rate");
	taken = answer_u64(answer, "result", "taken_pages");
	kept = answer_u64(answer, "result", "kept_pages");
	EXPECT_LE(answer_u64(answer, "result", "free_pages") * 19 / 100, taken);
	/* One in 16, where all 16 are ours. */
	EXPECT_LE(taken / 16 * 9 / 10, kept);
	EXPECT_GE(taken / 16 * 11 / 10, kept);
	EXPECT_EQ(0, answer_u64(answer, "result", "held_pages"));
	EXPECT_STREQ("before", section_word(rate, 0, "stage"));
	EXPECT_EQ(0, at(answer, 0, 0, "kept_pages"));
	EXPECT_EQ(kept, at(answer, 1, 0, "kept_pages"));
	EXPECT_EQ(kept / 2, at(answer, 2, 0, "kept_pages"));
	EXPECT_EQ(0, at(answer, 3, 0, "kept_pages"));
	/*
	 * Beside a frame that was kept there are blocks of 8, 4, 2 and 1 frames. They
	 * need not be gone at the end: what was kept may wait on the CPUs' lists as well,
	 * and does not merge there.
	 */
	EXPECT_LE(at(answer, 0, 3, "blocks") + kept / 2, at(answer, 1, 3, "blocks"));
	/* Single pages can always be had. */
	EXPECT_EQ(at(answer, 1, 0, "compacting_tries"), at(answer, 1, 0, "compacting"));
}

/* Blocks of order @order that larger ones can be split into as well. */
static uint64_t fitting(const struct answer *answer, unsigned int stage, unsigned int order)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = order; i <= 10; i++)
		sum += at(answer, stage, i, "blocks") << (i - order);
	return sum;
}

/*
 * What is tried is true: broken, there are no more huge pages than blocks for them, with
 * compaction as well, for nothing can be moved; mended, compaction makes them again.
 * Where memory is large there are more blocks in the tenth that is left than tries.
 */
TEST_F(fragment, huge_pages_are_gone_until_it_is_mended)
{
	unsigned int order, tries;
	struct answer *answer;
	bool fits = false;

	if (!memory_is_little())
		SKIP(return, "memory is too large to take nine tenths of it: boot with 256 MiB");
	/* Again, if the kernel reclaims some between the count and the tries. */
	for (tries = 0; tries < TRIES && !fits; tries++) {
		answer = lab_ask(FRAGMENT, "percent=90 order=4 steps=1 tries=64");
		ASSERT_EQ(NULL, answer->error)
			TH_LOG("error: %s", answer->error);
		fits = true;
		for (order = 7; order <= 10; order++) {
			if (fitting(answer, 1, order) + 1 >= at(answer, 1, order, "at_hand"))
				continue;
			fits = false;
			TH_LOG("order %u: %lu blocks, %lu had", order, fitting(answer, 1, order),
			       at(answer, 1, order, "at_hand"));
		}
	}
	EXPECT_TRUE(fits);
	EXPECT_LE(2 * at(answer, 1, 9, "at_hand"), at(answer, 0, 9, "at_hand"));
	EXPECT_LE(2 * at(answer, 1, 9, "compacting"), at(answer, 0, 9, "compacting"));
	EXPECT_LT(at(answer, 1, 9, "compacting"), at(answer, 2, 9, "compacting"));
}

/* While it is held the kernel's own file shows it broken. */
TEST_F(fragment, is_seen_by_buddyinfo)
{
	int fd = lab_open(FRAGMENT, O_RDWR);
	uint64_t pieces = 0, kept, order_3;
	struct answer *answer;
	char *text, *line;

	ASSERT_EQ(0, lab_write(fd, "percent=20 order=4 hold=1 tries=1"));
	answer = lab_answer(fd);
	ASSERT_EQ(NULL, answer->error);
	kept = answer_u64(answer, "result", "kept_pages");
	EXPECT_EQ(kept, answer_u64(answer, "result", "held_pages"));
	text = lab_slurp("/proc/buddyinfo");
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		if (sscanf(line, "Node %*d, zone %*s %*u %*u %*u %lu", &order_3) == 1)
			pieces += order_3;
	EXPECT_LE(kept / 2, pieces);
	ASSERT_EQ(0, lab_write(fd, "release"));
	close(fd);
}

TEST_F(fragment, does_nothing_below_the_limit)
{
	uint64_t before = lab_free_bytes(), needed;
	struct answer *answer;
	char *mib, value[32];

	ASSERT_EQ(0, lab_store(LAB_LIMIT, "10"));
	answer = lab_ask(FRAGMENT, "percent=20");
	EXPECT_EQ(ERANGE, answer->write_errno);
	ASSERT_NE(NULL, answer->error);
	mib = strstr(answer->error, "limit_mib=");
	ASSERT_NE(NULL, mib)
		TH_LOG("error: %s", answer->error);
	EXPECT_GT(before + (16 << 20), lab_free_bytes());
	/* With what it asks for it works; the rest of the machine moves a little. */
	needed = strtoull(mib + strlen("limit_mib="), NULL, 10) + 8;
	snprintf(value, sizeof(value), "%lu", needed);
	ASSERT_EQ(0, lab_store(LAB_LIMIT, value));
	EXPECT_EQ(NULL, lab_ask(FRAGMENT, "percent=20 tries=1 steps=1")->error);
}

#define TAKEN (256UL << 20)

/* Of what is free when it begins, if another took some since it was asked; and not all. */
TEST_F(fragment, leaves_what_others_took)
{
	uint64_t half = lab_free_bytes() / 2, taken = half < TAKEN ? half : TAKEN, pages, had;
	int fd = lab_open(FRAGMENT, O_RDWR);
	struct answer *answer;
	unsigned int order;
	char *area;

	ASSERT_EQ(0, lab_write(fd, "percent=75 order=4 steps=1 tries=64"));
	area = mmap(NULL, taken, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	ASSERT_NE(MAP_FAILED, area);
	answer = lab_answer(fd);
	munmap(area, taken);
	close(fd);
	ASSERT_EQ(NULL, answer->error)
		TH_LOG("error: %s", answer->error);
	pages = answer_u64(answer, "result", "free_pages");
	EXPECT_GE(pages * 75 / 100 + 1, answer_u64(answer, "result", "taken_pages"));
	/* At least 32 MiB are left, but for what the last one took. */
	for (order = 0; order <= 10; order++) {
		had = at(answer, 0, order, "at_hand") << order;
		EXPECT_GE(pages + (1 << order), had + (32 << 20) / LAB_PAGE)
			TH_LOG("order %u: %lu of %lu free pages were had", order, had, pages);
	}
}

TEST_F(fragment, dies_when_killed)
{
	int moment, status;
	pid_t child;

	for (moment = 0; moment < 10; moment++) {
		child = fork();
		if (!child) {
			lab_ask(FRAGMENT, "percent=20 steps=16 tries=16");
			_exit(0);
		}
		usleep(20000 * moment);
		kill(child, SIGKILL);
		ASSERT_EQ(child, waitpid(child, &status, 0));
		EXPECT_EQ(self->held, lab_held_kib());
	}
}

TEST_HARNESS_MAIN
