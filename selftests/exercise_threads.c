// SPDX-License-Identifier: GPL-2.0
/*
 * Threads of an exercise: where they run, what they count, that none is left,
 * and that what cannot be is refused.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

FIXTURE(threads) {
	uint64_t held;
	long cpus;
};

static int threads_there_are(void)
{
	return lab_threads(NULL, 0);
}

/* A thread that has ended is seen for a moment, as any process is. */
static int threads_left(void)
{
	int tries = 1000, nr;

	while ((nr = threads_there_are()) && tries--)
		usleep(1000);
	return nr;
}

FIXTURE_SETUP(threads)
{
	self->held = lab_held_kib();
	self->cpus = sysconf(_SC_NPROCESSORS_ONLN);
}

FIXTURE_TEARDOWN(threads)
{
	EXPECT_EQ(self->held, lab_held_kib());
	EXPECT_EQ(0, threads_left());
}

static const struct {
	const char *file;
	const char *request;
} ways[] = {
	{ KMEMLAB_FILE_KMALLOC, "count=500" },
	{ KMEMLAB_FILE_KMALLOC, "count=500 pattern=pair" },
	{ KMEMLAB_FILE_KMALLOC, "count=500 pattern=random repeat=3 warmup=1 touch=1" },
	{ KMEMLAB_FILE_VMALLOC, "count=50 size=8K" },
	{ KMEMLAB_FILE_VMALLOC, "count=50 call=vmap size=8K" },
	{ KMEMLAB_FILE_PAGES, "count=200 order=1 mode=throughput" },
	{ KMEMLAB_FILE_MEMPOOL, "count=100 call=slab" },
	{ KMEMLAB_FILE_CACHE, "count=500 size=100" },
	{ KMEMLAB_FILE_PERCPU, "count=50" },
	{ KMEMLAB_FILE_DMA, "count=50 call=pool" },
};

/* Each does all of it; the sums are of all; each is where it was put. */
TEST_F(threads, do_the_same_each)
{
	uint64_t each, sum[3], nr, op;
	const struct section *thread;
	struct answer *answer;
	size_t i, row;

	for (i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		for (nr = 1; nr <= 5; nr += 2) {
			answer = lab_ask(ways[i].file, "%s threads=%lu", ways[i].request, nr);
			ASSERT_EQ(NULL, answer->error)
				TH_LOG("%s: %s", ways[i].request, answer->error);
			each = answer_u64(answer, "request", "count") *
			       answer_u64(answer, "request", "repeat");
			EXPECT_EQ(nr * each, answer_u64(answer, "result", "allocated"));
			thread = answer_section(answer, "thread");
			EXPECT_EQ(2 * nr, thread->nr_rows);
			memset(sum, 0, sizeof(sum));
			for (row = 0; row < thread->nr_rows; row++) {
				op = *section_word(thread, row, "op") == 'f';
				EXPECT_EQ(each, section_u64(thread, row, "ops"));
				EXPECT_EQ(section_u64(thread, row, "thread") % self->cpus,
					  section_u64(thread, row, "cpu"));
				sum[op] += section_u64(thread, row, "ops");
			}
			for (op = 0; op < 2; op++)
				EXPECT_EQ(sum[op], section_u64(answer_section(answer, "latency"),
							       op, "ops"));
		}
	}
}

TEST_F(threads, are_where_they_were_put)
{
	struct answer *answer = lab_ask(KMEMLAB_FILE_KMALLOC, "count=10 cpus=%ld threads=3",
					self->cpus - 1);
	const struct section *thread = answer_section(answer, "thread");
	size_t row;

	EXPECT_EQ(6, thread->nr_rows);
	for (row = 0; row < thread->nr_rows; row++)
		EXPECT_EQ((uint64_t)self->cpus - 1, section_u64(thread, row, "cpu"));
	answer = lab_ask(KMEMLAB_FILE_KMALLOC, "count=10 cpus=0-%ld", self->cpus - 1);
	EXPECT_EQ((uint64_t)self->cpus, answer_u64(answer, "request", "threads"));
}

/* Threads free what another one allocated, and count what they did. */
TEST_F(threads, free_on_another_cpu)
{
	const struct section *objects;
	struct answer *answer;
	int fd;

	if (self->cpus < 2)
		SKIP(return, "this machine has one CPU");
	answer = lab_ask(KMEMLAB_FILE_KMALLOC, "count=300 repeat=5 pattern=remote threads=%ld",
			 2 * self->cpus);
	ASSERT_EQ(NULL, answer->error);
	EXPECT_EQ(10UL * self->cpus * 300, answer_u64(answer, "result", "allocated"));
	EXPECT_EQ(10UL * self->cpus * 300,
		  section_u64(answer_section(answer, "latency"), 1, "timed"));
	/* What is held is all there, whoever it belongs to. */
	fd = lab_open(KMEMLAB_FILE_KMALLOC, O_RDWR);
	ASSERT_EQ(0, lab_write(fd, "count=30 repeat=2 pattern=remote threads=%ld hold=1",
			       self->cpus));
	answer = lab_answer(fd);
	objects = answer_section(answer, "object");
	EXPECT_EQ(30UL * self->cpus, objects->nr_rows);
	EXPECT_EQ(0, threads_left());
	ASSERT_EQ(0, lab_write(fd, "release"));
	close(fd);
}

