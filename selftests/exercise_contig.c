// SPDX-License-Identifier: GPL-2.0
/*
 * Contiguous ranges: what is held is in one piece and nobody else's, and what was
 * in the way is moved and not lost.
 */
#include <fcntl.h>
#include <linux/kernel-page-flags.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "pagemap.h"

#define CONTIG KMEMLAB_FILE_CONTIG
#define AREA_PAGES (64UL << 8)
#define RANGE_PAGES 512

/* None of these is a frame that a driver holds. */
#define OF_OTHERS (1UL << KPF_BUDDY | 1UL << KPF_LRU | 1UL << KPF_ANON | 1UL << KPF_MMAP | \
		   1UL << KPF_SLAB | 1UL << KPF_HUGE | 1UL << KPF_COMPOUND_HEAD | \
		   1UL << KPF_COMPOUND_TAIL | 1UL << KPF_NOPAGE)

FIXTURE(contig) {
	uint64_t held;
	uint64_t *area;
	struct frame *frames;
};

static uint64_t *page_of(uint64_t *area, size_t i)
{
	return area + i * (LAB_PAGE / sizeof(*area));
}

/* Single pages, each with its own content: neighbours may move apart. */
FIXTURE_SETUP(contig)
{
	size_t i;

	if (lab_ask(CONTIG, "move=1")->write_errno == EOPNOTSUPP)
		SKIP(return, "this kernel has no alloc_contig_range()");
	self->held = lab_held_kib();
	self->area = (uint64_t *)fresh_area(AREA_PAGES * LAB_PAGE, HUGE_BYTES);
	self->frames = calloc(AREA_PAGES, sizeof(*self->frames));
	ASSERT_EQ(0, madvise(self->area, AREA_PAGES * LAB_PAGE, MADV_NOHUGEPAGE));
	for (i = 0; i < AREA_PAGES; i++)
		*page_of(self->area, i) = ~i;
	frames_of(0, (uint64_t)self->area, AREA_PAGES, self->frames);
}

FIXTURE_TEARDOWN(contig)
{
	EXPECT_EQ(self->held, lab_held_kib());
}

static size_t nr_lost(uint64_t *area)
{
	size_t lost = 0, i;

	for (i = 0; i < AREA_PAGES; i++)
		lost += *page_of(area, i) != ~i;
	return lost;
}

static size_t nr_moved(const struct frame *frames, uint64_t *area)
{
	struct frame *now = calloc(AREA_PAGES, sizeof(*now));
	size_t moved = 0, i;

	frames_of(0, (uint64_t)area, AREA_PAGES, now);
	for (i = 0; i < AREA_PAGES; i++)
		moved += now[i].pfn != frames[i].pfn;
	free(now);
	return moved;
}

TEST_F(contig, held_ranges_are_whole_and_nobody_elses)
{
	int fd = lab_open(CONTIG, O_RDWR);
	const struct section *object;
	struct answer *answer;
	uint64_t allocated, pfn;
	size_t i, j;

	ASSERT_EQ(0, lab_write(fd, "size=2M count=8 hold=1 touch=1 move=1"));
	answer = lab_answer(fd);
	ASSERT_EQ(NULL, answer->error)
		TH_LOG("error: %s", answer->error);
	allocated = answer_u64(answer, "result", "allocated");
	EXPECT_LT(0, allocated);
	EXPECT_EQ(8, allocated + answer_u64(answer, "result", "failures"));
	EXPECT_LE(allocated + answer_u64(answer, "result", "ranges_busy"),
		  answer_u64(answer, "result", "ranges_tried"));
	EXPECT_EQ(allocated * RANGE_PAGES, answer_u64(answer, "result", "object_pages"));
	object = answer_section(answer, "object");
	ASSERT_EQ(allocated, object->nr_rows);
	frames_of(0, (uint64_t)self->area, AREA_PAGES, self->frames);
	for (i = 0; i < allocated; i++) {
		pfn = section_u64(object, i, "pfn");
		EXPECT_EQ(0, pfn % RANGE_PAGES);
		for (j = 0; j < RANGE_PAGES; j++)
			ASSERT_EQ(0, kpageflags_of(pfn + j) & OF_OTHERS)
				TH_LOG("pfn %lx: %lx", pfn + j, kpageflags_of(pfn + j));
		for (j = 0; j < AREA_PAGES; j++)
			ASSERT_FALSE(self->frames[j].pfn - pfn < RANGE_PAGES);
	}
	EXPECT_EQ(0, nr_lost(self->area));
	ASSERT_EQ(0, lab_write(fd, "release"));
	close(fd);
}

/* Pieces of all memory are emptied in turn, and our area's among them. */
TEST_F(contig, moves_and_loses_nothing)
{
	struct answer *answer = lab_ask(CONTIG,
					"size=4M count=15 repeat=40 move=1 time_limit_ms=30000");

	ASSERT_EQ(NULL, answer->error)
		TH_LOG("error: %s", answer->error);
	EXPECT_LT(0, answer_u64(answer, "result", "allocated"));
	/* A machine too slow for all of memory may not have come to our area. */
	if (!strstr(answer->consistency, "truncated"))
		EXPECT_LT(0, nr_moved(self->frames, self->area));
	EXPECT_EQ(0, nr_lost(self->area));
}

TEST_F(contig, threads_share_the_ranges)
{
	struct answer *answer = lab_ask(CONTIG, "size=64K count=20 threads=2 touch=1 move=1");
	uint64_t allocated;

	ASSERT_EQ(NULL, answer->error)
		TH_LOG("error: %s", answer->error);
	allocated = answer_u64(answer, "result", "allocated");
	EXPECT_LT(0, allocated);
	EXPECT_EQ(40, allocated + answer_u64(answer, "result", "failures"));
	EXPECT_EQ(0, nr_lost(self->area));
}

/* Two calls in one pageblock end each other's isolation: with CONFIG_DEBUG_VM that is a BUG. */
TEST_F(contig, calls_wait_for_each_other)
{
	struct answer *answer = lab_ask(CONTIG, "size=64K count=16 repeat=40 threads=2 "
						"pattern=pair move=1");

	ASSERT_EQ(NULL, answer->error)
		TH_LOG("error: %s", answer->error);
	EXPECT_LT(0, answer_u64(answer, "result", "allocated"));
	EXPECT_EQ(0, nr_lost(self->area));
}

/* The clock is looked at after each object, however small: none is quick to make. */
TEST_F(contig, ends_soon_when_time_is_up)
{
	static const char * const requests[] = { "threads=0", "threads=1" };
	struct answer *answer;
	size_t i;

	for (i = 0; i < 2; i++) {
		answer = lab_ask(CONTIG, "size=4K count=4096 time_limit_ms=1 move=1 %s",
				 requests[i]);
		ASSERT_EQ(NULL, answer->error)
			TH_LOG("error: %s", answer->error);
		EXPECT_NE(NULL, strstr(answer->consistency, "truncated"));
		EXPECT_GT(256, answer_u64(answer, "result", "allocated") +
			       answer_u64(answer, "result", "failures"));
		EXPECT_EQ(0, nr_lost(self->area));
	}
}

TEST_HARNESS_MAIN
