// SPDX-License-Identifier: GPL-2.0
/* How the answers of "scale" are shown. */
#include <stdio.h>

#include "columns.h"
#include "made.h"
#include "output.h"
#include "scale.h"
#include "table.h"
#include "util.h"

static const struct table_column columns[] = {
	{ "THREADS", TABLE_RIGHT, "at once, each on a CPU" },
	{ "PAIRS_PER_S", TABLE_RIGHT, "allocations with their frees a second, of all together" },
	{ "SPEEDUP", TABLE_RIGHT, "against the first row" },
	{ "EFFICIENCY", TABLE_RIGHT, "of a thread against one of the first row" },
	{ "PAIR_NS", TABLE_RIGHT, "mean of a pair, as a thread sees it" },
	{ "ALLOC_P50_NS", TABLE_RIGHT, "median of an allocation" },
	{ "ALLOC_P99_NS", TABLE_RIGHT, "99 of 100 are not slower" },
	{ "FREE_P50_NS", TABLE_RIGHT, "median of a free" },
	{ "FREE_P99_NS", TABLE_RIGHT, "99 of 100 are not slower" },
	{ "FAILURES", TABLE_RIGHT, "allocations that failed" },
};

static double speedup(const struct step *step, const struct step *first)
{
	return first->rate ? (double)step->rate / first->rate : 0;
}

/* A thread's share of the rate, in percent of what it was. */
static double efficiency(const struct step *step, const struct step *first)
{
	return 100 * speedup(step, first) * first->threads / step->threads;
}

static int print_table(struct session *session, const struct step *steps, size_t nr)
{
	struct table *table = table_new(session, columns, ARRAY_SIZE(columns));
	char text[32];
	size_t i;

	for (i = 0; i < nr; i++) {
		const struct step *step = &steps[i];

		table_line(table);
		table_number(table, step->threads);
		table_number(table, step->rate);
		snprintf(text, sizeof(text), "%.2f", speedup(step, steps));
		table_text(table, text);
		snprintf(text, sizeof(text), "%.0f%%", efficiency(step, steps));
		table_text(table, text);
		table_number(table, step->pair_ns);
		table_number(table, step->alloc_p50);
		table_number(table, step->alloc_p99);
		table_number(table, step->free_p50);
		table_number(table, step->free_p99);
		table_number(table, step->failures);
	}
	if (table_print(table, &session->why))
		return -1;
	puts("\nTimes are without the clock's own cost. Everything is free again.");
	return 0;
}

static const struct column_doc step_docs[] = {
	{ "threads:int", "THREADS", "at once, each on a CPU" },
	{ "pairs:int", NULL, "allocations with their frees, of all together" },
	{ "pairs_per_s:int", "PAIRS_PER_S", "of all together" },
	{ "efficiency_percent:int", "EFFICIENCY", "of a thread against one of the first row" },
	{ "pair_ns:int", "PAIR_NS", "mean of a pair, as a thread sees it" },
	COLUMNS_PAIR,
	{ 0 }
};

static const struct section_doc scale_sections[] = {
	{ "step", "so many threads at once", step_docs, true },
	{ 0 }
};

const struct view scale_view = { "scale", scale_sections };

struct steps {
	const struct step *list;
	size_t nr;
};

static void tell(struct made *made, const void *data)
{
	const struct steps *steps = data;
	const struct step *step = steps->list;
	size_t i;

	made_table(made, &scale_view, "step");
	for (i = 0; i < steps->nr; i++, step++) {
		made_int(made, step->threads);
		made_int(made, step->pairs);
		made_int(made, step->rate);
		made_int(made, efficiency(step, steps->list) + 0.5);
		made_int(made, step->pair_ns);
		made_int(made, step->alloc_p50);
		made_int(made, step->alloc_p99);
		made_int(made, step->free_p50);
		made_int(made, step->free_p99);
		made_int(made, step->failures);
		made_row(made);
	}
}

/**
 * scale_print - show all steps
 * @session: how it is to look; its fault is filled on failure
 * @steps: the first is what the others are set beside
 * @nr: how many
 *
 * Return: 0 or -1.
 */
int scale_print(struct session *session, const struct step *steps, size_t nr)
{
	const struct steps all = { steps, nr };

	if (output_is_data(session))
		return output_made(session, MEASURED, tell, &all);
	return print_table(session, steps, nr);
}
