// SPDX-License-Identifier: GPL-2.0
/*
 * The layers below an exercise, looked at three times. Counters are read one by
 * one without a lock, and the rest of the machine moves them too.
 */
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/slab.h>
#include <linux/vmstat.h>

#include "../compat.h"
#include "../own.h"
#include "../phys/zone.h"
#include "effect.h"
#include "exercise.h"

/* Named as in /proc/vmstat (mm/vmstat.c, vmstat_text). */
/* What modules cannot read on this kernel is below 0. */
static const struct {
	int item;
	const char *name;
} node_counters[] = {
	{ NR_SLAB_RECLAIMABLE_B,	"nr_slab_reclaimable" },
	{ NR_SLAB_UNRECLAIMABLE_B,	"nr_slab_unreclaimable" },
	{ NR_PAGETABLE,			"nr_page_table_pages" },
	{ KML_VMALLOC_ITEM,		"nr_vmalloc" },
};

static const struct {
	enum vm_event_item item;
	const char *name;
} events[] = {
#ifdef CONFIG_VM_EVENT_COUNTERS
#ifdef CONFIG_ZONE_DMA
	{ PGALLOC_DMA,		"pgalloc_dma" },
#endif
#ifdef CONFIG_ZONE_DMA32
	{ PGALLOC_DMA32,	"pgalloc_dma32" },
#endif
	{ PGALLOC_NORMAL,	"pgalloc_normal" },
	{ PGALLOC_MOVABLE,	"pgalloc_movable" },
	{ PGFREE,		"pgfree" },
#ifdef CONFIG_ZONE_DMA32
	{ ALLOCSTALL_DMA32,	"allocstall_dma32" },
#endif
	{ ALLOCSTALL_NORMAL,	"allocstall_normal" },
	{ ALLOCSTALL_MOVABLE,	"allocstall_movable" },
	{ OOM_KILL,		"oom_kill" },
#ifdef CONFIG_COMPACTION
	{ COMPACTSTALL,		"compact_stall" },
	{ COMPACTFAIL,		"compact_fail" },
	{ COMPACTSUCCESS,	"compact_success" },
#endif
#ifdef CONFIG_MIGRATION
	{ PGMIGRATE_SUCCESS,	"pgmigrate_success" },
	{ PGMIGRATE_FAIL,	"pgmigrate_fail" },
#endif
#endif
};

/* One zone: its blocks by order, then its pages. */
struct zone_state {
	struct zone *zone;
	u64 blocks[KML_NR_MOMENTS][NR_PAGE_ORDERS];
	u64 free_pages[KML_NR_MOMENTS];
	u64 pcp_pages[KML_NR_MOMENTS];
};

struct kml_effect {
	bool seen[KML_NR_MOMENTS];
	u64 node[KML_NR_MOMENTS][ARRAY_SIZE(node_counters)];
	unsigned long event[KML_NR_MOMENTS][NR_VM_EVENT_ITEMS];
	unsigned int nr_zones;
	struct zone_state zones[];
};

static unsigned int count_zones(void)
{
	struct zone *zone;
	unsigned int nr = 0;
	u64 pos = 0;

	while ((zone = kml_zone_next(&pos)))
		nr += kml_zone_is_populated(zone);
	return nr;
}

/**
 * kml_effect_new - room for all looks
 *
 * Return: to be freed with kml_effect_free(), or NULL.
 */
struct kml_effect *kml_effect_new(void)
{
	unsigned int nr = count_zones(), i = 0;
	struct kml_effect *effect = kml_own_calloc(1, struct_size(effect, zones, nr));
	struct zone *zone;
	u64 pos = 0;

	if (!effect)
		return NULL;
	effect->nr_zones = nr;
	while (i < nr && (zone = kml_zone_next(&pos)))
		if (kml_zone_is_populated(zone))
			effect->zones[i++].zone = zone;
	effect->nr_zones = i;
	return effect;
}

/**
 * kml_effect_free - undo kml_effect_new()
 * @effect: or NULL
 */
void kml_effect_free(struct kml_effect *effect)
{
	kml_own_free(effect);
}

static void look_at_zone(struct zone_state *state, enum kml_moment moment)
{
	struct zone *zone = state->zone;
	unsigned int order;

	for (order = 0; order < NR_PAGE_ORDERS; order++)
		state->blocks[moment][order] = KML_RACY(zone->free_area[order].nr_free);
	state->free_pages[moment] = zone_page_state(zone, NR_FREE_PAGES);
	state->pcp_pages[moment] = kml_zone_pcp_pages(zone);
}

/**
 * kml_effect_look - remember how things are
 * @effect: room for it
 * @moment: which one this is
 */
void kml_effect_look(struct kml_effect *effect, enum kml_moment moment)
{
	unsigned int i;

	for (i = 0; i < effect->nr_zones; i++)
		look_at_zone(&effect->zones[i], moment);
	for (i = 0; i < ARRAY_SIZE(node_counters); i++)
		if (node_counters[i].item >= 0)
			effect->node[moment][i] =
				global_node_page_state_pages(node_counters[i].item);
	all_vm_events(effect->event[moment]);
	effect->seen[moment] = true;
}

/**
 * kml_effect_forget - undo kml_effect_look()
 * @effect: room for it
 * @moment: which one this was
 */
void kml_effect_forget(struct kml_effect *effect, enum kml_moment moment)
{
	effect->seen[moment] = false;
}

