// SPDX-License-Identifier: GPL-2.0
/* Sections of an answer as tables, just as they are: see table.h. */
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
	enum column_type type;
	struct table *table;
	size_t nr = 0;

	for (; docs->name; docs++) {
		if (!docs->head)
			continue;
		type = column_type(docs);
		columns = xgrow(columns, nr, sizeof(*columns));
		columns[nr++] = (struct table_column){
			.name = docs->head,
			.flags = type == TYPE_INT || type == TYPE_HEX ? TABLE_RIGHT : 0,
			.help = docs->help,
		};
	}
	table = table_new(session, columns, nr);
	free(columns);
	return table;
}

/* Is it among names that are separated by blanks? All are, if there are none. */
static bool is_wanted(const char *name, const char *names)
{
	size_t len = strlen(name);

	if (!names)
		return true;
	for (; names; names = strchr(names, ' ')) {
		names += *names == ' ';
		if (strcspn(names, " ") == len && !strncmp(names, name, len))
			return true;
	}
	return false;
}

static struct table *begin_part(struct session *session, const struct section *section,
				const char *names)
{
	struct table_column *columns = xzalloc(section->nr * sizeof(*columns));
	struct table *table;
	size_t i, nr = 0;

	for (i = 0; i < section->nr; i++) {
		if (!is_wanted(section->columns[i].name, names))
			continue;
		columns[nr].name = section->columns[i].name;
		if (section->columns[i].type == TYPE_INT ||
		    section->columns[i].type == TYPE_HEX)
			columns[nr].flags = TABLE_RIGHT;
		else if (i == section->nr - 1)
			columns[nr].flags = TABLE_WRAP;
		nr++;
	}
	table = table_new(session, columns, nr);
	free(columns);
	return table;
}

static void put_row(struct table *table, const struct section *section,
		    const struct word *words, const char *names)
{
	size_t i;

	table_line(table);
	for (i = 0; i < section->nr; i++)
		if (is_wanted(section->columns[i].name, names))
			table_word(table, &words[i]);
}

/**
 * table_columns - print columns of a section as they are: their names, their words
 * @session: how it is to look; its fault is filled on failure
 * @part: the section
 * @names: the columns, separated by blanks; NULL: all
 *
 * Return: 0 or -1.
 */
int table_columns(struct session *session, const struct part *part, const char *names)
{
	struct table *table = begin_part(session, &part->section, names);
	size_t i;

	for (i = 0; i < part->nr; i++)
		put_row(table, &part->section, part->rows[i].words, names);
	return table_print(table, &session->why);
}

/**
 * table_part - print a section as it is
 * @session: how it is to look; its fault is filled on failure
 * @part: the section
 *
 * Return: 0 or -1.
 */
int table_part(struct session *session, const struct part *part)
{
	return table_columns(session, part, NULL);
}
