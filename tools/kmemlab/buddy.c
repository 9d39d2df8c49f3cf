// SPDX-License-Identifier: GPL-2.0
/* kmemlab buddy: the free blocks of each zone by order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "buddy.h"
#include "output.h"
#include "table.h"
#include "text.h"
#include "util.h"
#include "version.h"
#include "view.h"
#include "xalloc.h"

struct buddy_row {
	uint64_t nid, order, blocks, free_pages;
};

struct sum_row {
	uint64_t nid, pcp_pages;
};

static const char *by_name;

static const struct opt buddy_opts[] = {
	{ "by", 0, "WHAT", "a line for each zone (default), or migrate type: migrate",
	  .value = &by_name, .words = "zone migrate" },
	{ 0 },
};

static const struct field row_fields[] = {
	{ "nid", offsetof(struct buddy_row, nid) },
	{ "order", offsetof(struct buddy_row, order) },
	{ "blocks", offsetof(struct buddy_row, blocks) },
	{ "free_pages", offsetof(struct buddy_row, free_pages) },
};

static struct buddy *find(const struct buddies *buddies, uint64_t nid, const char *zone,
			  const char *migrate)
{
	struct buddy *buddy;
	size_t i;

	for (i = 0; i < buddies->nr; i++) {
		buddy = &buddies->zones[i];
		if (buddy->nid == nid && !strcmp(buddy->zone, zone) &&
		    (!migrate || !strcmp(buddy->migrate, migrate)))
			return buddy;
	}
	return NULL;
}

/**
 * buddy_find - the free lists of a zone
 * @buddies: all of them
 * @nid: number of the node
 * @zone: name of the zone
 *
 * Return: what is in @buddies, or NULL.
 */
const struct buddy *buddy_find(const struct buddies *buddies, uint64_t nid,
			       const char *zone)
{
	return find(buddies, nid, zone, NULL);
}

static struct buddy *find_or_add(struct buddies *buddies, uint64_t nid, const char *zone,
				 const char *migrate)
{
	struct buddy *buddy = find(buddies, nid, zone, migrate);

	if (buddy)
		return buddy;
	buddies->zones = xgrow(buddies->zones, buddies->nr, sizeof(*buddies->zones));
	buddy = &buddies->zones[buddies->nr++];
	*buddy = (struct buddy){
		.nid = nid, .zone = zone, .migrate = migrate, .largest = -1
	};
	return buddy;
}

static int add_row(struct buddies *buddies, const struct doc *doc,
		   const struct part *part, const struct row *row, struct fault *why)
{
	struct buddy_row in;
	struct buddy *buddy;

	if (doc_fields(doc, part, row, row_fields, ARRAY_SIZE(row_fields), &in, why))
		return -1;
	if (in.order >= BUDDY_ORDERS)
		return fault_at(why, doc->path, row->line,
				"order %llu is larger than any kernel has",
				(unsigned long long)in.order);
	buddy = find_or_add(buddies, in.nid, doc_text(part, row, "zone"),
			    buddies->by_type ? doc_text(part, row, "migrate") : NULL);
	if (buddy->known[in.order])
		return fault_at(why, doc->path, row->line,
				"order %llu of this zone occurs twice",
				(unsigned long long)in.order);
	buddy->known[in.order] = true;
	buddy->blocks[in.order] = in.blocks;
	buddy->free_pages += in.free_pages;
	if (in.blocks && (int)in.order > buddy->largest)
		buddy->largest = in.order;
	if (in.order >= buddies->orders)
		buddies->orders = in.order + 1;
	return 0;
}

/**
 * buddy_read - take the free lists out of a document
 * @doc: an answer of the view "buddy", or of "pageblocks", which has them by type
 * @buddies: filled, good as long as @doc; to be freed with buddy_free() unless
 *	this fails
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int buddy_read(const struct doc *doc, struct buddies *buddies, struct fault *why)
{
	const struct part *part = doc_need(doc, "free", why);
	size_t i;

	*buddies = (struct buddies){ 0 };
	if (!part)
		return -1;
	buddies->by_type = section_column(&part->section, "migrate") >= 0;
	for (i = 0; i < part->nr; i++) {
		if (!add_row(buddies, doc, part, &part->rows[i], why))
			continue;
		buddy_free(buddies);
		return -1;
	}
	return 0;
}

/**
 * buddy_free - free the lists
 * @buddies: emptied
 */
