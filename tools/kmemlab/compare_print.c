// SPDX-License-Identifier: GPL-2.0
/* How the answers of "compare" are shown. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "compare.h"
#include "made.h"
#include "output.h"
#include "table.h"
#include "text.h"
#include "util.h"

static const struct column_doc cell_docs[] = {
	{ "size_bytes:int", "SIZE", "of an object" },
	{ "allocator:str", "ALLOCATOR", "which" },
	{ "ops:int", NULL, "allocations; fewer than asked for if time ran out" },
	{ "truncated:int", NULL, "1: time ran out" },
	COLUMNS_PAIR,
	{ "waste_bytes:int", "WASTE", "beyond the size, an object" },
	{ "best:int", "BEST", "1: lowest medians of this size" },
	{ "refused:str", NULL, "why the module refused it" },
	{ 0 }
};

static void put_cell(struct table *table, const struct cell *cell)
{
	const uint64_t numbers[] = { cell->alloc_p50, cell->alloc_p99,
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
		if (cells[i].done && !cells[i].truncated)
			continue;
		printf("\n%s, %" PRIu64 " bytes: ", cells[i].allocator->name, cells[i].size);
		if (cells[i].done)
			printf("time ran out after %" PRIu64 " allocations", cells[i].ops);
		else
			text_put(stdout, cells[i].why, strlen(cells[i].why), session->screen);
	}
	puts("\nTimes are in ns, without the clock's own cost. Everything is free again.");
}

static int print_table(struct session *session, const struct cell *cells, size_t nr)
{
	struct table *table = table_docs(session, cell_docs);
	size_t i;

	for (i = 0; i < nr; i++)
		put_cell(table, &cells[i]);
	if (table_print(table, &session->why))
		return -1;
	print_reasons(session, cells, nr);
	return 0;
}

static void tell_cell(struct made *made, const struct cell *cell)
{
	const uint64_t numbers[] = { cell->ops, cell->truncated, cell->alloc_p50,
				     cell->alloc_p99, cell->free_p50, cell->free_p99,
				     cell->failures, cell->waste, cell->best };
	size_t i;

	made_int(made, cell->size);
	made_str(made, cell->allocator->name);
	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (cell->done)
			made_int(made, numbers[i]);
		else
			made_none(made);
	}
	if (cell->done)
		made_none(made);
	else
		made_str(made, cell->why);
	made_row(made);
}

static const struct section_doc compare_sections[] = {
	{ "cell", "an allocator at a size", cell_docs, true },
	{ 0 }
};

const struct view compare_view = { "compare", compare_sections };

struct cells {
	const struct cell *list;
	size_t nr;
};

static void tell(struct made *made, const void *data)
{
	const struct cells *cells = data;
	size_t i;

	made_table(made, &compare_view, "cell");
	for (i = 0; i < cells->nr; i++)
		tell_cell(made, &cells->list[i]);
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
	const struct cells all = { cells, nr };

	if (output_is_data(session))
		return output_made(session, MEASURED, tell, &all);
	return print_table(session, cells, nr);
}
