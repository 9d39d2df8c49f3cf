/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Snapshots as files: a tar archive, compressed by gzip, of what lies below a
 * recorded directory: sys/kernel/debug/kmemlab/zones, proc/meminfo. A series of
 * them has the number of each in front: 1/proc/meminfo, 2/proc/meminfo.
 *
 * Before anything of it is used, an archive is read to its end once. Nothing of it
 * is ever written to a file system, and it takes memory for the names alone.
 */
#ifndef ARCHIVE_H
#define ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "fault.h"

/* What a file may hold; a snapshot of a machine has some MiB. */
#define ARCHIVE_BYTES_MAX	((uint64_t)1 << 30)
#define ARCHIVE_MEMBERS_MAX	(256 * 1024)

struct archive;
struct archive_member;

bool archive_is_file(const char *root);
const struct archive *archive_find(const char *root, struct fault *why);
size_t archive_series(const struct archive *archive);
const char *archive_path(const struct archive *archive);
bool archive_has(const struct archive *archive, const char *name);
void archive_list(const struct archive *archive, const char *dir,
		  void (*each)(void *data, const char *name), void *data);

struct archive_member *archive_open(const struct archive *archive, const char *name,
				    struct fault *why);
ssize_t archive_read(struct archive_member *member, char *buf, size_t size,
		     struct fault *why);
void archive_close(struct archive_member *member);

#endif /* ARCHIVE_H */
