// SPDX-License-Identifier: GPL-2.0
/* What was got: where the objects lie, and how. */
#include <linux/bitops.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <linux/xarray.h>

#include "../compat.h"
#include "../pgtable/kernel.h"
#include "../pgtable/space.h"
#include "../slab/cache.h"
#include "../slab/proof.h"
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

	if (kml_tables_unavailable())
		return;
	kml_kernel_path((unsigned long)addr, &path);
	if (!path.nr || !path.stable)
		return;
	last = &path.entry[path.nr - 1];
	place->mapped_pages[last->level]++;
	if (!xa_store(tables, last->table_pfn, xa_mk_value(1), GFP_KERNEL | __GFP_NOWARN))
		place->tables++;
}

/**
 * struct looker - what is kept from one object to the next
 * @tables: page tables that were counted
 * @align: all addresses
 * @slab: the last slab, or NULL
 * @cache: what it counts for
 */
struct looker {
	struct xarray tables;
	u64 align;
	struct page *slab;
	struct kml_place_cache *cache;
};

static void name_slab(const struct page *head, char *name, size_t size)
{
	if (kml_slab_unavailable())
		snprintf(name, size, "unknown: %s", kml_slab_unavailable());
	else if (!kml_slab_name(head, name, size))
		strscpy(name, "unknown", size);
}

static struct kml_place_cache *cache_of(struct kml_place *place, const struct page *head)
{
	struct kml_place_cache *cache = place->caches, *last = cache + KML_PLACE_CACHES - 1;
	char name[sizeof(cache->name)];

	name_slab(head, name, sizeof(name));
	while (cache < last && *cache->name && strcmp(cache->name, name))
		cache++;
	if (!*cache->name)
		strscpy(cache->name, name, sizeof(cache->name));
	else if (strcmp(cache->name, name))
		strscpy(cache->name, "others", sizeof(cache->name));
	return cache;
}

/* What the page is a part of: a slab, or a larger page. The object keeps it so. */
static void look_at_whole(struct kml_place *place, struct page *page, struct looker *looker)
{
	struct page *head = compound_head(page);

	if (PageSlab(head)) {
		if (head != looker->slab)
			looker->cache = cache_of(place, head);
		looker->slab = head;
		looker->cache->pages++;
	} else if (head != page || PageHead(page)) {
		place->order_pages[min_t(unsigned int, compound_order(head), NR_PAGE_ORDERS - 1)]++;
	}
}

static void look_at_object(struct kml_run *run, void *object, struct looker *looker)
{
	struct kml_place *place = run->place;
	char *from = address_of(run, object), *addr;
	u64 bytes = run->backend->usable_bytes(run, object), pfn, next = 0;
	struct page *page;

	place->usable_bytes += bytes;
	looker->align |= (unsigned long)from;
	for (addr = from; addr < from + bytes;
	     addr = (char *)((unsigned long)addr & PAGE_MASK) + PAGE_SIZE) {
		page = page_at(addr);
		if (!page)
			continue;
		if (is_vmalloc_addr(addr))
			look_at_mapping(place, addr, &looker->tables);
		pfn = page_to_pfn(page);
		place->pages++;
		place->runs += pfn != next;
		next = pfn + 1;
		place->node_pages[page_to_nid(page)]++;
		place->zone_pages[page_zonenum(page)]++;
		look_at_whole(place, page, looker);
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
	struct looker looker = { };
	const struct kml_lane *lane;
	unsigned int nr;
	u64 i;

	/* Not DEFINE_XARRAY(): lockdep wants a class for a lock on the stack. */
	xa_init(&looker.tables);
	for (nr = 0; nr < run->nr_lanes; nr++) {
		lane = run->lanes[nr];
		for (i = 0; i < lane->held && !fatal_signal_pending(current); i++) {
			look_at_object(run, lane->objects[i], &looker);
			if (i % PAGES_A_TURN == 0)
				cond_resched();
		}
	}
	xa_destroy(&looker.tables);
	run->held = kml_lanes_held(run);
	run->place->align = looker.align & -looker.align;
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

static void put_numbered(struct kml_text *t, const char *kind, unsigned int nr, u64 pages)
{
	char name[16];

	snprintf(name, sizeof(name), "%u", nr);
	put_place(t, kind, name, pages);
}

/* Positions where rows of a kind begin; those of nodes are the first. */
enum {
	AT_ZONES = MAX_NUMNODES,
	AT_MAPPINGS = AT_ZONES + MAX_NR_ZONES,
	AT_CACHES = AT_MAPPINGS + KML_LEVELS,
	AT_ORDERS = AT_CACHES + KML_PLACE_CACHES,
	AT_TABLES = AT_ORDERS + NR_PAGE_ORDERS,
};

/**
 * kml_place_row - a row for each node, kind of zone, size of mapping, slab cache and
 * order with pages
 * @s: session with a report
 * @t: the text
 * @pos: of the row, see above
 *
 * Return: 1, or 0 at the end.
 */
int kml_place_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_run *run = s->state;
	const struct kml_place *place = run->place;
	const struct kml_place_cache *cache;
	u64 at = *pos;

	if (at < AT_ZONES) {
		put_numbered(t, "node", at, place->node_pages[at]);
	} else if (at < AT_MAPPINGS) {
		put_place(t, "zone", zone_name(at - AT_ZONES),
			  place->zone_pages[at - AT_ZONES]);
	} else if (at < AT_CACHES) {
		put_place(t, "mapping", kml_level_names[at - AT_MAPPINGS],
			  place->mapped_pages[at - AT_MAPPINGS]);
	} else if (at < AT_ORDERS) {
		cache = &place->caches[at - AT_CACHES];
		put_place(t, "cache", cache->name, cache->pages);
	} else if (at < AT_TABLES) {
		put_numbered(t, "order", at - AT_ORDERS, place->order_pages[at - AT_ORDERS]);
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
