// SPDX-License-Identifier: GPL-2.0
/* The view balance: its sums, and its classes against the kernel's counters. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

/* Counters are kept in per-CPU parts, and the guest is never quite still. */
#define SLACK_PAGES 1024

static uint64_t class_pages(const struct answer *answer, const char *class)
{
	const struct section *classes = answer_section(answer, "class");
	long row = section_find(classes, "class", class, NULL);

	if (row < 0)
		lab_die("no class %s", class);
	return section_u64(classes, row, "pages");
}

static uint64_t meminfo_pages(const char *name)
{
	return lab_counter("/proc/meminfo", name) * 1024 / LAB_PAGE;
}

TEST(each_frame_once)
{
	const struct answer *answer = lab_view(KMEMLAB_FILE_BALANCE);
	const struct section *classes = answer_section(answer, "class");
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < classes->nr_rows; i++)
		sum += section_u64(classes, i, "pages");
	EXPECT_EQ(sum, answer_u64(answer, "total", "pages"));
	EXPECT_LE(answer_u64(answer, "total", "present_pages"), sum);
}

/* Per-CPU free pages are recognised by their lists; the lists know how many. */
TEST(per_cpu_pages)
{
	const struct answer *answer = lab_view(KMEMLAB_FILE_BALANCE);
	const struct section *zone = answer_section(lab_view(KMEMLAB_FILE_ZONES), "zone");
	uint64_t listed = 0, found = class_pages(answer, "pcp");
	size_t i;

	for (i = 0; i < zone->nr_rows; i++)
		listed += section_u64(zone, i, "pcp_pages");
	TH_LOG("found %lu, in the lists %lu", found, listed);
	EXPECT_GE(SLACK_PAGES, found > listed ? found - listed : listed - found);
}

TEST(counters)
{
	static const struct {
		const char *class, *meminfo;
	} pairs[] = {
		{ "anon", "AnonPages:" },
		{ "shmem", "Shmem:" },
		{ "pgtable", "PageTables:" },
	};
	uint64_t have, want;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		have = class_pages(lab_view(KMEMLAB_FILE_BALANCE), pairs[i].class);
		want = meminfo_pages(pairs[i].meminfo);
		TH_LOG("%s: %lu, %s has %lu", pairs[i].class, have, pairs[i].meminfo, want);
		EXPECT_GE(SLACK_PAGES, have > want ? have - want : want - have);
	}
}

TEST_HARNESS_MAIN
