// SPDX-License-Identifier: GPL-2.0
/* What was got: where the objects lie, and how. */
#include <linux/bitops.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/vmalloc.h>

#include "../compat.h"
#include "exercise.h"

/* Looked at between two chances for others to run. */
#define PAGES_A_TURN	1024

static void *address_of(const struct kml_run *run, void *object)
{
	return run->backend->address ? run->backend->address(run, object) : object;
}

/* The page that backs an address of an object of ours, or NULL. */
static struct page *page_at(void *addr)
{
	if (is_vmalloc_addr(addr))
		return vmalloc_to_page(addr);
	return virt_addr_valid(addr) ? virt_to_page(addr) : NULL;
}

static void look_at_object(struct kml_run *run, void *object, u64 *align)
{
	struct kml_place *place = &run->place;
	char *from = address_of(run, object), *addr;
	u64 bytes = run->backend->usable_bytes(run, object), pfn, next = 0;
	struct page *page;

	place->usable_bytes += bytes;
	*align |= (unsigned long)from;
	for (addr = from; addr < from + bytes;
	     addr = (char *)((unsigned long)addr & PAGE_MASK) + PAGE_SIZE) {
		page = page_at(addr);
		if (!page)
			continue;
		pfn = page_to_pfn(page);
		place->pages++;
		place->runs += pfn != next;
		next = pfn + 1;
		place->node_pages[page_to_nid(page)]++;
		place->zone_pages[page_zonenum(page)]++;
		if (place->pages % PAGES_A_TURN == 0)
			cond_resched();
	}
}

/**
 * kml_place_look - find out where the objects of a run lie
 * @run: with objects held
 */
void kml_place_look(struct kml_run *run)
{
	const struct kml_lane *lane;
	unsigned int nr;
	u64 align = 0, i;

	for (nr = 0; nr < run->nr_lanes; nr++) {
		lane = run->lanes[nr];
		for (i = 0; i < lane->held && !fatal_signal_pending(current); i++) {
			look_at_object(run, lane->objects[i], &align);
			if (i % PAGES_A_TURN == 0)
				cond_resched();
		}
	}
	run->held = kml_lanes_held(run);
	run->place.align = align & -align;
}

static const char *zone_name(unsigned int zid)
{
	return NODE_DATA(first_memory_node)->node_zones[zid].name;
}

/**
 * kml_place_row - a row for each node and each kind of zone with pages
 * @s: session with a report
 * @t: the text
 * @pos: node, then MAX_NUMNODES + zone
 *
 * Return: 1, or 0 at the end.
 */
int kml_place_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_run *run = s->state;
	u64 zid = *pos - MAX_NUMNODES;
	char nid[16];

	if (*pos >= MAX_NUMNODES + MAX_NR_ZONES)
		return 0;
	if (*pos >= MAX_NUMNODES && run->place.zone_pages[zid]) {
		kml_text_str(t, "zone");
		kml_text_str(t, zone_name(zid));
		kml_text_uint(t, run->place.zone_pages[zid]);
		kml_text_row_end(t);
	} else if (*pos < MAX_NUMNODES && run->place.node_pages[*pos]) {
		snprintf(nid, sizeof(nid), "%llu", *pos);
		kml_text_str(t, "node");
		kml_text_str(t, nid);
		kml_text_uint(t, run->place.node_pages[*pos]);
		kml_text_row_end(t);
	}
	++*pos;
	return 1;
}

/* Counted through all threads. */
static void *held_object(const struct kml_run *run, u64 index)
{
	unsigned int nr;

	for (nr = 0; nr < run->nr_lanes; nr++) {
		if (index < run->lanes[nr]->held)
			return run->lanes[nr]->objects[index];
		index -= run->lanes[nr]->held;
	}
	return NULL;
}

/**
 * kml_place_object_row - a row for each object that is still held
 * @s: session with a report
 * @t: the text
 * @pos: the object
 *
 * Return: 1, or 0 at the end.
 */
int kml_place_object_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_run *run = s->state;
	struct page *page;
	void *object, *addr;

	object = held_object(run, *pos);
	if (!object)
		return 0;
	addr = address_of(run, object);
	page = page_at(addr);
	kml_text_uint(t, *pos);
	kml_text_hex(t, s->may_see_addresses ? (unsigned long)addr : 0);
	if (page)
		kml_text_hex(t, s->may_see_addresses ? page_to_pfn(page) : 0);
	else
		kml_text_none(t);
	kml_text_uint(t, run->backend->usable_bytes(run, object));
	if (page)
		kml_text_int(t, page_to_nid(page));
	else
		kml_text_none(t);
	kml_text_row_end(t);
	++*pos;
	return 1;
}
