// SPDX-License-Identifier: GPL-2.0
/* kmemlab layout: the kernel's regions, and what they map. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "columns.h"
#include "table.h"
#include "text.h"
#include "util.h"
#include "version.h"
#include "view.h"
#include "xalloc.h"

struct region {
	uint64_t bytes_4k;
	uint64_t bytes_2m;
	uint64_t bytes_1g;
	uint64_t wx;
};

static const struct field fields[] = {
	{ "mapped_4k_bytes", offsetof(struct region, bytes_4k) },
	{ "mapped_2m_bytes", offsetof(struct region, bytes_2m) },
	{ "mapped_1g_bytes", offsetof(struct region, bytes_1g) },
	{ "wx_leaves", offsetof(struct region, wx) },
};

static const struct column_doc region_docs[] = {
	{ "name:str", "REGION", "what it is for" },
	{ "start:hex", "START", "first address" },
	{ "last:hex", "LAST", "last address" },
	{ "mapped_4k_bytes:int", "4K", "mapped by pages of 4 KiB" },
	{ "mapped_2m_bytes:int", "2M", "mapped by pages of 2 MiB" },
	{ "mapped_1g_bytes:int", "1G", "mapped by pages of 1 GiB" },
	{ "tables:int", NULL, "page tables" },
	{ "wx_leaves:int", NULL, "pages that are writable and executable at once" },
	{ 0 }
};

/* The kernel's addresses fill a terminal; 0x at each would be too much. */
static void put_address(struct table *table, const struct part *part, const struct row *row,
			const char *column)
{
	const char *text = doc_text(part, row, column);

	if (!strcmp(text, "0x0"))
		table_none(table);
	else
		table_text(table, strncmp(text, "0x", 2) ? text : text + 2);
}

static void put_region(struct table *table, const struct part *part, const struct row *row,
		       const struct region *region)
{
	table_line(table);
	table_text(table, doc_text(part, row, "name"));
	put_address(table, part, row, "start");
	put_address(table, part, row, "last");
	table_size(table, region->bytes_4k);
	table_size(table, region->bytes_2m);
	table_size(table, region->bytes_1g);
}

/* No table is written before all rows are known to be good. */
static int read_regions(struct session *session, const struct doc *doc,
			const struct part *part, struct table *table, uint64_t *wx)
{
	struct region region;
	size_t i;

	*wx = 0;
	for (i = 0; i < part->nr; i++) {
		if (doc_fields(doc, part, &part->rows[i], fields, ARRAY_SIZE(fields), &region,
			       &session->why))
			return -1;
		*wx += region.wx;
		if (table)
			put_region(table, part, &part->rows[i], &region);
	}
	return 0;
}

static void print_wx(struct session *session, const struct doc *doc, const struct part *part)
{
	char *names = xstrdup(""), *text;
	struct region region;
	size_t i;

	for (i = 0; i < part->nr; i++) {
		doc_fields(doc, part, &part->rows[i], fields, ARRAY_SIZE(fields), &region,
			   &session->why);
		if (!region.wx)
			continue;
		text = xasprintf("%s%s%s", names, *names ? ", " : "",
				 doc_text(part, &part->rows[i], "name"));
		free(names);
		names = text;
	}
	text = xasprintf("W+X: in %s are pages that are writable and executable at once, which lets data become code. 'kmemlab walk kernel START END --mode runs' tells where, -o +wx_leaves how many.",
			 names);
	putchar('\n');
	text_wrap(stdout, 0, text, session->screen);
	free(names);
	free(text);
}

static int print_layout(struct session *session, const struct doc *doc)
{
	const struct part *part = doc_need(doc, "region", &session->why);
	const struct word *skipped = doc_scalar(doc, "walk", "skipped_tables");
	struct table *table;
	uint64_t wx;

	if (!part || read_regions(session, doc, part, NULL, &wx))
		return -1;
	table = table_docs(session, region_docs);
	read_regions(session, doc, part, table, &wx);
	if (table_print(table, &session->why))
		return -1;
	if (wx)
		print_wx(session, doc, part);
	if (skipped && !skipped->none && skipped->value)
		puts("\nTables that kept changing were left out: the sums are too small.");
	return 0;
}

static int layout_run(struct session *session, int argc, char **argv)
{
	if (no_operands(session, &verb_layout, argc, argv))
		return -1;
	return view_show(session, KMEMLAB_FILE_LAYOUT, NULL, print_layout);
}

static const struct section_doc view_sections[] = {
	{ "region", "a region of the kernel's half of all addresses", region_docs, true },
	{ "walk", "what walking took", scalar_columns },
	{ 0 }
};

static const struct view layout_view = { KMEMLAB_FILE_LAYOUT, view_sections };

const struct verb verb_layout = {
	.name = "layout",
	.summary = "The kernel's regions: what they map, with which pages",
	.about =
	"All tables of the kernel are read, without a lock, so that a row can be stale.\n"
	"KASLR moves regions: where they are is shown to who may see addresses.\n",
	.examples =
	"  kmemlab layout\n"
	"  kmemlab layout --filter 'wx_leaves > 0'\n"
	"  kmemlab layout --json | jq '.sections.region[] | {name, tables}'\n",
	.view = &layout_view,
	.run = layout_run,
};
