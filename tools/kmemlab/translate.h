/* SPDX-License-Identifier: GPL-2.0 */
/* How the answer of "translate" is shown to people. */
#ifndef TRANSLATE_H
#define TRANSLATE_H

#include "columns.h"
#include "doc.h"
#include "session.h"
#include "table.h"

extern const struct column_doc translate_level_docs[];

int translate_select(struct session *session, struct doc *doc, uint64_t pid, bool kernel,
		     const uint64_t *addrs, size_t nr);

/* What is said of a row of the section "address"; owned by the caller. */
typedef char *translate_sentence(const struct session *session, const struct doc *doc,
				 const struct row *row);

int translate_show(struct session *session, const struct doc *doc,
		   translate_sentence *sentence);
int translate_print(struct session *session, const struct doc *doc);

#endif /* TRANSLATE_H */
