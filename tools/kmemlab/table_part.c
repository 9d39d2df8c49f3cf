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
	putchar('\n');
	if (!session->raw)
		printf("%s\n", title);
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
	const struct section *section = &part->section;
	struct table_column *columns;
	struct table *table;
	size_t i, j;

	columns = xzalloc(section->nr * sizeof(*columns));
	for (i = 0; i < section->nr; i++) {
		columns[i].name = section->columns[i].name;
		if (section->columns[i].type == TYPE_INT ||
		    section->columns[i].type == TYPE_HEX)
			columns[i].flags = TABLE_RIGHT;
		else if (i == section->nr - 1)
			columns[i].flags = TABLE_WRAP;
	}
	table = table_new(session, columns, section->nr);
	for (i = 0; i < part->nr; i++) {
		table_line(table);
		for (j = 0; j < section->nr; j++)
			table_word(table, &part->rows[i].words[j]);
	}
	free(columns);
	return table_print(table, &session->why);
}

/**
 * table_parts - print all sections of an answer as they are, for --raw
 * @session: how it is to look; its fault is filled on failure
 * @doc: the answer
 *
 * Return: 0 or -1.
 */
int table_parts(struct session *session, const struct doc *doc)
{
	size_t i;

	for (i = 0; i < doc->nr; i++) {
		if (i)
			putchar('\n');
		if (table_part(session, &doc->parts[i]))
			return -1;
	}
	return 0;
}
