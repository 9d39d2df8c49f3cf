/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An answer of the module kept in memory, for verbs that look at it from more
 * than one side. Columns are found by name, as the contract wants it.
 */
#ifndef DOC_H
#define DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"
#include "parse.h"

/**
 * struct row - a row of a section
 * @line: where it stood
 * @words: one a column, each ended by a NUL; owned
 */
struct row {
	unsigned long line;
	struct word *words;
};

/**
 * struct part - a section with its rows
 * @section: its header; owned
 * @rows: its rows; owned
 * @nr: how many
 */
struct part {
	struct section section;
	struct row *rows;
	size_t nr;
};

struct note {
	char *name;
	char *text;
};

/**
 * struct doc - an answer
 * @path: where it was read, for messages; owned
 * @file: name of the file, from the first line; owned, NULL if none was read
 * @version: of its format
 * @notes: its notes; owned
 * @nr_notes: how many
 * @parts: its sections; owned
 * @nr: how many
 */
struct doc {
	char *path;
	char *file;
	uint64_t version;
	struct note *notes;
	size_t nr_notes;
	struct part *parts;
	size_t nr;
};

/**
 * struct field - where a number of a row goes
 * @column: its column, of type int
 * @offset: of a uint64_t in the struct that is filled
 */
struct field {
	const char *column;
	size_t offset;
};

/*
 * Where a count of pages is not the kernel's but of a damaged file: even with
 * pages of 64 KiB, bytes stay within 64 bits below this.
 */
#define PAGES_MAX	((uint64_t)1 << 44)

extern const struct parse_ops doc_ops;

void doc_free(struct doc *doc);
void doc_replay(const struct doc *doc, const struct parse_ops *ops, void *data);

void doc_keep(struct doc *doc, const char *column, const uint64_t *values, size_t nr);

const char *doc_note(const struct doc *doc, const char *name);
const struct part *doc_part(const struct doc *doc, const char *name);
const struct part *doc_need(const struct doc *doc, const char *name, struct fault *why);
const struct word *doc_word(const struct part *part, const struct row *row,
			    const char *column);
const char *doc_text(const struct part *part, const struct row *row,
		     const char *column);
const struct word *doc_scalar(const struct doc *doc, const char *part,
			      const char *name);
int doc_fields(const struct doc *doc, const struct part *part, const struct row *row,
	       const struct field *fields, size_t nr, void *to, struct fault *why);

#endif /* DOC_H */
