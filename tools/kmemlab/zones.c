// SPDX-License-Identifier: GPL-2.0
/* kmemlab zones: how full each zone is, against its watermarks. */
#include <stdio.h>
#include <string.h>

#include <kmemlab.h>

#include "output.h"
#include "session.h"
#include "table.h"
#include "util.h"
#include "version.h"
#include "view.h"
#include "zones.h"

static const struct field zone_fields[] = {
	{ "nid", offsetof(struct zone, nid) },
	{ "managed_pages", offsetof(struct zone, managed) },
	{ "free_pages", offsetof(struct zone, free) },
	{ "pcp_pages", offsetof(struct zone, pcp) },
	{ "min_pages", offsetof(struct zone, min) },
	{ "low_pages", offsetof(struct zone, low) },
	{ "high_pages", offsetof(struct zone, high) },
	{ "boost_pages", offsetof(struct zone, boost) },
};

/*
 * What a person rarely needs: the columns of the module that --all adds, in two
 * tables that fit a terminal.
 */
#define EXTENT_COLUMNS	"nid,zone,start_pfn,spanned_pages,present_pages"
#define SPECIAL_COLUMNS	"nid,zone,pcp_pages,promo_pages,boost_pages,high_atomic_pages,cma_pages"

static const char *derive_pressure(const struct section *section, const struct word *words)
{
	static const char *const names[] = {
		"managed_pages", "free_pages", "min_pages", "low_pages", "high_pages",
	};
	uint64_t values[ARRAY_SIZE(names)];
	struct zone zone;
	ssize_t at;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		at = section_column(section, names[i]);
		if (at < 0 || words[at].none)
			return NULL;
		values[i] = words[at].value;
	}
	zone = (struct zone){
		.managed = values[0],
		.free = values[1],
		.min = values[2],
		.low = values[3],
		.high = values[4],
	};
	return zone_pressure(&zone);
}

static const struct column_doc zone_docs[] = {
	{ "nid:int", "NODE", "number of the node" },
	{ "zone:str", "ZONE", "name of the zone" },
	{ "managed_pages:int", "MANAGED", "what the page allocator has" },
	{ "free_pages:int", "FREE", "of it, on the free lists" },
	{ "pcp_pages:int", NULL, "free as well, but in the per-CPU lists" },
	{ "min_pages:int", "MIN", "below it, allocations reclaim by themselves" },
	{ "low_pages:int", "LOW", "below it, kswapd wakes" },
	{ "high_pages:int", "HIGH", "at it, kswapd sleeps again" },
	{ "pressure:str", "PRESSURE", "free_pages against the three", derive_pressure },
	{ "zid:int", NULL, "number of the zone in its node" },
	{ "start_pfn:hex", NULL, "its first frame" },
	{ "spanned_pages:int", NULL, "from its first to its last frame" },
	{ "present_pages:int", NULL, "of these, memory and not holes" },
	{ "promo_pages:int", NULL, "watermark for promotion from slower memory" },
	{ "boost_pages:int", NULL, "by which the watermarks are raised" },
	{ "high_atomic_pages:int", NULL, "reserved for atomic allocations" },
	{ "cma_pages:int", NULL, "in areas for contiguous DMA" },
	{ 0 }
};

static const struct column_doc node_docs[] = {
	{ "nid:int", "NODE", "number of the node" },
	{ "present_pages:int", "PRESENT", "memory of the node" },
	{ "spanned_pages:int", "SPANNED", "with the holes in it" },
	{ "cpus:int", "CPUS", "its processors" },
	{ 0 }
};

static const struct column_doc reserve_docs[] = {
	{ "nid:int", "NODE", "number of the node" },
	{ "zone:str", "ZONE", "name of the zone" },
	{ "for_zone:str", "FOR", "what requests ask for" },
	{ "reserve_pages:int", "RESERVE", "held back from requests that could use that zone" },
	{ 0 }
};

static const struct column_doc pcp_docs[] = {
	{ "nid:int", "NODE", "number of the node" },
	{ "zone:str", "ZONE", "name of the zone" },
	{ "cpu:int", "CPU", "whose list it is" },
	{ "count_pages:int", "COUNT", "free pages in it" },
	{ "high_pages:int", "HIGH", "above it, pages go back to the free lists" },
	{ "batch_pages:int", "BATCH", "taken or given back at a time" },
	{ 0 }
};

static const struct column_doc counter_docs[] = {
	{ "nid:int", "NODE", "number of the node" },
	{ "zone:str", "ZONE", "name of the zone" },
	{ "name:str", "NAME", "of the counter, as in /proc/zoneinfo" },
	{ "value:int", "VALUE", "what it counts" },
	{ 0 }
};

static const struct column_doc node_counter_docs[] = {
	{ "nid:int", "NODE", "number of the node" },
	{ "name:str", "NAME", "of the counter, as in /proc/zoneinfo" },
	{ "value:int", "VALUE", "what it counts" },
	{ 0 }
};

