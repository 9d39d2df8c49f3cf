// SPDX-License-Identifier: GPL-2.0
/* Rows of an answer as JSON: see json_row.h. */
#include <stdlib.h>
#include <string.h>

#include "json_row.h"

static void put_string(struct buffer *buffer, const char *text, size_t len, bool plain)
{
	buffer_char(buffer, '"');
	if (plain)
		buffer_bytes(buffer, text, len);
	else
		buffer_text(buffer, text, len, TEXT_JSON);
	buffer_char(buffer, '"');
}

/**
 * json_keys_make - prepare to write rows of a section
 * @keys: filled; what was there is freed
 * @section: the section
 */
void json_keys_make(struct json_keys *keys, const struct section *section)
{
	size_t i;

	keys->text.len = 0;
	keys->ends = xrealloc(keys->ends, section->nr, sizeof(*keys->ends));
	for (i = 0; i < section->nr; i++) {
		buffer_bytes(&keys->text, i ? ", " : "{", i ? 2 : 1);
		put_string(&keys->text, section->columns[i].name,
			   strlen(section->columns[i].name), false);
		buffer_bytes(&keys->text, ": ", 2);
		keys->ends[i] = keys->text.len;
	}
}

/**
 * json_keys_free - free what json_keys_make() made
 * @keys: emptied
 */
void json_keys_free(struct json_keys *keys)
{
	buffer_free(&keys->text);
	free(keys->ends);
	*keys = (struct json_keys){ .ends = NULL };
}

static void put_flags(struct buffer *buffer, const struct word *word)
{
	const char *at = word->text, *end = at + word->len, *bar;

	buffer_char(buffer, '[');
	if (word->len == 4 && !memcmp(at, "none", 4))
		at = end;
	for (; at < end; at = bar + 1) {
		bar = memchr(at, '|', end - at);
		if (!bar)
			bar = end;
		put_string(buffer, at, bar - at, word->plain);
		if (bar < end)
			buffer_bytes(buffer, ", ", 2);
	}
	buffer_char(buffer, ']');
}

static void put_word(struct buffer *buffer, enum column_type type, const struct word *word)
{
	if (word->none)
		buffer_bytes(buffer, "null", 4);
	else if (type == TYPE_INT)
		buffer_bytes(buffer, word->text, word->len);
	else if (type == TYPE_FLAGS)
		put_flags(buffer, word);
	else
		put_string(buffer, word->text, word->len, word->plain);
}

/**
 * json_row_put - write a row, an object on one line
 * @buffer: where
 * @keys: of @section
 * @section: the section
 * @words: the row
 */
void json_row_put(struct buffer *buffer, const struct json_keys *keys,
		  const struct section *section, const struct word *words)
{
	size_t i, at = 0;

	for (i = 0; i < section->nr; at = keys->ends[i++]) {
		buffer_bytes(buffer, keys->text.bytes + at, keys->ends[i] - at);
		put_word(buffer, section->columns[i].type, &words[i]);
	}
	buffer_char(buffer, '}');
}
