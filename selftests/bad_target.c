// SPDX-License-Identifier: GPL-2.0
/* Targets that cannot be translated: processes and addresses. */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "pagemap.h"

#define BENCH KMEMLAB_FILE_TRANSLATE

#define EXPECT_REFUSED(reply, errno_, word)				\
	do {								\
		struct answer *a_ = (reply);				\
									\
		EXPECT_EQ(errno_, a_->write_errno);			\
		EXPECT_EQ(NULL, a_->file);				\
		EXPECT_TRUE(a_->error && strstr(a_->error, word))	\
			TH_LOG("'%s' is not in: %s", word, a_->error);	\
	} while (0)

TEST(no_such_process)
{
	EXPECT_REFUSED(lab_ask(BENCH, "pid=4194304 addr=1000"), ESRCH, "4194304");
}

TEST(a_pid_out_of_range)
{
	EXPECT_REFUSED(lab_ask(BENCH, "pid=0 addr=1000"), ERANGE, "pid");
	EXPECT_REFUSED(lab_ask(BENCH, "pid=4194305 addr=1000"), ERANGE, "pid");
	EXPECT_REFUSED(lab_ask(BENCH, "pid=4294967297 addr=1000"), ERANGE, "pid");
	EXPECT_REFUSED(lab_ask(BENCH, "pid=18446744073709551617 addr=1000"), ERANGE, "pid");
}

TEST(a_kernel_thread)
{
	EXPECT_REFUSED(lab_ask(BENCH, "pid=2 addr=1000"), EINVAL, "kernel thread");
}

TEST(a_zombie)
{
	pid_t child = fork();
	siginfo_t info;

	if (!child)
		_exit(0);
	ASSERT_EQ(0, waitid(P_PID, child, &info, WEXITED | WNOWAIT));
	EXPECT_REFUSED(lab_ask(BENCH, "pid=%d addr=1000", child), ESRCH, "exit");
	waitpid(child, NULL, 0);
	EXPECT_REFUSED(lab_ask(BENCH, "pid=%d addr=1000", child), ESRCH, "no process");
}

/*
 * Inside, the child is 1 and nothing else is there. Its address is mapped by
 * nobody else, so the answer tells whose address space was read.
 */
static int inside(pid_t outer)
{
	uint64_t addr = (uint64_t)fresh_area(LAB_PAGE, 1UL << 30);
	struct answer *answer = lab_ask(BENCH, "pid=%d addr=1000", outer);
	const struct section *address;

	if (answer->write_errno != ESRCH)
		lab_die("pid %d of outside: errno %d", outer, answer->write_errno);
	*(char *)addr = 1;
	answer = lab_ask(BENCH, "pid=1 addr=%lx", addr);
	address = answer_section(answer, "address");
	if (section_u64(address, 0, "pfn") != frame_of(0, addr).pfn)
		lab_die("pid 1 is not the one of this namespace");
	/* The kept text is read with the eyes of the reader. */
	address = answer_section(lab_view(BENCH), "address");
	if (section_u64(address, 0, "pfn") != frame_of(0, addr).pfn)
		lab_die("the kept text was not run in this namespace");
	return 0;
}

TEST(another_pid_namespace)
{
	pid_t outer = getpid(), child;
	int status;

	ASSERT_LT(1, outer);
	ASSERT_EQ(0, unshare(CLONE_NEWPID));
	child = fork();
	ASSERT_LE(0, child);
	if (!child)
		_exit(inside(outer));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
}

TEST(a_process_inside_by_its_number_outside)
{
	uint64_t addr = (uint64_t)fresh_area(LAB_PAGE, 1UL << 30);
	const struct section *address;
	int ready[2], status;
	pid_t child;
	char c;

	ASSERT_EQ(0, pipe(ready));
	ASSERT_EQ(0, unshare(CLONE_NEWPID));
	child = fork();
	if (!child) {
		*(char *)addr = 1;
		c = write(ready[1], "", 1);
		pause();
		_exit(c);
	}
	ASSERT_EQ(1, read(ready[0], &c, 1));
	address = answer_section(lab_ask(BENCH, "pid=%d addr=%lx", child, addr), "address");
	EXPECT_EQ(frame_of(child, addr).pfn, section_u64(address, 0, "pfn"));
	EXPECT_EQ(0, kill(child, SIGKILL));
	EXPECT_EQ(child, waitpid(child, &status, 0));
}

