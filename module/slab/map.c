// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/string.h>

#include "cached.h"
#include "freelist.h"
#include "map.h"

#define TRIES	3

/* @sum: of what CPUs keep of the slab, the addresses; @nr: how many */
struct marking {
	const struct kml_cache *cache;
	struct kml_slab_map *slab;
	struct kml_slots slots;
	unsigned long sum;
	unsigned long nr;
};

/* Each object once, however often it is found, and none that is free in the slab. */
static void mark_cached(void *arg, unsigned long at)
{
	struct marking *m = arg;
	unsigned long i;

	if (!kml_is_slot(&m->slots, at))
		return;
	m->sum += at;
	m->nr++;
	i = (at - m->slab->base) / m->cache->size;
	if (m->slab->map[i] != KML_OBJECT_USED)
		return;
	m->slab->map[i] = KML_OBJECT_CACHED;
	m->slab->cached++;
}

static void mark_free(void *arg, unsigned long at)
{
	const struct marking *m = arg;
	unsigned long i = (at - m->slab->base) / m->cache->size;

	if (m->slab->map[i] != KML_OBJECT_USED)
		return;
	m->slab->map[i] = m->slab->is_nodes ? KML_OBJECT_FREE : KML_OBJECT_CACHED;
	m->slab->cached += !m->slab->is_nodes;
}

static void take_back(void *arg, unsigned long at)
{
	struct marking *m = arg;

	if (!kml_is_slot(&m->slots, at))
		return;
	m->sum -= at;
	m->nr--;
}

/* What CPUs keep leaves no trace in a slab when it changes: it is looked at twice. */
static bool mark_all_cached(const struct kml_cache *cache, struct marking *marking)
{
	struct kml_cached cached = { };

	kml_cached_count(cache, &cached, mark_cached, marking);
	kml_cached_count(cache, &cached, take_back, marking);
	return !cached.unknown && !cached.visited_again && !marking->sum && !marking->nr;
}

static bool same_counts(struct kml_slab_counts a, struct kml_slab_counts b)
{
	return a.inuse == b.inuse && a.objects == b.objects && a.frozen == b.frozen;
}

/* Returns true if nothing changed meanwhile. */
static bool mark_all(const struct kml_cache *cache, struct kml_slab_map *slab)
{
	struct marking marking = { cache, slab };
	unsigned long freelist;
	int free;

	freelist = KML_SLAB_WORD(slab->head, freelist);
	slab->counts = kml_slab_counts(slab->head);
	slab->is_nodes = kml_slab_is_nodes(slab->counts, kml_page_flags(slab->head));
	slab->cached = 0;
	if (slab->counts.objects > KML_MAP_OBJECTS || slab->counts.inuse > slab->counts.objects)
		return false;
	marking.slots = kml_slots_of(cache, slab->base, slab->counts.objects);
	memset(slab->map, KML_OBJECT_USED, slab->counts.objects);
	slab->map[slab->counts.objects] = '\0';
	free = kml_freelist_walk(cache, slab->base, slab->counts.objects, freelist,
				 mark_free, &marking);
	if (free != slab->counts.objects - slab->counts.inuse)
		return false;
	return mark_all_cached(cache, &marking) &&
	       same_counts(slab->counts, kml_slab_counts(slab->head)) &&
	       freelist == KML_SLAB_WORD(slab->head, freelist);
}

/**
 * kml_slab_map - look at the objects of a slab
 * @cache: its cache
 * @head: its first page
 * @map: room for KML_MAP_OBJECTS + 1 letters; a larger slab has none
 * @slab: filled
 *
 * Return: true, or false: it is not a slab of this cache any more.
 */
bool kml_slab_map(const struct kml_cache *cache, struct page *head, char *map,
		  struct kml_slab_map *slab)
{
	int tries;

	*slab = (struct kml_slab_map) {
		.head = head,
		.base = (unsigned long)page_address(head),
		.order = PageHead(head) ? compound_order(head) : 0,
		.map = map,
	};
	map[0] = '\0';
	for (tries = 0; tries < TRIES && !slab->is_exact; tries++)
		slab->is_exact = mark_all(cache, slab);
	/* What lies where is not known then; how many there are is. */
	if (!slab->is_exact && slab->counts.objects <= KML_MAP_OBJECTS)
		memset(map, KML_OBJECT_UNKNOWN, slab->counts.objects);
	return PageSlab(head) && kml_cache_of(head) == cache->at &&
	       slab->counts.inuse <= slab->counts.objects && slab->counts.objects;
}
