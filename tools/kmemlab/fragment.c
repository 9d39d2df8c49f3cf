// SPDX-License-Identifier: GPL-2.0
/* kmemlab fragment: break free memory into pieces and see what can still be had. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <kmemlab.h>

#include "buddy.h"
#include "columns.h"
#include "output.h"
#include "progress.h"
#include "table.h"
#include "text.h"
#include "util.h"
#include "version.h"
#include "view.h"
#include "xalloc.h"

static const char *percent, *order, *seed, *tries, *steps;

/* An option with a value is the key of the same name. */
static const struct opt fragment_opts[] = {
	{ "percent", 'p', "P", "of the free memory, to be broken into pieces (75)",
	  .value = &percent },
	{ "order", 'O', "N", "of each 2^N frames one is kept (4)", .value = &order },
	{ "seed", 0, "N", "which one (1)", .value = &seed },
	{ "tries", 0, "N", "allocations of each order at each stage, at most (256)", .value = &tries },
	{ "steps", 0, "N", "in which what was kept is given back (4)", .value = &steps },
	{ 0 },
};

static char *request_of(struct session *session)
{
	char *request = xstrdup(""), *longer;
	const struct opt *opt;

	for (opt = fragment_opts; opt->name; opt++) {
		if (!*opt->value)
			continue;
		if (strspn(*opt->value, "0123456789") != strlen(*opt->value) || !**opt->value) {
			fault(&session->why, EXIT_USAGE, "--%s %s is not a number", opt->name,
			      *opt->value);
			free(request);
			return NULL;
		}
		longer = xasprintf("%s%s%s=%s", request, *request ? " " : "", opt->name,
				   *opt->value);
		free(request);
		request = longer;
	}
	return request;
}

static uint64_t number(const struct part *part, const struct row *row, const char *column)
{
	const struct word *word = doc_word(part, row, column);

	return word && !word->none && !word->negative ? word->value : 0;
}

/* Rows of a stage stand together, one for each order. */
static size_t orders_of(const struct part *part)
{
	size_t nr = 1;

	while (nr < part->nr && nr < BUDDY_ORDERS &&
	       number(part, &part->rows[nr], "order") > number(part, &part->rows[nr - 1], "order"))
		nr++;
	return nr;
}

static const struct column_doc rate_docs[] = {
	{ "stage:str", "STAGE", "before, fragmented, recovering" },
	{ "kept_pages:int", "KEPT", "held then" },
	{ "order:int", "ORDER", "of 2^order pages that lie together" },
	{ "blocks:int", "BLOCKS", "free blocks of this order, before anything was tried" },
	{ "at_hand_tries:int", NULL, "allocations that were tried" },
	{ "at_hand:int", "AT_HAND", "of those, how many succeeded from the free lists" },
	{ "at_hand_ns:int", "AT_HAND_NS", "mean of a try" },
	{ "compacting_tries:int", NULL, "allocations that were tried" },
	{ "compacting:int", "COMPACTING", "how many succeeded with compaction and reclaim" },
	{ "compacting_ns:int", "COMPACTING_NS", "mean of a try" },
	{ 0 }
};

/* A line a stage, a column an order: what of the tries succeeded, in percent. */
static int print_rates(struct session *session, const struct part *part, const char *column,
		       const char *tries_column, uint64_t page)
{
	struct table_column columns[2 + BUDDY_ORDERS];
	size_t orders = orders_of(part), i, j;
	char names[BUDDY_ORDERS][BUDDY_ORDER_MAX], text[32];
	struct table *table;
	uint64_t all;

	columns[0] = table_column(rate_docs, "stage");
	columns[1] = table_column(rate_docs, "kept_pages");
	buddy_order_columns(columns + 2, names, orders);
	table = table_new(session, columns, 2 + orders);
	for (i = 0; i + orders <= part->nr; i += orders) {
		table_line(table);
		table_text(table, doc_text(part, &part->rows[i], "stage"));
		table_size(table, number(part, &part->rows[i], "kept_pages") * page);
		for (j = i; j < i + orders; j++) {
			all = number(part, &part->rows[j], tries_column);
			if (!all) {
				table_none(table);
				continue;
			}
			snprintf(text, sizeof(text), "%.0f%%",
				 100.0 * number(part, &part->rows[j], column) / all);
			table_text(table, text);
		}
	}
	return table_print(table, &session->why);
}