void buddy_free(struct buddies *buddies)
{
	free(buddies->zones);
	*buddies = (struct buddies){ 0 };
}

static const struct column_doc free_columns[] = {
	{ "nid:int", "NODE", "number of the node" },
	{ "zone:str", "ZONE", "name of the zone" },
	{ "order:int", "ORDER", "a block is 2^order pages" },
	{ "blocks:int", "BLOCKS", "free blocks of this order" },
	{ "free_pages:int", "FREE", "pages in them" },
	{ 0 }
};

static const struct column_doc sum_columns[] = {
	{ "nid:int", "NODE", "number of the node" },
	{ "zone:str", "ZONE", "name of the zone" },
	{ "buddy_pages:int", "BUDDY", "pages on all free lists" },
	{ "counter_pages:int", "COUNTER", "what the kernel's own counter says" },
	{ "pcp_pages:int", "PCP", "free as well, but in the per-CPU lists" },
	{ "largest_order:int", "MAX", "largest order with a free block" },
	{ 0 }
};

static struct table *new_table(const struct session *session,
			       const struct buddies *buddies)
{
	struct table_column columns[BUDDY_ORDERS + 6];
	char names[BUDDY_ORDERS][BUDDY_ORDER_MAX];
	unsigned int nr = 0;

	columns[nr++] = table_column(free_columns, "nid");
	columns[nr++] = table_column(free_columns, "zone");
	if (buddies->by_type)
		columns[nr++] = table_column(pageblocks_free_docs, "migrate");
	nr += buddy_order_columns(columns + nr, names, buddies->orders);
	columns[nr++] = table_column(free_columns, "free_pages");
	columns[nr++] = table_column(sum_columns, "largest_order");
	if (!buddies->by_type)
		columns[nr++] = table_column(sum_columns, "pcp_pages");
	return table_new(session, columns, nr);
}

/* For people, the size of a block below the head. */
static void put_sizes(struct table *table, const struct buddies *buddies, uint64_t page)
{
	unsigned int i;

	table_line(table);
	table_text(table, "");
	table_text(table, "KiB");
	if (buddies->by_type)
		table_text(table, "");
	for (i = 0; i < buddies->orders; i++)
		table_number(table, (page << i) / 1024);
	table_text(table, "");
	table_text(table, "");
	if (!buddies->by_type)
		table_text(table, "");
}

static void put_buddy(struct table *table, const struct buddy *buddy,
		      unsigned int orders, uint64_t page)
{
	unsigned int i;

	table_line(table);
	table_number(table, buddy->nid);
	table_text(table, buddy->zone);
	if (buddy->migrate)
		table_text(table, buddy->migrate);
	for (i = 0; i < orders; i++) {
		if (buddy->known[i])
			table_number(table, buddy->blocks[i]);
		else
			table_none(table);
	}
	table_size(table, buddy->free_pages * page);
	if (buddy->largest < 0)
		table_none(table);
	else
		table_number(table, buddy->largest);
}

/* What is in per-CPU lists is a column of another section, with a row a zone. */
static void put_pcp(struct table *table, const struct doc *doc, const struct buddy *buddy,
		    uint64_t page)
{
	static const struct field fields[] = {
		{ "nid", offsetof(struct sum_row, nid) },
		{ "pcp_pages", offsetof(struct sum_row, pcp_pages) },
	};
	const struct part *sums = doc_part(doc, "sum");
	struct fault ignored = { 0 };
	struct sum_row in;
	size_t i;

	for (i = 0; sums && i < sums->nr; i++) {
		if (strcmp(doc_text(sums, &sums->rows[i], "zone"), buddy->zone) ||
		    doc_fields(doc, sums, &sums->rows[i], fields, ARRAY_SIZE(fields), &in,
			       &ignored) || in.nid != buddy->nid)
			continue;
		table_size(table, in.pcp_pages * page);
		return;
	}
	table_none(table);
}

