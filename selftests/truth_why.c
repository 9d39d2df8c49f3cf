// SPDX-License-Identifier: GPL-2.0
/*
 * The bench why against what alloc_pages() then does, in a guest that is fresh,
 * full, and fragmented. A guess may be wrong: 95 of 100 are to be right, and the
 * others are listed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fill.h"
#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

#define MAX_ORDER	FILL_MAX_ORDER
/*
 * What a full guest is left with: about the low watermarks and the reserve. With more,
 * few allocations fail, and to say that all succeed is right: with 16 MiB 12 of 264
 * fail, with 10 MiB 45. What is short of memory nevertheless ends this program, not
 * the guest: see fill_prepare().
 */
#define LEFT_KIB	(10 << 10)
/* Where all succeeds there is nothing to guess. */
#define MIN_FAILED	4
#define HELD_MIB	256
#define NORETRY		"__GFP_NORETRY"

static const char *const masks[] = {
	/* First, as what others compact or reclaim is there for the next. */
	"GFP_ATOMIC", "GFP_KERNEL", "GFP_HIGHUSER_MOVABLE", "GFP_DMA32",
};

struct score {
	unsigned int trials;
	unsigned int right;
	unsigned int failed;
};

/* GFP_DMA32 is a zone only; that it may wait is said beside it. */
static const char *more_of(const char *mask)
{
	return strcmp(mask, "GFP_DMA32") ? "" : "|GFP_KERNEL";
}

static bool succeeds(unsigned int order, const char *mask)
{
	const struct answer *answer;

	answer = lab_ask(KMEMLAB_FILE_PAGES, "order=%u count=1 gfp=%s", order, mask);
	return answer_u64(answer, "result", "allocated") == 1;
}

static void try_one(struct score *score, const char *state, unsigned int order,
		    const char *mask, const char *how)
{
	const struct answer *answer;
	const struct section *verdict;
	bool guess, fact;
	char gfp[96];

	snprintf(gfp, sizeof(gfp), "%s%s|%s|__GFP_NOWARN", mask, more_of(mask), how);
	answer = lab_ask(KMEMLAB_FILE_WHY, "order=%u gfp=%s", order, gfp);
	verdict = answer_section(answer, "verdict");
	guess = section_u64(verdict, 0, "succeeds");
	fact = succeeds(order, gfp);
	score->trials++;
	score->right += guess == fact;
	score->failed += !fact;
	if (guess != fact)
		printf("# miss: %s guest, order %u, %s: said %s, %s\n", state, order, gfp,
		       section_word(verdict, 0, "outcome"),
		       fact ? "but it succeeded" : "but it failed");
}

static void try_all(struct score *score, const char *state, const char *how)
{
	unsigned int order;
	size_t i;

	for (order = 0; order <= MAX_ORDER; order++)
		for (i = 0; i < ARRAY_SIZE(masks); i++)
			try_one(score, state, order, masks[i], how);
}

FIXTURE(why) {
	struct score score;
	uint64_t limit_kib;
};

FIXTURE_SETUP(why)
{
	char limit[24];

	if (lab_counter("/proc/meminfo", "MemTotal:") > FILL_KIB_MAX)
		SKIP(return, "filling so much memory takes too long: boot with 512 MiB");
	self->limit_kib = lab_limit_kib();
	snprintf(limit, sizeof(limit), "%u", HELD_MIB);
	ASSERT_EQ(0, lab_store(LAB_LIMIT, limit));
	/* Few pages are to wait in the lists of a CPU. */
	lab_store("/proc/sys/vm/percpu_pagelist_high_fraction", "1000");
	/* What is boosted here would be short, and call the OOM killer, there. */
	lab_store("/proc/sys/vm/watermark_boost_factor", "0");
	/* Nobody is to tidy up between the verdict and the trial. */
	lab_store("/proc/sys/vm/compaction_proactiveness", "0");
	fill_prepare();
}

FIXTURE_TEARDOWN(why)
{
	char limit[24];

	snprintf(limit, sizeof(limit), "%lu", self->limit_kib >> 10);
	lab_store(LAB_LIMIT, limit);
	lab_store("/proc/sys/vm/percpu_pagelist_high_fraction", "0");
	lab_store("/proc/sys/vm/watermark_boost_factor", "15000");
	lab_store("/proc/sys/vm/compaction_proactiveness", "20");
}

/* Every other page is free, and what lies between could be moved. */
static void movable_fragments(struct score *score)
{
	struct fill_holders large = { .nr = 0 };
	size_t size;
	char *mem = fill(LEFT_KIB, &size);

	try_all(score, "full", NORETRY);
	fill_punch(mem, size / 2, 2);
	fill_hold_blocks(&large, 1, 0);
	try_all(score, "movable fragments", NORETRY);
	fill_release(&large);
	munmap(mem, size);
}

/*
 * The machine of the tutorial: pages of a file, and drivers that took what was left
 * of large blocks without waking anybody.
 */
static void file_with_holes(struct score *score)
{
	int file = fill_file_with_holes(LEFT_KIB), held;

	held = fill_hold(4, 2000, "__GFP_HIGH");
	try_all(score, "file with holes", NORETRY);
	close(held);
	held = fill_hold(4, 2000, "__GFP_HIGH");
	try_all(score, "file with holes", "__GFP_RETRY_MAYFAIL");
	close(held);
	close(file);
}

/* In every eight pages is one of the kernel, which cannot be moved. */
static void unmovable_fragments(struct score *score)
{
	struct fill_holders large = { .nr = 0 };
	size_t size;
	char *mem = fill(LEFT_KIB, &size);
	int scattered;

	fill_punch(mem, size, 8);
	/* Not all of it: what the test itself needs is not to call the OOM killer. */
	scattered = fill_hold(0, size / 8 / LAB_PAGE * 7 / 8, "GFP_KERNEL|__GFP_NORETRY");
	munmap(mem, size);
	fill_hold_blocks(&large, 3, 0);
	try_all(score, "unmovable fragments", NORETRY);
	fill_release(&large);
	close(scattered);
}

static bool is_right(const struct score *score)
{
	return score->trials * 95 <= score->right * 100;
}

/* What compaction will find is a guess: where luck was bad all is tried again, and added. */
TEST_F(why, verdicts)
{
	struct score *score = &self->score;
	int tries;

	for (tries = 0; tries < 3 && (!tries || !is_right(score)); tries++) {
		try_all(score, "fresh", NORETRY);
		movable_fragments(score);
		file_with_holes(score);
		unmovable_fragments(score);
	}
	TH_LOG("%u of %u verdicts were right; %u of the allocations failed",
	       score->right, score->trials, score->failed);
	EXPECT_TRUE(is_right(score));
	EXPECT_LE(MIN_FAILED, score->failed);
}

TEST(bad_input)
{
	static const char *const rows[] = {
		"order=11", "order=-1", "gfp=__GFP_NOFAIL", "gfp=GFP_NONSENSE",
		"gfp=GFP_DMA|GFP_DMA32", "gfp=__GFP_MOVABLE|__GFP_RECLAIMABLE", "nid=1000",
	};
	const struct answer *answer;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		answer = lab_ask(KMEMLAB_FILE_WHY, "%s", rows[i]);
		EXPECT_NE(0, answer->write_errno) TH_LOG("%s", rows[i]);
		EXPECT_NE(NULL, answer->error);
	}
}

TEST_HARNESS_MAIN
