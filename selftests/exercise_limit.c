// SPDX-License-Identifier: GPL-2.0
/* All runs together hold no more than limit_mib, and a killed one holds nothing. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

/* A run that holds 40 MiB for at least some tenths of a second. */
#define LONG_RUN "size=16K count=2560"
#define LONG_RUN_KIB (40UL << 10)
#define TRIES 20

FIXTURE(limit) {
	char *mib;
	uint64_t held;
};

FIXTURE_SETUP(limit)
{
	self->mib = lab_slurp(LAB_LIMIT);
	self->held = lab_held_kib();
}

FIXTURE_TEARDOWN(limit)
{
	lab_store(LAB_LIMIT, self->mib);
	EXPECT_EQ(self->held, lab_held_kib());
}

TEST_F(limit, nonsense_is_refused)
{
	static const char * const nonsense[] = {
		"", "\n", "x", "1x", "-1", "+", "0", "1.5", "99999999", "4294967297",
		"18446744073709551615", "18446744073709551617", "8796093022209",
	};
	uint64_t before = lab_limit_kib();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(nonsense); i++) {
		int error = lab_store(LAB_LIMIT, nonsense[i]);

		/* A write of nothing reaches no one. */
		EXPECT_TRUE(error == EINVAL || error == ERANGE || !*nonsense[i])
			TH_LOG("'%s' gave errno %d", nonsense[i], error);
		EXPECT_STREQ(self->mib, lab_slurp(LAB_LIMIT))
			TH_LOG("after '%s'", nonsense[i]);
		EXPECT_EQ(before, lab_limit_kib());
	}
}

TEST_F(limit, can_be_lowered_and_raised)
{
	struct answer *answer;

	ASSERT_EQ(0, lab_store(LAB_LIMIT, "1"));
	EXPECT_EQ(1024, lab_limit_kib());
	answer = lab_ask(KMEMLAB_FILE_PAGES, "order=8 count=2");
	EXPECT_EQ(ERANGE, answer->write_errno);
	EXPECT_TRUE(answer->error && strstr(answer->error, "1024 KiB"))
		TH_LOG("error: %s", answer->error);
	ASSERT_EQ(0, lab_store(LAB_LIMIT, "4\n"));
	EXPECT_EQ(4096, lab_limit_kib());
	answer = lab_ask(KMEMLAB_FILE_PAGES, "order=8 count=2");
	EXPECT_EQ(0, answer->write_errno);
	EXPECT_EQ(2, answer_u64(answer, "result", "allocated"));
}

/* At most all memory less what the kernel itself needs to go on. */
TEST_F(limit, ends_below_the_memory_there_is)
{
	uint64_t total_kib = lab_counter("/proc/meminfo", "MemTotal:");
	char mib[32];

	snprintf(mib, sizeof(mib), "%lu", total_kib >> 10);
	EXPECT_NE(0, lab_store(LAB_LIMIT, mib));
	snprintf(mib, sizeof(mib), "%lu", (total_kib >> 10) - 31);
	EXPECT_NE(0, lab_store(LAB_LIMIT, mib));
	snprintf(mib, sizeof(mib), "%lu", total_kib >> 11);
	EXPECT_EQ(0, lab_store(LAB_LIMIT, mib));
	EXPECT_EQ(total_kib >> 11 << 10, lab_limit_kib());
}

/* What was within the limit at the write must be so at the read. */
TEST_F(limit, holds_for_a_request_written_before)
{
	int fd = lab_open(KMEMLAB_FILE_PAGES, O_RDWR);
	struct answer *answer;

	ASSERT_EQ(0, lab_write(fd, "order=8 count=8"));
	ASSERT_EQ(0, lab_store(LAB_LIMIT, "1"));
	answer = lab_answer(fd);
	ASSERT_NE(NULL, answer->error);
	EXPECT_NE(NULL, strstr(answer->error, "limit"));
	close(fd);
}

/* Without room for a buffer there is no answer yet; when there is, it is the same. */
TEST_F(limit, a_refusal_is_told_later)
{
	int views[64], fd = lab_open(KMEMLAB_FILE_PAGES, O_RDWR);
	char text[256] = "";
	size_t nr = 0;

	EXPECT_EQ(EINVAL, lab_write(fd, "nonsense=1"));
	ASSERT_EQ(0, lab_store(LAB_LIMIT, "1"));
	while (nr < ARRAY_SIZE(views)) {
		views[nr] = lab_open(KMEMLAB_FILE_ZONES, O_RDONLY);
		if (read(views[nr++], text, 1) != 1)
			break;
	}
	ASSERT_LT(nr, ARRAY_SIZE(views));
	EXPECT_EQ(-1, read(fd, text, sizeof(text) - 1));
	EXPECT_EQ(ENOMEM, errno);
	while (nr)
		close(views[--nr]);
	EXPECT_LT(0, read(fd, text, sizeof(text) - 1));
	EXPECT_NE(NULL, strstr(text, "nonsense")) TH_LOG("%s", text);
	close(fd);
}

