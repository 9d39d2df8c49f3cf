// SPDX-License-Identifier: GPL-2.0
/*
 * The view pageblocks against /proc/pagetypeinfo. Up to 6.9 a free block may be
 * on another list than that of its pageblock: there the sums over the types are
 * compared.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <sys/utsname.h>

#include "fill.h"
#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "pagemap.h"
#include "quiet.h"

/* never_capped frees 150,000 pages one by one: a while where the machine is busy. */
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 400

#define MAX_ORDERS 32
#define MAX_TYPES 8

FIXTURE(pageblocks) {
	struct answer *answer;
	char *peer;
	bool lists_differ;
};

FIXTURE_SETUP(pageblocks)
{
	struct utsname name;
	int major = 0, minor = 0;

	ASSERT_EQ(0, uname(&name));
	ASSERT_EQ(2, sscanf(name.release, "%d.%d", &major, &minor));
	self->lists_differ = major == 6 && minor < 10;
	self->answer = quiet_read(KMEMLAB_FILE_PAGEBLOCKS, "/proc/pagetypeinfo", &self->peer);
}

FIXTURE_TEARDOWN(pageblocks)
{
}

static uint64_t blocks_of(const struct section *free, const char *nid, const char *zone,
			  const char *type, int order)
{
	char number[16];
	long row;

	snprintf(number, sizeof(number), "%d", order);
	row = section_find(free, "nid", nid, "zone", zone, "migrate", type,
			   "order", number, NULL);
	if (row < 0)
		lab_die("no row for node %s zone %s type %s order %d", nid, zone, type, order);
	return section_u64(free, row, "blocks");
}

static int numbers(const char *text, uint64_t *values, int max)
{
	int nr = 0, step;

	while (nr < max && sscanf(text, " %lu%n", &values[nr], &step) == 1) {
		text += step;
		nr++;
	}
	return nr;
}

/* "Node    0, zone      DMA, type    Unmovable      1      0 ..." */
TEST_F(pageblocks, free_by_type)
{
	const struct section *free = answer_section(self->answer, "free");
	uint64_t want[MAX_ORDERS], wanted[MAX_ORDERS] = { 0 }, found[MAX_ORDERS] = { 0 };
	char nid[16], zone[16], type[32], *line, *save;
	size_t compared = 0;
	int orders, at, i;

	for (line = strtok_r(strdup(self->peer), "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (sscanf(line, "Node %15[0-9], zone %15[^,], type %31s%n", nid, zone,
			   type, &at) != 3)
			continue;
		ASSERT_EQ(NULL, strchr(line, '>')) TH_LOG("the peer stopped counting");
		orders = numbers(line + at, want, MAX_ORDERS);
		ASSERT_LT(1, orders);
		for (i = 0; i < orders; i++, compared++) {
			wanted[i] += want[i];
			found[i] += blocks_of(free, nid, zone, type, i);
			if (self->lists_differ)
				continue;
			EXPECT_EQ(want[i], blocks_of(free, nid, zone, type, i))
				TH_LOG("node %s zone %s type %s order %d", nid, zone, type, i);
		}
	}
	EXPECT_LT(0, compared);
	for (i = 0; i < MAX_ORDERS; i++)
		EXPECT_EQ(wanted[i], found[i]) TH_LOG("order %d", i);
}

/* Behind @head, with the types: "Node 0, zone      DMA     1    7 ..." */
static size_t compare_numbers(struct __test_metadata *_metadata, const char *peer,
			      const struct section *blocks, const char *head,
			      const char *column)
{
	char *text = strstr(peer, head), *line, *save, *word;
	char types[MAX_TYPES][32], nid[16], zone[16];
	bool exact = !strcmp(column, "blocks");
	uint64_t want[MAX_TYPES];
	int nr_types = 0, at, i;
	size_t compared = 0;
	long row;

	if (!text)
		return 0;
	line = strtok_r(strdup(text), "\n", &save);
	for (word = strtok(line + strlen(head), " ");
	     word && nr_types < MAX_TYPES; word = strtok(NULL, " "))
		snprintf(types[nr_types++], sizeof(types[0]), "%s", word);
	while ((line = strtok_r(NULL, "\n", &save))) {
		if (strstr(line, "Number of"))
			break;
		if (strstr(line, ", type") ||
		    sscanf(line, "Node %15[0-9], zone %15s%n", nid, zone, &at) != 2)
			continue;
		ASSERT_EQ(nr_types, numbers(line + at, want, nr_types));
		for (i = 0; i < nr_types; i++, compared++) {
			row = section_find(blocks, "nid", nid, "zone", zone,
					   "migrate", types[i], NULL);
			ASSERT_LE(0, row);
			if (!section_word(blocks, row, column))
				continue;
			if (exact) {
				EXPECT_EQ(want[i], section_u64(blocks, row, column))
					TH_LOG("node %s zone %s type %s", nid, zone, types[i]);
			} else {
				TH_LOG("node %s zone %s %s: %lu, and %lu more for page_owner",
				       nid, zone, types[i], section_u64(blocks, row, column),
				       want[i] - section_u64(blocks, row, column));
				EXPECT_LE(section_u64(blocks, row, column), want[i]);
			}
		}
	}
	return compared;
}

TEST_F(pageblocks, number_by_type)
{
	const struct section *blocks = answer_section(self->answer, "pageblock");

	EXPECT_LT(0, compare_numbers(_metadata, self->peer, blocks,
				     "Number of blocks type", "blocks"));
}

/* With page_owner=on the peer knows of more kinds of mixture, and of all of ours. */
TEST_F(pageblocks, mixed)
{
	const struct section *blocks = answer_section(self->answer, "pageblock");

	if (!compare_numbers(_metadata, self->peer, blocks, "Number of mixed blocks", "mixed"))
		SKIP(return, "no page_owner here");
}

