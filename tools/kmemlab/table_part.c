// SPDX-License-Identifier: GPL-2.0
/* Sections of an answer as tables, just as they are: see table.h. */
#include <stdio.h>
#include <stdlib.h>

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

static struct table *begin_part(struct session *session, const struct section *section)
{
	struct table_column *columns = xzalloc(section->nr * sizeof(*columns));
	struct table *table;
	size_t i;

	for (i = 0; i < section->nr; i++) {
		columns[i].name = section->columns[i].name;
		if (section->columns[i].type == TYPE_INT ||
		    section->columns[i].type == TYPE_HEX)
			columns[i].flags = TABLE_RIGHT;
		else if (i == section->nr - 1)
			columns[i].flags = TABLE_WRAP;
	}
	table = table_new(session, columns, section->nr);
	free(columns);
	return table;
}

static void put_row(struct table *table, const struct section *section,
		    const struct word *words)
{
	size_t i;

	table_line(table);
	for (i = 0; i < section->nr; i++)
		table_word(table, &words[i]);
}

/**
 * table_part - print a section as it is: its columns, its words
 * @session: how it is to look; its fault is filled on failure
 * @part: the section
 *
 * Return: 0 or -1.
 */
int table_part(struct session *session, const struct part *part)
{
	struct table *table = begin_part(session, &part->section);
	size_t i;

	for (i = 0; i < part->nr; i++)
		put_row(table, &part->section, part->rows[i].words);
	return table_print(table, &session->why);
}
