/* SPDX-License-Identifier: GPL-2.0 */
#ifndef COLUMNS_LIST_H
#define COLUMNS_LIST_H

#include "session.h"

int columns_list(struct session *session);

#endif /* COLUMNS_LIST_H */
