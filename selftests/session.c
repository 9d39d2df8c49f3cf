// SPDX-License-Identifier: GPL-2.0
/* One descriptor of a bench, from the write to the end of the answer. */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

#define BENCH KMEMLAB_FILE_KMALLOC

FIXTURE(session) {
	int fd;
};

FIXTURE_SETUP(session)
{
	self->fd = lab_open(BENCH, O_RDWR);
}

FIXTURE_TEARDOWN(session)
{
	close(self->fd);
}

/* The count that an answer was for, which tells one answer from another. */
static uint64_t count_of(const struct answer *answer)
{
	if (!answer->file)
		lab_die("refused: %s", answer->error);
	return answer_u64(answer, "request", "count");
}

static char *read_in_pieces(int fd, size_t piece, size_t *len)
{
	static char text[1 << 16];
	ssize_t got;

	for (*len = 0; *len + piece < sizeof(text); *len += got) {
		got = read(fd, text + *len, piece);
		if (got < 0 || (size_t)got > piece)
			lab_die("read of %zu bytes gave %zd", piece, got);
		if (!got)
			break;
	}
	return text;
}

TEST_F(session, pieces_make_the_same_answer)
{
	static const size_t pieces[] = { 1, 2, 7, 64, 4095, 4096, 4097 };
	char *whole, *text;
	size_t i, len;

	/* An exercise tells what moved meanwhile; its keys are always the same. */
	ASSERT_EQ(0, lab_write(self->fd, "help"));
	whole = lab_read(self->fd, NULL);
	for (i = 0; i < ARRAY_SIZE(pieces); i++) {
		ASSERT_EQ(0, lab_write(self->fd, "help"));
		text = read_in_pieces(self->fd, pieces[i], &len);
		text[len] = '\0';
		EXPECT_STREQ(whole, text);
		ASSERT_EQ(0, lab_write(self->fd, "count=7"));
		text = read_in_pieces(self->fd, pieces[i], &len);
		EXPECT_STREQ("", answer_parse(text, len)->broken);
	}
}

TEST_F(session, a_view_in_pieces_is_the_same)
{
	int one = lab_open(KMEMLAB_FILE_VERSION, O_RDONLY);
	char *whole = lab_read(one, NULL), *text;
	size_t len;

	close(one);
	one = lab_open(KMEMLAB_FILE_VERSION, O_RDONLY);
	text = read_in_pieces(one, 1, &len);
	text[len] = '\0';
	EXPECT_STREQ(whole, text);
}

TEST_F(session, a_vector_is_filled_in_order)
{
	char a[3], b[5], text[9] = "";
	struct iovec parts[] = { { a, sizeof(a) }, { b, sizeof(b) } };

	ASSERT_EQ(0, lab_write(self->fd, "count=7"));
	ASSERT_EQ(8, readv(self->fd, parts, ARRAY_SIZE(parts)));
	memcpy(text, a, sizeof(a));
	memcpy(text + sizeof(a), b, sizeof(b));
	EXPECT_STREQ("# kmemla", text);
}

TEST_F(session, after_the_end_is_nothing)
{
	char c;

	ASSERT_EQ(0, lab_write(self->fd, "count=7"));
	EXPECT_EQ(7, count_of(lab_answer(self->fd)));
	EXPECT_EQ(0, read(self->fd, &c, 1));
	EXPECT_EQ(0, read(self->fd, &c, 1));
}

TEST_F(session, a_read_of_nothing_is_nothing)
{
	char c;

	ASSERT_EQ(0, lab_write(self->fd, "count=7"));
	EXPECT_EQ(0, read(self->fd, &c, 0));
	EXPECT_EQ(7, count_of(lab_answer(self->fd)));
}

TEST_F(session, a_write_starts_a_new_request)
{
	char part[100];

	ASSERT_EQ(0, lab_write(self->fd, "count=7"));
	EXPECT_EQ(7, count_of(lab_answer(self->fd)));
	ASSERT_EQ(0, lab_write(self->fd, "count=8"));
	ASSERT_EQ((ssize_t)sizeof(part), read(self->fd, part, sizeof(part)));
	ASSERT_EQ(0, lab_write(self->fd, "count=9\n"));
	EXPECT_EQ(9, count_of(lab_answer(self->fd)));
	ASSERT_EQ(0, lab_write(self->fd, "count=10"));
	ASSERT_EQ(0, lab_write(self->fd, "count=11"));
	EXPECT_EQ(11, count_of(lab_answer(self->fd)));
}

/*
 * The address is mapped after the write and gone after the first byte of the
 * answer: neither the write nor a later read looked at it.
 */
