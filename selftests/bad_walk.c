// SPDX-License-Identifier: GPL-2.0
/* Requests that walk must refuse, and what it must not show. */
#include <fcntl.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/mman.h>

#include "capability.h"
#include "child.h"
#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "mappings.h"
#include "pagemap.h"
#include "swap.h"
#include "walk.h"

static const struct {
	const char *request;
	int error;
	const char *word;	/* must be in the explanation */
} requests[] = {
	{ "", EINVAL, "pid" },
	{ "mode=pages", EINVAL, "pid" },
	{ "start=1000 end=2000", EINVAL, "pid" },
	{ "pid=0", ERANGE, "pid" },
	{ "pid=4194305", ERANGE, "pid" },
	{ "pid=-1", EINVAL, "pid" },
	{ "pid=4194304", ESRCH, "4194304" },
	{ "pid=2", EINVAL, "kernel thread" },
	{ "pid=1 pid=1", EINVAL, "twice" },
	/* Ranges: empty, reversed, wrapping, */
	{ "pid=1 start=1000 end=1000", EINVAL, "empty" },
	{ "pid=1 start=2000 end=1000", EINVAL, "empty" },
	{ "pid=1 start=1 end=1", EINVAL, "empty" },
	{ "pid=1 start=fffffffffffff000 end=1000", EINVAL, "range" },
	{ "pid=1 start=ffffffffffffffff end=1", EINVAL, "range" },
	/* across both halves, in the wrong one, in neither. */
	{ "pid=1 start=1000 end=ffff888000001000", EINVAL, "kernel's half" },
	{ "pid=1 start=1000 end=ffffffffffffffff", EINVAL, "kernel's half" },
	{ "pid=1 start=ffff888000000000", EINVAL, "range" },
	{ "pid=1 start=ffff888000000000 end=ffff888000001000", EINVAL, "kernel's half" },
	{ "pid=1 start=0100000000000000 end=0100000000001000", EINVAL, "range" },
	{ "pid=1 start=400000 end=0100000000001000", EINVAL, "range" },
	{ "pid=1 start=0100000000000000", EINVAL, "range" },
	{ "pid=1 start=", EINVAL, "start" },
	{ "pid=1 start=-1", EINVAL, "start" },
	{ "pid=1 start=1000K", EINVAL, "start" },
	{ "pid=1 end=12345678901234567", ERANGE, "64 bits" },
	/* The kernel's space. */
	{ "space=kernel pid=1", EINVAL, "exclude" },
	{ "space=Kernel", EINVAL, "process, kernel" },
	{ "space=process", EINVAL, "pid is missing" },
	{ "space=kernel start=1000 end=2000", EINVAL, "kernel's half" },
	{ "space=kernel start=ffff800000000000 end=1000", EINVAL, "empty" },
	{ "space=kernel end=400000", EINVAL, "empty" },
	{ "space=kernel start=ffffffff81000000 end=ffffffff81000000", EINVAL, "empty" },
	{ "space=kernel start=ffffffff81000000 end=ffffffffffffffff", EINVAL, "kernel's half" },
	{ "space=kernel start=0100000000000000", EINVAL, "kernel's half" },
	/* Modes and formats. */
	{ "pid=1 mode=", EINVAL, "mode" },
	{ "pid=1 mode=Pages", EINVAL, "summary, runs, extents, pages" },
	{ "pid=1 mode=pages,runs", EINVAL, "pages,runs" },
	{ "pid=1 mode=pages mode=runs", EINVAL, "twice" },
	{ "pid=1 format=xml", EINVAL, "text, binary" },
	{ "pid=1 format=binary", EINVAL, "mode=pages" },
	{ "pid=1 format=binary mode=summary", EINVAL, "mode=pages" },
	{ "pid=1 format=binary mode=runs", EINVAL, "mode=pages" },
	{ "pid=1 mode=extents format=binary", EINVAL, "mode=pages" },
	{ "pid=1 addr=1000", EINVAL, "addr" },
};

TEST(refused)
{
	struct answer *answer;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(requests); i++) {
		answer = lab_ask(KMEMLAB_FILE_WALK, "%s", requests[i].request);
		EXPECT_EQ(requests[i].error, answer->write_errno)
			TH_LOG("'%s'", requests[i].request);
		EXPECT_EQ(NULL, answer->file);
		EXPECT_TRUE(answer->error && strstr(answer->error, requests[i].word))
			TH_LOG("'%s': '%s' is not in: %s", requests[i].request,
			       requests[i].word, answer->error);
	}
}

