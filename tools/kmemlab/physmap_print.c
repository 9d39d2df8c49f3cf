// SPDX-License-Identifier: GPL-2.0
/* Drawing the map of pageblocks: see physmap.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "physmap.h"
#include "text.h"
#include "util.h"

#define WIDTH	64	/* cells a line */
#define LINES	40	/* of cells, about, however much RAM there is */

/* What a cell may look like: a character that says all, and a colour. */
struct look {
	char sign;
	unsigned char colour;	/* of the 256 that terminals know */
	const char *meaning;
};

static const struct look by_class[KMEMLAB_CLASSES] = {
	[KMEMLAB_FREE] = { '.', 240, "free" },
	[KMEMLAB_PCP] = { ',', 245, "per-CPU free" },
	[KMEMLAB_ANON] = { 'a', 75, "anonymous" },
	[KMEMLAB_FILE] = { 'f', 114, "page cache" },
	[KMEMLAB_SHMEM] = { 's', 79, "shared memory" },
	[KMEMLAB_SLAB] = { 'S', 214, "slab" },
	[KMEMLAB_PGTABLE] = { 't', 177, "page tables" },
	[KMEMLAB_HUGETLB] = { 'H', 33, "hugetlb" },
	[KMEMLAB_MOVABLE_OPS] = { 'm', 80, "movable by its driver" },
	[KMEMLAB_KERNEL] = { 'K', 203, "other kernel" },
	[KMEMLAB_RESERVED] = { 'R', 250, "reserved" },
	[KMEMLAB_OFFLINE] = { 'O', 238, "offline" },
	[KMEMLAB_HWPOISON] = { '!', 196, "broken" },
	[KMEMLAB_DEVICE] = { 'D', 139, "device" },
};

static const struct look by_migrate[] = {
	{ 'U', 203, "Unmovable" },
	{ 'M', 75, "Movable" },
	{ 'R', 214, "Reclaimable" },
	{ 'H', 196, "HighAtomic" },
	{ 'C', 177, "CMA" },
	{ 'I', 250, "Isolate" },
	{ '-', 240, "none" },
};

static const struct look by_mixed[] = {
	{ '.', 240, "not mixed" },
	{ 'X', 196, "mixed" },
};

static const struct look by_free[] = {
	{ '0', 203, "no tenth is free" },	{ '1', 209, "one tenth" },
	{ '2', 215, "two tenths" },		{ '3', 221, "three" },
	{ '4', 227, "four" },			{ '5', 191, "five" },
	{ '6', 155, "six" },			{ '7', 119, "seven" },
	{ '8', 83, "eight" },			{ '9', 47, "nine" },
	{ '.', 240, "all is free" },
};

static const struct {
	const struct look *looks;
	size_t nr;
} legends[] = {
	[BY_TYPE] = { by_class, ARRAY_SIZE(by_class) },
	[BY_FREE] = { by_free, ARRAY_SIZE(by_free) },
	[BY_MIGRATE] = { by_migrate, ARRAY_SIZE(by_migrate) },
	[BY_MIXED] = { by_mixed, ARRAY_SIZE(by_mixed) },
};

static size_t largest(const uint64_t *counts, size_t nr)
{
	size_t i, best = 0;

	for (i = 1; i < nr; i++)
		if (counts[i] > counts[best])
			best = i;
	return best;
}

static size_t class_of(const struct map_block *blocks, size_t nr)
{
	uint64_t counts[KMEMLAB_CLASSES] = { 0 };
	size_t i, class;

	for (i = 0; i < nr; i++)
		for (class = 0; class < KMEMLAB_CLASSES; class++)
			counts[class] += blocks[i].frames[class];
	return largest(counts, KMEMLAB_CLASSES);
}

static size_t migrate_of(const struct map_block *blocks, size_t nr)
{
	uint64_t counts[ARRAY_SIZE(by_migrate)] = { 0 };
	size_t i, type;

	for (i = 0; i < nr; i++) {
		for (type = 0; type < ARRAY_SIZE(by_migrate) - 1; type++)
			if (!strcmp(by_migrate[type].meaning, blocks[i].migrate))
				break;
		counts[type]++;
	}
	return largest(counts, ARRAY_SIZE(by_migrate));
}

