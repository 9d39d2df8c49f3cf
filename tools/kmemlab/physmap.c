// SPDX-License-Identifier: GPL-2.0
/* kmemlab physmap: what each pageblock of RAM holds. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "physmap.h"
#include "util.h"
#include "view.h"
#include "xalloc.h"

#define FRAMES(class, column) \
	{ column, offsetof(struct map_block, frames) + KMEMLAB_##class * sizeof(uint64_t) }

static const struct field fields[] = {
	{ "pages", offsetof(struct map_block, pages) },
	{ "mixed", offsetof(struct map_block, mixed) },
	FRAMES(FREE, "free_pages"),
	FRAMES(PCP, "pcp_pages"),
	FRAMES(ANON, "anon_pages"),
	FRAMES(FILE, "file_pages"),
	FRAMES(SHMEM, "shmem_pages"),
	FRAMES(SLAB, "slab_pages"),
	FRAMES(PGTABLE, "pgtable_pages"),
	FRAMES(HUGETLB, "hugetlb_pages"),
	FRAMES(MOVABLE_OPS, "movable_ops_pages"),
	FRAMES(KERNEL, "kernel_pages"),
	FRAMES(RESERVED, "reserved_pages"),
	FRAMES(OFFLINE, "offline_pages"),
	FRAMES(HWPOISON, "hwpoison_pages"),
	FRAMES(DEVICE, "device_pages"),
};

static const char *by_name;

static const struct opt physmap_opts[] = {
	{ "by", 0, "WHAT", "what a cell shows: type (default), free, migrate or mixed",
	  .value = &by_name, .words = "type free migrate mixed" },
	{ 0 },
};

static int read_by(struct session *session, enum map_by *by)
{
	static const char *const names[] = {
		[BY_TYPE] = "type",
		[BY_FREE] = "free",
		[BY_MIGRATE] = "migrate",
		[BY_MIXED] = "mixed",
	};
	size_t i;

	*by = BY_TYPE;
	for (i = 0; by_name && i < ARRAY_SIZE(names); i++) {
		*by = i;
		if (!strcmp(names[i], by_name))
			return 0;
	}
	return by_name ? fault(&session->why, EXIT_USAGE,
			       "--by '%s' is not known; give type, free, migrate or mixed",
			       by_name) : 0;
}

static int read_block(struct session *session, const struct doc *doc,
		      const struct part *part, const struct row *row,
		      struct map_block *block)
{
	const struct word *pfn = doc_word(part, row, "pfn");

	if (doc_fields(doc, part, row, fields, ARRAY_SIZE(fields), block, &session->why))
		return -1;
	block->pfn = pfn ? pfn->value : 0;
	block->nid = doc_text(part, row, "nid");
	block->zone = doc_text(part, row, "zone");
	block->migrate = doc_text(part, row, "migrate");
	return 0;
}

/* How far the picture is from that of one moment; older modules do not tell. */
static void print_drift(const struct doc *doc)
{
	const struct word *before = doc_scalar(doc, "scan", "free_pages_before");
	const struct word *found = doc_scalar(doc, "scan", "free_pages_found");
	const struct word *after = doc_scalar(doc, "scan", "free_pages_after");

	if (!before || !found || !after ||
	    (before->value == found->value && found->value == after->value))
		return;
	printf("\nFree memory moved meanwhile: %" PRIu64 " pages before, %" PRIu64
	       " found, %" PRIu64 " after.\n", before->value, found->value, after->value);
}

static int print_map(struct session *session, const struct doc *doc)
{
	const struct part *part = doc_need(doc, "block", &session->why);
	struct map_block *blocks;
	enum map_by by;
	int ret = 0;
	size_t i;

	if (!part || read_by(session, &by))
		return -1;
	blocks = xzalloc((part->nr ? part->nr : 1) * sizeof(*blocks));
	for (i = 0; i < part->nr && !ret; i++)
		ret = read_block(session, doc, part, &part->rows[i], &blocks[i]);
	if (!ret)
		physmap_print(session, blocks, part->nr, by);
	free(blocks);
	if (!ret)
		print_drift(doc);
	return ret;
}

static int physmap_run(struct session *session, int argc, char **argv)
{
	enum map_by by;

	if (no_operands(session, &verb_physmap, argc, argv) || read_by(session, &by))
		return -1;
	return view_show(session, KMEMLAB_FILE_PHYSMAP, NULL, print_map);
}

static const struct column_doc block_docs[] = {
	{ "pfn:hex", "PFN", "its first frame" },
	{ "nid:int", "NODE", "number of the node" },
	{ "zone:str", "ZONE", "name of the zone" },
	{ "migrate:str", "TYPE", "migrate type" },
	{ "mixed:int", "MIXED", "1: a movable block that holds what cannot be moved" },
	{ "largest_order:int", "MAX", "of a free block that begins in it" },
	{ "pages:int", "PAGES", "frames it has" },
	{ "free_pages:int", "FREE", "free blocks" },
	{ "pcp_pages:int", NULL, "per-CPU lists of free pages" },
	{ "anon_pages:int", NULL, "memory of processes" },
	{ "file_pages:int", NULL, "page cache" },
	{ "shmem_pages:int", NULL, "shared memory and tmpfs" },
	{ "slab_pages:int", NULL, "slab caches" },
	{ "pgtable_pages:int", NULL, "page tables" },
	{ "hugetlb_pages:int", NULL, "reserved huge pages" },
	{ "movable_ops_pages:int", NULL, "of drivers that can move it" },
	{ "kernel_pages:int", NULL, "other memory of the kernel" },
	{ "reserved_pages:int", NULL, "kernel image, memory map, firmware" },
	{ "offline_pages:int", NULL, "of a balloon, or offline" },
	{ "hwpoison_pages:int", NULL, "broken" },
	{ "device_pages:int", NULL, "of a device" },
	{ "thp_pages:int", NULL, "of these, in transparent huge pages" },
	{ "compound_pages:int", NULL, "of these, in compound pages" },
	{ 0 }
};

static const struct section_doc view_sections[] = {
	{ "block", "a pageblock, and what its frames are", block_docs, true },
	{ "scan", "what looking took", scalar_columns },
	{ "size", "size of a pageblock", scalar_columns },
	{ 0 }
};

static const struct view physmap_view = { KMEMLAB_FILE_PHYSMAP, view_sections };

const struct verb verb_physmap = {
	.name = "physmap",
	.summary = "A map of RAM: what each pageblock holds",
	.about =
	"A cell is one or more pageblocks, of usually 2 MiB. By type it shows what most of\n"
	"its frames are; by free, tenths of them that are free; by migrate, the type most\n"
	"of its pageblocks have; by mixed, whether a movable one holds what cannot move.\n"
	"On a terminal cells have colours as well, see --color.\n",
	.examples =
	"  kmemlab physmap\n"
	"  kmemlab physmap --by mixed\n"
	"  kmemlab physmap --raw | awk '$5 == 1 { print $1 }'\n",
	.opts = physmap_opts,
	.view = &physmap_view,
	.run = physmap_run,
};
