// SPDX-License-Identifier: GPL-2.0
/* How the answers of "compare" are shown. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "compare.h"
#include "json.h"
#include "table.h"
#include "text.h"
#include "util.h"

static const struct table_column columns[] = {
	{ "SIZE", TABLE_RIGHT, "bytes of an object" },
	{ "ALLOCATOR", 0, "which" },
	{ "OPS", TABLE_RIGHT, "allocations; fewer than asked for if time ran out" },
	{ "ALLOC_P50_NS", TABLE_RIGHT, "median of an allocation" },
	{ "ALLOC_P99_NS", TABLE_RIGHT, "99 of 100 are not slower" },
	{ "FREE_P50_NS", TABLE_RIGHT, "median of a free" },
	{ "FREE_P99_NS", TABLE_RIGHT, "99 of 100 are not slower" },
	{ "FAILURES", TABLE_RIGHT, "allocations that failed" },
	{ "WASTE", TABLE_RIGHT, "bytes beyond the size, an object" },
	{ "BEST", 0, "lowest medians of this size" },
};

static void put_cell(struct table *table, const struct cell *cell)
{
	const uint64_t numbers[] = { cell->ops, cell->alloc_p50, cell->alloc_p99,
				     cell->free_p50, cell->free_p99, cell->failures };
	size_t i;

	table_line(table);
	table_size(table, cell->size);
	table_text(table, cell->allocator->name);
	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (cell->done)
			table_number(table, numbers[i]);
		else
			table_none(table);
	}
	if (cell->done)
		table_size(table, cell->waste);
	else
		table_none(table);
	table_text(table, cell->best ? "*" : "-");
}

static void print_reasons(const struct session *session, const struct cell *cells, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (cells[i].done || session->raw)
			continue;
		printf("\n%s, %" PRIu64 " bytes: ", cells[i].allocator->name, cells[i].size);
		text_put(stdout, cells[i].why, strlen(cells[i].why), session->screen);
	}
	if (!session->raw)
		puts("\nTimes are without the clock's own cost. Everything is free again.");
}

static int print_table(struct session *session, const struct cell *cells, size_t nr)
{
	struct table *table = table_new(session, columns, ARRAY_SIZE(columns));
	size_t i;

	for (i = 0; i < nr; i++)
		put_cell(table, &cells[i]);
	if (table_print(table, &session->why))
		return -1;
	print_reasons(session, cells, nr);
	return 0;
}

static void json_cell(struct json *json, const struct cell *cell)
{
	json_open(json, NULL, '{');
	json_number(json, "size_bytes", cell->size);
	json_string(json, "allocator", cell->allocator->name, strlen(cell->allocator->name));
	if (cell->done) {
		json_number(json, "ops", cell->ops);
		json_number(json, "truncated", cell->truncated);
		json_number(json, "alloc_p50_ns", cell->alloc_p50);
		json_number(json, "alloc_p99_ns", cell->alloc_p99);
		json_number(json, "free_p50_ns", cell->free_p50);
		json_number(json, "free_p99_ns", cell->free_p99);
		json_number(json, "failures", cell->failures);
		json_number(json, "waste_bytes", cell->waste);
		json_number(json, "best", cell->best);
	} else {
		json_string(json, "refused", cell->why, strlen(cell->why));
	}
	json_close(json);
}

static void print_json(const struct cell *cells, size_t nr)
{
	struct json json = { .first = true };
	size_t i;

	json_open(&json, NULL, '{');
	json_open(&json, "compare", '[');
	for (i = 0; i < nr; i++)
		json_cell(&json, &cells[i]);
	json_close(&json);
	json_close(&json);
}

/**
 * compare_print - show all cells
 * @session: how it is to look; its fault is filled on failure
 * @cells: size by size
 * @nr: how many
 *
 * Return: 0 or -1.
 */
int compare_print(struct session *session, const struct cell *cells, size_t nr)
{
	if (!session->json)
		return print_table(session, cells, nr);
	print_json(cells, nr);
	return 0;
}
