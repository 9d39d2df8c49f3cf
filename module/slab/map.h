/* SPDX-License-Identifier: GPL-2.0 */
/* One slab, object by object. */
#ifndef KML_SLAB_MAP_H
#define KML_SLAB_MAP_H

#include "cache.h"
#include "layout.h"

/* Objects of the largest slab there is a map of. */
#define KML_MAP_OBJECTS	4096

/* What an object is; the letters of a map. */
#define KML_OBJECT_USED		'x'
#define KML_OBJECT_FREE		'.'
#define KML_OBJECT_CACHED	'c'
#define KML_OBJECT_UNKNOWN	'?'

/**
 * struct kml_slab_map - a slab
 * @head: its first page
 * @base: its address
 * @order: of it
 * @counts: its counters
 * @is_nodes: it is on the list of its node
 * @cached: free objects in it that CPUs keep
 * @is_exact: nothing changed while it was looked at
 * @map: a letter an object, and a NUL; of the caller's
 */
struct kml_slab_map {
	struct page *head;
	unsigned long base;
	unsigned int order;
	struct kml_slab_counts counts;
	bool is_nodes;
	unsigned int cached;
	bool is_exact;
	char *map;
};

bool kml_slab_map(const struct kml_cache *cache, struct page *head, char *map,
		  struct kml_slab_map *slab);

#endif /* KML_SLAB_MAP_H */
