// SPDX-License-Identifier: GPL-2.0
/* Every entry that walk shows, against pagemap, PAGEMAP_SCAN, kpageflags and smaps. */
#include <linux/kernel-page-flags.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "child.h"
#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "mappings.h"
#include "pagemap.h"
#include "swap.h"
#include "walk_sums.h"

#define TRIES 200

FIXTURE(mapping) {
	struct child child;
	struct area area;
	size_t nr;
	struct frame *frames;
	struct walk *walk;
};

FIXTURE_VARIANT(mapping) {
	char *(*make)(void);
};

FIXTURE_SETUP(mapping)
{
	self->child = child_of(variant->make);
	if (!self->child.addr)
		SKIP(return, "no such mapping here: %s", mapping_lacks);
	ASSERT_TRUE(area_of(self->child.pid, self->child.addr, &self->area));
	self->nr = (self->area.end - self->area.start) / LAB_PAGE;
	self->frames = calloc(self->nr, sizeof(*self->frames));
}

FIXTURE_TEARDOWN(mapping)
{
	child_end(self->child.pid);
	swap_off();
}

#define MAPPING(name) FIXTURE_VARIANT_ADD(mapping, name) { .make = make_##name }

MAPPING(anon_written);
MAPPING(anon_read);
MAPPING(anon_made_read_only);
MAPPING(anon_made_executable);
MAPPING(anon_shared_by_fork);
MAPPING(shared_memory);
MAPPING(shared_huge);
MAPPING(file);
MAPPING(file_private_written);
MAPPING(text);
MAPPING(stack);
MAPPING(heap);
MAPPING(vdso);
MAPPING(huge);
MAPPING(huge_read_only);
MAPPING(huge_zero);
MAPPING(huge_split);
MAPPING(huge_prot_none);
MAPPING(hugetlb);
MAPPING(hugetlb_gigantic);
MAPPING(untouched);
MAPPING(prot_none);
MAPPING(mlocked);
MAPPING(lazily_free);
MAPPING(swapped);
MAPPING(write_protected);
MAPPING(write_protected_marker);
MAPPING(guard);
MAPPING(high);
MAPPING(across_tables);
MAPPING(dense);
MAPPING(mixed);
MAPPING(shifted);

static struct walk *asked(const FIXTURE_DATA(mapping) *self, const char *mode)
{
	if (!strcmp(mode, "binary"))
		return walk_binary(self->child.pid, self->area.start, self->area.end);
	return walk_text(self->child.pid, self->area.start, self->area.end, mode);
}

/* The kernel may move a page at any time, so it is asked before and after. */
static bool agrees(FIXTURE_DATA(mapping) *self, const char *mode)
{
	struct frame *after = calloc(self->nr, sizeof(*after));
	int tries = TRIES;

	do {
		if (!tries--)
			lab_die("the mapping changed in each of %d tries", TRIES);
		frames_of(self->child.pid, self->area.start, self->nr, self->frames);
		self->walk = asked(self, mode);
		frames_of(self->child.pid, self->area.start, self->nr, after);
	} while (!frames_same(self->frames, after, self->nr));
	free(after);
	return walk_agrees(self->walk, self->area.start, self->area.end, self->frames);
}

static bool same_entries(const struct walk *a, const struct walk *b)
{
	size_t i;

	for (i = 0; i < a->nr && i < b->nr; i++)
		if (a->entries[i].addr != b->entries[i].addr ||
		    a->entries[i].bytes != b->entries[i].bytes ||
		    a->entries[i].raw != b->entries[i].raw)
			return false;
	return a->nr == b->nr;
}

/*
 * What a mode says, and all pages, in one state: nothing differs between the raw
 * entries before and after. The kernel takes accessed bits back (on 7.2 DAMON_STAT
 * does, all the time, of pages picked at random), moves pages, and joins them.
 */
static struct answer *with_pages(FIXTURE_DATA(mapping) *self, const char *mode)
{
	struct walk *before, *after;
	struct answer *answer;
	int tries = TRIES;
	bool same;

	do {
		if (!tries--)
			lab_die("an entry changed in each of %d tries", TRIES);
		before = asked(self, "binary");
		answer = lab_ask(KMEMLAB_FILE_WALK, "pid=%d start=%lx end=%lx mode=%s",
				 self->child.pid, self->area.start, self->area.end, mode);
		self->walk = asked(self, "pages");
		after = asked(self, "binary");
		same = same_entries(before, after);
		walk_free(before);
		walk_free(after);
	} while (!same);
	return answer;
}

TEST_F(mapping, pages)
{
	EXPECT_TRUE(agrees(self, "pages"));
}

TEST_F(mapping, binary)
{
	EXPECT_TRUE(agrees(self, "binary"));
}

