// SPDX-License-Identifier: GPL-2.0
/* What the page tables themselves cost, for people. */
#include <stdio.h>

#include "columns.h"
#include "grid.h"
#include "table.h"
#include "util.h"
#include "view.h"
#include "walk.h"

struct level {
	uint64_t tables;
	uint64_t bytes;
	uint64_t used;
	uint64_t empty;
};

static const struct field fields[] = {
	{ "tables", offsetof(struct level, tables) },
	{ "table_bytes", offsetof(struct level, bytes) },
	{ "used_entries", offsetof(struct level, used) },
	{ "empty_entries", offsetof(struct level, empty) },
};

#define SHARE_MAX	8

static const char *share_text(char text[SHARE_MAX], uint64_t used, uint64_t empty)
{
	double all = (double)used + empty;

	snprintf(text, SHARE_MAX, "%.0f", all ? 100 * used / all : 0);
	return text;
}

static const char *derive_full(const struct section *section, const struct word *words)
{
	ssize_t used = section_column(section, "used_entries");
	ssize_t empty = section_column(section, "empty_entries");
	static char text[SHARE_MAX];

	if (used < 0 || empty < 0 || words[used].none || words[empty].none)
		return NULL;
	return share_text(text, words[used].value, words[empty].value);
}

const struct column_doc walk_table_docs[] = {
	{ "level:str", "LEVEL", "of the tables" },
	{ "tables:int", "TABLES", "how many" },
	{ "table_bytes:int", "SIZE", "memory they take" },
	{ "used_entries:int", "USED", "entries that are not empty" },
	{ "empty_entries:int", "EMPTY", "entries that are" },
	{ "full_percent:int", "FULL%", "the share of those used", derive_full },
	{ 0 }
};

static void put_level(struct table *table, const char *name, const struct level *level)
{
	char text[SHARE_MAX];

	table_line(table);
	table_text(table, name);
	table_number(table, level->tables);
	table_size(table, level->bytes);
	table_number(table, level->used);
	table_number(table, level->empty);
	table_text(table, share_text(text, level->used, level->empty));
}

/**
 * walk_tables - show what the tables of each level cost
 * @session: how it is to look; its fault is filled on failure
 * @doc: the answer
 *
 * Return: 0 or -1.
 */
int walk_tables(struct session *session, const struct doc *doc)
{
	const struct part *part = doc_need(doc, "table", &session->why);
	const struct part *occupancy = doc_need(doc, "occupancy", &session->why);
	struct level level, all = { 0 };
	struct table *table;
	size_t i;

	if (!part || !occupancy)
		return -1;
	for (i = 0; i < part->nr; i++)
		if (doc_fields(doc, part, &part->rows[i], fields, ARRAY_SIZE(fields), &level,
			       &session->why))
			return -1;
	table = table_docs(session, walk_table_docs);
	for (i = 0; i < part->nr; i++) {
		doc_fields(doc, part, &part->rows[i], fields, ARRAY_SIZE(fields), &level,
			   &session->why);
		all.tables += level.tables;
		all.bytes += level.bytes;
		all.used += level.used;
		all.empty += level.empty;
		put_level(table, doc_text(part, &part->rows[i], "level"), &level);
	}
	put_level(table, "all", &all);
	if (table_print(table, &session->why))
		return -1;
	puts("\nTables of the lowest level, by the percentage of their entries that is used:");
	if (grid_part(session, occupancy) || walk_cost(session, doc))
		return -1;
	view_consistency(session, doc);
	return 0;
}
