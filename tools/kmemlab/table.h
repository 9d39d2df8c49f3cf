/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tables for people, by libsmartcols, with sizes as the session wants them. What is
 * for programs is in rows.h and json.h.
 */
#ifndef TABLE_H
#define TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "columns.h"
#include "doc.h"
#include "session.h"
#include "word.h"

enum table_flags {
	TABLE_RIGHT = 1,	/* numbers */
	TABLE_WRAP = 2,		/* may be broken to fit the terminal */
};

/**
 * struct table_column - a column
 * @name: its head; one word
 * @flags: enum table_flags
 * @help: what is in it, one line
 */
struct table_column {
	const char *name;
	unsigned int flags;
	const char *help;
};

struct table;

struct table *table_new(const struct session *session,
			const struct table_column *columns, size_t nr);
void table_line(struct table *table);
void table_text(struct table *table, const char *text);
void table_number(struct table *table, uint64_t value);
void table_size(struct table *table, uint64_t bytes);
void table_change(struct table *table, int64_t bytes);
void table_none(struct table *table);
void table_word(struct table *table, const struct word *word);
void table_alert(struct table *table);
int table_print(struct table *table, struct fault *why);

void table_heading(const struct session *session, const char *title);
struct table_column table_column(const struct column_doc *docs, const char *name);
struct table *table_docs(const struct session *session, const struct column_doc *docs);

#endif /* TABLE_H */
