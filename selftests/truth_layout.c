// SPDX-License-Identifier: GPL-2.0
/*
 * The view layout against the direct map that /proc/meminfo counts and, where
 * the kernel has it, against PTDUMP's own walk of the kernel's tables.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

#define PTDUMP LAB_DEBUGFS "page_tables/kernel"
#define REGIONS_MAX 16
#define TRIES 10

struct mapped {
	uint64_t bytes[3];	/* by 4K, 2M, 1G leaves */
	uint64_t wx_bytes;
};

static const char * const columns[] = {
	"mapped_4k_bytes", "mapped_2m_bytes", "mapped_1g_bytes"
};

static uint64_t kib(const char *name)
{
	return lab_counter("/proc/meminfo", name);
}

TEST(the_direct_map_is_as_large_as_meminfo_says)
{
	struct answer *answer = lab_view(KMEMLAB_FILE_LAYOUT);
	const struct section *region = answer_section(answer, "region");
	long row = section_find(region, "name", "direct-map", NULL);
	uint64_t ours = 0;
	int i;

	/* meminfo counts what KFENCE takes out of the direct map; PTDUMP does not. */
	if (!access(LAB_DEBUGFS "kfence/stats", F_OK) && !access(PTDUMP, F_OK))
		SKIP(return, "KFENCE is at work; the test against PTDUMP covers this");
	ASSERT_LE(0, row);
	for (i = 0; i < 3; i++)
		ours += section_u64(region, row, columns[i]);
	ASSERT_EQ(kib("DirectMap4k:") + kib("DirectMap2M:") + kib("DirectMap1G:"), ours / 1024);
}

TEST(regions_ascend_and_do_not_overlap)
{
	struct answer *answer = lab_view(KMEMLAB_FILE_LAYOUT);
	const struct section *region = answer_section(answer, "region");
	uint64_t last = 0;
	size_t row;

	for (row = 0; row < region->nr_rows; row++) {
		ASSERT_LT(last, section_u64(region, row, "start"));
		last = section_u64(region, row, "last");
		ASSERT_LT(section_u64(region, row, "start"), last);
	}
}

/* "0xSTART-0xEND  SIZE  RW PSE GLB NX pmd": what a line maps, or -1. */
static int leaf_level(const char *line, uint64_t *start, uint64_t *end)
{
	const char *level;

	if (sscanf(line, "0x%lx-0x%lx", start, end) != 2)
		return -1;
	if (!strstr(line, " RW ") && !strstr(line, " ro "))
		return -1;
	level = strrchr(line, ' ');
	if (!strcmp(level, " pte"))
		return 0;
	if (!strcmp(level, " pmd"))
		return 1;
	return strcmp(level, " pud") ? -1 : 2;
}

static void add_line(const struct section *region, struct mapped *mapped, const char *line)
{
	uint64_t start, end;
	int level = leaf_level(line, &start, &end);
	size_t row;

	if (level < 0)
		return;
	for (row = 0; row < region->nr_rows; row++) {
		if (start < section_u64(region, row, "start") ||
		    start > section_u64(region, row, "last"))
			continue;
		mapped[row].bytes[level] += end - start;
		if (strstr(line, " RW ") && strstr(line, " x "))
			mapped[row].wx_bytes += end - start;
	}
}

static size_t differences(struct __test_metadata *_metadata, const struct section *region,
			  const struct mapped *mapped)
{
	size_t row, differ = 0;
	uint64_t ours;
	int i;

	for (row = 0; row < region->nr_rows; row++) {
		for (i = 0; i < 3; i++) {
			ours = section_u64(region, row, columns[i]);
			if (ours == mapped[row].bytes[i])
				continue;
			differ++;
			TH_LOG("%s %s: %lu, PTDUMP %lu", section_word(region, row, "name"),
			       columns[i], ours, mapped[row].bytes[i]);
		}
		differ += !section_u64(region, row, "wx_leaves") != !mapped[row].wx_bytes;
	}
	return differ;
}

/* PTDUMP merges the lines of neighbours, so sums are what can be compared. */
TEST(every_region_is_as_ptdump_sees_it)
{
	struct mapped mapped[REGIONS_MAX];
	const struct section *region;
	struct answer *answer;
	char *text, *line;
	int try;

	if (access(PTDUMP, R_OK))
		SKIP(return, "this kernel has no PTDUMP");
	for (try = 0; try < TRIES; try++) {
		answer = lab_view(KMEMLAB_FILE_LAYOUT);
		region = answer_section(answer, "region");
		ASSERT_GE(REGIONS_MAX, region->nr_rows);
		memset(mapped, 0, sizeof(mapped));
		text = lab_slurp(PTDUMP);
		for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
			add_line(region, mapped, line);
		free(text);
		if (!differences(_metadata, region, mapped))
			return;
	}
	ASSERT_EQ(0, differences(_metadata, region, mapped));
}

TEST_HARNESS_MAIN
