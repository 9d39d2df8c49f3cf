// SPDX-License-Identifier: GPL-2.0
/* What descriptors share, what they do not, and the text that a file keeps. */
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

#define BENCH KMEMLAB_FILE_KMALLOC
#define NOBODY 65534

static uint64_t count_of(const struct answer *answer)
{
	if (!answer->file)
		lab_die("refused: %s", answer->error);
	return answer_u64(answer, "request", "count");
}

TEST(two_descriptors_are_strangers)
{
	int one = lab_open(BENCH, O_RDWR), two = lab_open(BENCH, O_RDWR);
	char part[50];

	ASSERT_EQ(0, lab_write(one, "count=7"));
	ASSERT_EQ(0, lab_write(two, "count=8"));
	ASSERT_EQ((ssize_t)sizeof(part), read(one, part, sizeof(part)));
	EXPECT_EQ(8, count_of(lab_answer(two)));
	EXPECT_EQ(EINVAL, lab_write(two, "x"));
	ASSERT_EQ(0, lab_write(one, "count=9"));
	EXPECT_EQ(NULL, lab_answer(two)->file);
	EXPECT_EQ(9, count_of(lab_answer(one)));
}

TEST(two_files_are_strangers)
{
	int one = lab_open(BENCH, O_RDWR), two = lab_open(KMEMLAB_FILE_PAGES, O_RDWR);

	ASSERT_EQ(0, lab_write(one, "count=7"));
	ASSERT_EQ(0, lab_write(two, "count=8"));
	EXPECT_EQ(7, count_of(lab_view(BENCH)));
	EXPECT_EQ(8, count_of(lab_view(KMEMLAB_FILE_PAGES)));
	EXPECT_EQ(7, count_of(lab_answer(one)));
	EXPECT_EQ(8, count_of(lab_answer(two)));
}

TEST(dup_shares)
{
	int one = lab_open(BENCH, O_RDWR), two = dup(one);
	char text[1 << 14];
	ssize_t rest;

	ASSERT_EQ(0, lab_write(one, "count=7"));
	ASSERT_EQ(5, read(one, text, 5));
	close(one);
	rest = read(two, text + 5, sizeof(text) - 5);
	ASSERT_LT(0, rest);
	EXPECT_EQ(7, count_of(answer_parse(text, rest + 5)));
}

