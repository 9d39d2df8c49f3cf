/* SPDX-License-Identifier: GPL-2.0 */
/* Writing snapshots: see archive.h for what they are. */
#ifndef ARCHIVE_WRITE_H
#define ARCHIVE_WRITE_H

#include <stdio.h>

#include "fault.h"

/**
 * struct archive_writer - an archive being written
 * @gz: the compressed end
 * @spool: a nameless file that holds one member, as its size stands before it
 * @path: of the archive, for messages
 */
struct archive_writer {
	void *gz;
	FILE *spool;
	const char *path;
};

int archive_begin(struct archive_writer *writer, FILE *to, const char *path,
		  struct fault *why);
int archive_add(struct archive_writer *writer, const char *name, struct fault *why);
int archive_end(struct archive_writer *writer, struct fault *why);
void archive_abandon(struct archive_writer *writer);

#endif /* ARCHIVE_WRITE_H */
