/* SPDX-License-Identifier: GPL-2.0 */
/* The areas of a process as a tree. */
#ifndef TREE_H
#define TREE_H

#include "session.h"
#include "summary.h"

void tree_print(const struct session *session, const struct summary *all);

#endif /* TREE_H */