TEST_F(session, it_runs_at_the_first_read)
{
	int fd = lab_open(KMEMLAB_FILE_TRANSLATE, O_RDWR);
	char *page = mmap(NULL, LAB_PAGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char text[1 << 14];
	ssize_t rest;

	ASSERT_NE(MAP_FAILED, page);
	ASSERT_EQ(0, lab_write(fd, "pid=%d addr=%p", getpid(), page));
	*page = 1;
	ASSERT_EQ(1, read(fd, text, 1));
	ASSERT_EQ(0, munmap(page, LAB_PAGE));
	rest = read(fd, text + 1, sizeof(text) - 1);
	ASSERT_LT(0, rest);
	EXPECT_STREQ("mapped", section_word(answer_section(answer_parse(text, 1 + rest),
							   "address"), 0, "state"));
}

TEST_F(session, no_position)
{
	char c;

	ASSERT_EQ(0, lab_write(self->fd, "count=7"));
	EXPECT_EQ(-1, pread(self->fd, &c, 1, 0));
	EXPECT_EQ(ESPIPE, errno);
	EXPECT_EQ(-1, pread(self->fd, &c, 1, 4096));
	EXPECT_EQ(ESPIPE, errno);
	EXPECT_EQ(-1, pwrite(self->fd, "count=8", 7, 0));
	EXPECT_EQ(ESPIPE, errno);
	EXPECT_EQ(-1, lseek(self->fd, 0, SEEK_SET));
	EXPECT_EQ(ESPIPE, errno);
	EXPECT_EQ(-1, lseek(self->fd, 0, SEEK_END));
	EXPECT_EQ(ESPIPE, errno);
	EXPECT_EQ(7, count_of(lab_answer(self->fd)));
}

TEST_F(session, a_refusal_is_one_sentence)
{
	struct answer *answer;
	char c;

	ASSERT_EQ(0, lab_write(self->fd, "count=7"));
	EXPECT_EQ(EINVAL, lab_write(self->fd, "cuont=8"));
	answer = lab_answer(self->fd);
	EXPECT_EQ(NULL, answer->file);
	ASSERT_NE(NULL, answer->error);
	EXPECT_NE(NULL, strstr(answer->error, "'cuont'"));
	EXPECT_EQ(0, read(self->fd, &c, 1));
	ASSERT_EQ(0, lab_write(self->fd, "count=8"));
	EXPECT_EQ(8, count_of(lab_answer(self->fd)));
}

TEST_F(session, a_bad_pointer_loses_nothing)
{
	char *guarded = mmap(NULL, 2 * LAB_PAGE, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct answer *answer;
	char text[1 << 14];
	ssize_t part, rest;

	ASSERT_NE(MAP_FAILED, guarded);
	ASSERT_EQ(0, mprotect(guarded + LAB_PAGE, LAB_PAGE, PROT_NONE));
	EXPECT_EQ(EFAULT, lab_send(self->fd, guarded + LAB_PAGE, 7));
	ASSERT_EQ(0, lab_write(self->fd, "count=7"));
	EXPECT_EQ(-1, read(self->fd, guarded + LAB_PAGE, 100));
	EXPECT_EQ(EFAULT, errno);

	/* Into the last bytes before the hole: so many, or none, and in order. */
	part = read(self->fd, guarded + LAB_PAGE - 10, 100);
	if (part < 0) {
		EXPECT_EQ(EFAULT, errno);
		part = 0;
	}
	ASSERT_GE(10, part);
	memcpy(text, guarded + LAB_PAGE - 10, part);
	rest = read(self->fd, text + part, sizeof(text) - part);
	ASSERT_LT(0, rest);
	answer = answer_parse(text, part + rest);
	EXPECT_STREQ("", answer->broken);
	EXPECT_EQ(7, count_of(answer));
}

TEST_F(session, poll_is_ready)
{
	struct pollfd poll_fd = { .fd = self->fd, .events = POLLIN | POLLOUT };

	EXPECT_EQ(1, poll(&poll_fd, 1, 0));
	EXPECT_EQ(POLLIN | POLLOUT, poll_fd.revents);
	ASSERT_EQ(0, lab_write(self->fd, "count=7"));
	EXPECT_EQ(1, poll(&poll_fd, 1, 0));
	EXPECT_EQ(POLLIN | POLLOUT, poll_fd.revents);
	EXPECT_EQ(7, count_of(lab_answer(self->fd)));
}

TEST_F(session, nonblock_changes_nothing)
{
	ASSERT_EQ(0, fcntl(self->fd, F_SETFL, O_NONBLOCK));
	ASSERT_EQ(0, lab_write(self->fd, "count=7"));
	EXPECT_EQ(7, count_of(lab_answer(self->fd)));
}

TEST_F(session, write_only_and_read_only)
{
	int out = lab_open(BENCH, O_WRONLY), in;
	char c;

	EXPECT_EQ(0, lab_write(out, "count=7"));
	EXPECT_EQ(-1, read(out, &c, 1));
	EXPECT_EQ(EBADF, errno);
	close(out);
	in = lab_open(BENCH, O_RDONLY);
	EXPECT_EQ(EBADF, lab_write(in, "count=8"));
	EXPECT_EQ(7, count_of(lab_answer(in)));
}

/* As the shell opens it for "> file". */
TEST_F(session, truncating_and_appending_opens)
{
	int fd = lab_open(BENCH, O_RDWR | O_TRUNC);

	ASSERT_EQ(0, lab_write(fd, "count=7"));
	EXPECT_EQ(7, count_of(lab_answer(fd)));
	fd = lab_open(BENCH, O_RDWR | O_APPEND);
	ASSERT_EQ(0, lab_write(fd, "count=8"));
	EXPECT_EQ(8, count_of(lab_answer(fd)));
}

TEST_HARNESS_MAIN
