// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "lab.h"
#include "ptdump.h"
#include "walk.h"

/* Names of PTDUMP and of walk, and the bit they are of in one word of ours. */
static const struct {
	const char *theirs;
	const char *ours;
} bits[] = {
	{ " RW ", "rw" }, { " USR ", "user" }, { " PWT ", "pwt" }, { " PCD ", "pcd" },
	{ " GLB ", "global" }, { " NX ", "nx" }, { " PAT ", "pat" },
};

static void append(struct stretches *all, const struct stretch *one)
{
	struct stretch *last = all->nr ? &all->list[all->nr - 1] : NULL;

	if (last && last->end == one->start && last->bits == one->bits &&
	    !strcmp(last->level, one->level)) {
		last->end = one->end;
		return;
	}
	if (!(all->nr & (all->nr + 1)))
		all->list = realloc(all->list, 2 * (all->nr + 1) * sizeof(*one));
	all->list[all->nr++] = *one;
}

/* "0xSTART-0xEND  SIZE  RW PSE GLB NX pmd"; what is not present has no rw or ro. */
static bool read_line(const char *line, struct stretch *one)
{
	const char *level = strrchr(line, ' ');
	size_t i;

	*one = (struct stretch){ 0 };
	if (sscanf(line, "0x%lx-0x%lx", &one->start, &one->end) != 2)
		return false;
	if (!strstr(line, " RW ") && !strstr(line, " ro "))
		return false;
	snprintf(one->level, sizeof(one->level), "%s", level + 1);
	for (i = 0; i < sizeof(bits) / sizeof(bits[0]); i++)
		if (strstr(line, bits[i].theirs))
			one->bits |= 1UL << i;
	return strcmp(one->level, "pgd") && strcmp(one->level, "p4d");
}

void ptdump_cut(struct stretches *all, uint64_t start, uint64_t end)
{
	struct stretches kept = { 0 };
	struct stretch one;
	size_t i;

	for (i = 0; i < all->nr; i++) {
		one = all->list[i];
		if (one.end <= start || one.start >= end)
			continue;
		one.start = one.start > start ? one.start : start;
		one.end = one.end < end ? one.end : end;
		append(&kept, &one);
	}
	free(all->list);
	*all = kept;
}

struct stretches ptdump_read(const char *file, uint64_t start, uint64_t end)
{
	char *text = lab_slurp(file), *line;
	struct stretches all = { 0 };
	struct stretch one;

	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		if (read_line(line, &one))
			append(&all, &one);
	free(text);
	ptdump_cut(&all, start, end);
	return all;
}

struct stretches ptdump_of_runs(const struct answer *answer)
{
	const struct section *run = answer_section(answer, "run");
	struct stretches all = { 0 };
	struct stretch one;
	const char *flags;
	size_t row, i;

	for (row = 0; row < run->nr_rows; row++) {
		flags = section_word(run, row, "flags");
		if (strcmp(section_word(run, row, "kind"), "leaf") || !has_flag(flags, "present"))
			continue;
		one = (struct stretch){
			.start = section_u64(run, row, "start"),
			.end = section_u64(run, row, "end"),
		};
		snprintf(one.level, sizeof(one.level), "%s", section_word(run, row, "level"));
		for (i = 0; i < sizeof(bits) / sizeof(bits[0]); i++)
			if (has_flag(flags, bits[i].ours))
				one.bits |= 1UL << i;
		append(&all, &one);
	}
	return all;
}

static int put(char *where, size_t size, const char *whose, const struct stretches *all, size_t i)
{
	if (i >= all->nr)
		return snprintf(where, size, "%s ends; ", whose);
	return snprintf(where, size, "%s %lx-%lx %s bits %lx; ", whose, all->list[i].start,
			all->list[i].end, all->list[i].level, all->list[i].bits);
}

bool ptdump_same(const struct stretches *ours, const struct stretches *theirs, char *where,
		 size_t size)
{
	size_t i, len;

	for (i = 0; i < ours->nr && i < theirs->nr; i++)
		if (memcmp(&ours->list[i], &theirs->list[i], sizeof(ours->list[i])))
			break;
	if (i == ours->nr && i == theirs->nr)
		return true;
	len = put(where, size, "walk", ours, i);
	if (len < size)
		put(where + len, size - len, "PTDUMP", theirs, i);
	return false;
}
