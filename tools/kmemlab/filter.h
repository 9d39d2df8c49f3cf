/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which rows are wanted: a small language.
 *
 *	COLUMN OP VALUE, joined by "and", "or", "not" and parentheses
 *
 * OP is == != < <= > >= for numbers, == != for texts, and =~ !~ for texts and an
 * extended regular expression. VALUE is a number (in the unit of the column, or
 * with a suffix K, M, G, T for bytes, or us, ms, s for times), a text, bare or
 * between quotes, another column for numbers, or - for what does not apply.
 */
#ifndef FILTER_H
#define FILTER_H

#include <regex.h>
#include <stdbool.h>
#include <stdint.h>

#include "columns.h"
#include "fault.h"

enum filter_op {
	FILTER_AND,
	FILTER_OR,
	FILTER_NOT,
	FILTER_EQ,
	FILTER_NE,
	FILTER_LE,
	FILTER_GE,
	FILTER_LT,
	FILTER_GT,
	FILTER_MATCH,
	FILTER_NO_MATCH,
};

/**
 * struct filter_value - the right side of a comparison
 * @text: as written, without quotes; owned
 * @quoted: it was quoted: a text
 * @none: it is the bare word -
 * @number: it is a number: @magnitude, @negative
 * @negative: below zero
 * @magnitude: with its suffix, if it has one
 * @unit: UNIT_BYTES or UNIT_PS if it has a suffix
 * @column: index of the column that it names; -1: none
 * @scale: by which a number is multiplied before comparing
 */
struct filter_value {
	char *text;
	bool quoted;
	bool none;
	bool number;
	bool negative;
	uint64_t magnitude;
	enum unit unit;
	ssize_t column;
	uint64_t scale;
};

/**
 * struct filter - an expression
 * @op: what it is
 * @left: an expression, for AND, OR and NOT; owned
 * @right: the same, for AND and OR
 * @name: the column on the left of a comparison; owned
 * @value: the right side of a comparison
 * @pattern: compiled, for MATCH and NO_MATCH
 * @column: index of the column
 * @type: of it
 * @scale: as in @value, for the column
 */
struct filter {
	enum filter_op op;
	struct filter *left, *right;
	char *name;
	struct filter_value value;
	regex_t pattern;
	size_t column;
	enum column_type type;
	uint64_t scale;
};

/* What filter_bind() found. */
enum filter_fit {
	FILTER_FITS,
	FILTER_LACKS,	/* the section has not all the columns */
	FILTER_WRONG,	/* a column is of a type that cannot be compared so */
};

struct filter *filter_parse(const char *text, struct fault *why);
enum filter_fit filter_bind(struct filter *filter, const struct section *section,
			    const struct section_doc *doc, uint64_t page, struct fault *why);
bool filter_matches(const struct filter *filter, const struct word *words);
void filter_free(struct filter *filter);

#endif /* FILTER_H */
