// SPDX-License-Identifier: GPL-2.0
/* kmemlab slabs, slab, ladder: slab caches, counted. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "output.h"
#include "slab_names.h"
#include "slabs_proc.h"
#include "slabs_watch.h"
#include "table.h"
#include "text.h"
#include "util.h"
#include "view.h"
#include "xalloc.h"

struct cache {
	const char *name;
	uint64_t object, slot, objects, live, cached, free, slabs, bytes, exact;
	uint64_t padding, tail, free_bytes;
};

static const struct field cache_fields[] = {
	{ "object_bytes", offsetof(struct cache, object) },
	{ "slot_bytes", offsetof(struct cache, slot) },
	{ "objects", offsetof(struct cache, objects) },
	{ "live", offsetof(struct cache, live) },
	{ "cached", offsetof(struct cache, cached) },
	{ "free", offsetof(struct cache, free) },
	{ "slabs", offsetof(struct cache, slabs) },
	{ "bytes", offsetof(struct cache, bytes) },
	{ "exact", offsetof(struct cache, exact) },
	{ "padding_bytes", offsetof(struct cache, padding) },
	{ "tail_bytes", offsetof(struct cache, tail) },
	{ "free_bytes", offsetof(struct cache, free_bytes) },
};

static const struct column_doc cache_docs[] = {
	{ "name:str", "NAME", "of the cache" },
	{ "object_bytes:int", "OBJECT", "bytes an object was asked for" },
	{ "slot_bytes:int", "SLOT", "bytes from one object to the next" },
	{ "live:int", "LIVE", "objects in use" },
	{ "cached:int", "CACHED", "free objects that CPUs keep" },
	{ "free:int", "FREE", "free objects in slabs" },
	{ "slabs:int", "SLABS", "how many" },
	{ "bytes:int", "SIZE", "all slabs" },
	{ "exact:int", "EXACT", "1: nothing was allocated meanwhile" },
	{ "padding_bytes:int", NULL, "lost beside the objects" },
	{ "tail_bytes:int", NULL, "lost behind the last slot" },
	{ "free_bytes:int", NULL, "lost in free objects" },
	{ "aliases:int", NULL, "caches that were merged into it" },
	{ "usable_bytes:int", NULL, "bytes its owner may use" },
	{ "align_bytes:int", NULL, "alignment of objects" },
	{ "order:int", NULL, "a slab is 2^order pages" },
	{ "slab_objects:int", NULL, "objects in a slab" },
	{ "objects:int", NULL, "in all slabs" },
	{ "inuse:int", NULL, "what /proc/slabinfo calls active: live, cached or unknown" },
	{ "unknown:int", NULL, "live or cached" },
	{ "full_slabs:int", NULL, "slabs without a free object of their own" },
	{ "partial_slabs:int", NULL, "slabs with some" },
	{ "empty_slabs:int", NULL, "slabs with nothing else" },
	{ "reclaimable:int", NULL, "1: the kernel can shrink it" },
	{ "accounted:int", NULL, "1: charged to memory cgroups" },
	{ "ctor:int", NULL, "1: objects have a constructor" },
	{ "retries:int", NULL, "counts that were dropped" },
	{ 0 }
};

static int by_bytes(const void *a, const void *b)
{
	const struct cache *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes < y->bytes ? 1 : -1;
	return strcmp(x->name, y->name);
}

static void put_cache(struct table *table, const struct cache *c)
{
	table_line(table);
	table_text(table, c->name);
	table_number(table, c->object);
	table_number(table, c->slot);
	table_number(table, c->live);
	table_number(table, c->cached);
	table_number(table, c->free);
	table_number(table, c->slabs);
	table_size(table, c->bytes);
	table_text(table, c->exact ? "yes" : "no");
}

/* Of all of them; cache by cache it would not fit a terminal. */
static void print_lost(const struct session *session, const struct cache *caches, size_t nr)
{
	char all[SIZE_TEXT_MAX], padding[SIZE_TEXT_MAX], tail[SIZE_TEXT_MAX];
	char idle[SIZE_TEXT_MAX], *text;
	struct cache sum = { 0 };
	size_t i;

	for (i = 0; i < nr; i++) {
		sum.bytes += caches[i].bytes;
		sum.padding += caches[i].padding;
		sum.tail += caches[i].tail;
		sum.free_bytes += caches[i].free_bytes;
	}
	text = xasprintf("In all %s, of which %s are lost beside objects, %s behind the last slot and %s in free objects; -o +padding_bytes,tail_bytes,free_bytes tells of each cache.",
			 text_size(all, sum.bytes, session->bytes),
			 text_size(padding, sum.padding, session->bytes),
			 text_size(tail, sum.tail, session->bytes),
			 text_size(idle, sum.free_bytes, session->bytes));
	putchar('\n');
	text_wrap(stdout, 0, text, session->screen);
	free(text);
}

/* Names that a cache has besides its own, separated by blanks; owned by the caller. */
static char *other_names(const struct slab_names *names, const char *name)
{
	const struct slab_name *first;
	size_t nr = slab_names_of(names, name, &first), i;
	char *text = xstrdup(""), *longer;

	for (i = 0; i < nr; i++) {
		if (!strcmp(first[i].name, name))
			continue;
		longer = xasprintf("%s%s%s", text, *text ? " " : "", first[i].name);
		free(text);
		text = longer;
	}
	return text;
}

