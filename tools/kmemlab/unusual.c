// SPDX-License-Identifier: GPL-2.0
/* What is unusual: see unusual.h. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "text.h"
#include "unusual.h"
#include "xalloc.h"

/**
 * remarks_add - add a remark
 * @remarks: the list
 * @text: the sentence; the list owns it from now on
 */
void remarks_add(struct remarks *remarks, char *text)
{
	remarks->text = xgrow(remarks->text, remarks->nr, sizeof(*remarks->text));
	remarks->text[remarks->nr++] = text;
}

/**
 * remarks_free - free a list
 * @remarks: emptied
 */
void remarks_free(struct remarks *remarks)
{
	while (remarks->nr)
		free(remarks->text[--remarks->nr]);
	free(remarks->text);
	remarks->text = NULL;
}

/* "node 0 DMA32" and what is said of it. */
__attribute__((format(printf, 3, 4)))
static void add(struct remarks *remarks, const struct zone *zone, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = xvasprintf(fmt, args);
	va_end(args);
	remarks_add(remarks, xasprintf("node %" PRIu64 " %s %s", zone->nid, zone->name, text));
	free(text);
}

/**
 * unusual_zone - what is unusual about how full a zone is
 * @remarks: added to
 * @zone: the zone
 * @page: bytes of a page
 */
void unusual_zone(struct remarks *remarks, const struct zone *zone, uint64_t page)
{
	char size[SIZE_TEXT_MAX], mark[SIZE_TEXT_MAX];

	text_size(size, zone->free * page, false);
	if (zone->managed && zone->free < zone->min)
		add(remarks, zone,
		    "has %s free, below its minimum of %s: allocations reclaim by themselves, and wait",
		    size, text_size(mark, zone->min * page, false));
	else if (zone->managed && zone->free < zone->low)
		add(remarks, zone,
		    "has %s free, below its low watermark of %s: kswapd is reclaiming",
		    size, text_size(mark, zone->low * page, false));
	if (zone->boost)
		add(remarks, zone,
		    "has its watermarks raised by %s: large blocks were mixed with unmovable pages lately",
		    text_size(mark, zone->boost * page, false));
}

/**
 * unusual_huge_order - the order of a huge page
 * @page: bytes of a page
 *
 * It maps what a page of entries of 8 bytes could.
 */
unsigned int unusual_huge_order(uint64_t page)
{
	unsigned int order = 0;

	while ((uint64_t)8 << order < page)
		order++;
	return order;
}

/**
 * unusual_buddy - what is unusual about the free blocks of a zone
 * @remarks: added to
 * @zone: the zone
 * @buddies: the free lists of all zones
 * @page: bytes of a page
 */
void unusual_buddy(struct remarks *remarks, const struct zone *zone,
		   const struct buddies *buddies, uint64_t page)
{
	const struct buddy *buddy = buddy_find(buddies, zone->nid, zone->name);
	unsigned int order = unusual_huge_order(page);
	char size[SIZE_TEXT_MAX];

	if (!buddy || !zone->managed || !buddies->orders)
		return;
	if (order >= buddies->orders)
		order = buddies->orders - 1;
	if (buddy->largest >= (int)order)
		return;
	add(remarks, zone, "cannot serve order %u (%s%s) without %s", order,
	    text_order(size, page << order),
	    order == unusual_huge_order(page) ? ", a huge page" : "",
	    zone->free > zone->low + ((uint64_t)1 << order) ? "compaction" : "reclaim");
}
