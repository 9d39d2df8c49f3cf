// SPDX-License-Identifier: GPL-2.0
/* The overview as data. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "made.h"
#include "output.h"
#include "overview.h"
#include "util.h"

/* How many of the largest. */
#define MOST	10

const struct column_doc overview_zone_docs[] = {
	{ "nid:int", "NODE", "number of the node" },
	{ "zone:str", "ZONE", "name of the zone" },
	{ "managed_pages:int", "MANAGED", "what the page allocator has" },
	{ "free_pages:int", "FREE", "of it, on the free lists" },
	{ "free_percent:int", "FREE%", "the same in percent" },
	{ "huge_free_pages:int", NULL, "of what is free, in blocks of a huge page or more" },
	{ "huge_free_percent:int", "HUGE%", "the same in percent of what is free" },
	{ "low_pages:int", "LOW", "below it, kswapd wakes" },
	{ "largest_order:int", "MAX", "largest order with a free block" },
	{ "pressure:str", "PRESSURE", "free_pages against the watermarks" },
	{ 0 }
};

static const struct column_doc class_docs[] = {
	{ "class:str", "CLASS", "what the frames are" },
	{ "size_bytes:int", "SIZE", "all of them together" },
	{ 0 }
};

static const struct column_doc slab_docs[] = {
	{ "cache:str", "CACHE", "the slab cache" },
	{ "size_bytes:int", "SIZE", "its objects in use" },
	{ "objects:int", "OBJECTS", "how many" },
	{ 0 }
};

static const struct column_doc tables_docs[] = {
	{ "process:str", "PROCESS", "its pid and its name" },
	{ "size_bytes:int", "SIZE", "its page tables" },
	{ 0 }
};

static const struct column_doc memory_docs[] = {
	{ "name:str", "NAME", "as in /proc/meminfo" },
	{ "value_kib:int", "SIZE", "KiB; - for a count" },
	{ "count:int", "COUNT", "pages; - for a size" },
	{ 0 }
};

static const struct column_doc pressure_docs[] = {
	{ "who:str", "WHO", "some: some task waited for memory, full: all did" },
	{ "avg10_percent:int", "10S", "of the last 10 seconds, in percent" },
	{ "avg60_percent:int", "60S", "of the last 60" },
	{ "avg300_percent:int", "300S", "of the last 300" },
	{ "total_us:int", "TOTAL", "since boot, in microseconds" },
	{ 0 }
};

static const struct column_doc text_docs[] = {
	{ "text:str", "TEXT", "a sentence" },
	{ 0 }
};

static const struct section_doc overview_sections[] = {
	{ "zone", "a zone", overview_zone_docs, true },
	{ "class", "the frames of a class, largest first", class_docs },
	{ "slab", "one of the ten largest slab caches", slab_docs },
	{ "page_tables", "one of the ten processes with the largest page tables", tables_docs },
	{ "memory", "what /proc/meminfo says", memory_docs },
	{ "pressure", "how long tasks waited for memory", pressure_docs },
	{ "unusual", "what is unusual", text_docs },
	{ "unavailable", "what could not be read, or done, and why", text_docs },
	{ 0 }
};

const struct view overview_view = { "overview", overview_sections };

/**
 * overview_percent - a share
 * @part: of @whole
 * @whole: all of it
 *
 * Return: percent, or -1 of nothing.
 */
int overview_percent(uint64_t part, uint64_t whole)
{
	return whole ? 100.0 * part / whole + 0.5 : -1;
}

static void put_percent(struct made *made, int percent)
{
	if (percent < 0)
		made_none(made);
	else
		made_int(made, percent);
}

static void put_zones(struct made *made, const struct overview *all)
{
	const struct buddy *buddy;
	const struct zone *zone;
	size_t i;

	made_table(made, &overview_view, "zone");
	for (i = 0; i < all->nr_zones; i++) {
		zone = &all->zone[i];
		buddy = buddy_find(&all->buddies, zone->nid, zone->name);
		made_int(made, zone->nid);
		made_str(made, zone->name);
		made_int(made, zone->managed);
		made_int(made, zone->free);
		put_percent(made, overview_percent(zone->free, zone->managed));
		if (buddy)
			made_int(made, overview_huge_free(all, zone));
		else
			made_none(made);
		put_percent(made, overview_percent(overview_huge_free(all, zone),
						   buddy ? zone->free : 0));
		made_int(made, zone->low);
		if (buddy && buddy->largest >= 0)
			made_int(made, buddy->largest);
		else
			made_none(made);
		made_str(made, zone_pressure(zone));
		made_row(made);
	}
}

static void put_gauges(struct made *made, const char *section, const struct gauges *gauges,
		       size_t most, bool counted)
{
	size_t i;

	made_table(made, &overview_view, section);
	for (i = 0; i < gauges->nr && i < most; i++) {
		made_str(made, gauges->list[i].name);
		made_int(made, gauges->list[i].bytes);
		if (counted)
			made_int(made, gauges->list[i].count);
		made_row(made);
	}
}

static void put_memory(struct made *made, const struct meminfo *info)
{
	enum meminfo_field field;

	made_table(made, &overview_view, "memory");
	for (field = 0; field < MEM_NR; field++) {
		if (!info->known[field])
			continue;
		made_str(made, meminfo_names[field]);
		if (field >= MEM_COUNTS)
			made_none(made);
		made_int(made, info->kib[field]);
		if (field < MEM_COUNTS)
			made_none(made);
		made_row(made);
	}
}

static void put_pressure(struct made *made, const struct pressure *pressure)
{
	size_t i, j;

	made_table(made, &overview_view, "pressure");
	for (i = 0; pressure->known && i < PRESSURE_KINDS; i++) {
		made_str(made, pressure_names[i]);
		for (j = 0; j < 3; j++)
			made_int(made, (pressure->share[i][j] + 50) / 100);
		made_int(made, pressure->total_us[i]);
		made_row(made);
	}
}

static void put_remarks(struct made *made, const char *section, const struct remarks *list)
{
	size_t i;

	made_table(made, &overview_view, section);
	for (i = 0; i < list->nr; i++) {
		made_str(made, list->text[i]);
		made_row(made);
	}
}

static void tell(struct made *made, const void *data)
{
	const struct overview *all = data;

	put_zones(made, all);
	put_gauges(made, "class", &all->classes, SIZE_MAX, false);
	put_gauges(made, "slab", &all->slabs, MOST, true);
	put_gauges(made, "page_tables", &all->tables, MOST, false);
	put_memory(made, &all->meminfo);
	put_pressure(made, &all->pressure);
	put_remarks(made, "unusual", &all->unusual);
	put_remarks(made, "unavailable", &all->missing);
}

/**
 * overview_data - print the overview as data
 * @session: in which form; its fault is filled on failure
 * @all: what to print
 *
 * Return: 0 or -1.
 */
int overview_data(struct session *session, const struct overview *all)
{
	return output_made(session, "racy, one file after the other", tell, all);
}