/* What was merged, cache by cache. */
static void print_names(struct session *session, const struct part *part)
{
	struct slab_names names;
	char *others, *line;
	size_t i;

	if (slab_names_read(session->root, &names, &session->why) || !names.nr) {
		fault_clear(&session->why);
		if (session->root)
			puts("\nNames of merged caches were not recorded; live, /sys/kernel/slab has them.");
		slab_names_free(&names);
		return;
	}
	table_heading(session, "Caches that were merged, behind the one that serves them:");
	for (i = 0; i < part->nr; i++) {
		const char *name = doc_text(part, &part->rows[i], "name");

		others = other_names(&names, name);
		line = xasprintf("%s: %s", name, others);
		if (*others)
			text_wrap(stdout, 0, line, session->screen);
		free(line);
		free(others);
	}
	slab_names_free(&names);
}

/* The largest first; caches without a slab are left out. */
static int print_slabs(struct session *session, const struct doc *doc)
{
	const struct part *part = doc_need(doc, "cache", &session->why);
	struct cache *caches;
	struct table *table;
	size_t i;

	if (!part)
		return -1;
	caches = xzalloc((part->nr + 1) * sizeof(*caches));
	for (i = 0; i < part->nr; i++) {
		caches[i].name = doc_text(part, &part->rows[i], "name");
		if (doc_fields(doc, part, &part->rows[i], cache_fields,
			       ARRAY_SIZE(cache_fields), &caches[i], &session->why)) {
			free(caches);
			return -1;
		}
	}
	qsort(caches, part->nr, sizeof(*caches), by_bytes);
	table = table_docs(session, cache_docs);
	for (i = 0; i < part->nr && caches[i].slabs; i++)
		put_cache(table, &caches[i]);
	if (table_print(table, &session->why)) {
		free(caches);
		return -1;
	}
	print_lost(session, caches, part->nr);
	free(caches);
	print_names(session, part);
	return 0;
}

static const char *watch_text, *count_text;

static const struct opt slabs_opts[] = {
	{ "watch", 'w', "SECONDS", "look again and again, and show which caches grow",
	  .value = &watch_text },
	{ "count", 'c', "N", "with --watch: how often (until Ctrl-C)", .value = &count_text },
	{ 0 },
};

static int slabs_run(struct session *session, int argc, char **argv)
{
	struct doc doc;
	int ret;

	if (no_operands(session, &verb_slabs, argc, argv))
		return -1;
	if (watch_text)
		return slabs_watch(session, watch_text, count_text);
	if (count_text)
		return fault(&session->why, EXIT_USAGE, "--count goes with --watch SECONDS");
	if (view_load(session, KMEMLAB_FILE_SLABS, NULL, &doc)) {
		bool unavailable = session->why.by_module;

		if (unavailable)
			doc_free(&doc);
		return unavailable ? slabs_of_proc(session) : -1;
	}
	ret = view_print(session, &doc, print_slabs);
	if (!ret && !output_is_data(session))
		view_consistency(session, &doc);
	doc_free(&doc);
	return ret;
}

static const struct column_doc occupancy_docs[] = {
	{ "name:str", "NAME", "of the cache" },
	{ "tenth0:int", "0%", "slabs under 10% in use" },
	{ "tenth1:int", "10%", "slabs from 10% on" },
	{ "tenth2:int", "20%", "slabs from 20% on" },
	{ "tenth3:int", "30%", "slabs from 30% on" },
	{ "tenth4:int", "40%", "slabs from 40% on" },
	{ "tenth5:int", "50%", "slabs from 50% on" },
	{ "tenth6:int", "60%", "slabs from 60% on" },
	{ "tenth7:int", "70%", "slabs from 70% on" },
	{ "tenth8:int", "80%", "slabs from 80% on" },
	{ "tenth9:int", "90%", "slabs from 90% on" },
	{ 0 }
};

static const struct column_doc node_docs[] = {
	{ "name:str", "NAME", "of the cache" },
	{ "nid:int", "NODE", "number of the node" },
	{ "slabs:int", "SLABS", "on that node" },
	{ 0 }
};

static const struct section_doc slabs_sections[] = {
	{ "cache", "a slab cache", cache_docs, true },
	{ "occupancy", "slabs of a cache by the part in use", occupancy_docs },
	{ "node", "slabs of a cache on a node", node_docs },
	{ "scan", "what looking took", scalar_columns },
	{ "growth", "with --watch: what grew", slabs_growth_docs },
	{ "slabinfo", "instead of all that, where the module cannot look", slabs_proc_docs },
	{ 0 }
};

static const struct view slabs_view = { KMEMLAB_FILE_SLABS, slabs_sections };

const struct verb verb_slabs = {
	.name = "slabs",
	.summary = "Slab caches: objects in use, kept by CPUs, free, and what is lost",
	.about =
	"Every slab is counted, without a lock. CACHED is free memory that waits with the\n"
	"CPUs, which /proc/slabinfo counts as in use. Caches without a slab are left out;\n"
	"--raw and --json have them. Below are the names of caches that the kernel merged into\n"
	"others, as /sys/kernel/slab has them. Where the module knows no layouts of this\n"
	"kernel, /proc/slabinfo is shown instead, with --raw and --json as a section slabinfo.\n"
	"\n"
	"--watch shows which caches grow, and names those that do so all the time as suspects\n"
	"of a leak: on a terminal as a table that is drawn anew, elsewhere as a line a sample\n"
	"and a table at the end. With --root and a series of snapshots, these are the samples.\n",
	.examples =
	"  kmemlab slabs\n"
	"  kmemlab slabs --raw -o name,live,bytes --sort -bytes\n"
	"  kmemlab slabs -o name,bytes,free_bytes --sort -free_bytes\n"
	"  kmemlab slabs --filter 'free_bytes > 1M'\n"
	"  kmemlab slabs --watch 2\n"
	"  kmemlab slabs --watch 1 --count 10 --json\n",
	.opts = slabs_opts,
	.view = &slabs_view,
	.run = slabs_run,
};