/* After a refusal the same descriptor serves, in text and in binary. */
TEST(the_next_request_is_served)
{
	int fd = lab_open(KMEMLAB_FILE_WALK, O_RDWR);

	ASSERT_EQ(EINVAL, lab_write(fd, "pid=1 mode=pages format=binary start=2 end=1"));
	EXPECT_EQ(NULL, lab_answer(fd)->file);
	ASSERT_EQ(0, lab_write(fd, "pid=1 mode=pages format=binary"));
	lab_read(fd, NULL);
	ASSERT_EQ(0, lab_write(fd, "pid=1"));
	EXPECT_STREQ(KMEMLAB_FILE_WALK, lab_answer(fd)->file);
}

/* The largest range a process can have, and the least. */
TEST(the_borders)
{
	unsigned long end = five_levels() ? 1UL << 56 : 1UL << 47;
	struct answer *answer;

	EXPECT_EQ(NULL, lab_ask(KMEMLAB_FILE_WALK, "pid=%d start=0 end=0", getpid())->error);
	EXPECT_EQ(NULL, lab_ask(KMEMLAB_FILE_WALK, "pid=%d start=0 end=%lx", getpid(),
				end - LAB_PAGE)->error);
	EXPECT_EQ(EINVAL, lab_ask(KMEMLAB_FILE_WALK, "pid=%d start=0 end=%lx", getpid(),
				  end + LAB_PAGE)->write_errno);
	answer = lab_ask(KMEMLAB_FILE_WALK, "pid=%d start=0 end=1 mode=pages", getpid());
	EXPECT_EQ(NULL, answer->error);
	EXPECT_EQ(0, answer_section(answer, "page")->nr_rows);
}

static uint64_t frames_shown(const struct walk *walk)
{
	uint64_t shown = 0;
	size_t i;

	for (i = 0; i < walk->nr; i++)
		shown += !!walk->entries[i].frame;
	return shown;
}

/* All kinds of entries in one area: small, large, split, not accessible. */
static char *all_kinds(void)
{
	char *area = make_mixed();

	if (!area)
		area = make_across_tables();
	mprotect(area, HUGE_BYTES, PROT_NONE);
	mprotect(area + 3 * HUGE_BYTES, HUGE_BYTES, PROT_NONE);
	return area;
}

static bool same_but_frames(const struct walk *seen, const struct walk *hidden)
{
	size_t row;

	if (seen->nr != hidden->nr)
		return false;
	for (row = 0; row < seen->nr; row++)
		if (seen->entries[row].addr != hidden->entries[row].addr ||
		    strcmp(seen->entries[row].flags, hidden->entries[row].flags))
			return false;
	return true;
}

/*
 * The number is 0, and what is left is the same: at some time, for the kernel takes
 * accessed bits back when it looks for what is old.
 */
TEST(without_admin_no_frames)
{
	uint64_t start = (uint64_t)all_kinds(), end = start + 4 * HUGE_BYTES;
	static const char *const modes[] = { "pages", "extents" };
	struct walk *seen, *hidden;
	int tries;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		tries = 0;
		do {
			ASSERT_GT(100, tries++)
				TH_LOG("%s: never the same with frames and without", modes[i]);
			seen = walk_text(getpid(), start, end, modes[i]);
			capability_turn(CAP_SYS_ADMIN, false);
			hidden = walk_text(getpid(), start, end, modes[i]);
			capability_turn(CAP_SYS_ADMIN, true);
			EXPECT_LT(100, frames_shown(seen));
			EXPECT_EQ(0, frames_shown(hidden));
		} while (!same_but_frames(seen, hidden));
	}
}

/* Raw: not one bit of a frame or of a place in swap, present or not. */
TEST(without_admin_no_bits)
{
	uint64_t start = (uint64_t)all_kinds(), swapped = (uint64_t)make_swapped();
	const uint64_t frame_bits = 0x000ffffffffff000UL;
	struct kmemlab_block block;
	size_t len, at, nr = 0, i;
	char *data;
	int fd, round;

	capability_turn(CAP_SYS_ADMIN, false);
	fd = lab_open(KMEMLAB_FILE_WALK, O_RDWR);
	for (round = 0; round < (swapped ? 2 : 1); round++) {
		start = round ? swapped : start;
		ASSERT_EQ(0, lab_write(fd, "pid=%d start=%lx end=%lx mode=pages format=binary",
				       getpid(), start, start + (round ? 16 * LAB_PAGE :
								 4 * HUGE_BYTES)));
		data = lab_read(fd, &len);
		for (at = 0; at < len; at += block.nr * sizeof(uint64_t)) {
			memcpy(&block, data + at, sizeof(block));
			at += sizeof(block);
			for (i = 0; i < block.nr; i++, nr++)
				EXPECT_EQ(0, ((uint64_t *)(data + at))[i] & frame_bits)
					TH_LOG("%lx", ((uint64_t *)(data + at))[i]);
		}
	}
	EXPECT_LT(100, nr);
	capability_turn(CAP_SYS_ADMIN, true);
	swap_off();
}

TEST_HARNESS_MAIN
