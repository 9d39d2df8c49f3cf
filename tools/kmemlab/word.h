/* SPDX-License-Identifier: GPL-2.0 */
/* The words of a row, and what their types allow. Pure. */
#ifndef WORD_H
#define WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum column_type {
	TYPE_INT,
	TYPE_HEX,
	TYPE_STR,
	TYPE_FLAGS,
};

/**
 * struct word - a cell
 * @text: as written; a quoted text without its quotes and escapes. Not ended by
 *	a NUL while parsing, but in a document
 * @len: bytes of @text
 * @none: "does not apply"; @text is "-" then
 * @negative: an int below zero
 * @plain: @text stands as it is in every form of output; false: nobody looked
 * @seen: classes of its bytes, of word.c only
 * @value: of an int or a hex: its magnitude
 */
struct word {
	const char *text;
	size_t len;
	bool none;
	bool negative;
	bool plain;
	unsigned char seen;
	uint64_t value;
};

bool word_type(const char *name, size_t len, enum column_type *type);
size_t word_fast(const char *line, enum column_type type, struct word *word);
size_t word_scan(char *line, size_t len, struct word *word, bool *quoted,
		 const char **wrong);
bool word_check(struct word *word, bool quoted, enum column_type type,
		const char **wrong);
int word_compare(const struct word *a, const struct word *b, bool number);

#endif /* WORD_H */
