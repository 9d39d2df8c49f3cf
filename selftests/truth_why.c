// SPDX-License-Identifier: GPL-2.0
/*
 * The bench why against what alloc_pages() then does, in a guest that is fresh,
 * full, and fragmented. A guess may be wrong: 95 of 100 are to be right, and the
 * others are listed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

#define MAX_ORDER	10
/* What a full guest is left with: about the low watermarks and the reserve. */
#define LEFT_KIB	(8 << 10)
/* Where all succeeds there is nothing to guess. */
#define MIN_FAILED	4
#define BURNT		(64U << 20)
#define CHUNK		(256 << 10)

static const char *const masks[] = {
	"GFP_KERNEL", "GFP_ATOMIC", "GFP_HIGHUSER_MOVABLE", "GFP_DMA32",
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

	answer = lab_ask(KMEMLAB_FILE_PAGES,
			 "order=%u count=1 gfp=%s%s|__GFP_NORETRY|__GFP_NOWARN",
			 order, mask, more_of(mask));
	return answer_u64(answer, "result", "allocated") == 1;
}

static void try_one(struct score *score, const char *state, unsigned int order,
		    const char *mask)
{
	const struct answer *answer;
	const struct section *verdict;
	bool guess, fact;

	answer = lab_ask(KMEMLAB_FILE_WHY, "order=%u gfp=%s%s|__GFP_NORETRY|__GFP_NOWARN",
			 order, mask, more_of(mask));
	verdict = answer_section(answer, "verdict");
	guess = section_u64(verdict, 0, "succeeds");
	fact = succeeds(order, mask);
	score->trials++;
	score->right += guess == fact;
	score->failed += !fact;
	if (guess != fact)
		printf("# miss: %s guest, order %u, %s: said %s, %s\n", state, order, mask,
		       section_word(verdict, 0, "outcome"),
		       fact ? "but it succeeded" : "but it failed");
}

static void try_all(struct score *score, const char *state)
{
	unsigned int order;
	size_t i;

	for (order = 0; order <= MAX_ORDER; order++)
		for (i = 0; i < ARRAY_SIZE(masks); i++)
			try_one(score, state, order, masks[i]);
}

/* As far as it goes without waking the OOM killer. */
static char *fill(size_t *size)
{
	size_t room = lab_counter("/proc/meminfo", "MemTotal:") << 10;
	char *mem;

	mem = mmap(NULL, room, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (mem == MAP_FAILED)
		lab_die("mmap of %zu bytes: %s", room, strerror(errno));
	madvise(mem, room, MADV_NOHUGEPAGE);
	for (*size = 0; *size + CHUNK <= room; *size += CHUNK) {
		if (lab_counter("/proc/meminfo", "MemFree:") < LEFT_KIB)
			break;
		memset(mem + *size, 1, CHUNK);
	}
	return mem;
}

/*
 * The last memory that is free is in the largest blocks: huge pages, made without
 * compaction, take these.
 */
static void burn_large_blocks(void)
{
	char *huge = mmap(NULL, BURNT, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (huge == MAP_FAILED)
		lab_die("mmap of %u bytes: %s", BURNT, strerror(errno));
	lab_store("/sys/kernel/mm/transparent_hugepage/defrag", "never");
	madvise(huge, BURNT, MADV_HUGEPAGE);
	memset(huge, 1, BURNT);
}

/* A larger machine than this is not filled within the time of a test. */
#define LARGE_KIB	(768 << 10)

TEST(verdicts)
{
	struct score score = { 0 };
	size_t size, i;
	char *mem;

	if (lab_counter("/proc/meminfo", "MemTotal:") > LARGE_KIB)
		SKIP(return, "filling so much memory takes too long: boot with 512 MiB");
	/* If it comes to that, this and not the guest's first process. */
	ASSERT_EQ(0, lab_store("/proc/self/oom_score_adj", "1000"));
	try_all(&score, "fresh");
	mem = fill(&size);
	try_all(&score, "full");
	for (i = 0; i < size; i += 2 * LAB_PAGE)
		madvise(mem + i, LAB_PAGE, MADV_DONTNEED);
	burn_large_blocks();
	try_all(&score, "fragmented");
	munmap(mem, size);
	TH_LOG("%u of %u verdicts were right; %u of the allocations failed",
	       score.right, score.trials, score.failed);
	EXPECT_LE(score.trials * 95, score.right * 100);
	if (score.failed < MIN_FAILED)
		SKIP(return, "nearly all succeeded: give the guest one node and 512 MiB");
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
