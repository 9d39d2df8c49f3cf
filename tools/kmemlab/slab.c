// SPDX-License-Identifier: GPL-2.0
/* kmemlab slab: one cache slab by slab, or the object at an address. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "slab_draw.h"
#include "slab_names.h"
#include "grid.h"
#include "table.h"
#include "operand.h"
#include "util.h"
#include "view.h"
#include "xalloc.h"

static const char *addr;

static const struct opt slab_opts[] = {
	{ "addr", 'A', "ADDRESS", "the object at a kernel address", .value = &addr },
	{ 0 },
};

/* Of each part that has rows but for the map, which is drawn. */
static const char *const shown[] = { "cache", "object", "slab" };

static int print_slab(struct session *session, const struct doc *doc)
{
	const struct part *part;
	size_t i;
	int ret = 0;

	for (i = 0; i < ARRAY_SIZE(shown) && !ret; i++) {
		part = doc_part(doc, shown[i]);
		if (!part || !part->nr)
			continue;
		table_heading(session, shown[i]);
		ret = grid_columns(session, part, NULL, true);
	}
	return ret ? ret : slab_draw(session, doc);
}

static char *request_of(const char *name, const char *count)
{
	return xasprintf("cache=%s%s", name, count);
}

/* Is there a cache of this name, as the module knows it? */
static bool is_known(struct session *session, const char *name)
{
	char *request = request_of(name, " count=0");
	struct doc doc;
	bool known = !view_load(session, KMEMLAB_FILE_SLAB, request, &doc);

	doc_free(&doc);
	fault_clear(&session->why);
	free(request);
	return known;
}

/*
 * The name a cache goes by: a merged one has that of the first. Owned by the caller.
 * Where the names are not known, the module says what it thinks of this one.
 */
static char *name_of_cache(struct session *session, const char *name)
{
	const struct slab_name *first;
	struct slab_names names;
	char *real = NULL;
	size_t i, nr;

	if (slab_names_read(session->root, &names, &session->why))
		fault_clear(&session->why);
	nr = slab_names_of(&names, name, &first);
	if (nr && !is_known(session, name))
		for (i = 0; i < nr && !real; i++)
			if (is_known(session, first[i].name))
				real = xstrdup(first[i].name);
	slab_names_free(&names);
	if (real)
		fprintf(stderr, "kmemlab: %s was merged into %s, which is shown\n", name, real);
	return real ? real : xstrdup(name);
}

static char *make_request(struct session *session, const char *word)
{
	char *name, *request;

	if (addr)
		return xasprintf("addr=%s", word);
	name = session->root ? xstrdup(word) : name_of_cache(session, word);
	request = request_of(name, "");
	free(name);
	return request;
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
	request = make_request(session, word);
	ret = *word ? recorded_answers(session, KMEMLAB_FILE_SLAB, request) : 0;
	if (!ret)
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
	{ "map:str", NULL, "a letter an object" },
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
	"Each slab is drawn: a letter an object, with what is lost beside the objects and\n"
	"behind the last one. CACHE may be the name of a cache that was merged into another.\n"
	"ADDRESS is a kernel address, hexadecimal. With --root, what was recorded is printed.\n",
	.examples = "  kmemlab slab dentry\n  kmemlab slab --addr ffff888003c41000\n",
	.opts = slab_opts,
	.view = &slab_view,
	.run = slab_run,
};
