// SPDX-License-Identifier: GPL-2.0
/* What was got: where the objects lie, and how. */
#include <linux/bitops.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/vmalloc.h>
#include <linux/xarray.h>

#include "../compat.h"
#include "../pgtable/kernel.h"
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

/* Each table is counted once, however many objects share it. */
static void look_at_mapping(struct kml_place *place, void *addr, struct xarray *tables)
{
	const struct kml_entry *last;
	struct kml_path path;

	kml_kernel_path((unsigned long)addr, &path);
	if (!path.nr || !path.stable)
		return;
	last = &path.entry[path.nr - 1];
	place->mapped_pages[last->level]++;
	if (!xa_store(tables, last->table_pfn, xa_mk_value(1), GFP_KERNEL | __GFP_NOWARN))
		place->tables++;
}

static void look_at_object(struct kml_run *run, void *object, u64 *align,
			   struct xarray *tables)
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
		if (is_vmalloc_addr(addr))
			look_at_mapping(place, addr, tables);
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
	struct xarray tables;
	unsigned int nr;
	u64 align = 0, i;

	/* Not DEFINE_XARRAY(): lockdep wants a class for a lock on the stack. */
	xa_init(&tables);
	for (nr = 0; nr < run->nr_lanes; nr++) {
		lane = run->lanes[nr];
		for (i = 0; i < lane->held && !fatal_signal_pending(current); i++) {
			look_at_object(run, lane->objects[i], &align, &tables);
			if (i % PAGES_A_TURN == 0)
				cond_resched();
		}
	}
	xa_destroy(&tables);
	run->held = kml_lanes_held(run);
	run->place.align = align & -align;
}

static const char *zone_name(unsigned int zid)
{
	return NODE_DATA(first_memory_node)->node_zones[zid].name;
}

static void put_place(struct kml_text *t, const char *kind, const char *name, u64 pages)
{
	if (!pages)
		return;
	kml_text_str(t, kind);
	kml_text_str(t, name);
	kml_text_uint(t, pages);
	kml_text_row_end(t);
}

/**
 * kml_place_row - a row for each node, kind of zone and size of mapping with pages
 * @s: session with a report
 * @t: the text
 * @pos: node, then MAX_NUMNODES + zone, then those + level of the mapping, then
 *	the tables
 *
 * Return: 1, or 0 at the end.
 */
int kml_place_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_run *run = s->state;
	const struct kml_place *place = &run->place;
	u64 zid = *pos - MAX_NUMNODES, level = zid - MAX_NR_ZONES;
	char nid[16];

	if (*pos < MAX_NUMNODES) {
		snprintf(nid, sizeof(nid), "%llu", *pos);
		put_place(t, "node", nid, place->node_pages[*pos]);
	} else if (zid < MAX_NR_ZONES) {
		put_place(t, "zone", zone_name(zid), place->zone_pages[zid]);
	} else if (level < KML_LEVELS) {
		put_place(t, "mapping", kml_level_names[level], place->mapped_pages[level]);
	} else {
		put_place(t, "tables", "all", place->tables);
		return 0;
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
