/* SPDX-License-Identifier: GPL-2.0 */
/* kmemlab slabs --watch: which caches grow. */
#ifndef SLABS_WATCH_H
#define SLABS_WATCH_H

#include "columns.h"
#include "session.h"

/* What it shows as data. */
extern const struct column_doc slabs_growth_docs[];

int slabs_watch(struct session *session, const char *seconds, const char *count);

#endif /* SLABS_WATCH_H */
