/* SPDX-License-Identifier: GPL-2.0 */
/* The lines of a source, one after the other, in constant memory. */
#ifndef LINES_H
#define LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "source.h"

/* Nothing the module prints comes near; what does is no answer of it. */
#define LINE_BYTES_MAX	(1024 * 1024)

/**
 * struct lines - a source being read by lines
 * @src: the source
 * @open_end: the last line may lack its newline
 * @nr: number of the line read last, from 1
 * @buf: what was read; owned
 * @size: bytes @buf can hold
 * @begin: of what was not handed out yet
 * @end: of what was read
 */
struct lines {
	struct source *src;
	bool open_end;
	unsigned long nr;
	char *buf;
	size_t size;
	size_t begin;
	size_t end;
};

int lines_next(struct lines *lines, char **line, size_t *len, struct fault *why);
void lines_free(struct lines *lines);

#endif /* LINES_H */
