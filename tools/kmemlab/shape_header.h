/* SPDX-License-Identifier: GPL-2.0 */
/* Which sections and columns of an answer are wanted; of shape.c only. */
#ifndef SHAPE_HEADER_H
#define SHAPE_HEADER_H

#include "shape.h"

bool shape_is_named(const struct selection *select);
bool shape_wants(const struct shape *shape, const char *section);
void shape_header(struct shape *shape, const struct section *section);
bool shape_columns(struct shape *shape);
const struct section *shape_made(struct shape *shape, const struct section *section);
void shape_put(struct shape *shape, const struct word *words, unsigned long line);

#endif /* SHAPE_HEADER_H */
