// SPDX-License-Identifier: GPL-2.0
/*
 * Leaf by leaf as PTDUMP sees them, on a kernel that has it: those of the kernel,
 * and of a process that has mappings of every kind, in both of its sets of tables.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "mappings.h"
#include "pagemap.h"
#include "ptdump.h"
#include "swap.h"

#define TRIES 10
#define HALF (five_levels() ? -(1UL << 56) : -(1UL << 47))

static struct answer *walk_kernel(uint64_t start, uint64_t end)
{
	return lab_ask(KMEMLAB_FILE_WALK, "space=kernel start=%lx end=%lx mode=runs", start, end);
}

/* KFENCE takes pages out of the direct map and puts them back, all the time. */
static void kfence_rests(bool rest)
{
	static const char path[] = "/sys/module/kfence/parameters/sample_interval";
	static char *interval;

	if (access(path, W_OK))
		return;
	if (rest)
		interval = lab_slurp(path);
	lab_store(path, rest ? "0" : interval);
	sleep(1);
}

/*
 * PTDUMP merges what is alike, and so are our runs merged here. @end: the last byte
 * for PTDUMP to look at, which walk is not asked about.
 */
static bool kernel_agrees(uint64_t start, uint64_t end, uint64_t last, char *where, size_t size)
{
	struct stretches ours, theirs;
	bool same = false;
	int try;

	for (try = 0; try < TRIES && !same; try++) {
		ours = ptdump_of_runs(walk_kernel(start, end));
		theirs = ptdump_read(PTDUMP_DIR "kernel", start, last);
		same = theirs.nr > 10 && ptdump_same(&ours, &theirs, where, size);
		free(ours.list);
		free(theirs.list);
	}
	return same;
}

/* What an entry of the kernel's first table spans. */
#define SPAN (1UL << (five_levels() ? 48 : 39))

/*
 * KASAN's shadow is told once where its tables repeat, and is left to truth_layout; so is
 * what lies before it in its first entry, which with five levels leads to the same tables.
 */
TEST(every_leaf_of_the_kernel)
{
	const struct section *region = answer_section(lab_view(KMEMLAB_FILE_LAYOUT), "region");
	long row = section_find(region, "name", "kasan-shadow", NULL);
	uint64_t behind = HALF, shadow;
	char where[256] = "";

	if (access(PTDUMP_DIR "kernel", R_OK))
		SKIP(return, "this kernel has no PTDUMP");
	kfence_rests(true);
	if (row >= 0) {
		shadow = section_u64(region, row, "start") & -SPAN;
		behind = section_u64(region, row, "last") + 1;
		EXPECT_TRUE(kernel_agrees(HALF, shadow, shadow, where, sizeof(where)))
			TH_LOG("%s", where);
	}
	EXPECT_TRUE(kernel_agrees(behind, 0, -LAB_PAGE, where, sizeof(where)))
		TH_LOG("%s", where);
	kfence_rests(false);
}

/* What a page does not say, its neighbours in the same area may. */
static char *make_rights_of_all_kinds(void)
{
	char *area = make_mixed();

	if (area) {
		mprotect(area, 3 * LAB_PAGE, PROT_READ | PROT_EXEC);
		mprotect(area + HUGE_BYTES, HUGE_BYTES, PROT_READ);
		mprotect(area + 4 * HUGE_BYTES - 5 * LAB_PAGE, 3 * LAB_PAGE, PROT_NONE);
	}
	return area;
}

static const struct {
	const char *name;
	char *(*make)(void);
} kinds[] = {
#define KIND(name) { #name, make_##name }
	KIND(anon_written), KIND(anon_read), KIND(anon_made_read_only),
	KIND(anon_made_executable), KIND(shared_memory), KIND(shared_huge), KIND(file),
	KIND(file_private_written), KIND(text), KIND(vdso), KIND(huge), KIND(huge_read_only),
	KIND(huge_zero), KIND(huge_split), KIND(huge_prot_none), KIND(hugetlb), KIND(untouched),
	KIND(prot_none), KIND(mlocked), KIND(lazily_free), KIND(swapped), KIND(write_protected),
	KIND(high), KIND(across_tables), KIND(rights_of_all_kinds), KIND(shifted),
};

static struct stretches part_of(const struct stretches *all, const struct area *area)
{
	struct stretches part = { all->nr, malloc(all->nr * sizeof(*all->list)) };

	memcpy(part.list, all->list, all->nr * sizeof(*all->list));
	ptdump_cut(&part, area->start, area->end);
	return part;
}

static bool area_agrees(const struct stretches *all, const struct area *area, char *where,
			size_t size)
{
	struct stretches theirs = part_of(all, area), ours;
	struct answer *answer = lab_ask(KMEMLAB_FILE_WALK, "pid=%d start=%lx end=%lx mode=runs",
					getpid(), area->start, area->end);
	bool same;

	ours = ptdump_of_runs(answer);
	same = ptdump_same(&ours, &theirs, where, size);
	free(ours.list);
	free(theirs.list);
	answer_free(answer);
	return same;
}

/* One dump a try serves all areas; those that differ are looked at again. */
static size_t disagreeing(const char *file, bool *open, const struct area *areas, char *where,
			  size_t size)
{
	struct stretches all = ptdump_read(file, 0, 1UL << 56);
	size_t i, left = 0;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!open[i])
			continue;
		open[i] = !area_agrees(&all, &areas[i], where, size);
		left += open[i];
	}
	free(all.list);
	return left;
}

static void compare_own(struct __test_metadata *_metadata, const char *file)
{
	struct area areas[ARRAY_SIZE(kinds)];
	bool open[ARRAY_SIZE(kinds)];
	char *addr[ARRAY_SIZE(kinds)], where[256] = "";
	size_t i, made = 0;
	int try;

	if (access(file, R_OK))
		SKIP(return, "this kernel has no PTDUMP");
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		addr[i] = kinds[i].make();
		if (!addr[i])
			TH_LOG("%s: %s", kinds[i].name, mapping_lacks);
	}
	/* What comes later may join what was there. */
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		open[i] = addr[i] && area_of(0, (uint64_t)addr[i], &areas[i]);
		made += open[i];
	}
	ASSERT_LT(15, made);
	for (try = 0; try < TRIES; try++)
		if (!disagreeing(file, open, areas, where, sizeof(where)))
			break;
	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		EXPECT_FALSE(open[i])
			TH_LOG("%s: %s", kinds[i].name, where);
	swap_off();
}

TEST(every_leaf_of_our_own)
{
	compare_own(_metadata, PTDUMP_DIR "current_kernel");
}

/* With page-table isolation the tables that the process itself runs on. */
TEST(every_leaf_that_we_run_on)
{
	compare_own(_metadata, PTDUMP_DIR "current_user");
}

TEST_HARNESS_MAIN
