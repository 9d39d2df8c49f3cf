/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Answers for programs: a line a row. Raw: a line with the names of the columns,
 * then the words, separated by single blanks. Pairs: NAME="word" for each, which a
 * shell can evaluate. Nothing is kept.
 */
#ifndef ROWS_H
#define ROWS_H

#include <stdbool.h>

#include "buffer.h"
#include "parse.h"

/**
 * struct rows - the writer
 * @pairs: pairs, not raw
 * @noheadings: no line with the names
 * @begun: a section was written
 * @buffer: of the row in the making
 * @keys: for pairs, what stands before each word, one after the other
 * @ends: where each ends in @keys; owned
 */
struct rows {
	bool pairs;
	bool noheadings;
	bool begun;
	struct buffer buffer;
	struct buffer keys;
	size_t *ends;
};

/* For parse(): writes to stdout; data is a struct rows. */
extern const struct parse_ops rows_ops;

void rows_end(struct rows *rows);

#endif /* ROWS_H */
