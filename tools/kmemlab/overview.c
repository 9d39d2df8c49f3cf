// SPDX-License-Identifier: GPL-2.0
/* kmemlab overview: what memory this machine has, and what is unusual on it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "buddy.h"
#include "meminfo.h"
#include "output.h"
#include "overview.h"
#include "progress.h"
#include "source.h"
#include "session.h"
#include "unusual.h"
#include "version.h"
#include "view.h"
#include "xalloc.h"
#include "zones.h"

/*
 * A file that is missing (an older module, a partly recorded tree) is told and
 * done without; one that is wrong is not.
 */
static int load(struct session *session, const char *file, struct doc *doc,
		struct remarks *missing)
{
	if (!view_load(session, file, NULL, doc))
		return 0;
	doc_free(doc);
	if (!session->why.missing)
		return -1;
	remarks_add(missing, xasprintf("%s: %s", file, session->why.text));
	fault_clear(&session->why);
	return 0;
}

static int load_meminfo(struct session *session, struct overview *all)
{
	if (!meminfo_read(session, &all->meminfo))
		return 0;
	if (!session->why.missing)
		return -1;
	remarks_add(&all->missing, xstrdup(session->why.text));
	fault_clear(&session->why);
	return 0;
}

static void find_unavailable(struct overview *all)
{
	const struct part *part = doc_part(&all->version, "feature");
	const char *state, *name;
	size_t i;

	for (i = 0; part && i < part->nr; i++) {
		name = doc_text(part, &part->rows[i], "name");
		state = doc_text(part, &part->rows[i], "state");
		if (strcmp(state, "available"))
			remarks_add(&all->missing,
				    xasprintf("%s: %s", name,
					      doc_text(part, &part->rows[i], "reason")));
	}
}

static int read_zones(struct session *session, struct overview *all)
{
	const struct part *part;
	size_t i;

	if (!all->zones.file)
		return 0;
	part = doc_need(&all->zones, "zone", &session->why);
	if (!part)
		return -1;
	all->zone = xzalloc((part->nr + 1) * sizeof(*all->zone));
	for (i = 0; i < part->nr; i++)
		if (zone_read(&all->zones, part, &part->rows[i], &all->zone[i],
			      &session->why))
			return -1;
	all->nr_zones = part->nr;
	return 0;
}

static int by_bytes(const void *a, const void *b)
{
	const struct gauge *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes < y->bytes ? 1 : -1;
	return strcmp(x->name, y->name);
}

/* Those of a kind, largest first; missing ones are told and done without. */
static int read_gauges(struct session *session, struct overview *all, enum gauge_kind kind,
		       struct gauges *gauges)
{
	int ret = gauges_read(session, 1u << kind, gauges);

	if (ret && session->why.missing) {
		remarks_add(&all->missing, xasprintf("%s: %s", gauge_kinds[kind],
						     session->why.text));
		fault_clear(&session->why);
		ret = 0;
	}
	if (gauges->nr)
		qsort(gauges->list, gauges->nr, sizeof(*gauges->list), by_bytes);
	return ret;
}

/* "always [madvise] never": what stands in brackets. */
static void read_thp(struct session *session, char *mode, size_t size)
{
	struct source src;
	char text[128], *from, *to;
	ssize_t len;

	if (source_open_system(&src, session->root, "sys/kernel/mm/transparent_hugepage/enabled",
			       &session->why)) {
		fault_clear(&session->why);
		return;
	}
	len = source_read(&src, text, sizeof(text) - 1, &session->why);
	source_close(&src);
	fault_clear(&session->why);
	text[len > 0 ? len : 0] = '\0';
	from = strchr(text, '[');
	to = from ? strchr(from, ']') : NULL;
	if (to)
		snprintf(mode, size, "%.*s", (int)(to - from - 1), from + 1);
}

/* What the kernel says of the rest; none of it needs to be there. */
static int read_rest(struct session *session, struct overview *all)
{
	read_thp(session, all->thp, sizeof(all->thp));
	return pressure_read(session, &all->pressure) ||
	       read_gauges(session, all, GAUGE_CLASS, &all->classes) ||
	       read_gauges(session, all, GAUGE_SLAB, &all->slabs) ||
	       read_gauges(session, all, GAUGE_PROCESS, &all->tables) ? -1 : 0;
}