static const struct column_doc distance_docs[] = {
	{ "nid:int", "NODE", "number of the node" },
	{ "to_nid:int", "TO", "number of the other" },
	{ "distance:int", "DISTANCE", "as the firmware says; 10 is itself" },
	{ 0 }
};

static const struct section_doc zones_sections[] = {
	{ "zone", "a zone against its watermarks", zone_docs, true },
	{ "node", "a node", node_docs },
	{ "reserve", "what a zone holds back from requests that can use another", reserve_docs },
	{ "pcp", "free pages a processor keeps", pcp_docs },
	{ "counter", "what the kernel counts of a zone", counter_docs },
	{ "node_counter", "what it counts of a node", node_counter_docs },
	{ "distance", "how far a node is from another", distance_docs },
	{ 0 }
};

const struct view zones_view = { KMEMLAB_FILE_ZONES, zones_sections };

static bool all;

static const struct opt zones_opts[] = {
	{ "all", 'a', NULL, "every section: extents, reserves, per-CPU lists, counters",
	  .flag = &all },
	{ 0 },
};

/**
 * zone_read - take a zone out of a document
 * @doc: an answer of the view "zones"
 * @part: its section "zone"
 * @row: a row of that
 * @zone: filled; good as long as @doc
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int zone_read(const struct doc *doc, const struct part *part, const struct row *row,
	      struct zone *zone, struct fault *why)
{
	zone->name = doc_text(part, row, "zone");
	return doc_fields(doc, part, row, zone_fields, ARRAY_SIZE(zone_fields), zone, why);
}

/**
 * zone_pressure - what the free pages of a zone mean
 * @zone: the zone
 */
const char *zone_pressure(const struct zone *zone)
{
	if (!zone->managed)
		return "empty";
	if (zone->free < zone->min)
		return "below min";
	if (zone->free < zone->low)
		return "below low";
	if (zone->free < zone->high)
		return "below high";
	return "ok";
}

static void put_zone(struct table *table, const struct zone *zone, uint64_t page)
{
	table_line(table);
	table_number(table, zone->nid);
	table_text(table, zone->name);
	table_size(table, zone->managed * page);
	table_size(table, zone->free * page);
	table_size(table, zone->min * page);
	table_size(table, zone->low * page);
	table_size(table, zone->high * page);
	table_text(table, zone_pressure(zone));
	if (zone->managed && zone->free < zone->low)
		table_alert(table);
}

static int print_zones(struct session *session, const struct doc *doc, uint64_t page)
{
	const struct part *part = doc_need(doc, "zone", &session->why);
	struct table *table;
	struct zone zone;
	size_t i;

	if (!part)
		return -1;
	for (i = 0; i < part->nr; i++)
		if (zone_read(doc, part, &part->rows[i], &zone, &session->why))
			return -1;
	table = table_docs(session, zone_docs);
	for (i = 0; i < part->nr; i++) {
		zone_read(doc, part, &part->rows[i], &zone, &session->why);
		put_zone(table, &zone, page);
	}
	return table_print(table, &session->why);
}

static int print_details(struct session *session, const struct part *part)
{
	table_heading(session, "zone: where it is");
	if (grid_columns(session, part, EXTENT_COLUMNS, true))
		return -1;
	table_heading(session, "zone: pages set aside");
	return grid_columns(session, part, SPECIAL_COLUMNS, true);
}

static int print_all(struct session *session, const struct doc *doc)
{
	size_t i;
	int ret = 0;

	for (i = 0; i < doc->nr && !ret; i++) {
		const struct part *part = &doc->parts[i];

		if (!strcmp(part->section.name, "zone")) {
			ret = print_details(session, part);
		} else {
			table_heading(session, part->section.name);
			ret = grid_part(session, part);
		}
	}
	return ret;
}

static int zones_run(struct session *session, int argc, char **argv)
{
	struct version version = { 0 };
	struct doc doc;
	int ret;

	if (no_operands(session, &verb_zones, argc, argv))
		return -1;
	if (output_is_data(session))
		return view_data(session, KMEMLAB_FILE_ZONES, NULL);
	ret = view_load(session, KMEMLAB_FILE_ZONES, NULL, &doc);
	if (!ret)
		ret = version_page(session, &version);
	if (!ret)
		ret = print_zones(session, &doc, version.page);
	if (!ret && all)
		ret = print_all(session, &doc);
	if (!ret) {
		view_consistency(session, &doc);
		version_remark(session, &version);
	}
	doc_free(&doc);
	return ret;
}

const struct verb verb_zones = {
	.name = "zones",
	.summary = "How full each zone is, against its watermarks",
	.about =
	"FREE is compared with the watermarks: below LOW kswapd wakes and reclaims until\n"
	"HIGH is reached; below MIN allocations have to reclaim by themselves, and wait.\n",
	.examples =
	"  kmemlab zones\n"
	"  kmemlab zones --all\n"
	"  kmemlab zones --filter 'free_pages < low_pages or free_pages < 64M'\n"
	"  kmemlab zones --raw -o nid,zone,free_pages,managed_pages --sort -free_pages\n",
	.view = &zones_view,
	.opts = zones_opts,
	.run = zones_run,
};
