/* SPDX-License-Identifier: GPL-2.0 */
/* What a verb says, on the terminal: to scroll through, until it is closed. */
#ifndef OPENED_H
#define OPENED_H

#include "session.h"

void opened_show(const struct session *session, char *const *words);

#endif /* OPENED_H */
