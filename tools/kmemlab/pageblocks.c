// SPDX-License-Identifier: GPL-2.0
/* kmemlab pageblocks: how well the allocator keeps kinds of memory apart. */
#include <stdio.h>

#include <kmemlab.h>

#include "table.h"
#include "util.h"
#include "view.h"

struct block_row {
	uint64_t nid, blocks;
};

static const struct field fields[] = {
	{ "nid", offsetof(struct block_row, nid) },
	{ "blocks", offsetof(struct block_row, blocks) },
};

static const struct column_doc block_docs[] = {
	{ "nid:int", "NODE", "number of the node" },
	{ "zone:str", "ZONE", "name of the zone" },
	{ "migrate:str", "TYPE", "migrate type" },
	{ "blocks:int", "BLOCKS", "pageblocks of this type" },
	{ "mixed:int", "MIXED", "those of them that hold what cannot be moved" },
	{ 0 }
};

static int put_block(struct table *table, const struct doc *doc, const struct part *part,
		     const struct row *row, struct fault *why)
{
	const struct word *mixed = doc_word(part, row, "mixed");
	struct block_row in;

	if (doc_fields(doc, part, row, fields, ARRAY_SIZE(fields), &in, why))
		return -1;
	if (!in.blocks)
		return 0;
	table_line(table);
	table_number(table, in.nid);
	table_text(table, doc_text(part, row, "zone"));
	table_text(table, doc_text(part, row, "migrate"));
	table_number(table, in.blocks);
	if (mixed)
		table_word(table, mixed);
	else
		table_none(table);
	return 0;
}

static int print_blocks(struct session *session, const struct doc *doc)
{
	const struct part *part = doc_need(doc, "pageblock", &session->why);
	struct table *table;
	int failed = 0;
	size_t i;

	if (!part)
		return -1;
	table = table_docs(session, block_docs);
	for (i = 0; i < part->nr && !failed; i++)
		failed = put_block(table, doc, part, &part->rows[i], &session->why);
	return table_print(table, &session->why) || failed ? -1 : 0;
}

static int pageblocks_run(struct session *session, int argc, char **argv)
{
	if (no_operands(session, &verb_pageblocks, argc, argv))
		return -1;
	return view_show(session, KMEMLAB_FILE_PAGEBLOCKS, NULL, print_blocks);
}

const struct column_doc pageblocks_free_docs[] = {
	{ "nid:int", "NODE", "number of the node" },
	{ "zone:str", "ZONE", "name of the zone" },
	{ "migrate:str", "TYPE", "migrate type" },
	{ "order:int", "ORDER", "a block is 2^order pages" },
	{ "blocks:int", "BLOCKS", "free blocks of this order and type" },
	{ "free_pages:int", "FREE", "pages in them" },
	{ 0 }
};

static const struct column_doc zone_docs[] = {
	{ "nid:int", "NODE", "number of the node" },
	{ "zone:str", "ZONE", "name of the zone" },
	{ "clearable:int", "CLEARABLE", "blocks that compaction could empty" },
	{ 0 }
};

static const struct column_doc drift_docs[] = {
	{ "nid:int", "NODE", "number of the node" },
	{ "zone:str", "ZONE", "name of the zone" },
	{ "order:int", "ORDER", "a block is 2^order pages" },
	{ "found_blocks:int", "FOUND", "free blocks found by looking at the frames" },
	{ "listed_blocks:int", "LISTED", "free blocks the allocator counts" },
	{ 0 }
};

static const struct section_doc view_sections[] = {
	{ "pageblock", "the pageblocks of a zone of one type", block_docs, true },
	{ "free", "the free blocks of one type and order", pageblocks_free_docs },
	{ "zone", "what compaction could do", zone_docs },
	{ "drift", "two counts of the same, taken one after the other", drift_docs },
	{ "size", "size of a pageblock", scalar_columns },
	{ "scan", "what looking took", scalar_columns },
	{ 0 }
};

const struct view pageblocks_view = { KMEMLAB_FILE_PAGEBLOCKS, view_sections };

const struct verb verb_pageblocks = {
	.name = "pageblocks",
	.summary = "Pageblocks by migrate type, and how many are mixed",
	.about =
	"The kernel keeps memory it can move apart from memory it cannot, in pageblocks of\n"
	"usually 2 MiB. A movable block that holds something unmovable is MIXED: it can\n"
	"never become a huge page. --raw and --json have the free blocks by type as well.\n",
	.examples =
	"  kmemlab pageblocks\n"
	"  kmemlab pageblocks --json | jq '.sections.free'\n",
	.view = &pageblocks_view,
	.run = pageblocks_run,
};
