/* SPDX-License-Identifier: GPL-2.0 */
/* A file of the module, read as the session wants it: live or recorded. */
#ifndef VIEW_H
#define VIEW_H

#include <stdio.h>

#include "doc.h"
#include "json.h"
#include "session.h"

int view_load(struct session *session, const char *file, const char *request,
	      struct doc *doc);
/**
 * struct view_tap - what else a reader may want
 * @path: set to the name of the file, owned by the caller; NULL: not wanted
 * @copy: gets the bytes as they are; NULL: not wanted. Who gave it finds its errors
 */
struct view_tap {
	char **path;
	FILE *copy;
};

int view_stream(struct session *session, const char *file, const char *request,
		const struct parse_ops *ops, void *data, const struct view_tap *tap);
int view_print(struct session *session, const struct doc *doc,
	       int (*print)(struct session *session, const struct doc *doc));
int view_data(struct session *session, const char *file, const char *request);
int view_show(struct session *session, const char *file, const char *request,
	      int (*print)(struct session *session, const struct doc *doc));
void view_trust(const struct session *session, const char *consistency);
void view_consistency(const struct session *session, const struct doc *doc);

#endif /* VIEW_H */
