/* SPDX-License-Identifier: GPL-2.0 */
/* What --help says: made of the tables of verbs and options, for 80 columns. */
#ifndef HELP_H
#define HELP_H

#include "session.h"

void help_tool(void);
void help_verb(const struct verb *verb);

#endif /* HELP_H */
