/* SPDX-License-Identifier: GPL-2.0 */
/* What is where in an archive; for archive.c only. */
#ifndef ARCHIVE_INDEX_H
#define ARCHIVE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"
#include "zlib_lib.h"

/* What is read at a time. */
#define GZ_CHUNK	(64 * 1024)

/**
 * struct entry - a file in an archive
 * @name: its name; owned
 * @at: where its content begins, in the uncompressed archive
 * @size: its bytes
 */
struct entry {
	char *name;
	uint64_t at;
	uint64_t size;
};

/**
 * struct entries - the files in an archive
 * @entry: by name; owned
 * @nr: how many
 */
struct entries {
	struct entry *entry;
	size_t nr;
};

int entries_read(struct entries *files, const char *path, struct fault *why);
void entries_free(struct entries *files);

gzFile gz_open(const char *path, struct fault *why);
int gz_exactly(gzFile gz, const char *path, void *buf, size_t size, bool end_allowed,
	       struct fault *why);
int gz_skip(gzFile gz, const char *path, uint64_t bytes, struct fault *why);

#endif /* ARCHIVE_INDEX_H */
