// SPDX-License-Identifier: GPL-2.0
/* What a check found. */
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "made.h"
#include "output.h"
#include "table.h"
#include "text.h"
#include "util.h"
#include "xalloc.h"

static const struct column_doc growth_docs[] = {
	{ "kind:str", "KIND", "slab, vmalloc, class (of frames) or module" },
	{ "name:str", "NAME", "which cache, caller, class or module" },
	{ "first_bytes:int", "FIRST", "what it held before the first cycle" },
	{ "last_bytes:int", "LAST", "what it held after the last" },
	{ "growth_bytes:int", "GROWTH", "the difference" },
	{ "cycle_bytes:int", "CYCLE", "growth in a cycle: the median over all pairs of cycles" },
	{ "over:int", NULL, "1: it is more than allowed" },
	{ 0 }
};

static const struct column_doc stayed_docs[] = {
	{ "module:str", "MODULE", "a module that was not loaded before" },
	{ 0 }
};

static const struct column_doc check_docs[] = {
	{ "name:str", "NAME", "of the value" },
	{ "value:int", "VALUE", "the value" },
	{ 0 }
};

static const struct section_doc check_sections[] = {
	{ "growth", "who holds memory, those that grew most first", growth_docs, true },
	{ "stayed", "what the command loaded and did not remove", stayed_docs },
	{ "check", "the check itself", check_docs },
	{ 0 }
};

const struct view check_view = { "check", check_sections };

static void made_scalar(struct made *made, const char *name, uint64_t value)
{
	made_str(made, name);
	made_int(made, value);
	made_row(made);
}

static void put_series(struct made *made, const struct growth *growth,
		       const struct series *series)
{
	made_str(made, gauge_kinds[series->kind]);
	made_str(made, series->name);
	made_int(made, series->bytes[0]);
	made_int(made, series->bytes[growth->samples - 1]);
	made_signed(made, growth_of(growth, series));
	made_signed(made, growth_per_cycle(series));
	made_int(made, series->over);
	made_row(made);
}

static void tell(struct made *made, const void *data)
{
	const struct check *check = data;
	size_t i;

	made_table(made, &check_view, "check");
	made_scalar(made, "cycles", check->cycles);
	made_scalar(made, "max_growth_bytes", check->max_bytes);
	made_scalar(made, "grown", check->grown);
	made_scalar(made, "stayed", check->nr_stayed);
	made_table(made, &check_view, "growth");
	for (i = 0; i < check->growth.nr; i++)
		put_series(made, &check->growth, &check->growth.series[i]);
	made_table(made, &check_view, "stayed");
	for (i = 0; i < check->nr_stayed; i++) {
		made_str(made, check->stayed[i]);
		made_row(made);
	}
}

static int print_grown(struct session *session, const struct check *check)
{
	struct table *table = table_docs(session, growth_docs);
	const struct series *series = check->growth.series;
	size_t i;

	for (i = 0; i < check->grown; i++, series++) {
		table_line(table);
		table_text(table, gauge_kinds[series->kind]);
		table_text(table, series->name);
		table_size(table, series->bytes[0]);
		table_size(table, series->bytes[check->growth.samples - 1]);
		table_size(table, growth_of(&check->growth, series));
		table_size(table, growth_per_cycle(series));
	}
	return table_print(table, &session->why);
}

static void print_sentence(const struct session *session, const struct check *check)
{
	char size[SIZE_TEXT_MAX], *text;

	text_size(size, check->max_bytes, session->bytes);
	if (check->grown)
		text = xasprintf("Over %zu cycles of '%s', %zu grew by more than %s:",
				 (size_t)check->cycles, check->command[0], check->grown, size);
	else
		text = xasprintf("Over %zu cycles of '%s', nothing grew by more than %s.",
				 (size_t)check->cycles, check->command[0], size);
	text_wrap(stdout, 0, text, session->screen);
	free(text);
}

/**
 * check_print - show what a check found
 * @session: how it is to look; its fault is filled on failure
 * @check: what was found
 *
 * Return: 0 or -1.
 */
int check_print(struct session *session, const struct check *check)
{
	char *text;
	size_t i;

	if (output_is_data(session))
		return output_made(session, NULL, tell, check);
	print_sentence(session, check);
	if (check->grown) {
		putchar('\n');
		if (print_grown(session, check))
			return -1;
	}
	for (i = 0; i < check->nr_stayed; i++) {
		text = xasprintf("The module '%s' was not loaded before, and stayed.",
				 check->stayed[i]);
		putchar('\n');
		text_wrap(stdout, 0, text, session->screen);
		free(text);
	}
	return 0;
}
