// SPDX-License-Identifier: GPL-2.0
/*
 * The path that translate shows, level by level: its tables, indexes and entries
 * must fit together, and the last entry must hold the frame of pagemap.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "mappings.h"
#include "pagemap.h"

#define PFN_BITS 0x000ffffffffff000UL
#define PRESENT (1UL << 0)
#define WRITE (1UL << 1)
#define USER (1UL << 2)
#define LARGE (1UL << 7)
#define NOT_EXEC (1UL << 63)

/* From the processor's manual, not from the module. */
static const struct {
	const char *flag;
	uint64_t bit;
} flags[] = {
	{ "present", PRESENT },
	{ "rw", WRITE },
	{ "user", USER },
	{ "accessed", 1UL << 5 },
};

static const struct {
	const char *name;
	int shift;
} levels[] = {
	{ "pgd", 48 }, { "p4d", 39 }, { "pud", 30 }, { "pmd", 21 }, { "pte", 12 },
};

FIXTURE(path) {
	uint64_t addr;
	struct answer *answer;
	const struct section *address;
	const struct section *level;
};

FIXTURE_VARIANT(path) {
	char *(*make)(void);
};

FIXTURE_VARIANT_ADD(path, anon) { .make = make_anon_written };
FIXTURE_VARIANT_ADD(path, zero) { .make = make_anon_read };
FIXTURE_VARIANT_ADD(path, text) { .make = make_text };
FIXTURE_VARIANT_ADD(path, stack) { .make = make_stack };
FIXTURE_VARIANT_ADD(path, huge) { .make = make_huge_middle };
FIXTURE_VARIANT_ADD(path, hugetlb) { .make = make_hugetlb_middle };

FIXTURE_SETUP(path)
{
	self->addr = (uint64_t)variant->make();
	if (!self->addr)
		SKIP(return, "no such mapping here: %s", mapping_lacks);
	self->answer = lab_ask(KMEMLAB_FILE_TRANSLATE, "pid=%d addr=%lx", getpid(), self->addr);
	self->address = answer_section(self->answer, "address");
	self->level = answer_section(self->answer, "level");
	ASSERT_STREQ("mapped", section_word(self->address, 0, "state"));
}

FIXTURE_TEARDOWN(path)
{
}

/* The row of levels[] with which a path begins; without 5 levels it is the 2nd. */
static size_t top(void)
{
	return five_levels() ? 0 : 1;
}

static bool name_fits(size_t row, size_t nr, const char *name)
{
	/* With 4 levels the top table is the pgd, whatever its index covers. */
	if (!row)
		return !strcmp(name, "pgd");
	return !strcmp(name, levels[top() + row].name) && nr;
}

TEST_F(path, levels)
{
	bool large = !strcmp(section_word(self->address, 0, "level"), "pmd");
	size_t nr = self->level->nr_rows, row;

	ASSERT_EQ((five_levels() ? 5 : 4) - (large ? 1 : 0), nr);
	for (row = 0; row < nr; row++) {
		EXPECT_TRUE(name_fits(row, nr, section_word(self->level, row, "level")))
			TH_LOG("row %zu is %s", row, section_word(self->level, row, "level"));
		EXPECT_EQ(self->addr, section_u64(self->level, row, "addr"));
		EXPECT_EQ(self->addr >> levels[top() + row].shift & 511,
			  section_u64(self->level, row, "index"));
		EXPECT_STREQ(row + 1 < nr ? "table" : "leaf",
			     section_word(self->level, row, "kind"));
	}
	EXPECT_STREQ(section_word(self->address, 0, "level"),
		     section_word(self->level, nr - 1, "level"));
}

