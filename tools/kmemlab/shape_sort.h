/* SPDX-License-Identifier: GPL-2.0 */
/* The order of rows; of shape.c only. */
#ifndef SHAPE_SORT_H
#define SHAPE_SORT_H

#include "shape.h"

void shape_sort(const struct shape *shape, struct part *part);

#endif /* SHAPE_SORT_H */
