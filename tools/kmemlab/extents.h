/* SPDX-License-Identifier: GPL-2.0 */
/* Answers of "walk" with mode=extents, read into memory or one by one. */
#ifndef EXTENTS_H
#define EXTENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "doc.h"
#include "parse.h"

/**
 * struct names - words that occur again and again, each kept once
 * @list: the words; owned
 * @nr: how many
 */
struct names {
	char **list;
	size_t nr;
};

/**
 * struct extent - neighbouring entries that are alike
 * @start: first address
 * @end: first address behind it
 * @entries: how many
 * @level: of their table, in the names
 * @kind: "leaf", or what an entry is that is not present, in the names
 * @flags: in the names
 * @pfn: the first frame, if @mapped; 0: hidden
 * @mapped: it maps memory
 * @frames: base frames it has, if the module tells; else 0
 * @unsure: it does not, and they may be one frame many times, as the zero page is
 */
struct extent {
	uint64_t start;
	uint64_t end;
	uint64_t entries;
	unsigned int level;
	unsigned int kind;
	unsigned int flags;
	uint64_t pfn;
	bool mapped;
	uint64_t frames;
	bool unsure;
};

/**
 * struct extents - an answer being read
 * @names: words of the extents; not owned
 * @each: called for each extent, unless NULL: then they are kept
 * @data: for @each
 * @list: what is kept; owned
 * @nr: how many
 * @rest: all but the extents, and where they were read; owned
 * @section: of the extents; NULL: it did not come yet
 * @last: end of the last one
 * @bad: what is wrong, or NULL
 * @line: where
 */
struct extents {
	struct names *names;
	void (*each)(void *data, const struct extent *extent);
	void *data;
	struct extent *list;
	size_t nr;
	struct doc rest;
	const struct section *section;
	uint64_t last;
	const char *bad;
	unsigned long line;
};

extern const struct parse_ops extents_ops;

int extents_check(const struct extents *extents, struct fault *why);
void extents_free(struct extents *extents);
uint64_t extent_frame(const struct extent *extent, uint64_t addr, uint64_t page);
void names_free(struct names *names);

#endif /* EXTENTS_H */