/* No two neighbours could have been one. */
TEST_F(mapping, extents)
{
	uint64_t leaves = 0, others = 0;
	const struct section *extent;
	struct sums sums;
	size_t row;

	ASSERT_TRUE(agrees(self, "extents"));
	extent = answer_section(with_pages(self, "extents"), "extent");
	for (row = 0; row < extent->nr_rows; row++) {
		if (!strcmp(section_word(extent, row, "kind"), "leaf"))
			leaves++;
		else
			others += section_u64(extent, row, "entries");
	}
	sums = sums_of(self->walk);
	EXPECT_EQ(sums.extents, leaves);
	EXPECT_EQ(sums.not_present, others);
}

TEST_F(mapping, runs)
{
	const struct section *run;
	uint64_t extents = 0;
	struct sums sums;
	size_t row;

	ASSERT_TRUE(agrees(self, "runs"));
	run = answer_section(with_pages(self, "runs"), "run");
	sums = sums_of(self->walk);
	EXPECT_EQ(sums.runs, run->nr_rows);
	for (row = 0; row < run->nr_rows; row++)
		if (section_word(run, row, "extents"))
			extents += section_u64(run, row, "extents");
	EXPECT_EQ(sums.extents, extents);
}

/* The kernel's other witness, where it has one. */
TEST_F(mapping, scan)
{
	uint8_t *scans = calloc(self->nr + 1, 1);
	size_t i, page;

	if (!scans_of(self->child.pid, self->area.start, self->nr, scans))
		SKIP(return, "this kernel has no PAGEMAP_SCAN");
	ASSERT_TRUE(agrees(self, "pages"));
	for (i = 0; i < self->walk->nr; i++) {
		const struct entry *entry = &self->walk->entries[i];
		uint8_t *scan = scans + (entry->addr - self->area.start) / LAB_PAGE;
		int want = entry->present ? SCAN_PRESENT : SCAN_SWAPPED;

		if (entry->present && kpageflags_of(entry->frame) >> KPF_ZERO_PAGE & 1)
			want |= SCAN_PFNZERO;
		if (entry->bytes > LAB_PAGE)
			want |= SCAN_HUGE;
		for (page = 0; page < entry->bytes / LAB_PAGE; page++) {
			ASSERT_EQ(want, scan[page])
				TH_LOG("%lx: %s", entry->addr, entry->flags);
			scan[page] = 0;
		}
	}
	for (page = 0; page < self->nr; page++)
		ASSERT_EQ(0, scans[page]);
}

