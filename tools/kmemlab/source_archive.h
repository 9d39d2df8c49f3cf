/* SPDX-License-Identifier: GPL-2.0 */
/* The part of source.c that knows snapshots. */
#ifndef SOURCE_ARCHIVE_H
#define SOURCE_ARCHIVE_H

#include "source.h"

int source_archived(struct source *src, const char *root, const char *name,
		    struct fault *why);
int source_archived_view(struct source *src, const char *root, const char *file,
			 struct fault *why);

#endif /* SOURCE_ARCHIVE_H */