static void find_unusual(struct overview *all)
{
	const uint64_t page = all->machine.page;
	size_t i;

	for (i = 0; i < all->nr_zones; i++) {
		unusual_zone(&all->unusual, &all->zone[i], page);
		unusual_buddy(&all->unusual, &all->zone[i], &all->buddies, page);
	}
	unusual_memory(&all->unusual, &all->meminfo, overview_managed(all),
		       all->slabs.nr ? &all->slabs.list[0] : NULL);
	unusual_pressure(&all->unusual, &all->pressure);
	for (i = 0; i < all->classes.nr; i++)
		unusual_class(&all->unusual, &all->classes.list[i]);
}

static int overview_read(struct session *session, struct overview *all)
{
	all->machine = (struct version){ .page = 4096, .assumed = true };
	if (load(session, KMEMLAB_FILE_VERSION, &all->version, &all->missing) ||
	    load(session, KMEMLAB_FILE_ZONES, &all->zones, &all->missing) ||
	    load(session, KMEMLAB_FILE_BUDDY, &all->buddy, &all->missing) ||
	    load_meminfo(session, all))
		return -1;
	if (all->version.file &&
	    version_read(&all->version, &all->machine, &session->why))
		return -1;
	find_unavailable(all);
	if (read_zones(session, all))
		return -1;
	if (all->buddy.file && buddy_read(&all->buddy, &all->buddies, &session->why))
		return -1;
	if (read_rest(session, all))
		return -1;
	find_unusual(all);
	return 0;
}

/**
 * overview_managed - RAM that the page allocator has
 * @all: what was read
 *
 * Return: bytes.
 */
uint64_t overview_managed(const struct overview *all)
{
	uint64_t pages = 0;
	size_t i;

	for (i = 0; i < all->nr_zones; i++)
		pages += all->zone[i].managed;
	return pages * all->machine.page;
}

/**
 * overview_huge_free - free memory of a zone that could be huge pages now
 * @all: what was read
 * @zone: one of its zones
 *
 * Return: pages in free blocks of a huge page or more.
 */
uint64_t overview_huge_free(const struct overview *all, const struct zone *zone)
{
	const struct buddy *buddy = buddy_find(&all->buddies, zone->nid, zone->name);
	unsigned int order = unusual_huge_order(all->machine.page);
	uint64_t pages = 0;

	for (; buddy && order < BUDDY_ORDERS; order++)
		pages += buddy->blocks[order] << order;
	return pages;
}

static void overview_free(struct overview *all)
{
	buddy_free(&all->buddies);
	gauges_free(&all->classes);
	gauges_free(&all->slabs);
	gauges_free(&all->tables);
	free(all->zone);
	doc_free(&all->version);
	doc_free(&all->zones);
	doc_free(&all->buddy);
	remarks_free(&all->missing);
	remarks_free(&all->unusual);
}

static int overview_run(struct session *session, int argc, char **argv)
{
	struct overview all = { 0 };
	int ret;

	if (no_operands(session, &verb_overview, argc, argv))
		return -1;
	progress_begin("overview");
	ret = overview_read(session, &all);
	progress_end();
	if (!ret && output_is_data(session))
		ret = overview_data(session, &all);
	else if (!ret)
		ret = overview_print(session, &all);
	overview_free(&all);
	return ret;
}

const struct verb verb_overview = {
	.name = "overview",
	.summary = "What memory this machine has, and what is unusual on it",
	.about =
	"HUGE% is how much of what is free lies in blocks of a huge page or more, MAX\n"
	"the largest order with a free block; see 'kmemlab zones --help', 'kmemlab\n"
	"balance' and 'kmemlab buddy --help' for the rest.\n",
	.examples =
	"  kmemlab\n"
	"  kmemlab --root /tmp/recorded\n"
	"  kmemlab overview --json | jq -r '.sections.unusual[].text'\n"
	"  kmemlab overview --section slab\n",
	.view = &overview_view,
	.run = overview_run,
};
