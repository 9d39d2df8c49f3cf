// SPDX-License-Identifier: GPL-2.0
/* What top knows, as an answer: see top.h. */
#include <stdlib.h>

#include "columns.h"
#include "made.h"
#include "top.h"
#include "xalloc.h"

static const struct column_doc zone_docs[] = {
	{ "nid:int", "NODE", "number of the node" },
	{ "zone:str", "ZONE", "name of the zone" },
	{ "managed_pages:int", "MANAGED", "what the page allocator has" },
	{ "free_pages:int", "FREE", "of it, on the free lists" },
	{ "change_pages:int", "CHANGE", "of that, since the last tick" },
	{ "low_pages:int", "LOW", "below it, kswapd wakes" },
	{ "largest_order:int", "MAX", "largest order with a free block" },
	{ "pressure:str", "PRESSURE", "free_pages against the watermarks" },
	{ 0 }
};

static const struct column_doc buddy_docs[] = {
	{ "nid:int", "NODE", "number of the node" },
	{ "zone:str", "ZONE", "name of the zone" },
	{ "order:int", "ORDER", "a block is 2^order pages" },
	{ "blocks:int", "BLOCKS", "free blocks of this order" },
	{ 0 }
};

static const struct column_doc slab_docs[] = {
	{ "cache:str", "CACHE", "the slab cache" },
	{ "live:int", "LIVE", "objects in use" },
	{ "used_bytes:int", "USED", "they take" },
	{ "size_bytes:int", "SIZE", "all slabs" },
	{ "growth_bytes:int", "GROWTH", "of used_bytes, since the first tick" },
	{ "rate_bytes:int", "RATE/s", "of used_bytes, in a second, over the last ten ticks" },
	{ 0 }
};

static const struct column_doc process_docs[] = {
	{ "pid:int", "PID", "the process" },
	{ "comm:str", "NAME", "its name" },
	{ "rss_bytes:int", "RSS", "memory it has" },
	{ "tables_bytes:int", "TABLES", "its page tables" },
	{ "tables_permille:int", "COST", "its page tables, in thousandths of that memory" },
	{ "entries:int", "ENTRIES", "TLB entries that take all of it, as it is mapped" },
	{ "least_entries:int", "LEAST", "if each aligned group of neighbouring frames took one" },
	{ "reach_bytes:int", "REACH", "memory that an entry maps, on average" },
	{ "age_s:int", "AGE", "seconds since it was looked at" },
	{ 0 }
};

static const struct section_doc top_sections[] = {
	{ "zone", "a zone", zone_docs, true },
	{ "buddy", "the free blocks of a zone, of one order", buddy_docs },
	{ "slab", "a slab cache, the fastest growing first", slab_docs, true },
	{ "process", "a process, the largest page tables first", process_docs, true },
	{ 0 }
};

const struct view top_view = { "top", top_sections };

static void put(struct made *made, bool known, int64_t value)
{
	if (known)
		made_signed(made, value);
	else
		made_none(made);
}

static void put_zones(struct made *made, const struct top *top)
{
	const struct top_zone *zone;
	int64_t change = 0;
	bool known;
	size_t i;

	made_table(made, &top_view, "zone");
	for (i = 0; i < top->nr_zones; i++) {
		zone = &top->zones[i];
		made_int(made, zone->nid);
		made_str(made, zone->name);
		made_int(made, zone->managed);
		made_int(made, history_back(&zone->free, 0)->value);
		known = history_change(&zone->free, &change);
		put(made, known, change);
		made_int(made, zone->low);
		put(made, zone->largest >= 0, zone->largest);
		made_str(made, zone->pressure);
		made_row(made);
	}
}

static void put_buddy(struct made *made, const struct top *top)
{
	unsigned int order;
	size_t i;

	made_table(made, &top_view, "buddy");
	for (i = 0; i < top->nr_zones; i++) {
		for (order = 0; order < top->zones[i].orders; order++) {
			made_int(made, top->zones[i].nid);
			made_str(made, top->zones[i].name);
			made_int(made, order);
			made_int(made, top->zones[i].blocks[order]);
			made_row(made);
		}
	}
}

