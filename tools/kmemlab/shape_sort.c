// SPDX-License-Identifier: GPL-2.0
/* The order of rows: --sort [-]COLUMN,... */
#include <stdlib.h>
#include <string.h>

#include "shape_sort.h"
#include "util.h"
#include "xalloc.h"

struct sort_key {
	size_t column;
	bool number;
	bool descending;
};

struct sort_order {
	struct sort_key *keys;
	size_t nr;
};

/* What does not apply comes last, in either direction. */
static int compare_words(const struct sort_key *key, const struct word *a,
			 const struct word *b)
{
	int order;

	if (a->none || b->none)
		return a->none - b->none;
	order = word_compare(a, b, key->number);
	return key->descending ? -order : order;
}

static int compare_rows(const void *a, const void *b, void *data)
{
	const struct row *left = a, *right = b;
	const struct sort_order *order = data;
	size_t i;
	int found = 0;

	for (i = 0; i < order->nr && !found; i++)
		found = compare_words(&order->keys[i], &left->words[order->keys[i].column],
				      &right->words[order->keys[i].column]);
	/* Equal ones stay as they were. */
	if (!found)
		found = left->line < right->line ? -1 : left->line > right->line;
	return found;
}

static void read_keys(const struct shape *shape, struct sort_order *order)
{
	const char *list = shape->session->select.sort;
	struct sort_key key;
	size_t len;

	for (;; list += len + 1) {
		key.descending = *list == '-';
		list += key.descending;
		len = strcspn(list, ",");
		key.column = column_find(shape->wide, shape->doc, list, len);
		key.number = shape->wide->columns[key.column].type == TYPE_INT ||
			     shape->wide->columns[key.column].type == TYPE_HEX;
		order->keys = xgrow(order->keys, order->nr, sizeof(*order->keys));
		order->keys[order->nr++] = key;
		if (!list[len])
			return;
	}
}

/**
 * shape_sort - sort rows as the command line asks for
 * @shape: its section has all columns of --sort
 * @part: the rows, with all columns
 */
void shape_sort(const struct shape *shape, struct part *part)
{
	struct sort_order order = { 0 };
	size_t i;

	read_keys(shape, &order);
	/* Rows that the tool made have no lines. */
	for (i = 0; i < part->nr; i++)
		part->rows[i].line = i;
	if (part->nr)
		qsort_r(part->rows, part->nr, sizeof(*part->rows), compare_rows, &order);
	free(order.keys);
}
