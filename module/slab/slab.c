// SPDX-License-Identifier: GPL-2.0
/* The bench `slab`: a cache slab by slab, or the object at an address. */
#include <linux/kernel.h>
#include <linux/kfence.h>
#include <linux/memory_hotplug.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/string.h>

#include <kmemlab.h>
#include "../files.h"
#include "find.h"
#include "map.h"
#include "near.h"
#include "proof.h"

#define NO_ADDRESS	U64_MAX
#define NEIGHBOURS	2

/**
 * struct slab_request - what is asked
 * @cache: name of a cache
 * @addr: or an address
 * @count: slabs of a cache at most
 */
struct slab_request {
	struct kml_name cache;
	u64 addr;
	u64 count;
};

static const struct kml_key keys[] = {
	{
		.name = "cache",
		.help = "a cache, by name: all its slabs",
		.type = KML_KEY_NAME,
		.offset = offsetof(struct slab_request, cache),
	}, {
		.name = "addr",
		.help = "an address: the object there, its neighbours and its slab",
		.type = KML_KEY_ADDRESS,
		.offset = offsetof(struct slab_request, addr),
		.value = NO_ADDRESS,
	}, {
		.name = "count",
		.help = "of a cache's slabs, at most",
		.type = KML_KEY_SIZE,
		.offset = offsetof(struct slab_request, count),
		.max = U64_MAX,
		.value = U64_MAX,
	},
	{ }
};

/**
 * struct slab_state - of one answer
 * @cache: the cache
 * @scan: where the pass over all slabs continues
 * @found: first frames of the cache's slabs in the subsection it was at; their memory
 *	may be gone when the reader comes back
 * @nr: how many
 * @next: of them to be told
 * @pfn: first frame of the slab of an address, or 0
 * @object: where in it, from its beginning
 */
struct slab_state {
	struct kml_cache cache;
	struct kml_scan scan;
	unsigned long found[PAGES_PER_SUBSECTION];
	unsigned int nr;
	unsigned int next;
	unsigned long pfn;
	unsigned long object;
};

static int slab_check(struct kml_session *s)
{
	const struct slab_request *request = s->request;
	bool has_addr = request->addr != NO_ADDRESS;

	if (!!request->cache.text[0] == has_addr)
		return kml_fail(s, -EINVAL, "which slabs? give cache=NAME or addr=ADDRESS");
	return 0;
}

static int find_cache(struct kml_session *s, const char *name)
{
	struct slab_state *state = s->state;
	struct kml_near near = { };

	if (!kml_cache_find(name, &state->cache, &near)) {
		if (near.names[0])
			return kml_fail(s, -EINVAL, "no cache is named '%s'; near it: %s",
					name, near.names);
		return kml_fail(s, -EINVAL,
				"no cache is named '%s'; the view slabs lists all", name);
	}
	kml_scan_all(&state->scan);
	return 0;
}

static int find_slab(struct kml_session *s, unsigned long addr)
{
	struct slab_state *state = s->state;
	struct page *page, *head;

	if (!s->may_see_addresses)
		return kml_fail(s, -EPERM, "who may not see addresses may not ask for one");
	if (is_kfence_address((void *)addr))
		return kml_fail(s, -EINVAL, "0x%lx is in the pool of KFENCE, not in a slab", addr);
	page = virt_addr_valid((void *)addr) ?
	       pfn_to_online_page(PHYS_PFN(__pa(addr))) : NULL;
	if (!page)
		return kml_fail(s, -EINVAL,
				"0x%lx is not in the kernel's map of RAM, where slabs are", addr);
	head = compound_head(page);
	state->pfn = page_to_pfn(head);
	state->object = addr - (unsigned long)page_address(head);
	if (!PageSlab(head))
		return kml_fail(s, -EINVAL, "0x%lx is in no slab", addr);
	if (!kml_cache_read(kml_cache_of(head), &state->cache) ||
	    !kml_cache_name(&state->cache) || kml_cache_of(head) != state->cache.at)
		return kml_fail(s, -EAGAIN, "the slab at 0x%lx has just changed", addr);
	return 0;
}

static void keep_found(void *arg, struct page *head, unsigned int order)
{
	struct slab_state *state = arg;

	if (kml_cache_of(head) == state->cache.at &&
	    !is_kfence_address(page_address(head)) && state->nr < ARRAY_SIZE(state->found))
		state->found[state->nr++] = page_to_pfn(head);
}

/* The next slab of the cache, or 0. */
static unsigned long next_found(struct slab_state *state)
{
	while (state->next == state->nr) {
		state->next = 0;
		state->nr = 0;
		if (fatal_signal_pending(current) ||
		    !kml_slabs_next(&state->scan, keep_found, state))
			return 0;
		cond_resched();
	}
	return state->found[state->next++];
}

static int cache_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct slab_state *state = s->state;
	const struct kml_cache *cache = &state->cache;

	kml_text_str(t, cache->name);
	kml_text_uint(t, cache->object_size);
	kml_text_uint(t, cache->size);
	kml_text_uint(t, cache->first);
	kml_text_uint(t, cache->align);
	kml_text_uint(t, cache->order);
	kml_text_uint(t, cache->per_slab);
	kml_text_row_end(t);
	return 0;
}

