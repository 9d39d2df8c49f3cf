// SPDX-License-Identifier: GPL-2.0
/* What a descriptor shows and whom it may ask, by the rights of its opener. */
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "capability.h"
#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "pagemap.h"

#define PFN_BITS 0x000ffffffffff000UL

FIXTURE(rights) {
	char *page;
	int seeing;	/* opened with all rights */
	int blind;	/* opened without CAP_SYS_ADMIN */
};

FIXTURE_SETUP(rights)
{
	self->page = fresh_area(LAB_PAGE, LAB_PAGE);
	*self->page = 1;
	self->seeing = lab_open(KMEMLAB_FILE_TRANSLATE, O_RDWR);
	capability_turn(CAP_SYS_ADMIN, false);
	self->blind = lab_open(KMEMLAB_FILE_TRANSLATE, O_RDWR);
	capability_turn(CAP_SYS_ADMIN, true);
}

FIXTURE_TEARDOWN(rights)
{
}

static struct answer *asked(int fd, const char *page)
{
	struct answer *answer;
	int error = lab_write(fd, "pid=%d addr=%p", getpid(), page);

	answer = lab_answer(fd);
	if (error)
		lab_die("refused: %s", answer->error);
	return answer;
}

/* Does the answer hide every number of a frame? It must hide all or none. */
static bool is_masked(const struct answer *answer)
{
	const struct section *address = answer_section(answer, "address");
	const struct section *level = answer_section(answer, "level");
	const struct section *frame = answer_section(answer, "frame");
	size_t shown = 0, hidden = 0, row;

#define COUNT(n) (*((n) ? &shown : &hidden) += 1)
	COUNT(section_u64(address, 0, "pfn"));
	COUNT(section_u64(address, 0, "phys"));
	for (row = 0; row < level->nr_rows; row++) {
		COUNT(section_u64(level, row, "table_pfn"));
		COUNT(section_u64(level, row, "entry") & PFN_BITS);
	}
	for (row = 0; row < frame->nr_rows; row++)
		COUNT(section_u64(frame, row, "pfn"));
#undef COUNT
	if (shown && hidden)
		lab_die("%zu numbers are shown, %zu are not", shown, hidden);
	return hidden;
}

TEST_F(rights, with_all_everything_is_shown)
{
	EXPECT_FALSE(is_masked(asked(self->seeing, self->page)));
}

TEST_F(rights, without_admin_no_physical_number)
{
	struct answer *answer = asked(self->blind, self->page);
	const struct section *level = answer_section(answer, "level");
	const struct section *area = answer_section(answer, "area");
	struct area truth;
	size_t row;

	EXPECT_TRUE(is_masked(answer));
	/* What is left: the flags, and the process's own addresses. */
	EXPECT_STREQ("mapped", section_word(answer_section(answer, "address"), 0, "state"));
	EXPECT_EQ((uint64_t)self->page,
		  section_u64(answer_section(answer, "address"), 0, "addr"));
	for (row = 0; row < level->nr_rows; row++)
		EXPECT_EQ(7, section_u64(level, row, "entry") & 7);
	ASSERT_TRUE(area_of(0, (uint64_t)self->page, &truth));
	EXPECT_EQ(truth.start, section_u64(area, 0, "start"));
}

/* No number hides in an entry of a large page or one that is not present. */
TEST_F(rights, without_admin_no_number_in_odd_entries)
{
	char *huge = fresh_area(HUGE_BYTES, HUGE_BYTES);
	const struct section *level;
	size_t row;

	madvise(huge, HUGE_BYTES, MADV_HUGEPAGE);
	*huge = 1;
	EXPECT_TRUE(is_masked(asked(self->blind, huge)));
	ASSERT_EQ(0, mprotect(self->page, LAB_PAGE, PROT_NONE));
	ASSERT_EQ(0, lab_write(self->blind, "pid=%d addr=%p", getpid(), self->page));
	level = answer_section(lab_answer(self->blind), "level");
	for (row = 0; row < level->nr_rows; row++)
		EXPECT_EQ(0, section_u64(level, row, "entry") & PFN_BITS);
}

TEST_F(rights, they_are_the_openers_not_the_readers)
{
	capability_turn(CAP_SYS_ADMIN, false);
	EXPECT_FALSE(is_masked(asked(self->seeing, self->page)));
	capability_turn(CAP_SYS_ADMIN, true);
	EXPECT_TRUE(is_masked(asked(self->blind, self->page)));
}

/* The text that the file keeps brings no rights along. */
TEST_F(rights, they_are_not_the_writers)
{
	int fd;

	EXPECT_FALSE(is_masked(asked(self->seeing, self->page)));
	capability_turn(CAP_SYS_ADMIN, false);
	fd = lab_open(KMEMLAB_FILE_TRANSLATE, O_RDONLY);
	EXPECT_TRUE(is_masked(lab_answer(fd)));
	capability_turn(CAP_SYS_ADMIN, true);
	EXPECT_TRUE(is_masked(asked(self->blind, self->page)));
	EXPECT_FALSE(is_masked(lab_view(KMEMLAB_FILE_TRANSLATE)));
}

TEST_F(rights, without_admin_zones_hide_where_they_start)
{
	const struct section *zone = answer_section(lab_view(KMEMLAB_FILE_ZONES), "zone");
	const struct section *blind;
	uint64_t shown = 0, hidden = 0;
	size_t row;

	capability_turn(CAP_SYS_ADMIN, false);
	blind = answer_section(lab_view(KMEMLAB_FILE_ZONES), "zone");
	ASSERT_EQ(zone->nr_rows, blind->nr_rows);
	for (row = 0; row < zone->nr_rows; row++) {
		if (!section_u64(zone, row, "present_pages"))
			continue;
		shown += section_u64(zone, row, "start_pfn");
		hidden += section_u64(blind, row, "start_pfn");
		EXPECT_EQ(section_u64(zone, row, "managed_pages"),
			  section_u64(blind, row, "managed_pages"));
	}
	EXPECT_LT(0, shown);
	EXPECT_EQ(0, hidden);
}

