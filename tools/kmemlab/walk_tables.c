// SPDX-License-Identifier: GPL-2.0
/* What the page tables themselves cost, for people. */
#include <stdio.h>

#include "table.h"
#include "util.h"
#include "view.h"
#include "walk.h"

static const struct table_column columns[] = {
	{ "LEVEL", 0, "of the tables" },
	{ "TABLES", TABLE_RIGHT, "how many" },
	{ "SIZE", TABLE_RIGHT, "memory they take" },
	{ "USED", TABLE_RIGHT, "entries that are not empty" },
	{ "EMPTY", TABLE_RIGHT, "entries that are" },
	{ "FULL", TABLE_RIGHT, "the share of those used" },
};

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

static void put_level(struct table *table, const char *name, const struct level *level)
{
	uint64_t all = level->used + level->empty;
	char share[32];

	table_line(table);
	table_text(table, name);
	table_number(table, level->tables);
	table_size(table, level->bytes);
	table_number(table, level->used);
	table_number(table, level->empty);
	snprintf(share, sizeof(share), "%.0f%%", all ? 100.0 * level->used / all : 0);
	table_text(table, share);
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
	table = table_new(session, columns, ARRAY_SIZE(columns));
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
	if (table_part(session, occupancy) || walk_cost(session, doc))
		return -1;
	view_consistency(session, doc);
	return 0;
}
