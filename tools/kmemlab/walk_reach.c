// SPDX-License-Identifier: GPL-2.0
/* How contiguous the memory of a process is, for people. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "text.h"
#include "walk.h"
#include "xalloc.h"

#define BAR_WIDTH	36

static void put_bar(double share)
{
	int length = share * BAR_WIDTH + 0.5;

	if (length > 0)
		putchar(' ');
	for (; length > 0; length--)
		putchar('#');
	putchar('\n');
}

/**
 * walk_contiguity - show how long the runs of neighbouring frames are
 * @session: how it is to look
 * @all: the numbers
 */
void walk_contiguity(const struct session *session, const struct summary *all)
{
	char size[SIZE_TEXT_MAX];
	uint64_t pages = 0;
	size_t i;

	for (i = 0; i < all->nr_buckets; i++)
		pages += all->buckets[i].pages;
	if (!pages)
		return;
	puts("\nRuns of neighbouring frames, by the pages in them");
	puts("   FROM LENGTH      RUNS     MEMORY SHARE");
	for (i = 0; i < all->nr_buckets; i++) {
		const struct bucket *bucket = &all->buckets[i];

		printf("%14s", text_size(size, bucket->from * all->page, session->bytes));
		printf(" %9" PRIu64, bucket->extents);
		printf(" %10s", text_size(size, bucket->pages * all->page, session->bytes));
		printf(" %4.0f%%", 100.0 * bucket->pages / pages);
		put_bar((double)bucket->pages / pages);
	}
}

static void put_groups(const struct session *session, const struct summary *all)
{
	char text[SIZE_TEXT_MAX];
	size_t i;

	for (i = 0; i < all->nr_reach; i++) {
		const struct reach *reach = &all->reach[i];
		double covered = all->total.present ?
			100.0 * reach->groups * reach->bytes / all->page / all->total.present : 0;

		printf("%14s", session->bytes ? text_size(text, reach->bytes, true) :
						text_order(text, reach->bytes));
		printf(" %9" PRIu64, reach->groups);
		printf(" %10s", text_size(text, reach->groups * reach->bytes, session->bytes));
		printf(" %4.0f%%", covered);
		put_bar(covered > 100 ? 1 : covered / 100);
	}
}

/**
 * walk_reach - show what a TLB that takes aligned groups could gain
 * @session: how it is to look
 * @all: the numbers
 */
void walk_reach(const struct session *session, const struct summary *all)
{
	uint64_t entries = summary_entries(&all->total), least = summary_least(all);
	char *text;

	if (!entries)
		return;
	puts("\nNaturally aligned groups of neighbouring frames: each could be one TLB entry");
	puts("         GROUP    GROUPS     MEMORY SHARE");
	put_groups(session, all);
	text = xasprintf("TLB reach: %" PRIu64 " entries as mapped; %" PRIu64 " (%.0f%%) if each such group took one.",
			 entries, least, 100.0 * least / entries);
	text_wrap(stdout, 0, text, session->screen);
	free(text);
}
