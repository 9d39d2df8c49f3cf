/* SPDX-License-Identifier: GPL-2.0 */
/* Bytes on their way to stdout: a row is put together here, then written at once. */
#ifndef BUFFER_H
#define BUFFER_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "xalloc.h"

/**
 * struct buffer - bytes
 * @bytes: them; owned
 * @len: how many
 * @size: how many fit
 */
struct buffer {
	char *bytes;
	size_t len;
	size_t size;
};

void buffer_grow(struct buffer *buffer, size_t more);
void buffer_text(struct buffer *buffer, const char *text, size_t len, enum text_form form);

static inline void buffer_bytes(struct buffer *buffer, const char *bytes, size_t len)
{
	if (buffer->size - buffer->len < len)
		buffer_grow(buffer, len);
	memcpy(buffer->bytes + buffer->len, bytes, len);
	buffer->len += len;
}

static inline void buffer_char(struct buffer *buffer, char c)
{
	if (buffer->size == buffer->len)
		buffer_grow(buffer, 1);
	buffer->bytes[buffer->len++] = c;
}

/**
 * buffer_flush - write all bytes to stdout
 * @buffer: emptied; an output that fails is found when it is closed
 */
static inline void buffer_flush(struct buffer *buffer)
{
	fwrite_unlocked(buffer->bytes, 1, buffer->len, stdout);
	buffer->len = 0;
}

static inline void buffer_free(struct buffer *buffer)
{
	free(buffer->bytes);
	*buffer = (struct buffer){ 0 };
}

#endif /* BUFFER_H */
