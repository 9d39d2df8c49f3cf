/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The order of rows: --sort [-]COLUMN,... Nothing can be printed before the last row
 * was read, so all are kept, packed: beside its text a row takes some 100 bytes.
 */
#ifndef SORTER_H
#define SORTER_H

#include <stdbool.h>
#include <stddef.h>

#include "columns.h"
#include "section.h"
#include "word.h"

struct sort_key;
struct sort_row;
struct sort_chunk;

/**
 * struct sorter - rows of a section, to be sorted
 * @section: its header; NULL: there is nothing to be sorted
 * @keys: by what; owned
 * @nr_keys: how many
 * @rows: the rows; owned, they themselves lie in @chunks
 * @nr: how many
 * @chunks: the last one first; owned
 */
struct sorter {
	const struct section *section;
	struct sort_key *keys;
	size_t nr_keys;
	struct sort_row **rows;
	size_t nr;
	struct sort_chunk *chunks;
};

void sorter_begin(struct sorter *sorter, const struct section *section,
		  const struct section_doc *doc, const char *list);
void sorter_row(struct sorter *sorter, const struct word *words, unsigned long line);
void sorter_end(struct sorter *sorter,
		void (*put)(void *data, const struct word *words, unsigned long line),
		void *data);

#endif /* SORTER_H */