static pid_t start_run(const char *request)
{
	pid_t child = fork();

	if (!child) {
		struct answer *answer = lab_ask(KMEMLAB_FILE_VMALLOC, "%s", request);

		_exit(answer->error ? 1 : 0);
	}
	return child;
}

/* False if the child ended before it was seen to hold that much. */
static bool wait_until_held(pid_t child, uint64_t kib)
{
	while (lab_held_kib() < kib)
		if (waitpid(child, NULL, WNOHANG))
			return false;
	return true;
}

TEST_F(limit, is_shared_by_all)
{
	struct answer *answer;
	bool running = false;
	pid_t child;
	int tries = TRIES;

	/* Room for one and a half. */
	ASSERT_EQ(0, lab_store(LAB_LIMIT, "60"));
	while (!running) {
		ASSERT_LT(0, tries--);
		child = start_run(LONG_RUN);
		if (!wait_until_held(child, self->held + LONG_RUN_KIB))
			continue;
		answer = lab_ask(KMEMLAB_FILE_VMALLOC, LONG_RUN);
		/* Only if the first still ran did the second have to give way. */
		running = !waitpid(child, NULL, WNOHANG);
	}
	ASSERT_NE(NULL, answer->error);
	EXPECT_NE(NULL, strstr(answer->error, "limit"))
		TH_LOG("error: %s", answer->error);
	waitpid(child, NULL, 0);
	EXPECT_EQ(NULL, lab_ask(KMEMLAB_FILE_VMALLOC, LONG_RUN)->error);
}

/* Never, at any look, whatever the runs do to each other. */
TEST_F(limit, is_never_exceeded)
{
	pid_t children[4];
	uint64_t limit, looks = 0;
	size_t i, run, left = ARRAY_SIZE(children);

	ASSERT_EQ(0, lab_store(LAB_LIMIT, "16"));
	limit = lab_limit_kib();
	for (i = 0; i < ARRAY_SIZE(children); i++) {
		children[i] = fork();
		if (children[i])
			continue;
		for (run = 0; run < 20; run++)
			lab_ask(KMEMLAB_FILE_PAGES, "order=%zu count=%d", i, 1500 >> i);
		_exit(0);
	}
	while (left) {
		EXPECT_GE(limit, lab_held_kib());
		looks++;
		for (i = 0; i < ARRAY_SIZE(children); i++)
			if (children[i] && waitpid(children[i], NULL, WNOHANG)) {
				children[i] = 0;
				left--;
			}
	}
	EXPECT_LT(10, looks);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

TEST_F(limit, a_killed_run_holds_nothing)
{
	uint64_t killed = lab_oom_kills();
	int tries = TRIES, status = 0;
	double before = 0;
	pid_t child;

	while (!WIFSIGNALED(status)) {
		ASSERT_LT(0, tries--);
		child = start_run(LONG_RUN " time_limit_ms=600000");
		if (!wait_until_held(child, self->held + LONG_RUN_KIB))
			continue;
		before = seconds();
		kill(child, SIGKILL);
		ASSERT_EQ(child, waitpid(child, &status, 0));
	}
	EXPECT_GT(5, seconds() - before);
	EXPECT_EQ(self->held, lab_held_kib());
	EXPECT_STREQ("0\n", lab_slurp("/sys/module/kmemlab/refcnt"));
	EXPECT_EQ(killed, lab_oom_kills());
}

/* All of the memory there is, in every way to ask for it, with the limit as high as it goes. */
TEST_F(limit, all_of_the_memory_is_refused)
{
	uint64_t kib = lab_counter("/proc/meminfo", "MemTotal:"), killed = lab_oom_kills();
	static const char * const files[] = {
		KMEMLAB_FILE_KMALLOC, KMEMLAB_FILE_VMALLOC, KMEMLAB_FILE_MEMPOOL,
		KMEMLAB_FILE_CACHE, KMEMLAB_FILE_DMA,
	};
	char mib[32], has[64];
	struct answer *answer;
	uint64_t limit;
	size_t i;

	/* The highest that is accepted. */
	for (limit = kib >> 10; limit; limit--) {
		snprintf(mib, sizeof(mib), "%lu", limit);
		if (!lab_store(LAB_LIMIT, mib))
			break;
	}
	snprintf(has, sizeof(has), "the limit is %lu KiB", limit << 10);
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		answer = lab_ask(files[i], "size=64K count=%lu touch=0", kib / 64);
		EXPECT_EQ(ERANGE, answer->write_errno);
		EXPECT_TRUE(answer->error && strstr(answer->error, has))
			TH_LOG("%s: %s", files[i], answer->error);
	}
	answer = lab_ask(KMEMLAB_FILE_PAGES, "count=%lu", kib / 4);
	EXPECT_EQ(ERANGE, answer->write_errno);
	EXPECT_EQ(killed, lab_oom_kills());
}

