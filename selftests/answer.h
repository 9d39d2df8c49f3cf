/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The text format of Documentation/formats.rst, read as strictly as it is
 * written there: whatever a test asks, an answer that breaks the format ends it.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct column {
	char *name;
	char *type;
};

struct section {
	char *name;
	size_t nr_columns;
	struct column *columns;
	size_t nr_rows;
	/* Unquoted words, row by row; NULL is the word "-". */
	char **words;
};

struct answer {
	char *file;		/* NULL for the answer to a refused request */
	char *consistency;
	char *request;		/* NULL if there is no such note */
	char *error;		/* NULL if all went well */
	int write_errno;	/* of the request, set by lab_ask() */
	size_t nr_sections;
	struct section *sections;
	char broken[256];	/* how the text breaks the format; "" if it does not */
};

struct answer *answer_parse(const char *text, size_t len);
void answer_free(struct answer *answer);

/* All below end the test when what they are asked for is not there. */
const struct section *answer_section(const struct answer *answer, const char *name);
const char *section_word(const struct section *section, size_t row, const char *column);
uint64_t section_u64(const struct section *section, size_t row, const char *column);

/* Pairs of a column and its word, closed by NULL. The first such row or -1. */
long section_find(const struct section *section, ...);

/* The value of a row of a section with the columns name and value. */
const char *answer_value(const struct answer *answer, const char *section,
			 const char *name);
uint64_t answer_u64(const struct answer *answer, const char *section, const char *name);

#endif /* ANSWER_H */
