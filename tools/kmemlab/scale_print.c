// SPDX-License-Identifier: GPL-2.0
/* How the answers of "scale" are shown. */
#include <stdio.h>

#include "columns.h"
#include "made.h"
#include "output.h"
#include "scale.h"
#include "table.h"
#include "util.h"

static const struct column_doc step_docs[] = {
	{ "threads:int", "THREADS", "at once, each on a CPU" },
	{ "pairs:int", NULL, "allocations with their frees, of all together" },
	{ "pairs_per_s:int", "PAIRS/S", "of all together" },
	{ "speedup_percent:int", "SPEEDUP%", "of all together, against the first row" },
	{ "efficiency_percent:int", "EACH%", "of a thread against one of the first row" },
	{ "pair_ns:int", NULL, "mean of a pair, as a thread sees it" },
	COLUMNS_PAIR,
	{ 0 }
};

/* Against the first, in percent: of all threads together, and of one. */
static uint64_t speedup(const struct step *step, const struct step *first)
{
	return first->rate ? 100.0 * step->rate / first->rate + 0.5 : 0;
}

static uint64_t efficiency(const struct step *step, const struct step *first)
{
	return first->rate ?
	       100.0 * step->rate / first->rate * first->threads / step->threads + 0.5 : 0;
}

static int print_table(struct session *session, const struct step *steps, size_t nr)
{
	struct table *table = table_docs(session, step_docs);
	size_t i;

	for (i = 0; i < nr; i++) {
		const struct step *step = &steps[i];

		table_line(table);
		table_number(table, step->threads);
		table_number(table, step->rate);
		table_number(table, speedup(step, steps));
		table_number(table, efficiency(step, steps));
		table_number(table, step->alloc_p50);
		table_number(table, step->alloc_p99);
		table_number(table, step->free_p50);
		table_number(table, step->free_p99);
		table_number(table, step->failures);
	}
	if (table_print(table, &session->why))
		return -1;
	puts("\nTimes are in ns, without the clock's own cost. Everything is free again.");
	return 0;
}

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
		made_int(made, speedup(step, steps->list));
		made_int(made, efficiency(step, steps->list));
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