#define EXPECT_SUM(reckoned, column)						\
	do {									\
		EXPECT_EQ(reckoned, section_u64(area, 0, #column))		\
			TH_LOG("area: " #column);				\
		EXPECT_EQ(reckoned, section_u64(total, 0, #column))		\
			TH_LOG("total: " #column);				\
	} while (0)

TEST_F(mapping, sums)
{
	const struct section *area, *total;
	struct answer *answer;
	struct sums sums;

	answer = with_pages(self, "summary");
	sums = sums_of(self->walk);
	area = answer_section(answer, "area");
	total = answer_section(answer, "total");
	ASSERT_EQ(1, total->nr_rows);
	EXPECT_EQ(self->nr - sums.present - sums.not_present,
		  section_u64(total, 0, "empty_pages"));
	/* An area without entries has no row. */
	ASSERT_EQ(!!self->walk->nr, area->nr_rows);
	if (!area->nr_rows)
		return;
	EXPECT_EQ(self->area.start, section_u64(area, 0, "start"));
	EXPECT_EQ(self->area.end, section_u64(area, 0, "end"));
	EXPECT_STREQ(self->area.rights, section_word(area, 0, "rights"));
	EXPECT_SUM(sums.present, present_pages);
	EXPECT_SUM(sums.small, entries_4k);
	EXPECT_SUM(sums.large, entries_2m);
	EXPECT_SUM(sums.gigantic, entries_1g);
	EXPECT_SUM(sums.not_present, not_present);
	EXPECT_SUM(sums.accessed, accessed_pages);
	EXPECT_SUM(dirty_pages_of(asked(self, "binary")), dirty_pages);
	EXPECT_SUM(sums.writable, writable_pages);
	EXPECT_SUM(sums.anon, anon_pages);
	EXPECT_SUM(sums.file, file_pages);
	EXPECT_SUM(sums.zero, zero_pages);
	EXPECT_SUM(sums.other, other_pages);
	EXPECT_SUM(sums.extents, extents);
	EXPECT_SUM(sums.longest, longest_pages);
}

TEST_F(mapping, reach)
{
	const struct section *contiguity, *reach;
	struct answer *answer;
	struct sums sums;
	size_t row, rows = 0;
	int i;

	answer = with_pages(self, "summary");
	sums = sums_of(self->walk);
	contiguity = answer_section(answer, "contiguity");
	reach = answer_section(answer, "reach");
	for (row = 0; row < contiguity->nr_rows; row++) {
		uint64_t from = section_u64(contiguity, row, "from_pages");

		ASSERT_NE(0, from);
		i = __builtin_ctzl(from);
		EXPECT_EQ(1UL << i, from);
		EXPECT_EQ(sums.extents_from[i], section_u64(contiguity, row, "extents"))
			TH_LOG("from_pages %lu", from);
		EXPECT_EQ(sums.pages_from[i], section_u64(contiguity, row, "pages"))
			TH_LOG("from_pages %lu", from);
	}
	for (i = 0; i < 64; i++)
		rows += !!sums.extents_from[i];
	EXPECT_EQ(rows, contiguity->nr_rows);
	ASSERT_EQ(GROUP_SIZES, reach->nr_rows);
	for (i = 0; i < GROUP_SIZES; i++) {
		EXPECT_EQ(group_bytes[i], section_u64(reach, i, "group_bytes"));
		EXPECT_EQ(sums.groups[i], section_u64(reach, i, "groups"))
			TH_LOG("group_bytes %lu", group_bytes[i]);
	}
	EXPECT_EQ(sums.tlb_mapped, answer_u64(answer, "tlb", "entries_as_mapped"));
	EXPECT_EQ(sums.tlb_least, answer_u64(answer, "tlb", "entries_at_least"));
}

/* Bytes of [from, to) that have an entry. */
static uint64_t covered_bytes(const struct walk *walk, uint64_t from, uint64_t to)
{
	uint64_t bytes = 0, first, end;
	size_t i;

	for (i = 0; i < walk->nr; i++) {
		first = walk->entries[i].addr;
		end = first + walk->entries[i].bytes;
		first = first > from ? first : from;
		end = end < to ? end : to;
		bytes += end > first ? end - first : 0;
	}
	return bytes;
}

/* A large page that the range cuts is counted whole; what is empty, in the range. */
TEST_F(mapping, part)
{
	const uint64_t start = self->area.start, end = self->area.end;
	const uint64_t middle = start + self->nr / 2 * LAB_PAGE;
	const uint64_t ranges[][2] = {
		{ middle, middle + LAB_PAGE }, { start + LAB_PAGE, end }, { start, end - LAB_PAGE },
	};
	uint64_t before, empty, after;
	struct answer *answer;
	size_t i, tries;

	for (i = 0; i < ARRAY_SIZE(ranges); i++) {
		if (ranges[i][0] >= ranges[i][1])
			continue;
		tries = TRIES;
		do {
			before = covered_bytes(asked(self, "pages"), ranges[i][0], ranges[i][1]);
			answer = lab_ask(KMEMLAB_FILE_WALK,
					 "pid=%d start=%lx end=%lx mode=summary",
					 self->child.pid, ranges[i][0], ranges[i][1]);
			empty = section_u64(answer_section(answer, "total"), 0, "empty_pages");
			after = covered_bytes(asked(self, "pages"), ranges[i][0], ranges[i][1]);
		} while (before != after && --tries);
		EXPECT_EQ((ranges[i][1] - ranges[i][0] - before) / LAB_PAGE, empty)
			TH_LOG("of 0x%lx to 0x%lx", ranges[i][0], ranges[i][1]);
	}
}

/* smaps counts neither pages of zeros nor hugetlb as resident. */
TEST_F(mapping, smaps)
{
	uint64_t swapped, private, shared;
	const struct section *area;
	struct answer *answer;
	pid_t pid = self->child.pid;

#define SMAPS(name) (smaps_kib(pid, self->area.start, name) * 1024 / LAB_PAGE)
	answer = lab_ask(KMEMLAB_FILE_WALK, "pid=%d start=%lx end=%lx mode=summary",
			 pid, self->area.start, self->area.end);
	area = answer_section(answer, "total");
	/* Up to 6.2 it leaves out large pages that nobody may access. */
	if (variant->make == make_huge_prot_none && !SMAPS("Rss"))
		SKIP(return, "this kernel's smaps does not count such pages");
	private = SMAPS("Private_Hugetlb");
	shared = SMAPS("Shared_Hugetlb");
	/*
	 * The kernel asks the page of the table's count of sharers, which it sets for
	 * tables of PMDs alone: for a page of 1 GiB, whose entry is in a table of PUDs,
	 * what the count holds is left from the page's last use (hugetlb_pmd_shared()).
	 */
	if (variant->make == make_hugetlb_gigantic) {
		private += shared;
		shared = 0;
	}
	EXPECT_EQ(SMAPS("Rss") + private + shared,
		  section_u64(area, 0, "anon_pages") + section_u64(area, 0, "file_pages"));
	EXPECT_EQ(SMAPS("Anonymous") + private, section_u64(area, 0, "anon_pages"));
	if (!private && !shared)
		EXPECT_EQ(SMAPS("AnonHugePages") + SMAPS("ShmemPmdMapped") + SMAPS("FilePmdMapped"),
			  section_u64(area, 0, "entries_2m") * 512 -
			  (section_u64(area, 0, "zero_pages") & -512UL));
	swapped = answer_u64(answer, "state", "swap");
	EXPECT_EQ(SMAPS("Swap"), swapped);
}

TEST_HARNESS_MAIN