static uint64_t pages_row(const struct answer *answer, const char *name, const char *when)
{
	const struct section *rows = answer_section(answer, "effect_pages");
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < rows->nr_rows; i++)
		if (!strcmp(section_word(rows, i, "name"), name))
			sum += section_u64(rows, i, when);
	return sum;
}

static uint64_t free_kib(const struct answer *answer, const char *when)
{
	return (pages_row(answer, "free", when) + pages_row(answer, "pcp", when)) *
	       (LAB_PAGE >> 10);
}

/*
 * Slabs that are freed after a grace period only do not pile up over the rounds. Where
 * memory is cleared by an emulator, a round is so slow that they would not anyway.
 */
TEST_F(limit, rounds_wait_for_what_is_freed_late)
{
	static const char * const requests[] = {
		"repeat=12", "warmup=12", "repeat=12 threads=1",
	};
	uint64_t first, before, held;
	struct answer *answer;
	size_t i;

	if (lab_has_kasan())
		SKIP(return, "KASAN keeps freed objects");
	for (i = 0; i < ARRAY_SIZE(requests); i++) {
		first = lab_free_bytes() >> 10;
		answer = lab_ask(KMEMLAB_FILE_CACHE,
				 "size=8K count=3500 flags=SLAB_TYPESAFE_BY_RCU %s", requests[i]);
		ASSERT_EQ(NULL, answer->error)
			TH_LOG("%s: %s", requests[i], answer->error);
		before = free_kib(answer, "before_pages");
		held = free_kib(answer, "held_pages");
		/* Twice the size of each, and some for the rest of the machine. */
		EXPECT_TRUE(first < before + (80 << 10) && first < held + (80 << 10))
			TH_LOG("%s: free at first %lu KiB, after warm-up %lu, at the end %lu",
			       requests[i], first, before, held);
	}
}

/* A chunk has maps beside its copies; with few CPUs they are most of it. */
TEST_F(limit, percpu_objects_are_charged_with_their_maps)
{
	uint64_t before = lab_free_bytes() >> 10, after, charged;
	int fd = lab_open(KMEMLAB_FILE_PERCPU, O_RDWR);
	struct answer *answer;

	if (lab_has_kasan())
		SKIP(return, "KASAN has a shadow of each chunk");
	ASSERT_EQ(0, lab_write(fd, "size=4K align=4K count=2000 hold=1"));
	answer = lab_answer(fd);
	ASSERT_EQ(NULL, answer->error)
		TH_LOG("error: %s", answer->error);
	EXPECT_EQ(2000, answer_u64(answer, "result", "allocated"));
	after = lab_free_bytes() >> 10;
	charged = lab_held_kib() - self->held;
	/* Some for the rest of the machine, and for chunks that were begun. */
	EXPECT_LT(before, after + charged + (4 << 10))
		TH_LOG("%lu KiB were free, then %lu; %lu were charged", before, after, charged);
	close(fd);
}

static uint64_t charged_kib(const char *file, const char *request)
{
	uint64_t before = lab_held_kib(), charged;
	int fd = lab_open(file, O_RDWR);
	struct answer *answer;

	if (lab_write(fd, "%s hold=1", request))
		lab_die("'%s' is refused", request);
	answer = lab_answer(fd);
	if (answer->error)
		lab_die("'%s': %s", request, answer->error);
	charged = lab_held_kib() - before;
	close(fd);
	return charged;
}

/* Of an accounted object the kernel keeps who is charged, 8 or 16 bytes beside it. */
TEST_F(limit, accounted_objects_are_charged_with_their_owner)
{
	static const struct {
		const char *file;
		const char *plain;
		const char *accounted;
	} rows[] = {
		{ KMEMLAB_FILE_KMALLOC, "size=8 count=8K", "size=8 count=8K gfp=GFP_KERNEL_ACCOUNT" },
		{ KMEMLAB_FILE_CACHE, "size=8 count=8K",
		  "size=8 count=8K gfp=GFP_KERNEL|__GFP_ACCOUNT" },
		{ KMEMLAB_FILE_CACHE, "size=8 count=8K", "size=8 count=8K flags=SLAB_ACCOUNT" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		EXPECT_LE(charged_kib(rows[i].file, rows[i].plain) + 128,
			  charged_kib(rows[i].file, rows[i].accounted))
			TH_LOG("row %zu", i);
}

/* What a descriptor itself takes is small and goes with it. */
TEST_F(limit, descriptors_cost_little)
{
	int fds[16];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fds); i++) {
		fds[i] = lab_open(KMEMLAB_FILE_KMALLOC, O_RDWR);
		ASSERT_EQ(0, lab_write(fds[i], "count=10"));
		free(lab_read(fds[i], NULL));
	}
	EXPECT_GE(self->held + 16 * 128, lab_held_kib());
	for (i = 0; i < ARRAY_SIZE(fds); i++)
		close(fds[i]);
	EXPECT_EQ(self->held, lab_held_kib());
}

TEST_HARNESS_MAIN
