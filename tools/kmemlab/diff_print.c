// SPDX-License-Identifier: GPL-2.0
/* What changed, for people and for programs. */
#include <stdio.h>
#include <stdlib.h>

#include "diff.h"
#include "made.h"
#include "output.h"
#include "table.h"
#include "text.h"
#include "util.h"
#include "xalloc.h"

static const struct column_doc difference_docs[] = {
	{ "kind:str", "KIND", "zone (free memory), buddy (free blocks), class (frames), slab, vmalloc, module, process (page tables)" },
	{ "name:str", "NAME", "which of these" },
	{ "before_bytes:int", "BEFORE", "what it held" },
	{ "after_bytes:int", "AFTER", "what it holds" },
	{ "change_bytes:int", "CHANGE", "the difference" },
	{ "before_count:int", NULL, "how many there were" },
	{ "after_count:int", NULL, "how many there are" },
	{ "change_count:int", "COUNT", "the difference in pages, blocks, objects, areas or users" },
	{ 0 }
};

static const struct column_doc text_docs[] = {
	{ "text:str", "TEXT", "what, and why" },
	{ 0 }
};

static const struct section_doc diff_sections[] = {
	{ "difference", "who holds more or less than before", difference_docs, true },
	{ "unavailable", "what one of the two does not tell", text_docs },
	{ 0 }
};

const struct view diff_view = { "diff", diff_sections };

static const struct gauge none;

static void tell(struct made *made, const void *data)
{
	const struct gauge *before, *after;
	const struct diff *diff = data;
	size_t i;

	made_table(made, &diff_view, "difference");
	for (i = 0; i < diff->nr; i++) {
		before = diff->list[i].before ? diff->list[i].before : &none;
		after = diff->list[i].after ? diff->list[i].after : &none;
		made_str(made, gauge_kinds[after->name ? after->kind : before->kind]);
		made_str(made, after->name ? after->name : before->name);
		made_int(made, before->bytes);
		made_int(made, after->bytes);
		made_signed(made, difference_bytes(&diff->list[i]));
		made_int(made, before->count);
		made_int(made, after->count);
		made_signed(made, difference_count(&diff->list[i]));
		made_row(made);
	}
	made_table(made, &diff_view, "unavailable");
	for (i = 0; i < diff->missing.nr; i++) {
		made_str(made, diff->missing.text[i]);
		made_row(made);
	}
}

static void put_difference(struct table *table, const struct difference *difference)
{
	const struct gauge *before = difference->before, *after = difference->after;
	const struct gauge *either = after ? after : before;
	char *count = xasprintf("%+lld", (long long)difference_count(difference));

	table_line(table);
	table_text(table, gauge_kinds[either->kind]);
	table_text(table, either->name);
	if (before)
		table_size(table, before->bytes);
	else
		table_none(table);
	if (after)
		table_size(table, after->bytes);
	else
		table_none(table);
	table_change(table, difference_bytes(difference));
	table_text(table, count);
	free(count);
}

/**
 * diff_print - show what changed
 * @session: how it is to look; its fault is filled on failure
 * @diff: what changed
 *
 * Return: 0 or -1.
 */
int diff_print(struct session *session, const struct diff *diff)
{
	struct table *table;
	size_t i;

	if (output_is_data(session))
		return output_made(session, NULL, tell, diff);
	if (!diff->nr) {
		puts("Nothing changed.");
	} else {
		table = table_docs(session, difference_docs);
		for (i = 0; i < diff->nr; i++)
			put_difference(table, &diff->list[i]);
		if (table_print(table, &session->why))
			return -1;
	}
	for (i = 0; i < diff->missing.nr; i++) {
		if (!i)
			puts("\nNot compared:");
		text_wrap(stdout, 2, diff->missing.text[i], session->screen);
	}
	return 0;
}
