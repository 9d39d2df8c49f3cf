/* SPDX-License-Identifier: GPL-2.0 */
/* A file of the module, read as the session wants it: live or recorded. */
#ifndef VIEW_H
#define VIEW_H

#include "doc.h"
#include "json.h"
#include "session.h"

int view_load(struct session *session, const char *file, const char *request,
	      struct doc *doc);
int view_json(struct session *session, const char *file, const char *request);
int view_show(struct session *session, const char *file, const char *request,
	      int (*print)(struct session *session, const struct doc *doc));
void view_consistency(const struct session *session, const struct doc *doc);

#endif /* VIEW_H */
