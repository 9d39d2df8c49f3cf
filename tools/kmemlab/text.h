/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bytes and numbers as people and programs read them. Pure.
 *
 * What the module prints holds names any user may choose (a path, a thread's
 * name), so nothing of it reaches an output but through text_put().
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * Bytes that are not UTF-8 are written \xHH in every form, control characters
 * \xHH on a screen and in raw words, \u00HH in JSON. A backslash stays as it is
 * on a screen; elsewhere it is doubled. So raw words can be taken back to the
 * bytes they were, and a JSON string is exact but for bytes that are not UTF-8.
 */
enum text_form {
	TEXT_ASCII,	/* a screen that knows ASCII only */
	TEXT_UTF8,	/* a screen that knows UTF-8 */
	TEXT_RAW,	/* one word: blanks and double quotes are \xHH as well */
	TEXT_SHELL,	/* between double quotes in a shell: so are ", $ and ` */
	TEXT_JSON,	/* the inside of a JSON string */
};

#define SIZE_TEXT_MAX	32

size_t text_plain(const char *text, size_t len);
void text_put(FILE *f, const char *text, size_t len, enum text_form form);
void text_wrap_at(FILE *f, size_t column, int indent, const char *text, enum text_form form);
void text_wrap(FILE *f, int indent, const char *text, enum text_form form);
char *text_dup(const char *text, size_t len, enum text_form form);
const char *text_size(char text[SIZE_TEXT_MAX], uint64_t bytes, bool exact);
const char *text_order(char text[SIZE_TEXT_MAX], uint64_t bytes);
char text_upper(char letter);
bool text_same(const char *a, const char *b, size_t len);
bool text_decimal(const char *text, size_t len, uint64_t *value);
bool text_amount(const char *text, const char **end, uint64_t *value);

#endif /* TEXT_H */