TEST_F(path, chain)
{
	size_t nr = self->level->nr_rows, row;
	uint64_t entry, pfn;

	for (row = 0; row < nr; row++) {
		EXPECT_NE(0, section_u64(self->level, row, "table_pfn"));
		entry = section_u64(self->level, row, "entry");
		EXPECT_TRUE(entry & PRESENT);
		pfn = (entry & PFN_BITS) / LAB_PAGE;
		if (row + 1 < nr) {
			EXPECT_EQ(pfn, section_u64(self->level, row + 1, "table_pfn"));
			EXPECT_FALSE(entry & LARGE);
			continue;
		}
		/* Bit 12 of a large entry is a flag, its frames are aligned. */
		if (section_u64(self->address, 0, "page_bytes") == HUGE_BYTES) {
			EXPECT_TRUE(entry & LARGE);
			pfn = (pfn & -512UL) + (self->addr % HUGE_BYTES) / LAB_PAGE;
		}
		EXPECT_EQ(pfn, section_u64(self->address, 0, "pfn"));
		EXPECT_EQ(frame_of(0, self->addr).pfn, pfn);
	}
}

static bool has_flag(const char *names, const char *flag)
{
	size_t len = strlen(flag);

	for (; names; names = strchr(names, '|')) {
		names += *names == '|';
		if (!strncmp(names, flag, len) && (!names[len] || names[len] == '|'))
			return true;
	}
	return false;
}

TEST_F(path, flags)
{
	uint64_t entry, all = -1UL;
	size_t row, i;
	char rights[] = "----";

	for (row = 0; row < self->level->nr_rows; row++) {
		const char *names = section_word(self->level, row, "flags");

		entry = section_u64(self->level, row, "entry");
		for (i = 0; i < ARRAY_SIZE(flags); i++)
			EXPECT_EQ(!!(entry & flags[i].bit), has_flag(names, flags[i].flag))
				TH_LOG("%lx is not %s", entry, names);
		/* With page table isolation the kernel's own copy of the top forbids it. */
		all &= (row ? entry : entry & ~NOT_EXEC) ^ NOT_EXEC;
	}
	/* A right is there only if every level grants it. */
	rights[0] = 'r';
	rights[1] = all & WRITE ? 'w' : '-';
	rights[2] = all & NOT_EXEC ? 'x' : '-';
	rights[3] = all & USER ? 'u' : '-';
	EXPECT_STREQ(rights, section_word(self->address, 0, "rights"));
}

/* The processor says it too. */
TEST(five_levels_where_the_processor_has_la57)
{
	char *cpuinfo = lab_slurp("/proc/cpuinfo");

	EXPECT_EQ(five_levels(), !!strstr(cpuinfo, " la57"));
}

/* An address that only 5 levels reach. */
TEST(above_47_bits)
{
	char *page = mmap((char *)(1UL << 52), LAB_PAGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const struct section *address;

	if (!five_levels())
		SKIP(return, "this kernel runs with 4 levels");
	*page = 1;
	ASSERT_LE(1UL << 47, (uint64_t)page);
	address = answer_section(lab_ask(KMEMLAB_FILE_TRANSLATE, "pid=%d addr=%p",
					 getpid(), page), "address");
	EXPECT_EQ(frame_of(0, (uint64_t)page).pfn, section_u64(address, 0, "pfn"));
}

/* Where no table is, the path ends with the entry that says so. */
TEST(a_path_that_ends)
{
	char *hole = fresh_area(1UL << 30, 1UL << 30);
	const struct section *level;
	struct answer *answer;
	size_t row;

	answer = lab_ask(KMEMLAB_FILE_TRANSLATE, "pid=%d addr=%p", getpid(), hole);
	level = answer_section(answer, "level");
	ASSERT_LT(0, level->nr_rows);
	row = level->nr_rows - 1;
	EXPECT_EQ(0, section_u64(level, row, "entry"));
	EXPECT_STREQ("none", section_word(level, row, "kind"));
	EXPECT_STREQ("none", section_word(level, row, "flags"));
	EXPECT_STREQ(section_word(level, row, "level"),
		     section_word(answer_section(answer, "address"), 0, "level"));
}

TEST_HARNESS_MAIN
