// SPDX-License-Identifier: GPL-2.0
/* The view `buddy`: free blocks by zone and order. */
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/vmstat.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "zone.h"

/*
 * nr_free changes under zone->lock, which modules may not want to take: every
 * allocation of the machine would wait for the reader. A plain read of one
 * unsigned long is the count of some moment.
 */
static u64 free_blocks(const struct zone *zone, unsigned int order)
{
	return KML_RACY(zone->free_area[order].nr_free);
}

static int free_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	unsigned int order;
	struct zone *zone = kml_zone_rows(pos, NR_PAGE_ORDERS, &order);
	u64 blocks;

	if (!zone)
		return 0;
	blocks = free_blocks(zone, order);
	kml_text_int(t, zone_to_nid(zone));
	kml_text_str(t, zone->name);
	kml_text_uint(t, order);
	kml_text_uint(t, blocks);
	kml_text_uint(t, blocks << order);
	kml_text_row_end(t);
	return 1;
}

/*
 * The sum beside the zone's own counter: how far the two differ is how much
 * the zone moved while it was read.
 */
static int sum_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	unsigned int order;
	struct zone *zone = kml_zone_rows(pos, 1, &order);
	u64 pages = 0, blocks;
	int largest = -1;

	if (!zone)
		return 0;
	for (order = 0; order < NR_PAGE_ORDERS; order++) {
		blocks = free_blocks(zone, order);
		pages += blocks << order;
		if (blocks)
			largest = order;
	}
	kml_text_int(t, zone_to_nid(zone));
	kml_text_str(t, zone->name);
	kml_text_uint(t, pages);
	kml_text_uint(t, zone_page_state(zone, NR_FREE_PAGES));
	kml_text_uint(t, kml_zone_pcp_pages(zone));
	if (largest < 0)
		kml_text_none(t);
	else
		kml_text_int(t, largest);
	kml_text_row_end(t);
	return 1;
}

/* Free blocks of a zone, as seen by an allocation of some order. */
struct fit {
	u64 pages;
	u64 blocks;
	u64 fitting_pages;
};

static struct fit fit_of(const struct zone *zone, unsigned int wanted)
{
	struct fit fit = {};
	unsigned int order;
	u64 blocks;

	for (order = 0; order < NR_PAGE_ORDERS; order++) {
		blocks = free_blocks(zone, order);
		fit.blocks += blocks;
		fit.pages += blocks << order;
		if (order >= wanted)
			fit.fitting_pages += blocks << order;
	}
	return fit;
}

/*
 * Of why an order has no block: 0 for want of memory, 1000 for fragmentation,
 * by the formula of mm/vmstat.c, __fragmentation_index().
 */
static s64 fragmentation(const struct fit *fit, unsigned int order)
{
	u64 blocks_if_whole = div_u64(fit->pages * 1000, 1U << order);

	return 1000 - (s64)div64_u64(1000 + blocks_if_whole, fit->blocks);
}

static int index_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	unsigned int order;
	struct zone *zone = kml_zone_rows(pos, NR_PAGE_ORDERS, &order);
	struct fit fit;

	if (!zone)
		return 0;
	fit = fit_of(zone, order);
	kml_text_int(t, zone_to_nid(zone));
	kml_text_str(t, zone->name);
	kml_text_uint(t, order);
	kml_text_uint(t, fit.fitting_pages >> order);
	kml_text_uint(t, fit.pages ?
		      div64_u64((fit.pages - fit.fitting_pages) * 1000, fit.pages) : 1000);
	if (fit.fitting_pages || !fit.blocks)
		kml_text_none(t);
	else
		kml_text_int(t, fragmentation(&fit, order));
	kml_text_row_end(t);
	return 1;
}

static const struct kml_section sections[] = {
	{ "free", "nid:int zone:str order:int blocks:int free_pages:int", free_row },
	{ "sum",
	  "nid:int zone:str buddy_pages:int counter_pages:int pcp_pages:int "
	  "largest_order:int",
	  sum_row },
	{ "index",
	  "nid:int zone:str order:int fitting:int unusable_permille:int "
	  "fragmentation_permille:int",
	  index_row },
	{ }
};

const struct kml_file kml_buddy_file = {
	.name = KMEMLAB_FILE_BUDDY,
	.help = "free blocks by zone and order",
	.version = 1,
	.consistency = "racy, counters read one by one without a lock",
	.sections = sections,
};