/* In whole tenths, so that '.' is all of it. */
static size_t free_of(const struct map_block *blocks, size_t nr)
{
	uint64_t pages = 0, free = 0;
	size_t i;

	for (i = 0; i < nr; i++) {
		pages += blocks[i].pages;
		free += blocks[i].frames[KMEMLAB_FREE];
	}
	if (!pages || free >= pages)
		return pages ? 10 : 0;
	return free / (pages / 10 + 1);
}

static size_t mixed_of(const struct map_block *blocks, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (blocks[i].mixed)
			return 1;
	return 0;
}

/* Which look of the legend this cell has. */
static size_t look_of(const struct map_block *blocks, size_t nr, enum map_by by)
{
	switch (by) {
	case BY_TYPE:
		return class_of(blocks, nr);
	case BY_FREE:
		return free_of(blocks, nr);
	case BY_MIGRATE:
		return migrate_of(blocks, nr);
	case BY_MIXED:
		break;
	}
	return mixed_of(blocks, nr);
}

static void put_cell(const struct look *look, bool colour)
{
	if (colour)
		printf("\033[38;5;%dm%c\033[0m", look->colour, look->sign);
	else
		putchar(look->sign);
}

/* The blocks of one zone that follow each other. */
static size_t zone_length(const struct map_block *blocks, size_t nr)
{
	size_t i;

	for (i = 1; i < nr; i++)
		if (strcmp(blocks[i].nid, blocks[0].nid) ||
		    strcmp(blocks[i].zone, blocks[0].zone))
			break;
	return i;
}

static void put_heading(const struct session *session, const struct map_block *block)
{
	if (!strcmp(block->zone, "-")) {
		puts("not online");
		return;
	}
	fputs("node ", stdout);
	text_put(stdout, block->nid, strlen(block->nid), session->screen);
	fputs(", zone ", stdout);
	text_put(stdout, block->zone, strlen(block->zone), session->screen);
	putchar('\n');
}

static void put_zone(const struct map_block *blocks, size_t nr, size_t per_cell,
		     enum map_by by, bool *seen, bool colour)
{
	size_t i, look, cell = 0;

	for (i = 0; i < nr; i += per_cell, cell++) {
		if (cell % WIDTH == 0)
			printf("%s  0x%08" PRIx64 "  ", cell ? "\n" : "", blocks[i].pfn);
		look = look_of(blocks + i, nr - i < per_cell ? nr - i : per_cell, by);
		seen[look] = true;
		put_cell(&legends[by].looks[look], colour);
	}
	putchar('\n');
}

static void put_legend(enum map_by by, const bool *seen, size_t per_cell, bool colour)
{
	size_t i;

	printf("\none cell: %zu pageblock%s\n", per_cell, per_cell == 1 ? "" : "s");
	for (i = 0; i < legends[by].nr; i++) {
		if (!seen[i])
			continue;
		fputs("  ", stdout);
		put_cell(&legends[by].looks[i], colour);
		printf("  %s\n", legends[by].looks[i].meaning);
	}
}

/**
 * physmap_print - draw a map
 * @session: how it is to look
 * @blocks: the pageblocks, in order
 * @nr: how many
 * @by: what a cell shows
 */
void physmap_print(const struct session *session, const struct map_block *blocks,
		   size_t nr, enum map_by by)
{
	size_t per_cell = (nr + WIDTH * LINES - 1) / (WIDTH * LINES), at, length;
	bool seen[KMEMLAB_CLASSES] = { false }, colour = session->colour;

	if (!per_cell)
		per_cell = 1;
	for (at = 0; at < nr; at += length) {
		length = zone_length(blocks + at, nr - at);
		put_heading(session, &blocks[at]);
		put_zone(blocks + at, length, per_cell, by, seen, colour);
	}
	put_legend(by, seen, per_cell, colour);
}
