// SPDX-License-Identifier: GPL-2.0
/* The view `pageblocks`: how well the allocator keeps kinds of memory apart. */
#include <kmemlab.h>
#include "../files.h"
#include "../racy.h"
#include "census.h"
#include "zone.h"

static int pageblocks_run(struct kml_session *s)
{
	return kml_census_take(s, s->state);
}

static void pageblocks_end(struct kml_session *s)
{
	kml_census_drop(s->state);
}

/* Types without blocks are told as well: a reader need not know their names. */
static int block_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_zone_census *census;
	unsigned int migrate;
	struct zone *zone = kml_zone_rows(pos, KMEMLAB_MIGRATES, &migrate);

	if (!zone)
		return 0;
	census = kml_census_zone(s->state, zone);
	kml_text_int(t, zone_to_nid(zone));
	kml_text_str(t, zone->name);
	kml_text_str(t, kml_migrate_names[migrate]);
	kml_text_uint(t, census->blocks[migrate]);
	if (migrate == KMEMLAB_MOVABLE || migrate == KMEMLAB_CMA)
		kml_text_uint(t, census->mixed[migrate]);
	else
		kml_text_none(t);
	kml_text_row_end(t);
	return 1;
}

static int zone_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	unsigned int row;
	struct zone *zone = kml_zone_rows(pos, 1, &row);

	if (!zone)
		return 0;
	kml_text_int(t, zone_to_nid(zone));
	kml_text_str(t, zone->name);
	kml_text_uint(t, kml_census_zone(s->state, zone)->clearable);
	kml_text_row_end(t);
	return 1;
}

static int free_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	unsigned int row, migrate, order;
	struct zone *zone = kml_zone_rows(pos, KMEMLAB_MIGRATES * NR_PAGE_ORDERS, &row);
	u64 blocks;

	if (!zone)
		return 0;
	migrate = row / NR_PAGE_ORDERS;
	order = row % NR_PAGE_ORDERS;
	blocks = kml_census_zone(s->state, zone)->free_blocks[migrate][order];
	kml_text_int(t, zone_to_nid(zone));
	kml_text_str(t, zone->name);
	kml_text_str(t, kml_migrate_names[migrate]);
	kml_text_uint(t, order);
	kml_text_uint(t, blocks);
	kml_text_uint(t, blocks << order);
	kml_text_row_end(t);
	return 1;
}

/* What the free lists themselves have of an order, beside what was found. */
static int drift_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_zone_census *census;
	unsigned int order, migrate;
	struct zone *zone = kml_zone_rows(pos, NR_PAGE_ORDERS, &order);
	u64 found = 0;

	if (!zone)
		return 0;
	census = kml_census_zone(s->state, zone);
	for (migrate = 0; migrate < KMEMLAB_MIGRATES; migrate++)
		found += census->free_blocks[migrate][order];
	kml_text_int(t, zone_to_nid(zone));
	kml_text_str(t, zone->name);
	kml_text_uint(t, order);
	kml_text_uint(t, found);
	kml_text_uint(t, KML_RACY(zone->free_area[order].nr_free));
	kml_text_row_end(t);
	return 1;
}

static int size_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	kml_text_str(t, "pageblock_order");
	kml_text_uint(t, pageblock_order);
	kml_text_row_end(t);
	return 0;
}

static int scan_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	return kml_census_row(s->state, t, pos);
}

static const struct kml_section sections[] = {
	{ "pageblock", "nid:int zone:str migrate:str blocks:int mixed:int", block_row },
	{ "zone", "nid:int zone:str clearable:int", zone_row },
	{ "free",
	  "nid:int zone:str migrate:str order:int blocks:int free_pages:int", free_row },
	{ "drift", "nid:int zone:str order:int found_blocks:int listed_blocks:int",
	  drift_row },
	{ "size", "name:str value:int", size_row },
	{ "scan", KML_CENSUS_COLUMNS, scan_row },
	{ }
};

const struct kml_file kml_pageblocks_file = {
	.name = KMEMLAB_FILE_PAGEBLOCKS,
	.help = "pageblocks and free blocks by migrate type, and how many are mixed",
	.version = 1,
	.state_size = sizeof(struct kml_census),
	.run = pageblocks_run,
	.end = pageblocks_end,
	.sections = sections,
};
