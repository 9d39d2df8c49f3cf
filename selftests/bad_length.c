// SPDX-License-Identifier: GPL-2.0
/* Requests by their length and bytes, not by their words. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

#define BENCH KMEMLAB_FILE_KMALLOC

FIXTURE(length) {
	int fd;
	uint64_t held;
	char *text;
};

/* "count=7" and blanks: good at any length that is allowed. */
FIXTURE_SETUP(length)
{
	static const char request[] = "count=7";

	self->held = lab_held_kib();
	self->fd = lab_open(BENCH, O_RDWR);
	self->text = malloc(1 << 20);
	memset(self->text, ' ', 1 << 20);
	memcpy(self->text, request, strlen(request));
}

FIXTURE_TEARDOWN(length)
{
	close(self->fd);
	EXPECT_EQ(self->held, lab_held_kib());
}

static const char *error_of(int fd)
{
	struct answer *answer = lab_answer(fd);

	return answer->error ? answer->error : "";
}

TEST_F(length, the_longest)
{
	ASSERT_EQ(0, lab_send(self->fd, self->text, KMEMLAB_REQUEST_MAX));
	EXPECT_EQ(7, answer_u64(lab_answer(self->fd), "result", "allocated"));
}

TEST_F(length, one_too_long)
{
	EXPECT_EQ(E2BIG, lab_send(self->fd, self->text, KMEMLAB_REQUEST_MAX + 1));
	EXPECT_NE(NULL, strstr(error_of(self->fd), "4095"));
}

TEST_F(length, a_mebibyte)
{
	EXPECT_EQ(E2BIG, lab_send(self->fd, self->text, 1 << 20));
	EXPECT_NE(NULL, strstr(error_of(self->fd), "4095"));
}

/* The length decides before the bytes: they need not even be there. */
TEST_F(length, beyond_all_memory)
{
	char *end = mmap(NULL, 2 * LAB_PAGE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ASSERT_EQ(0, munmap(end + LAB_PAGE, LAB_PAGE));
	EXPECT_EQ(E2BIG, lab_send(self->fd, end, 1UL << 30));
	EXPECT_EQ(EFAULT, lab_send(self->fd, end + LAB_PAGE - 3, 7));
}

/* A value that fills the request comes back in the sentence, cut or whole. */
TEST_F(length, a_long_value)
{
	memcpy(self->text, "count=", 6);
	memset(self->text + 6, '9', KMEMLAB_REQUEST_MAX - 6);
	EXPECT_EQ(ERANGE, lab_send(self->fd, self->text, KMEMLAB_REQUEST_MAX));
	EXPECT_NE(NULL, strstr(error_of(self->fd), "count"));
	memset(self->text, 'k', KMEMLAB_REQUEST_MAX);
	EXPECT_EQ(EINVAL, lab_send(self->fd, self->text, KMEMLAB_REQUEST_MAX));
	EXPECT_NE(NULL, strstr(error_of(self->fd), "unknown key"));
}

TEST_F(length, many_keys)
{
	size_t at;

	for (at = 0; at + 8 <= KMEMLAB_REQUEST_MAX; at += 8)
		memcpy(self->text + at, "count=7 ", 8);
	EXPECT_EQ(EINVAL, lab_send(self->fd, self->text, at));
	EXPECT_NE(NULL, strstr(error_of(self->fd), "twice"));
}

TEST_F(length, one_byte)
{
	EXPECT_EQ(EINVAL, lab_write(self->fd, "c"));
	EXPECT_NE(NULL, strstr(error_of(self->fd), "'c'"));
}

/* Nothing said: all defaults, or a refusal, but never the request before. */
TEST_F(length, an_empty_line)
{
	struct answer *answer;

	ASSERT_EQ(0, lab_write(self->fd, "count=7"));
	if (lab_write(self->fd, "\n")) {
		EXPECT_STRNE("", error_of(self->fd));
		return;
	}
	answer = lab_answer(self->fd);
	EXPECT_EQ(1000, answer_u64(answer, "request", "count"));
}

TEST_F(length, no_byte)
{
	ssize_t done = write(self->fd, "", 0);

	EXPECT_TRUE(done == 0 || (done < 0 && errno == EINVAL));
	lab_answer(self->fd);
}

FIXTURE(nul) {
};

FIXTURE_SETUP(nul)
{
}

FIXTURE_TEARDOWN(nul)
{
}

FIXTURE_VARIANT(nul) {
	const char *bytes;
	size_t len;
};

FIXTURE_VARIANT_ADD(nul, alone) { .bytes = "\0", .len = 1 };
FIXTURE_VARIANT_ADD(nul, first) { .bytes = "\0count=7", .len = 8 };
FIXTURE_VARIANT_ADD(nul, within) { .bytes = "count\0=7", .len = 8 };
FIXTURE_VARIANT_ADD(nul, between) { .bytes = "count=7\0size=8", .len = 14 };
FIXTURE_VARIANT_ADD(nul, last) { .bytes = "count=7", .len = 8 };
FIXTURE_VARIANT_ADD(nul, behind_the_line) { .bytes = "count=7\n", .len = 9 };

TEST_F(nul, is_refused)
{
	int fd = lab_open(BENCH, O_RDWR);
	const char *error;

	EXPECT_EQ(EINVAL, lab_send(fd, variant->bytes, variant->len));
	error = error_of(fd);
	EXPECT_TRUE(strstr(error, "NUL"))
		TH_LOG("error: %s", error);
}

/* Parts of one writev are one write or many, but never a mix. */
TEST(a_vector)
{
	struct iovec parts[] = { { "count=7 ", 8 }, { "size=32", 7 } };
	int fd = lab_open(BENCH, O_RDWR);
	struct answer *answer;
	ssize_t done = writev(fd, parts, ARRAY_SIZE(parts));

	EXPECT_TRUE(done == 15 || (done < 0 && errno == EINVAL))
		TH_LOG("writev: %zd", done);
	answer = lab_answer(fd);
	if (answer->file)
		EXPECT_EQ(32, answer_u64(answer, "request", "size"));
}

TEST_HARNESS_MAIN
