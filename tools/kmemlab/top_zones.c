// SPDX-License-Identifier: GPL-2.0
/* The zones and their free lists, for top: see top.h. */
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "top.h"
#include "view.h"
#include "xalloc.h"
#include "zones.h"

/**
 * top_find_zone - find a zone
 * @top: all of them
 * @nid: number of its node
 * @name: its name
 *
 * Return: it, or NULL.
 */
struct top_zone *top_find_zone(const struct top *top, uint64_t nid, const char *name)
{
	size_t i;

	for (i = 0; i < top->nr_zones; i++)
		if (top->zones[i].nid == nid && !strcmp(top->zones[i].name, name))
			return &top->zones[i];
	return NULL;
}

static struct top_zone *find_or_add(struct top *top, const struct zone *in)
{
	struct top_zone *zone = top_find_zone(top, in->nid, in->name);

	if (zone)
		return zone;
	top->zones = xgrow(top->zones, top->nr_zones, sizeof(*top->zones));
	zone = &top->zones[top->nr_zones++];
	*zone = (struct top_zone){ .nid = in->nid, .name = xstrdup(in->name) };
	return zone;
}

static void take_zone(struct top *top, const struct zone *in, const struct buddies *buddies)
{
	const struct buddy *buddy = buddy_find(buddies, in->nid, in->name);
	struct top_zone *zone = find_or_add(top, in);

	zone->managed = in->managed;
	zone->low = in->low;
	zone->pressure = zone_pressure(in);
	zone->largest = -1;
	zone->orders = 0;
	history_add(&zone->free, top->now, in->free);
	if (!buddy)
		return;
	zone->largest = buddy->largest;
	zone->orders = buddies->orders;
	memcpy(zone->blocks, buddy->blocks, sizeof(zone->blocks));
}

/* Zones without memory are not shown. */
static int take_zones(struct top *top, const struct doc *doc, const struct buddies *buddies)
{
	struct fault *why = &top->session->why;
	const struct part *part = doc_need(doc, "zone", why);
	struct zone zone;
	size_t i;

	for (i = 0; part && i < part->nr; i++) {
		if (zone_read(doc, part, &part->rows[i], &zone, why))
			return -1;
		if (zone.managed)
			take_zone(top, &zone, buddies);
	}
	return part ? 0 : -1;
}

/**
 * top_read_zones - read the zones and their free lists
 * @top: gets them
 * @all: not used: they are always read at once
 *
 * Return: 0 or -1.
 */
int top_read_zones(struct top *top, bool all)
{
	struct buddies buddies = { 0 };
	struct doc zones, buddy = { 0 };
	int ret;

	(void)all;
	ret = view_load(top->session, KMEMLAB_FILE_ZONES, NULL, &zones);
	if (!ret)
		ret = view_load(top->session, KMEMLAB_FILE_BUDDY, NULL, &buddy);
	if (!ret)
		ret = buddy_read(&buddy, &buddies, &top->session->why);
	if (!ret)
		ret = take_zones(top, &zones, &buddies);
	buddy_free(&buddies);
	doc_free(&buddy);
	doc_free(&zones);
	return ret;
}