/* Where memory ends is the number of a frame. */
TEST_F(rights, without_admin_no_frame_in_an_error)
{
	const char *request = "pfn=ffffffffffffffff";
	const char *seeing = lab_ask(KMEMLAB_FILE_FRAMES, "%s", request)->error, *blind;

	capability_turn(CAP_SYS_ADMIN, false);
	blind = lab_ask(KMEMLAB_FILE_FRAMES, "%s", request)->error;
	ASSERT_TRUE(seeing && blind);
	EXPECT_NE(NULL, strstr(seeing, "past the last frame (0x"));
	EXPECT_NE(NULL, strstr(blind, "past the last frame"));
	EXPECT_EQ(NULL, strstr(blind, "(0x")) TH_LOG("error: %s", blind);
}

/* Whether there is an object at an address would tell where the kernel has its own. */
TEST_F(rights, without_admin_no_slab_by_its_address)
{
	const char *seeing, *blind;

	seeing = lab_ask(KMEMLAB_FILE_SLAB, "addr=ffff888000000000")->error;
	capability_turn(CAP_SYS_ADMIN, false);
	blind = lab_ask(KMEMLAB_FILE_SLAB, "addr=ffff888000000000")->error;
	if (seeing && strstr(seeing, "EOPNOTSUPP"))
		SKIP(return, "no slabs here");
	EXPECT_TRUE(!seeing || !strstr(seeing, "EPERM"));
	ASSERT_NE(NULL, blind);
	EXPECT_NE(NULL, strstr(blind, "EPERM"))
		TH_LOG("error: %s", blind);
}

TEST_F(rights, version_says_what_is_hidden)
{
	const struct section *feature =
		answer_section(lab_view(KMEMLAB_FILE_VERSION), "feature");
	long row = section_find(feature, "name", "addresses", NULL);

	ASSERT_LE(0, row);
	EXPECT_STREQ("available", section_word(feature, row, "state"));
	capability_turn(CAP_SYS_ADMIN, false);
	feature = answer_section(lab_view(KMEMLAB_FILE_VERSION), "feature");
	row = section_find(feature, "name", "addresses", NULL);
	ASSERT_LE(0, row);
	EXPECT_STREQ("unavailable", section_word(feature, row, "state"));
}

FIXTURE(foreign) {
	pid_t child;
	int fd;		/* opened without CAP_SYS_PTRACE */
	char *page;
};

FIXTURE_SETUP(foreign)
{
	self->page = fresh_area(LAB_PAGE, LAB_PAGE);
	*self->page = 1;
	self->child = fork();
	if (!self->child) {
		pause();
		_exit(0);
	}
	capability_turn(CAP_SYS_PTRACE, false);
	self->fd = lab_open(KMEMLAB_FILE_TRANSLATE, O_RDWR);
	capability_turn(CAP_SYS_PTRACE, true);
}

FIXTURE_TEARDOWN(foreign)
{
	kill(self->child, SIGKILL);
	waitpid(self->child, NULL, 0);
}

TEST_F(foreign, needs_ptrace)
{
	struct answer *answer;

	EXPECT_EQ(EPERM, lab_write(self->fd, "pid=%d addr=%p", self->child, self->page));
	answer = lab_answer(self->fd);
	EXPECT_EQ(NULL, answer->file);
	EXPECT_TRUE(answer->error && strstr(answer->error, "CAP_SYS_PTRACE"))
		TH_LOG("error: %s", answer->error);
	EXPECT_EQ(0, lab_ask(KMEMLAB_FILE_TRANSLATE, "pid=%d addr=%p", self->child,
			     self->page)->write_errno);
}

TEST_F(foreign, own_does_not)
{
	EXPECT_FALSE(is_masked(asked(self->fd, self->page)));
}

/* The opener's own address space, not that of whoever holds the descriptor now. */
TEST_F(foreign, own_is_the_openers)
{
	int status;
	pid_t child = fork();

	if (!child) {
		int error = lab_write(self->fd, "pid=%d addr=%p", getpid(), self->page);

		_exit(error == EPERM ? 0 : 1);
	}
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
	child = fork();
	if (!child) {
		int error = lab_write(self->fd, "pid=%d addr=%p", getppid(), self->page);

		_exit(error ? 1 : 0);
	}
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
}

/* A process that does not exist and one that may not be seen look different. */
TEST_F(foreign, nobody_is_nobody)
{
	EXPECT_EQ(ESRCH, lab_write(self->fd, "pid=4194304 addr=1000"));
}

/* What a privileged writer was allowed, a fresh reader need not be. */
TEST_F(foreign, kept_text)
{
	struct answer *answer;

	ASSERT_EQ(0, lab_ask(KMEMLAB_FILE_TRANSLATE, "pid=%d addr=%p", self->child,
			     self->page)->write_errno);
	capability_turn(CAP_SYS_PTRACE, false);
	answer = lab_view(KMEMLAB_FILE_TRANSLATE);
	EXPECT_EQ(NULL, answer->file);
	EXPECT_TRUE(answer->error && strstr(answer->error, "CAP_SYS_PTRACE"))
		TH_LOG("error: %s", answer->error);
}

TEST_HARNESS_MAIN