/* Parent and child take byte for byte: each byte goes to one of them. */
TEST(fork_shares)
{
	int fd = lab_open(BENCH, O_RDWR), status;
	size_t whole, mine = 0, *theirs;
	pid_t child;
	char c;

	theirs = mmap(NULL, LAB_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	ASSERT_NE(MAP_FAILED, theirs);
	ASSERT_EQ(0, lab_write(fd, "size=64 count=7"));
	lab_read(fd, &whole);
	ASSERT_EQ(0, lab_write(fd, "size=64 count=7"));
	child = fork();
	ASSERT_LE(0, child);
	while (read(fd, &c, 1) == 1)
		child ? mine++ : (*theirs)++;
	if (!child)
		_exit(0);
	ASSERT_EQ(child, waitpid(child, &status, 0));
	/* Measured times differ in length by a few digits. */
	EXPECT_LE(whole - 40, mine + *theirs);
	EXPECT_GE(whole + 40, mine + *theirs);
	EXPECT_LT(0, mine + *theirs);
}

TEST(a_fresh_reader_runs_the_kept_text)
{
	struct answer *answer = lab_ask(BENCH, "count=7\n");

	EXPECT_EQ(7, count_of(answer));
	answer = lab_view(BENCH);
	EXPECT_EQ(7, count_of(answer));
	EXPECT_EQ(7, answer_u64(answer, "result", "allocated"));
	EXPECT_STREQ("count=7", answer->request);
}

/* Anew: what has become of the address since shows. */
TEST(a_fresh_reader_runs_it_anew)
{
	char *page = mmap(NULL, LAB_PAGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct answer *answer;

	*page = 1;
	answer = lab_ask(KMEMLAB_FILE_TRANSLATE, "pid=%d addr=%p", getpid(), page);
	EXPECT_STREQ("mapped", section_word(answer_section(answer, "address"), 0, "state"));
	ASSERT_EQ(0, munmap(page, LAB_PAGE));
	answer = lab_view(KMEMLAB_FILE_TRANSLATE);
	EXPECT_STRNE("mapped", section_word(answer_section(answer, "address"), 0, "state"));
	ASSERT_NE(NULL, answer->error);
	EXPECT_EQ(0, strncmp(answer->error, "EFAULT ", 7));
}

TEST(a_fresh_reader_of_a_refused_text_sees_why)
{
	struct answer *refused, *fresh;

	EXPECT_EQ(7, count_of(lab_ask(BENCH, "count=7")));
	refused = lab_ask(BENCH, "cuont=8");
	EXPECT_EQ(EINVAL, refused->write_errno);
	fresh = lab_view(BENCH);
	EXPECT_EQ(NULL, fresh->file);
	ASSERT_NE(NULL, fresh->error);
	EXPECT_STREQ(refused->error, fresh->error);
}

TEST(after_no_text_at_all_the_keys)
{
	static char huge[1 << 16];
	int fd = lab_open(BENCH, O_RDWR);

	EXPECT_EQ(0, lab_write(fd, "count=7"));
	EXPECT_EQ(EINVAL, lab_send(fd, "count=7\0", 8));
	EXPECT_LT(0, answer_section(lab_view(BENCH), "key")->nr_rows);
	EXPECT_EQ(0, lab_write(fd, "count=7"));
	memset(huge, ' ', sizeof(huge));
	EXPECT_EQ(E2BIG, lab_send(fd, huge, sizeof(huge)));
	EXPECT_LT(0, answer_section(lab_view(BENCH), "key")->nr_rows);
}

/* The text outlives its writer; the writer's own descriptor is not disturbed. */
TEST(the_kept_text_is_the_last_of_all_writers)
{
	int one = lab_open(BENCH, O_RDWR), two = lab_open(BENCH, O_RDWR);

	EXPECT_EQ(0, lab_write(one, "count=7"));
	EXPECT_EQ(0, lab_write(two, "count=8"));
	close(two);
	EXPECT_EQ(8, count_of(lab_view(BENCH)));
	EXPECT_EQ(7, count_of(lab_answer(one)));
}

static const char * const views[] = {
	KMEMLAB_FILE_VERSION, KMEMLAB_FILE_ZONES, KMEMLAB_FILE_BUDDY,
};

/* Root may override the mode, so there must be a second lock. */
TEST(a_view_takes_no_write)
{
	size_t i;
	int fd;

	for (i = 0; i < ARRAY_SIZE(views); i++) {
		fd = open(lab_path(views[i]), O_RDWR);
		if (fd < 0)
			continue;
		EXPECT_NE(0, lab_write(fd, "count=7"));
		EXPECT_NE(NULL, lab_answer(fd)->file);
		close(fd);
	}
}

/* debugfs itself is closed to others, so they come by an open directory. */
TEST(others_are_shut_out)
{
	static const char * const benches[] = {
		KMEMLAB_FILE_TRANSLATE, KMEMLAB_FILE_KMALLOC, KMEMLAB_FILE_VMALLOC,
		KMEMLAB_FILE_MEMPOOL, KMEMLAB_FILE_PAGES,
	};
	int dir = lab_open("", O_PATH | O_DIRECTORY);
	size_t i;

	ASSERT_EQ(0, setgroups(0, NULL));
	ASSERT_EQ(0, setresgid(NOBODY, NOBODY, NOBODY));
	ASSERT_EQ(0, setresuid(NOBODY, NOBODY, NOBODY));
	for (i = 0; i < ARRAY_SIZE(views); i++) {
		EXPECT_EQ(-1, openat(dir, views[i], O_RDONLY));
		EXPECT_EQ(EACCES, errno);
		EXPECT_EQ(-1, openat(dir, views[i], O_WRONLY));
		EXPECT_EQ(EACCES, errno);
	}
	for (i = 0; i < ARRAY_SIZE(benches); i++) {
		EXPECT_EQ(-1, openat(dir, benches[i], O_RDONLY));
		EXPECT_EQ(EACCES, errno);
	}
}

TEST_HARNESS_MAIN
