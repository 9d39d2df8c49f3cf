// SPDX-License-Identifier: GPL-2.0
/* The view buddy against /proc/buddyinfo, and its sums against its rows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "quiet.h"

#define MAX_ORDERS 32
#define TRIES 500

FIXTURE(buddy) {
	struct answer *answer;
	const struct section *free;
	const struct section *sum;
	char *peer;
};

FIXTURE_SETUP(buddy)
{
	self->answer = quiet_read(KMEMLAB_FILE_BUDDY, "/proc/buddyinfo", &self->peer);
	self->free = answer_section(self->answer, "free");
	self->sum = answer_section(self->answer, "sum");
}

FIXTURE_TEARDOWN(buddy)
{
}

/* "Node 0, zone    DMA32   1   2 ...": how many orders, or -1. */
static int parse_line(const char *line, char *nid, char *zone, uint64_t *blocks)
{
	int at, orders = 0, step;

	if (sscanf(line, "Node %15[0-9], zone %15s%n", nid, zone, &at) != 2)
		return -1;
	while (orders < MAX_ORDERS && sscanf(line + at, " %lu%n", &blocks[orders], &step) == 1) {
		at += step;
		orders++;
	}
	return orders;
}

TEST_F(buddy, blocks)
{
	char nid[16], zone[16], order[16], *line;
	uint64_t blocks[MAX_ORDERS];
	size_t compared = 0;
	int orders, i;
	long row;

	for (line = strtok(self->peer, "\n"); line; line = strtok(NULL, "\n")) {
		orders = parse_line(line, nid, zone, blocks);
		ASSERT_LT(1, orders);
		for (i = 0; i < orders; i++, compared++) {
			snprintf(order, sizeof(order), "%d", i);
			row = section_find(self->free, "nid", nid, "zone", zone,
					   "order", order, NULL);
			ASSERT_LE(0, row)
				TH_LOG("no row for %s %s %s", nid, zone, order);
			EXPECT_EQ(blocks[i], section_u64(self->free, row, "blocks"))
				TH_LOG("node %s zone %s order %s", nid, zone, order);
			EXPECT_EQ(blocks[i] << i, section_u64(self->free, row, "free_pages"));
		}
	}
	EXPECT_LT(0, compared);
	EXPECT_EQ(compared, self->free->nr_rows);
}

TEST_F(buddy, sums)
{
	uint64_t pages, largest, blocks;
	size_t i, row;

	EXPECT_LT(0, self->sum->nr_rows);
	for (i = 0; i < self->sum->nr_rows; i++) {
		pages = 0;
		largest = MAX_ORDERS;
		for (row = 0; row < self->free->nr_rows; row++) {
			if (strcmp(section_word(self->free, row, "zone"),
				   section_word(self->sum, i, "zone")) ||
			    strcmp(section_word(self->free, row, "nid"),
				   section_word(self->sum, i, "nid")))
				continue;
			blocks = section_u64(self->free, row, "blocks");
			pages += section_u64(self->free, row, "free_pages");
			if (blocks)
				largest = section_u64(self->free, row, "order");
		}
		EXPECT_EQ(pages, section_u64(self->sum, i, "buddy_pages"));
		if (largest < MAX_ORDERS) {
			EXPECT_EQ(largest, section_u64(self->sum, i, "largest_order"));
		} else {
			EXPECT_EQ(NULL, section_word(self->sum, i, "largest_order"));
		}
	}
}

/*
 * What all CPUs may keep of a zone's counters to themselves, in /proc/zoneinfo; 0 on
 * a kernel for one CPU, which has no such shares (mm/vmstat.c).
 */
static uint64_t share_of(const char *zoneinfo, const char *nid, const char *zone)
{
	static const char word[] = "vm stats threshold: ";
	char head[64];
	const char *at, *end, *next;
	uint64_t share = 0;

	snprintf(head, sizeof(head), "Node %s, zone %8s\n", nid, zone);
	at = strstr(zoneinfo, head);
	if (!at)
		lab_die("/proc/zoneinfo has no line '%s'", head);
	next = strstr(at + 1, "\nNode ");
	end = next ? next : at + strlen(at);
	while ((at = strstr(at, word)) && at < end) {
		at += strlen(word);
		share += strtoull(at, NULL, 10);
	}
	return share;
}

static bool counters_agree(const struct section *sum, const char *zoneinfo, bool tell)
{
	uint64_t blocks, counter, share;
	bool agree = true;
	size_t i;

	for (i = 0; i < sum->nr_rows; i++) {
		blocks = section_u64(sum, i, "buddy_pages");
		counter = section_u64(sum, i, "counter_pages");
		share = share_of(zoneinfo, section_word(sum, i, "nid"),
				 section_word(sum, i, "zone"));
		if ((blocks > counter ? blocks - counter : counter - blocks) <= share)
			continue;
		agree = false;
		if (tell)
			ksft_print_msg("zone %s: %lu in blocks, %lu by the counter, share %lu\n",
				       section_word(sum, i, "zone"), blocks, counter, share);
	}
	return agree;
}

/*
 * The kernel counts free pages twice: by block, and in a counter to which each
 * CPU adds its share when that is large, or when it is told to. The view reads one
 * after the other, so what happens in between is seen in one of them: then again.
 */
TEST_F(buddy, counter)
{
	char *zoneinfo = lab_slurp("/proc/zoneinfo");
	int tries = TRIES;

	while (!counters_agree(self->sum, zoneinfo, tries == 1)) {
		ASSERT_LT(0, --tries)
			TH_LOG("no agreement in %d reads", TRIES);
		lab_slurp("/proc/sys/vm/stat_refresh");
		usleep(tries % 20 * 1000);
		self->sum = answer_section(lab_view(KMEMLAB_FILE_BUDDY), "sum");
	}
}

/* The two views know the same zones. */
TEST_F(buddy, the_same_zones)
{
	const struct section *zone = answer_section(lab_view(KMEMLAB_FILE_ZONES), "zone");
	size_t i, populated = 0;

	for (i = 0; i < zone->nr_rows; i++) {
		if (!section_u64(zone, i, "present_pages"))
			continue;
		populated++;
		EXPECT_LE(0, section_find(self->sum, "nid", section_word(zone, i, "nid"),
					  "zone", section_word(zone, i, "zone"), NULL));
	}
	EXPECT_EQ(populated, self->sum->nr_rows);
}

TEST_HARNESS_MAIN