static const char *list_of(const struct kml_slab_map *slab)
{
	if (slab->counts.inuse == slab->counts.objects)
		return slab->cached ? "cpu" : "full";
	return slab->is_nodes ? "node" : "cpu";
}

static void put_slab(struct kml_session *s, struct kml_text *t, const struct kml_cache *cache,
		     const struct kml_slab_map *slab)
{
	unsigned int free = slab->counts.objects - slab->counts.inuse;
	unsigned long slots = (unsigned long)slab->counts.objects * cache->size;

	kml_text_hex(t, s->may_see_addresses ? page_to_pfn(slab->head) : 0);
	kml_text_int(t, page_to_nid(slab->head));
	kml_text_uint(t, slab->order);
	kml_text_str(t, list_of(slab));
	kml_text_uint(t, slab->counts.objects);
	kml_text_uint(t, slab->counts.objects - slab->cached - (slab->is_nodes ? free : 0));
	kml_text_uint(t, slab->cached);
	kml_text_uint(t, slab->is_nodes ? free : 0);
	kml_text_uint(t, (PAGE_SIZE << slab->order) - min(slots, PAGE_SIZE << slab->order));
	kml_text_uint(t, slab->is_exact);
	if (*slab->map)
		kml_text_str(t, slab->map);
	else
		kml_text_none(t);
	kml_text_row_end(t);
}

/* A slab that was found before, maybe by another read(2): its cache may be another's. */
static bool map_again(struct kml_session *s, unsigned long pfn, struct kml_slab_map *slab)
{
	const struct slab_state *state = s->state;
	struct page *head = pfn_to_online_page(pfn);

	return head && kml_slab_map(&state->cache, head, s->scratch, slab) &&
	       kml_cache_is_still(&state->cache);
}

static int slab_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct slab_request *request = s->request;
	struct slab_state *state = s->state;
	struct kml_slab_map slab;
	unsigned long pfn;

	if (state->pfn ? *pos : *pos >= request->count)
		return 0;
	pfn = state->pfn ?: next_found(state);
	if (!pfn)
		return 0;
	if (map_again(s, pfn, &slab)) {
		put_slab(s, t, &state->cache, &slab);
		++*pos;
	} else if (state->pfn) {
		return 0;
	}
	return 1;
}

static const char *state_of(const struct kml_slab_map *slab, unsigned long index)
{
	if (index >= slab->counts.objects)
		return "tail";
	/* There are more than a map has room for. */
	if (!*slab->map)
		return "unknown";
	switch (slab->map[index]) {
	case KML_OBJECT_USED:
		return "used";
	case KML_OBJECT_FREE:
		return "free";
	case KML_OBJECT_CACHED:
		return "cached";
	default:
		return "unknown";
	}
}

/* The slot of the address and those around it, as far as there are. */
static int object_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct slab_state *state = s->state;
	const struct kml_cache *cache = &state->cache;
	unsigned long slot, index;
	struct kml_slab_map slab;

	if (!state->pfn || !map_again(s, state->pfn, &slab))
		return 0;
	slot = state->object / cache->size;
	index = (slot > NEIGHBOURS ? slot - NEIGHBOURS : 0) + *pos;
	if (index > slot + NEIGHBOURS || index > slab.counts.objects)
		return 0;
	++*pos;
	if (index == slab.counts.objects && slot < index)
		return 0;
	kml_text_hex(t, slab.base + index * cache->size + cache->first);
	kml_text_uint(t, index);
	kml_text_str(t, state_of(&slab, index));
	if (index == slot)
		kml_text_int(t, (long)(state->object - index * cache->size) - (long)cache->first);
	else
		kml_text_none(t);
	kml_text_row_end(t);
	return 1;
}

static int slab_run(struct kml_session *s)
{
	const struct slab_request *request = s->request;

	if (kml_slab_unavailable())
		return kml_fail(s, -EOPNOTSUPP, "%s", kml_slab_unavailable());
	if (request->addr != NO_ADDRESS)
		return find_slab(s, request->addr);
	return find_cache(s, request->cache.text);
}

static const struct kml_section sections[] = {
	{ "cache",
	  "name:str object_bytes:int slot_bytes:int first_bytes:int align_bytes:int order:int "
	  "slab_objects:int",
	  cache_row },
	{ "object", "addr:hex slot:int state:str offset_bytes:int", object_row },
	{ "slab",
	  "pfn:hex nid:int order:int list:str objects:int live:int cached:int free:int "
	  "tail_bytes:int exact:int map:str",
	  slab_row },
	{ }
};

const struct kml_file kml_slab_file = {
	.name = KMEMLAB_FILE_SLAB,
	.help = "a slab cache slab by slab, or the object at an address",
	.version = 1,
	.keys = keys,
	.request_size = sizeof(struct slab_request),
	.state_size = sizeof(struct slab_state),
	.consistency = "racy, each slab at a moment of its own; exact=1: nothing changed meanwhile",
	.unavailable = kml_slab_unavailable,
	.check = slab_check,
	.run = slab_run,
	.sections = sections,
};