static void put_field(const struct session *session, const struct part *part,
		      const struct row *row, const char *name)
{
	const char *text = doc_text(part, row, name);

	text_put(stdout, text, strlen(text), session->screen);
}

static void print_events(const struct session *session, const struct part *part)
{
	unsigned int any = 0;
	uint64_t count;
	size_t i;

	for (i = 0; i < part->nr; i++) {
		count = number(part, &part->rows[i], "count");
		if (count && !any++)
			puts("\nMeanwhile the kernel counted:");
		if (!count)
			continue;
		put_field(session, part, &part->rows[i], "stage");
		printf(", %" PRIu64 " pages kept: ", number(part, &part->rows[i], "kept_pages"));
		put_field(session, part, &part->rows[i], "name");
		printf(" %" PRIu64 "\n", count);
	}
}

static int fragment_print(struct session *session, const struct doc *doc)
{
	const struct part *rate = doc_need(doc, "rate", &session->why);
	const struct part *events = doc_part(doc, "events");
	struct version version;

	if (!rate || version_page(session, &version))
		return -1;
	if (!rate->nr)
		return 0;
	puts("From the free lists, as they are:");
	if (print_rates(session, rate, "at_hand", "at_hand_tries", version.page))
		return -1;
	puts("\nWith compaction and reclaim, tried once:");
	if (print_rates(session, rate, "compacting", "compacting_tries", version.page))
		return -1;
	if (events)
		print_events(session, events);
	puts("\nEverything is free again.");
	return 0;
}

static int fragment_run(struct session *session, int argc, char **argv)
{
	bool quiet = output_is_data(session) && isatty(STDOUT_FILENO);
	char *request;
	int ret;

	if (argc)
		return fault(&session->why, EXIT_USAGE,
			     "'%s' is too much: fragment takes options only; see 'kmemlab fragment --help'",
			     argv[0]);
	request = request_of(session);
	if (!request)
		return -1;
	if (session->root && *request) {
		ret = fault(&session->why, EXIT_USAGE,
			    "--root reads a recorded answer and cannot ask for '%s'; leave it out",
			    request);
	} else {
		if (!quiet)
			progress_begin("fragmenting");
		ret = view_show(session, KMEMLAB_FILE_FRAGMENT, session->root ? NULL : request,
				fragment_print);
		if (!quiet)
			progress_end();
	}
	free(request);
	return ret;
}

static const struct column_doc event_docs[] = {
	{ "stage:str", "STAGE", "before, fragmented, recovering" },
	{ "kept_pages:int", "KEPT", "held then" },
	{ "name:str", "NAME", "as in /proc/vmstat" },
	{ "count:int", "COUNT", "how often, while allocations were tried" },
	{ 0 }
};

static const struct section_doc fragment_sections[] = {
	{ "rate", "an order at a stage", rate_docs, true },
	{ "events", "what the kernel counted at a stage", event_docs },
	{ "request", "a key and the value that was used", scalar_text_columns },
	{ "result", "what came of it", scalar_columns },
	{ 0 }
};

const struct view fragment_view = { KMEMLAB_FILE_FRAGMENT, fragment_sections };

const struct verb verb_fragment = {
	.name = "fragment",
	.summary = "Break free memory into pieces and see what can still be had",
	.about =
	"Takes P percent of the free memory page by page, gives back all but one frame in\n"
	"each 2^order, and tries allocations of each order: before, then, and while the\n"
	"rest is given back in steps. Only the module's own memory is touched, but what\n"
	"is tried may compact and reclaim that of others. If the module's limit_mib is\n"
	"too low, nothing is done, and the value that is needed is said.\n",
	.examples =
	"  kmemlab fragment --percent 50\n"
	"  kmemlab fragment --percent 50 --order 9 --seed 7 --json\n",
	.opts = fragment_opts,
	.view = &fragment_view,
	.run = fragment_run,
};
