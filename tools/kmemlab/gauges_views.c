// SPDX-License-Identifier: GPL-2.0
/* Who holds memory, by the views of the module: see gauges.h. */
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>

#include <kmemlab.h>

#include "buddy.h"
#include "gauges.h"
#include "util.h"
#include "version.h"
#include "view.h"
#include "xalloc.h"
#include "zones.h"

static int add_zones(struct session *session, const struct doc *doc, uint64_t page,
		     struct gauges *gauges)
{
	const struct part *part = doc_need(doc, "zone", &session->why);
	struct zone zone;
	size_t i;

	if (!part)
		return -1;
	for (i = 0; i < part->nr; i++) {
		if (zone_read(doc, part, &part->rows[i], &zone, &session->why))
			return -1;
		if (zone.managed)
			gauges_add(gauges, GAUGE_ZONE,
				   xasprintf("node %" PRIu64 " %s", zone.nid, zone.name),
				   zone.free * page, zone.free);
	}
	return 0;
}

static int add_buddy(struct session *session, const struct doc *doc, uint64_t page,
		     struct gauges *gauges)
{
	struct buddies buddies;
	const struct buddy *zone;
	unsigned int order;
	size_t i;

	if (buddy_read(doc, &buddies, &session->why))
		return -1;
	for (i = 0; i < buddies.nr; i++) {
		zone = &buddies.zones[i];
		for (order = 0; order < buddies.orders; order++)
			if (zone->known[order])
				gauges_add(gauges, GAUGE_BUDDY,
					   xasprintf("node %" PRIu64 " %s order %2u", zone->nid,
						     zone->zone, order),
					   zone->blocks[order] * page << order,
					   zone->blocks[order]);
	}
	buddy_free(&buddies);
	return 0;
}

struct pages_row {
	uint64_t pages;
};

static const struct field pages_fields[] = {
	{ "pages", offsetof(struct pages_row, pages) },
};

static int add_classes(struct session *session, const struct doc *doc, uint64_t page,
		       struct gauges *gauges)
{
	const struct part *part = doc_need(doc, "class", &session->why);
	struct pages_row in;
	size_t i;

	if (!part)
		return -1;
	for (i = 0; i < part->nr; i++) {
		if (doc_fields(doc, part, &part->rows[i], pages_fields,
			       ARRAY_SIZE(pages_fields), &in, &session->why))
			return -1;
		gauges_add(gauges, GAUGE_CLASS,
			   xstrdup(doc_text(part, &part->rows[i], "class")),
			   in.pages * page, in.pages);
	}
	return 0;
}

struct cache_row {
	uint64_t object_bytes;
	uint64_t live;
	uint64_t unknown;
};

static const struct field cache_fields[] = {
	{ "object_bytes", offsetof(struct cache_row, object_bytes) },
	{ "live", offsetof(struct cache_row, live) },
	{ "unknown", offsetof(struct cache_row, unknown) },
};

static int add_slabs(struct session *session, const struct doc *doc, uint64_t page,
		     struct gauges *gauges)
{
	const struct part *part = doc_need(doc, "cache", &session->why);
	struct cache_row in;
	size_t i;

	(void)page;
	if (!part)
		return -1;
	for (i = 0; i < part->nr; i++) {
		if (doc_fields(doc, part, &part->rows[i], cache_fields,
			       ARRAY_SIZE(cache_fields), &in, &session->why))
			return -1;
		in.live += in.unknown;
		gauges_add(gauges, GAUGE_SLAB, xstrdup(doc_text(part, &part->rows[i], "name")),
			   in.live * in.object_bytes, in.live);
	}
	return 0;
}

/* Slabs are told by the kernel too, where the module is older or has no layouts. */
static bool is_told_elsewhere(struct session *session, enum gauge_kind kind,
			      struct gauges *gauges)
{
	if (kind != GAUGE_SLAB || !(session->why.missing || session->why.by_module))
		return false;
	fault_clear(&session->why);
	gauges->slabinfo = true;
	return true;
}

static const struct {
	enum gauge_kind kind;
	const char *file;
	int (*add)(struct session *session, const struct doc *doc, uint64_t page,
		   struct gauges *gauges);
} views[] = {
	{ GAUGE_ZONE, KMEMLAB_FILE_ZONES, add_zones },
	{ GAUGE_BUDDY, KMEMLAB_FILE_BUDDY, add_buddy },
	{ GAUGE_CLASS, KMEMLAB_FILE_BALANCE, add_classes },
	{ GAUGE_SLAB, KMEMLAB_FILE_SLABS, add_slabs },
};

/**
 * gauges_of_views - read the kinds that the module knows
 * @session: where from; its fault is filled on failure
 * @kinds: a bit for each kind that is wanted; those that were read are cleared
 * @gauges: added to
 *
 * Return: 0 or -1.
 */
int gauges_of_views(struct session *session, unsigned int *kinds, struct gauges *gauges)
{
	struct version machine = { 0 };
	struct doc doc;
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < ARRAY_SIZE(views); i++) {
		if (!(*kinds & 1u << views[i].kind))
			continue;
		if (!machine.page && version_page(session, &machine))
			return -1;
		ret = view_load(session, views[i].file, NULL, &doc);
		if (!ret) {
			ret = views[i].add(session, &doc, machine.page, gauges);
			*kinds &= ~(1u << views[i].kind);
		} else if (is_told_elsewhere(session, views[i].kind, gauges)) {
			ret = 0;
		}
		doc_free(&doc);
	}
	return ret;
}