/* Objects stay until the word is written to the descriptor that holds them. */
TEST_F(threads, release)
{
	int fd = lab_open(KMEMLAB_FILE_PAGES, O_RDWR), other;
	uint64_t with;

	ASSERT_EQ(0, lab_write(fd, "count=100 hold=1"));
	free(lab_read(fd, NULL));
	with = lab_held_kib();
	EXPECT_LT(self->held + 300, with);
	other = lab_open(KMEMLAB_FILE_PAGES, O_RDWR);
	EXPECT_EQ(EINVAL, lab_write(other, "release"));
	EXPECT_EQ(with, lab_held_kib());
	EXPECT_NE(NULL, strstr(lab_read(other, NULL), "hold=1"));
	close(other);
	EXPECT_EQ(0, lab_write(fd, "release\n"));
	EXPECT_GT(with - 300, lab_held_kib());
	EXPECT_STREQ("", lab_read(fd, NULL));
	EXPECT_EQ(EINVAL, lab_write(fd, "release"));
	/* What others run anew is the request, not the word. */
	other = lab_open(KMEMLAB_FILE_PAGES, O_RDONLY);
	EXPECT_EQ(100, answer_u64(lab_answer(other), "request", "count"));
	close(other);
	close(fd);
}

#define CGROUPS "/sys/fs/cgroup/"
#define CGROUP CGROUPS "kmemlab-threads/"

static bool enter_cgroup(void)
{
	lab_store(CGROUPS "cgroup.subtree_control", "+memory");
	mkdir(CGROUP, 0755);
	return !access(CGROUP "memory.current", R_OK) && !lab_store(CGROUP "cgroup.procs", "0");
}

static uint64_t charged_bytes(void)
{
	return strtoull(lab_slurp(CGROUP "memory.current"), NULL, 10);
}

static void leave_cgroup(void)
{
	lab_store(CGROUPS "cgroup.procs", "0");
	rmdir(CGROUP);
}

/* A kernel thread is in no group: what it allocates is charged to the reader's. */
TEST_F(threads, charge_the_reader)
{
	const uint64_t bytes = 2 * 2048 * LAB_PAGE;
	uint64_t before, with;
	int fd;

	if (!enter_cgroup()) {
		leave_cgroup();
		SKIP(return, "no memory cgroups (version 2) here");
	}
	fd = lab_open(KMEMLAB_FILE_PAGES, O_RDWR);
	before = charged_bytes();
	ASSERT_EQ(0, lab_write(fd, "threads=2 count=2048 gfp=GFP_KERNEL_ACCOUNT hold=1"));
	free(lab_read(fd, NULL));
	with = charged_bytes();
	EXPECT_LE(before + bytes, with);
	close(fd);
	EXPECT_GE(with - bytes / 2, charged_bytes());
	leave_cgroup();
}

static pid_t start(const char *request)
{
	pid_t child = fork();
	int fd;

	if (child)
		return child;
	fd = lab_open(KMEMLAB_FILE_KMALLOC, O_RDWR);
	if (lab_write(fd, "%s time_limit_ms=600000", request))
		_exit(1);
	lab_read(fd, NULL);
	_exit(0);
}

static bool wait_for_threads(int nr)
{
	int tries;

	for (tries = 0; tries < 5000; tries++) {
		if (threads_there_are() >= nr)
			return true;
		usleep(1000);
	}
	return false;
}

/* While they work the module stays; when the reader is killed they are gone with it. */
TEST_F(threads, end_with_the_reader)
{
	static const char * const requests[] = {
		"threads=4 count=1000 repeat=1M", "threads=4 count=1000 repeat=1M pattern=pair",
		"threads=4 count=1000 repeat=1M pattern=remote", "threads=4 count=1000 warmup=1M",
	};
	int status;
	size_t i;

	for (i = 0; i < sizeof(requests) / sizeof(*requests); i++) {
		pid_t child = start(requests[i]);

		ASSERT_TRUE(wait_for_threads(4))
			TH_LOG("no threads for '%s'", requests[i]);
		EXPECT_EQ(-1, syscall(SYS_delete_module, "kmemlab", O_NONBLOCK));
		EXPECT_EQ(EWOULDBLOCK, errno);
		kill(child, SIGKILL);
		ASSERT_EQ(child, waitpid(child, &status, 0));
		EXPECT_TRUE(WIFSIGNALED(status));
		EXPECT_EQ(0, threads_left());
	}
	EXPECT_STREQ("0\n", lab_slurp("/sys/module/kmemlab/refcnt"));
}

#define CPU1 "/sys/devices/system/cpu/cpu1/online"

/* One that goes away ends the run with a word about it; an absent one is refused. */
TEST_F(threads, a_cpu_goes_away)
{
	struct answer *answer;
	pid_t child;
	int fd, status;
	char *text;

	if (access(CPU1, W_OK))
		SKIP(return, "CPU 1 cannot be taken away here");
	fd = lab_open(KMEMLAB_FILE_KMALLOC, O_RDWR);
	ASSERT_EQ(0, lab_write(fd, "cpus=0-1 count=1000 repeat=1M time_limit_ms=60000"));
	child = fork();
	if (!child) {
		wait_for_threads(2);
		_exit(lab_store(CPU1, "0"));
	}
	text = lab_read(fd, NULL);
	ASSERT_EQ(child, waitpid(child, &status, 0));
	close(fd);
	ASSERT_EQ(0, WEXITSTATUS(status));
	EXPECT_NE(NULL, strstr(text, "truncated, a CPU went away"));
	answer = lab_ask(KMEMLAB_FILE_KMALLOC, "cpus=0-1");
	EXPECT_EQ(EINVAL, answer->write_errno);
	EXPECT_TRUE(answer->error && strstr(answer->error, "online"));
	EXPECT_EQ(0, lab_store(CPU1, "1"));
	EXPECT_EQ(NULL, lab_ask(KMEMLAB_FILE_KMALLOC, "cpus=0-1")->error);
}

TEST_HARNESS_MAIN