static const struct kml_effect *effect_of(const struct kml_session *s)
{
	const struct kml_run *run = s->state;

	return run->effect;
}

/* While the objects are still held there is no afterwards. */
static void put_after(struct kml_text *t, const struct kml_effect *effect, u64 value)
{
	if (effect->seen[KML_AFTER])
		kml_text_uint(t, value);
	else
		kml_text_none(t);
}

/**
 * kml_effect_free_row - a row of free blocks, for each order that moved
 * @s: session with a report
 * @t: the text
 * @pos: zone * NR_PAGE_ORDERS + order
 *
 * Return: 1, or 0 at the end.
 */
int kml_effect_free_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_effect *effect = effect_of(s);
	const struct zone_state *state = &effect->zones[*pos / NR_PAGE_ORDERS];
	unsigned int order = *pos % NR_PAGE_ORDERS;
	u64 before, held, after;

	if (*pos >= (u64)effect->nr_zones * NR_PAGE_ORDERS)
		return 0;
	++*pos;
	before = state->blocks[KML_BEFORE][order];
	held = state->blocks[KML_HELD][order];
	after = effect->seen[KML_AFTER] ? state->blocks[KML_AFTER][order] : held;
	if (before == held && held == after)
		return 1;
	kml_text_int(t, zone_to_nid(state->zone));
	kml_text_str(t, state->zone->name);
	kml_text_uint(t, order);
	kml_text_uint(t, before);
	kml_text_uint(t, held);
	put_after(t, effect, after);
	kml_text_row_end(t);
	return 1;
}

static void put_zone_pages(struct kml_text *t, const struct kml_effect *effect,
			   const struct zone_state *state, const char *name,
			   const u64 pages[KML_NR_MOMENTS])
{
	kml_text_int(t, zone_to_nid(state->zone));
	kml_text_str(t, state->zone->name);
	kml_text_str(t, name);
	kml_text_uint(t, pages[KML_BEFORE]);
	kml_text_uint(t, pages[KML_HELD]);
	put_after(t, effect, pages[KML_AFTER]);
	kml_text_row_end(t);
}

/**
 * kml_effect_page_row - a row of pages: two a zone, then those of all zones
 * @s: session with a report
 * @t: the text
 * @pos: the row
 *
 * Return: 1, or 0 at the end.
 */
int kml_effect_page_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_effect *effect = effect_of(s);
	u64 row = (*pos)++, i = row - 2 * effect->nr_zones;
	const struct zone_state *state;

	if (row < 2 * effect->nr_zones) {
		state = &effect->zones[row / 2];
		if (row % 2)
			put_zone_pages(t, effect, state, "pcp", state->pcp_pages);
		else
			put_zone_pages(t, effect, state, "free", state->free_pages);
		return 1;
	}
	if (i >= ARRAY_SIZE(node_counters))
		return 0;
	kml_text_none(t);
	kml_text_none(t);
	kml_text_str(t, node_counters[i].name);
	if (node_counters[i].item >= 0) {
		kml_text_uint(t, effect->node[KML_BEFORE][i]);
		kml_text_uint(t, effect->node[KML_HELD][i]);
		put_after(t, effect, effect->node[KML_AFTER][i]);
	} else {
		kml_text_none(t);
		kml_text_none(t);
		kml_text_none(t);
	}
	kml_text_row_end(t);
	return 1;
}

/**
 * kml_effect_failure_row - a row for each zone and order when allocations failed
 * @s: session with a report
 * @t: the text
 * @pos: zone * NR_PAGE_ORDERS + order
 *
 * Return: 1, or 0 at the end.
 */
int kml_effect_failure_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_effect *effect = effect_of(s);
	const struct zone_state *state = &effect->zones[*pos / NR_PAGE_ORDERS];
	unsigned int order = *pos % NR_PAGE_ORDERS;

	if (!effect->seen[KML_FAILED] || *pos >= (u64)effect->nr_zones * NR_PAGE_ORDERS)
		return 0;
	kml_text_int(t, zone_to_nid(state->zone));
	kml_text_str(t, state->zone->name);
	kml_text_uint(t, order);
	kml_text_uint(t, state->blocks[KML_FAILED][order]);
	kml_text_uint(t, state->free_pages[KML_FAILED]);
	kml_text_uint(t, state->pcp_pages[KML_FAILED]);
	kml_text_uint(t, kml_zone_watermark(state->zone, WMARK_MIN));
	kml_text_row_end(t);
	++*pos;
	return 1;
}

/**
 * kml_effect_event_row - a row for each vm event that happened
 * @s: session with a report
 * @t: the text
 * @pos: the event
 *
 * Return: 1, or 0 at the end.
 */
int kml_effect_event_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_effect *effect = effect_of(s);
	unsigned long before, held, after;
	enum vm_event_item item;

	if (*pos >= ARRAY_SIZE(events))
		return 0;
	item = events[*pos].item;
	before = effect->event[KML_BEFORE][item];
	held = effect->event[KML_HELD][item];
	after = effect->seen[KML_AFTER] ? effect->event[KML_AFTER][item] : held;
	if (before != held || held != after) {
		kml_text_str(t, events[*pos].name);
		kml_text_uint(t, held - before);
		put_after(t, effect, after - held);
		kml_text_row_end(t);
	}
	++*pos;
	return 1;
}
