/* SPDX-License-Identifier: GPL-2.0 */
/* Slabs, drawn: objects, what is lost beside them, and what is behind the last. */
#ifndef SLAB_DRAW_H
#define SLAB_DRAW_H

#include "doc.h"
#include "session.h"

int slab_draw(struct session *session, const struct doc *doc);

#endif /* SLAB_DRAW_H */
