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

static void stream_head(void *data, const char *file, uint64_t version)
{
	(void)data;
	(void)file;
	(void)version;
}

static void stream_section(void *data, const struct section *section)
{
	struct table_stream *stream = data;

	if (table_stream_end(stream))
		return;
	if (stream->begun)
		putchar('\n');
	stream->begun = true;
	stream->table = begin_part(stream->session, section);
}

static void stream_row(void *data, const struct section *section,
		       const struct word *words, unsigned long line)
{
	struct table_stream *stream = data;

	(void)line;
	if (stream->table)
		put_row(stream->table, section, words);
}

static void stream_note(void *data, const char *name, const char *text)
{
	(void)data;
	(void)name;
	(void)text;
}

/*
 * For parse(): prints sections as they are, while they are read, into the struct
 * table_stream passed as data; to be ended with table_stream_end(). Only a raw
 * table takes no memory that grows.
 */
const struct parse_ops table_ops = {
	.head = stream_head,
	.note = stream_note,
	.section = stream_section,
	.row = stream_row,
};

/**
 * table_stream_end - end the table being read
 * @stream: whose session gets the fault on failure
 *
 * Return: 0 or -1.
 */
int table_stream_end(struct table_stream *stream)
{
	struct table *table = stream->table;

	stream->table = NULL;
	return table ? table_print(table, &stream->session->why) : 0;
}
