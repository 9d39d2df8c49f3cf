// SPDX-License-Identifier: GPL-2.0
/* Tables by what columns.h says of their columns: see table.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "table.h"
#include "xalloc.h"

/**
 * table_heading - what stands between two tables
 * @session: how it is to look; raw tables are separated by an empty line
 * @title: for people
 */
void table_heading(const struct session *session, const char *title)
{
	(void)session;
	printf("\n%s\n", title);
}

static struct table_column column_of(const struct column_doc *doc)
{
	enum column_type type = column_type(doc);

	return (struct table_column){
		.name = doc->head,
		.flags = type == TYPE_INT || type == TYPE_HEX ? TABLE_RIGHT :
			 type == TYPE_FLAGS ? TABLE_WRAP : 0,
		.help = doc->help,
	};
}

/**
 * table_column - a column of a table that is put together from several
 * @docs: the columns there are
 * @name: the one that is meant; that there is none is a mistake in the tool
 *
 * Return: the column.
 */
struct table_column table_column(const struct column_doc *docs, const char *name)
{
	size_t len = strlen(name);

	for (; docs->name; docs++)
		if (column_name_len(docs) == len && !strncmp(docs->name, name, len))
			return column_of(docs);
	abort();
}

/**
 * table_docs - begin a table of the columns that are usually shown
 * @session: how it is to look; must outlive the table
 * @docs: the columns there are
 *
 * Return: the table; to be ended with table_print().
 */
struct table *table_docs(const struct session *session, const struct column_doc *docs)
{
	struct table_column *columns = NULL;
	struct table *table;
	size_t nr = 0;

	for (; docs->name; docs++) {
		if (!docs->head)
			continue;
		columns = xgrow(columns, nr, sizeof(*columns));
		columns[nr++] = column_of(docs);
	}
	table = table_new(session, columns, nr);
	free(columns);
	return table;
}
