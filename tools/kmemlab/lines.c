// SPDX-License-Identifier: GPL-2.0
/* The lines of a source: see lines.h. */
#include <stdlib.h>
#include <string.h>

#include "lines.h"
#include "xalloc.h"

#define READ_BYTES	(64 * 1024)

/* Make room behind what is left of the last read, and read on. */
static ssize_t refill(struct lines *lines, struct fault *why)
{
	ssize_t got;

	if (lines->begin) {
		memmove(lines->buf, lines->buf + lines->begin,
			lines->end - lines->begin);
		lines->end -= lines->begin;
		lines->begin = 0;
	}
	if (lines->size - lines->end < READ_BYTES) {
		lines->size = lines->size ? 2 * lines->size : 2 * READ_BYTES;
		lines->buf = xrealloc(lines->buf, lines->size, 1);
	}
	got = source_read(lines->src, lines->buf + lines->end,
			  lines->size - lines->end, why);
	if (got > 0)
		lines->end += got;
	return got;
}

static char *find_newline(const struct lines *lines, size_t from)
{
	if (from == lines->end)
		return NULL;
	return memchr(lines->buf + from, '\n', lines->end - from);
}

static int too_long(const struct lines *lines, struct fault *why)
{
	return fault_at(why, lines->src->path, lines->nr + 1,
			"the line is longer than %d bytes", LINE_BYTES_MAX);
}

/**
 * lines_next - read a line
 * @lines: the source; begins zeroed but for @src
 * @line: set to the line, its newline replaced by a NUL; good until the next
 *	call
 * @len: set to its length
 * @why: filled on failure
 *
 * Return: 1; 0 at the end; -1.
 */
int lines_next(struct lines *lines, char **line, size_t *len, struct fault *why)
{
	char *newline = find_newline(lines, lines->begin);
	size_t pending;
	ssize_t got;

	while (!newline) {
		pending = lines->end - lines->begin;
		if (pending > LINE_BYTES_MAX)
			return too_long(lines, why);
		got = refill(lines, why);
		if (got < 0)
			return -1;
		if (!got && pending && lines->open_end)
			lines->buf[lines->end++] = '\n';
		else if (!got && pending)
			return fault_at(why, lines->src->path, lines->nr + 1,
					"the last line has no newline: the file is cut short");
		if (!got)
			return 0;
		newline = find_newline(lines, pending);
	}
	if (newline - (lines->buf + lines->begin) > LINE_BYTES_MAX)
		return too_long(lines, why);
	*line = lines->buf + lines->begin;
	*len = newline - *line;
	*newline = '\0';
	lines->begin += *len + 1;
	lines->nr++;
	return 1;
}

/**
 * lines_free - free what reading took
 * @lines: emptied; its source stays open
 */
void lines_free(struct lines *lines)
{
	free(lines->buf);
	*lines = (struct lines){ .src = lines->src };
}
