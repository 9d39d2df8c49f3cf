/* SPDX-License-Identifier: GPL-2.0 */
/* What a snapshot holds; for the verbs that write some. */
#ifndef SNAPSHOT_H
#define SNAPSHOT_H

#include <stddef.h>

#include "archive_write.h"
#include "session.h"

/**
 * struct snapshot_plan - what is to be recorded
 * @prefix: what stands before each name: "" or "N/"
 * @requests: for benches: the name of the file, a blank, the request
 * @nr: how many
 */
struct snapshot_plan {
	const char *prefix;
	char **requests;
	size_t nr;
};

/**
 * struct snapshot_sums - what became of it
 * @files: files recorded
 * @bytes: in them
 * @unreadable: files that could not be read
 */
struct snapshot_sums {
	size_t files;
	unsigned long long bytes;
	size_t unreadable;
};

int snapshot_check(struct session *session, const struct snapshot_plan *plan);
int snapshot_take(struct session *session, struct archive_writer *writer,
		  const struct snapshot_plan *plan, struct snapshot_sums *sums);
int snapshot_save(struct session *session, const char *path,
		  const struct snapshot_plan *plan, struct snapshot_sums *sums);

#endif /* SNAPSHOT_H */
