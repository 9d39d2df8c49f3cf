/* SPDX-License-Identifier: GPL-2.0 */
/* Slab caches where the module cannot look: as /proc/slabinfo has them. */
#ifndef SLABS_PROC_H
#define SLABS_PROC_H

#include "columns.h"
#include "session.h"

extern const struct column_doc slabs_proc_docs[];

int slabs_of_proc(struct session *session);

#endif /* SLABS_PROC_H */
