// SPDX-License-Identifier: GPL-2.0
/* How fragmented each zone is for each order, as a table for people. */
#include <stdio.h>
#include <string.h>

#include "buddy.h"
#include "table.h"
#include "util.h"

struct index_row {
	uint64_t nid, order;
};

/* The two indices, and what they are called here. */
static const struct {
	const char *column;
	const char *name;
} indices[] = {
	{ "unusable_permille", "unusable" },
	{ "fragmentation_permille", "fragmented" },
};

const struct column_doc buddy_index_docs[] = {
	{ "nid:int", "NODE", "number of the node" },
	{ "zone:str", "ZONE", "name of the zone" },
	{ "order:int", "ORDER", "of the request" },
	{ "fitting:int", "FITTING", "blocks of this order, or parts of larger ones" },
	{ "unusable_permille:int", "UNUSABLE", "of free memory, what lies in smaller blocks, in thousandths" },
	{ "fragmentation_permille:int", "FRAGMENTATION", "0: lack of memory, 1000: fragmentation would fail it; - succeeds" },
	{ 0 }
};

/**
 * buddy_order_columns - a column for each order, with its number over it
 * @columns: filled, @orders of them
 * @names: what they are called; filled, and used as long as @columns
 * @orders: how many
 *
 * Return: @orders.
 */
unsigned int buddy_order_columns(struct table_column *columns, char names[][BUDDY_ORDER_MAX],
				 unsigned int orders)
{
	unsigned int i;

	for (i = 0; i < orders; i++) {
		snprintf(names[i], BUDDY_ORDER_MAX, "%u", i % 100);
		columns[i] = (struct table_column){ names[i], TABLE_RIGHT, "of this order" };
	}
	return orders;
}

static struct table *new_table(const struct session *session, unsigned int orders)
{
	struct table_column columns[BUDDY_ORDERS + 3];
	char names[BUDDY_ORDERS][BUDDY_ORDER_MAX];

	columns[0] = table_column(buddy_index_docs, "nid");
	columns[1] = table_column(buddy_index_docs, "zone");
	columns[2] = (struct table_column){ "INDEX", 0, "which index" };
	return table_new(session, columns, 3 + buddy_order_columns(columns + 3, names, orders));
}

static const struct word *cell(const struct part *part, const struct buddy *buddy,
			       unsigned int order, const char *column)
{
	const struct word *nid, *number;
	const struct row *row;
	size_t i;

	for (i = 0; i < part->nr; i++) {
		row = &part->rows[i];
		nid = doc_word(part, row, "nid");
		number = doc_word(part, row, "order");
		if (nid && number && nid->value == buddy->nid && number->value == order &&
		    !strcmp(doc_text(part, row, "zone"), buddy->zone))
			return doc_word(part, row, column);
	}
	return NULL;
}

static void put_percent(struct table *table, const struct word *permille)
{
	if (!permille || permille->none)
		table_none(table);
	else
		table_number(table, permille->value / 10);
}

/**
 * buddy_print_index - print the indices of all zones, in per cent, for people
 * @session: how the output is to look
 * @doc: an answer of the view "buddy"; an old one may have no indices
 * @buddies: its zones
 *
 * Return: 0 or -1.
 */
int buddy_print_index(struct session *session, const struct doc *doc,
		      const struct buddies *buddies)
{
	const struct part *part = doc_part(doc, "index");
	unsigned int order, i;
	struct table *table;
	size_t zone;

	if (!part || !part->nr)
		return 0;
	table_heading(session, "How fragmented for an allocation of each order, in per cent:");
	table = new_table(session, buddies->orders);
	for (zone = 0; zone < buddies->nr; zone++) {
		for (i = 0; i < ARRAY_SIZE(indices); i++) {
			table_line(table);
			table_number(table, buddies->zones[zone].nid);
			table_text(table, buddies->zones[zone].zone);
			table_text(table, indices[i].name);
			for (order = 0; order < buddies->orders; order++)
				put_percent(table, cell(part, &buddies->zones[zone], order,
							indices[i].column));
		}
	}
	return table_print(table, &session->why);
}
