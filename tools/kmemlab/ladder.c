// SPDX-License-Identifier: GPL-2.0
/* kmemlab ladder, slab: what kmalloc() gives; one cache slab by slab. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "output.h"
#include "table.h"
#include "util.h"
#include "view.h"
#include "xalloc.h"

static int print_ladder(struct session *session, const struct doc *doc)
{
	const struct part *part = doc_need(doc, "rung", &session->why);

	return part ? table_part(session, part) : -1;
}

static int ladder_run(struct session *session, int argc, char **argv)
{
	if (no_operands(session, &verb_ladder, argc, argv))
		return -1;
	return view_show(session, KMEMLAB_FILE_LADDER, NULL, print_ladder);
}

static const struct column_doc rung_docs[] = {
	{ "kind:str", "KIND", "what was asked for" },
	{ "from_bytes:int", "FROM", "least size that is served so" },
	{ "to_bytes:int", "TO", "largest such size" },
	{ "cache:str", "CACHE", "slab cache; none: whole pages" },
	{ "usable_bytes:int", "USABLE", "bytes the owner may use" },
	{ "slot_bytes:int", "SLOT", "bytes it takes" },
	{ "least_waste_bytes:int", "LEAST_WASTE", "lost with the largest size" },
	{ "most_waste_bytes:int", "MOST_WASTE", "lost with the least size" },
	{ 0 }
};

static const struct section_doc ladder_sections[] = {
	{ "rung", "sizes that are served alike", rung_docs, true },
	{ 0 }
};

static const struct view ladder_view = { KMEMLAB_FILE_LADDER, ladder_sections };

const struct verb verb_ladder = {
	.name = "ladder",
	.summary = "Which slab cache kmalloc() takes each size from, and what is lost",
	.about =
	"Measured: an object of each size is allocated, looked at and freed.\n",
	.examples = "  kmemlab ladder\n  kmemlab ladder --filter 'kind == \"normal\"'\n",
	.view = &ladder_view,
	.run = ladder_run,
};

static const char *addr;

static const struct opt slab_opts[] = {
	{ "addr", 'A', "ADDRESS", "the object at a kernel address", .value = &addr },
	{ 0 },
};

/* A heading and a table for each part that has rows. */
static int print_slab(struct session *session, const struct doc *doc)
{
	size_t i;
	int ret = 0;

	for (i = 0; i < doc->nr && !ret; i++) {
		if (!doc->parts[i].nr)
			continue;
		table_heading(session, doc->parts[i].section.name);
		ret = table_part(session, &doc->parts[i]);
	}
	if (!ret)
		puts("\nmap: x in use, . free, c free but kept by a CPU, ? not known");
	return ret;
}

static int slab_run(struct session *session, int argc, char **argv)
{
	const char *word = addr ? addr : argc ? argv[0] : "";
	char *request;
	int ret;

	if (!session->root && (addr ? argc : argc != 1))
		return fault(&session->why, EXIT_USAGE,
			     "name one cache, or an address with --addr; see 'kmemlab slab --help'");
	if (word[strcspn(word, " \t\n=")])
		return fault(&session->why, EXIT_USAGE, "'%s' is no word", word);
	request = xasprintf("%s=%s", addr ? "addr" : "cache", word);
	ret = view_show(session, KMEMLAB_FILE_SLAB, request, print_slab);
	free(request);
	return ret;
}

static const struct column_doc cache_docs[] = {
	{ "name:str", "NAME", "of the cache" },
	{ "object_bytes:int", "OBJECT", "bytes an object was asked for" },
	{ "slot_bytes:int", "SLOT", "bytes from one object to the next" },
	{ "first_bytes:int", "FIRST", "offset of an object in its slot" },
	{ "align_bytes:int", "ALIGN", "alignment of objects" },
	{ "order:int", "ORDER", "a slab is 2^order pages" },
	{ "slab_objects:int", "PER_SLAB", "objects in a slab" },
	{ 0 }
};

static const struct column_doc object_docs[] = {
	{ "addr:hex", "ADDR", "where it begins" },
	{ "slot:int", "INDEX", "its place in the slab" },
	{ "state:str", "STATE", "used, free, cached, unknown, or behind the last: tail" },
	{ "offset_bytes:int", "OFFSET", "of the address, from where the object begins" },
	{ 0 }
};

static const struct column_doc slab_docs[] = {
	{ "pfn:hex", "PFN", "its first frame" },
	{ "nid:int", "NODE", "number of the node" },
	{ "order:int", "ORDER", "it is 2^order pages" },
	{ "list:str", "LIST", "where its free objects are: node, cpu, or full" },
	{ "objects:int", "OBJECTS", "it has" },
	{ "live:int", "LIVE", "in use" },
	{ "cached:int", "CACHED", "free, but kept by a CPU" },
	{ "free:int", "FREE", "free" },
	{ "tail_bytes:int", "TAIL", "bytes behind the last slot" },
	{ "exact:int", "EXACT", "1: nothing changed meanwhile" },
	{ "map:str", "MAP", "a letter an object" },
	{ 0 }
};

static const struct section_doc slab_sections[] = {
	{ "slab", "a slab", slab_docs, true },
	{ "cache", "its cache", cache_docs },
	{ "object", "an object at or near the address", object_docs },
	{ 0 }
};

static const struct view slab_view = { KMEMLAB_FILE_SLAB, slab_sections };

const struct verb verb_slab = {
	.name = "slab",
	.args = "CACHE | --addr ADDRESS",
	.summary = "A slab cache slab by slab, drawn; or the object at an address",
	.about =
	"ADDRESS is a kernel address, hexadecimal. With --root, what was recorded is printed.\n",
	.examples = "  kmemlab slab dentry\n  kmemlab slab --addr ffff888003c41000\n",
	.opts = slab_opts,
	.view = &slab_view,
	.run = slab_run,
};
