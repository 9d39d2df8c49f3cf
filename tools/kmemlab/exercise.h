/* SPDX-License-Identifier: GPL-2.0 */
/* How the answers of "exercise" are shown. */
#ifndef EXERCISE_H
#define EXERCISE_H

#include "doc.h"
#include "session.h"

int exercise_print(struct session *session, const struct doc *doc);
void exercise_histogram(const struct part *part);
void exercise_keys(const struct session *session, const struct doc *doc);

/* Orders of the frees. */
#define PATTERNS	"lifo fifo random pair remote"

#endif /* EXERCISE_H */
