/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What "top" knows: sampled by top_zones.c, top_slabs.c and top_processes.c, kept
 * over time by history.h, handed out as an answer by top_data.c, which is all that
 * the screen and the other outputs see.
 */
#ifndef TOP_H
#define TOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buddy.h"
#include "doc.h"
#include "history.h"
#include "made.h"
#include "pace.h"
#include "session.h"

/**
 * struct top_zone - a zone
 * @nid: its node
 * @name: its name; owned
 * @managed: pages the allocator has
 * @low: watermark
 * @largest: largest order with a free block; -1: none
 * @pressure: its free pages against the watermarks
 * @orders: how many orders there are
 * @blocks: free blocks of each
 * @free: pages on the free lists
 */
struct top_zone {
	uint64_t nid;
	char *name;
	uint64_t managed;
	uint64_t low;
	int largest;
	const char *pressure;
	unsigned int orders;
	uint64_t blocks[BUDDY_ORDERS];
	struct history free;
};

/**
 * struct top_slab - a slab cache
 * @name: its name; owned
 * @live: objects in use
 * @size: bytes of its slabs; 0: not known
 * @used: bytes of the objects in use
 * @seen: in the last sample
 */
struct top_slab {
	char *name;
	uint64_t live;
	uint64_t size;
	struct history used;
	bool seen;
};

/**
 * struct top_process - a process
 * @pid: its number
 * @comm: its name; owned
 * @kernel: a kernel thread, which is never shown
 * @ns: when it was looked at; 0: never
 * @rss: bytes of memory it has
 * @tables: bytes of page tables it has
 * @walked: its page tables were walked, and what follows is known
 * @present: bytes that are mapped
 * @entries: by so many entries
 * @least: entries that could do
 */
struct top_process {
	uint64_t pid;
	char *comm;
	bool kernel;
	uint64_t ns;
	uint64_t rss;
	uint64_t tables;
	bool walked;
	uint64_t present;
	uint64_t entries;
	uint64_t least;
};

enum top_work {
	TOP_ZONES,
	TOP_SLABS,
	TOP_PROCESSES,
	TOP_WORKS
};

/**
 * struct top - all of it
 * @session: where from
 * @page: bytes of a page
 * @now: of the last tick, by pace_now()
 * @pace: of each kind of work
 * @why: of each, why it could not be done, or NULL; owned
 * @zones: in the order of the view; owned
 * @nr_zones: how many
 * @slabs: by name; owned
 * @nr_slabs: how many
 * @processes: by pid; owned
 * @nr_processes: how many
 */
struct top {
	struct session *session;
	uint64_t page;
	uint64_t now;
	struct pace pace[TOP_WORKS];
	char *why[TOP_WORKS];
	struct top_zone *zones;
	size_t nr_zones;
	struct top_slab *slabs;
	size_t nr_slabs;
	struct top_process *processes;
	size_t nr_processes;
};

extern const struct view top_view;

int top_begin(struct top *top, struct session *session);
void top_tick(struct top *top, bool all);
void top_end(struct top *top);

/* What a tick consists of: each returns 0, or -1 with the session's fault filled. */
int top_read_zones(struct top *top, bool all);
int top_read_slabs(struct top *top, bool all);
int top_read_processes(struct top *top, bool all);
struct top_zone *top_find_zone(const struct top *top, uint64_t nid, const char *name);
struct top_slab *top_find_slab(const struct top *top, const char *name);

#define TOP_TRUST	"racy, one file after the other"

void top_tell(struct made *made, const void *data);
void top_doc(const struct top *top, struct doc *doc);

int top_live(struct top *top, unsigned int interval_s);

#endif /* TOP_H */
