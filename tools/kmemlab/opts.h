/* SPDX-License-Identifier: GPL-2.0 */
/* Options and help, from the tables in session.h. */
#ifndef OPTS_H
#define OPTS_H

#include "session.h"

int opts_parse(struct session *session, const struct verb *verb, int argc, char **argv);
const struct opt *opts_taking(const struct verb *verb, const char *word);
void opts_each(const struct verb *verb, void (*each)(void *data, const struct opt *opt),
	       void *data);

#endif /* OPTS_H */