static int print_buddies(struct session *session, const struct doc *doc,
			 const struct buddies *buddies, uint64_t page)
{
	struct table *table = new_table(session, buddies);
	const struct buddy *buddy;
	size_t i;

	put_sizes(table, buddies, page);
	for (i = 0; i < buddies->nr; i++) {
		buddy = &buddies->zones[i];
		if (buddies->by_type && buddy->largest < 0)
			continue;
		put_buddy(table, buddy, buddies->orders, page);
		if (!buddies->by_type)
			put_pcp(table, doc, buddy, page);
	}
	return table_print(table, &session->why);
}

static int buddy_show(struct session *session, const struct doc *doc, uint64_t page)
{
	struct buddies buddies;
	int ret;

	if (buddy_read(doc, &buddies, &session->why))
		return -1;
	ret = print_buddies(session, doc, &buddies, page);
	if (!ret && !buddies.by_type)
		ret = buddy_print_index(session, doc, &buddies);
	buddy_free(&buddies);
	return ret;
}

static const struct section_doc buddy_sections[] = {
	{ "free", "the free blocks of a zone, of one order", free_columns, true },
	{ "sum", "a zone's free pages, counted twice", sum_columns },
	{ "index", "how fragmented a zone is for an order", buddy_index_docs },
	{ 0 }
};

const struct view buddy_view = { KMEMLAB_FILE_BUDDY, buddy_sections };

/* By type it is the view pageblocks that knows, by a look at each frame. */
static int choose_view(struct session *session, const char **file)
{
	*file = KMEMLAB_FILE_BUDDY;
	if (!by_name || !strcmp(by_name, "zone"))
		return 0;
	if (strcmp(by_name, "migrate"))
		return fault(&session->why, EXIT_USAGE,
			     "--by %s is unknown; known are zone and migrate", by_name);
	*file = KMEMLAB_FILE_PAGEBLOCKS;
	session->view = &pageblocks_view;
	if (output_is_data(session) && !session->select.section)
		session->select.section = "free";
	return 0;
}

static int buddy_run(struct session *session, int argc, char **argv)
{
	struct version version = { 0 };
	const char *file;
	struct doc doc;
	int ret;

	if (no_operands(session, &verb_buddy, argc, argv) || choose_view(session, &file))
		return -1;
	if (output_is_data(session))
		return view_data(session, file, NULL);
	ret = view_load(session, file, NULL, &doc);
	if (!ret)
		ret = version_page(session, &version);
	if (!ret)
		ret = buddy_show(session, &doc, version.page);
	if (!ret) {
		view_consistency(session, &doc);
		version_remark(session, &version);
	}
	doc_free(&doc);
	return ret;
}

const struct verb verb_buddy = {
	.name = "buddy",
	.summary = "The free blocks of each zone by order",
	.about =
	"A block of order N is 2^N neighbouring pages; the line below the head has its\n"
	"size in KiB. An allocation of an order above MAX has to wait for reclaim and\n"
	"compaction, or fails. Pages in per-CPU lists, PCP, are in no block. Below is,\n"
	"for an allocation of each order, the per cent of free memory it cannot use, as\n"
	"blocks are too small; and where none fits, whether that is for want of memory,\n"
	"0, or fragmentation, 100. --by migrate tells blocks by type of pageblock.\n",
	.examples =
	"  kmemlab buddy\n"
	"  kmemlab buddy --by migrate\n"
	"  kmemlab buddy --filter 'order >= 9 and blocks > 0'\n"
	"  kmemlab buddy --raw -o zone,order,blocks --sort -free_pages\n",
	.opts = buddy_opts,
	.view = &buddy_view,
	.run = buddy_run,
};
