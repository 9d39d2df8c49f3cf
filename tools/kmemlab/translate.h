/* SPDX-License-Identifier: GPL-2.0 */
/* How the answer of "translate" is shown to people. */
#ifndef TRANSLATE_H
#define TRANSLATE_H

#include "doc.h"
#include "session.h"
#include "table.h"

int translate_print(struct session *session, const struct doc *doc);

#endif /* TRANSLATE_H */