static int by_rate(const void *a, const void *b)
{
	const struct top_slab *x = *(const struct top_slab *const *)a;
	const struct top_slab *y = *(const struct top_slab *const *)b;
	int64_t x_rate = 0, y_rate = 0;
	uint64_t x_used, y_used;

	history_rate(&x->used, &x_rate);
	history_rate(&y->used, &y_rate);
	if (x_rate != y_rate)
		return x_rate < y_rate ? 1 : -1;
	x_used = history_back(&x->used, 0)->value;
	y_used = history_back(&y->used, 0)->value;
	return x_used < y_used ? 1 : x_used > y_used ? -1 : x < y ? -1 : 1;
}

static void put_slab(struct made *made, const struct top_slab *slab)
{
	int64_t growth = 0, rate = 0;
	bool known;

	made_str(made, slab->name);
	made_int(made, slab->live);
	made_int(made, history_back(&slab->used, 0)->value);
	put(made, slab->size, slab->size);
	known = history_growth(&slab->used, &growth);
	put(made, known, growth);
	known = history_rate(&slab->used, &rate);
	put(made, known, rate);
	made_row(made);
}

static void put_slabs(struct made *made, const struct top *top)
{
	const struct top_slab **sorted = xzalloc((top->nr_slabs + 1) * sizeof(*sorted));
	size_t i;

	made_table(made, &top_view, "slab");
	for (i = 0; i < top->nr_slabs; i++)
		sorted[i] = &top->slabs[i];
	qsort(sorted, top->nr_slabs, sizeof(*sorted), by_rate);
	for (i = 0; i < top->nr_slabs; i++)
		put_slab(made, sorted[i]);
	free(sorted);
}

static int by_tables(const void *a, const void *b)
{
	const struct top_process *x = *(const struct top_process *const *)a;
	const struct top_process *y = *(const struct top_process *const *)b;

	if (x->tables != y->tables)
		return x->tables < y->tables ? 1 : -1;
	return x->pid < y->pid ? -1 : 1;
}

static void put_process(struct made *made, const struct top *top,
			const struct top_process *process)
{
	made_int(made, process->pid);
	made_str(made, process->comm);
	made_int(made, process->rss);
	made_int(made, process->tables);
	put(made, process->rss, process->rss ? process->tables * 1000 / process->rss : 0);
	put(made, process->walked, process->entries);
	put(made, process->walked, process->least);
	put(made, process->walked && process->entries,
	    process->entries ? process->present / process->entries : 0);
	/* What was recorded has no age of interest. */
	put(made, !top->session->root, (top->now - process->ns) / 1000000000);
	made_row(made);
}

/* Those without memory of their own have no page tables. */
static void put_processes(struct made *made, const struct top *top)
{
	const struct top_process **sorted = xzalloc((top->nr_processes + 1) * sizeof(*sorted));
	size_t i, nr = 0;

	made_table(made, &top_view, "process");
	for (i = 0; i < top->nr_processes; i++)
		if (top->processes[i].ns && top->processes[i].rss)
			sorted[nr++] = &top->processes[i];
	qsort(sorted, nr, sizeof(*sorted), by_tables);
	for (i = 0; i < nr; i++)
		put_process(made, top, sorted[i]);
	free(sorted);
}

/**
 * top_tell - hand out what is known, for output_made()
 * @made: the answer
 * @data: a struct top
 */
void top_tell(struct made *made, const void *data)
{
	static const char *const names[TOP_WORKS] = { "zones", "slabs", "processes" };
	const struct top *top = data;
	char *text;
	size_t i;

	for (i = 0; i < TOP_WORKS; i++) {
		if (!top->why[i])
			continue;
		text = xasprintf("%s: %s", names[i], top->why[i]);
		made->ops->note(made->data, "unavailable", text);
		free(text);
	}
	put_zones(made, top);
	put_buddy(made, top);
	put_slabs(made, top);
	put_processes(made, top);
}

/**
 * top_doc - the same, kept
 * @top: what is known
 * @doc: filled; to be freed with doc_free()
 */
void top_doc(const struct top *top, struct doc *doc)
{
	struct made made = { .ops = &doc_ops, .data = doc };

	*doc = (struct doc){ 0 };
	top_tell(&made, top);
	made_free(&made);
}
