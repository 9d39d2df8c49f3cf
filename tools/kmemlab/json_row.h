/* SPDX-License-Identifier: GPL-2.0 */
/* Rows of an answer as JSON; of json.c only. */
#ifndef JSON_ROW_H
#define JSON_ROW_H

#include "buffer.h"
#include "section.h"

/**
 * struct json_keys - what stands before each value of a row
 * @text: the keys with their quotes, colons and commas, one after the other; owned
 * @ends: where each ends in @text; owned
 */
struct json_keys {
	struct buffer text;
	size_t *ends;
};

void json_keys_make(struct json_keys *keys, const struct section *section);
void json_keys_free(struct json_keys *keys);
void json_row_put(struct buffer *buffer, const struct json_keys *keys,
		  const struct section *section, const struct word *words);

#endif /* JSON_ROW_H */
