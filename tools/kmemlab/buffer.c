// SPDX-License-Identifier: GPL-2.0
/* Bytes on their way to stdout: see buffer.h. */
#include <stdlib.h>

#include "buffer.h"

/**
 * buffer_grow - make room
 * @buffer: the bytes
 * @more: how many are to come
 */
void buffer_grow(struct buffer *buffer, size_t more)
{
	size_t size = buffer->size ? buffer->size : 1024;

	while (size - buffer->len < more)
		size *= 2;
	buffer->bytes = xrealloc(buffer->bytes, size, 1);
	buffer->size = size;
}

/**
 * buffer_text - add a text as text_put() writes it
 * @buffer: the bytes
 * @text: any bytes
 * @len: how many
 * @form: where they go
 */
void buffer_text(struct buffer *buffer, const char *text, size_t len, enum text_form form)
{
	char *copy;

	if (text_plain(text, len) == len) {
		buffer_bytes(buffer, text, len);
		return;
	}
	copy = text_dup(text, len, form);
	buffer_bytes(buffer, copy, strlen(copy));
	free(copy);
}