/* The edges of what the processor takes, with 4 and with 5 levels. */
TEST(addresses_that_are_no_users)
{
	int bits = five_levels() ? 57 : 48;
	uint64_t half = 1UL << (bits - 1);
	pid_t pid = getpid();

	EXPECT_REFUSED(lab_ask(BENCH, "pid=%d addr=%lx", pid, half), EINVAL, "canonical");
	EXPECT_REFUSED(lab_ask(BENCH, "pid=%d addr=%lx", pid, 1UL << 63), EINVAL, "canonical");
	EXPECT_REFUSED(lab_ask(BENCH, "pid=%d addr=%lx", pid, -half - 1), EINVAL, "canonical");
	EXPECT_REFUSED(lab_ask(BENCH, "pid=%d addr=%lx", pid, -half), EINVAL, "kernel");
	EXPECT_REFUSED(lab_ask(BENCH, "pid=%d addr=%lx", pid, -1UL), EINVAL, "kernel");
	EXPECT_EQ(0, lab_ask(BENCH, "pid=%d addr=%lx", pid, half - 1)->write_errno);
	EXPECT_EQ(0, lab_ask(BENCH, "pid=%d addr=0", pid)->write_errno);
}

TEST(one_bad_address_refuses_all)
{
	EXPECT_REFUSED(lab_ask(BENCH, "pid=%d addr=1000 addr=%lx", getpid(), -LAB_PAGE),
		       EINVAL, "kernel");
}

/* Not refused: it is the answer that nothing is there. */
TEST(an_unmapped_address)
{
	char *hole = fresh_area(LAB_PAGE, LAB_PAGE), name[32];
	struct answer *answer;

	ASSERT_EQ(0, munmap(hole, LAB_PAGE));
	answer = lab_ask(BENCH, "pid=%d addr=%p", getpid(), hole);
	EXPECT_EQ(0, answer->write_errno);
	ASSERT_NE(NULL, answer->file);
	ASSERT_NE(NULL, answer->error);
	EXPECT_EQ(0, strncmp(answer->error, "EFAULT ", 7));
	snprintf(name, sizeof(name), "%p", hole);
	EXPECT_NE(NULL, strstr(answer->error, name));
	EXPECT_EQ(1, answer_section(answer, "address")->nr_rows);
	EXPECT_LT(0, answer_section(answer, "level")->nr_rows);
	EXPECT_EQ(0, answer_section(answer, "area")->nr_rows);
	EXPECT_EQ(0, answer_section(answer, "frame")->nr_rows);
}

/* Mapped but never touched is no error. */
TEST(an_untouched_address)
{
	char *page = fresh_area(LAB_PAGE, LAB_PAGE);
	struct answer *answer = lab_ask(BENCH, "pid=%d addr=%p", getpid(), page);

	EXPECT_EQ(NULL, answer->error);
	EXPECT_EQ(1, answer_section(answer, "area")->nr_rows);
	EXPECT_STRNE("mapped", section_word(answer_section(answer, "address"), 0, "state"));
}

TEST(so_many_addresses_and_no_more)
{
	char request[4096];
	int len, i;

	len = sprintf(request, "pid=%d", getpid());
	for (i = 0; i < 64; i++)
		len += sprintf(request + len, " addr=%lx", (uint64_t)request);
	EXPECT_EQ(64, answer_section(lab_ask(BENCH, "%s", request), "address")->nr_rows);
	EXPECT_REFUSED(lab_ask(BENCH, "%s addr=1000", request), E2BIG, "64");
}

TEST_HARNESS_MAIN