/* What was found and what the free lists count. */
TEST_F(pageblocks, drift)
{
	const struct section *drift = answer_section(self->answer, "drift");
	size_t i;

	EXPECT_LT(0, drift->nr_rows);
	for (i = 0; i < drift->nr_rows; i++)
		EXPECT_EQ(section_u64(drift, i, "listed_blocks"),
			  section_u64(drift, i, "found_blocks"));
	EXPECT_EQ(0, answer_u64(self->answer, "scan", "torn_pages"));
}

/*
 * More free blocks of an order than the peer is willing to count: of what was filled,
 * the pages with even numbers, of which no two make a larger block. The others are
 * locked, and compaction is told to leave such alone, so that nothing merges what is
 * free.
 */
#define MANY		150000UL
/* On a debug kernel each costs several times as much, and the peer is the same. */
#define FEW		(MANY / 6)
/* CPUs' lists keep an eighth of memory each, unless told otherwise. */
#define FRACTION	"/proc/sys/vm/percpu_pagelist_high_fraction"
#define CAP		100000UL
#ifndef MADV_DONTNEED_LOCKED
#define MADV_DONTNEED_LOCKED 24
#endif

/* Free blocks by their lists' own counters, and as the scan found them. */
static bool drifts(const struct section *drift)
{
	size_t i;

	for (i = 0; i < drift->nr_rows; i++)
		if (section_u64(drift, i, "listed_blocks") !=
		    section_u64(drift, i, "found_blocks"))
			return true;
	return false;
}

static uint64_t found_of_order(const struct section *drift, uint64_t order)
{
	uint64_t found = 0;
	size_t i;

	for (i = 0; i < drift->nr_rows; i++)
		if (section_u64(drift, i, "order") == order)
			found += section_u64(drift, i, "found_blocks");
	return found;
}

TEST(never_capped)
{
	static struct frame frames[2 * MANY];
	bool few = !access(LAB_DEBUGFS "kmemleak", F_OK);
	size_t nr = 2 * (few ? FEW : MANY), size = nr * LAB_PAGE, i;
	const struct section *drift;
	int tries = 50;
	char *mem;

	if (lab_counter("/proc/meminfo", "MemAvailable:") << 10 < size + (64UL << 20))
		SKIP(return, "the guest has too little memory: give it 1600 MiB");
	lab_store("/proc/sys/vm/compact_unevictable_allowed", "0");
	lab_store(FRACTION, "1000");
	mem = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, mem);
	madvise(mem, size, MADV_NOHUGEPAGE);
	memset(mem, 1, size);
	ASSERT_EQ(0, mlock2(mem, size, MLOCK_ONFAULT));
	frames_of(0, (uint64_t)mem, nr, frames);
	for (i = 0; i < nr; i++)
		if (!(frames[i].pfn & 1))
			ASSERT_EQ(0, madvise(mem + i * LAB_PAGE, LAB_PAGE,
					     MADV_DONTNEED_LOCKED));
	TH_LOG("the peer %s", strchr(lab_slurp("/proc/pagetypeinfo"), '>') ?
	       "stopped counting" : "counted all, as zones share the blocks");
	/* What was just freed goes on moving to its lists for a while. */
	do {
		usleep(100000);
		drift = answer_section(lab_view(KMEMLAB_FILE_PAGEBLOCKS), "drift");
	} while (drifts(drift) && --tries);
	lab_store(FRACTION, "0");
	lab_store("/proc/sys/vm/compact_unevictable_allowed", "1");
	munmap(mem, size);
	EXPECT_LT(0, tries) TH_LOG("lists and scan never agreed");
	TH_LOG("%lu free blocks of order 0", found_of_order(drift, 0));
	EXPECT_LT(few ? FEW / 3 * 2 : CAP, found_of_order(drift, 0));
}

static uint64_t all_mixed(const struct answer *answer)
{
	const struct section *blocks = answer_section(answer, "pageblock");
	uint64_t mixed = 0;
	size_t i;

	for (i = 0; i < blocks->nr_rows; i++)
		if (section_word(blocks, i, "mixed"))
			mixed += section_u64(blocks, i, "mixed");
	return mixed;
}

TEST(made_mixed)
{
	unsigned int tries = 0;
	struct fill_mixture mix;
	struct answer *answer;
	uint64_t before;
	char *peer;

	if (lab_counter("/proc/meminfo", "MemTotal:") > FILL_KIB_MAX)
		SKIP(return, "filling so much memory takes too long: boot with 512 MiB");
	fill_prepare();
	before = all_mixed(lab_view(KMEMLAB_FILE_PAGEBLOCKS));
	if (!fill_mix(&mix))
		SKIP(return, "too little memory is free: boot with 640 MiB");
	/* A whole pageblock may have room for all that was to lie scattered. */
	while (all_mixed(lab_view(KMEMLAB_FILE_PAGEBLOCKS)) <= before && ++tries < FILL_MIX_TRIES) {
		fill_unmix(&mix);
		if (!fill_mix(&mix))
			SKIP(return, "too little memory is free: boot with 640 MiB");
	}
	answer = quiet_read(KMEMLAB_FILE_PAGEBLOCKS, "/proc/pagetypeinfo", &peer);
	TH_LOG("%lu pageblocks are mixed, %lu were", all_mixed(answer), before);
	EXPECT_LT(before, all_mixed(answer));
	if (!compare_numbers(_metadata, peer, answer_section(answer, "pageblock"),
			     "Number of mixed blocks", "mixed"))
		TH_LOG("no page_owner here to compare with");
	fill_unmix(&mix);
}

TEST_HARNESS_MAIN
