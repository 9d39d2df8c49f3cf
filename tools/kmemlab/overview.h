/* SPDX-License-Identifier: GPL-2.0 */
/* The overview: what was read for it, and how it is shown. */
#ifndef OVERVIEW_H
#define OVERVIEW_H

#include <stddef.h>

#include "buddy.h"
#include "doc.h"
#include "gauges.h"
#include "meminfo.h"
#include "pressure.h"
#include "session.h"
#include "unusual.h"
#include "version.h"
#include "zones.h"

/**
 * struct overview - all that is shown; owns it
 * @version: the view; without @version.file if it is missing, as the next two
 * @zones: the view
 * @buddy: the view
 * @machine: what @version says
 * @zone: the zones
 * @nr_zones: how many
 * @buddies: their free lists
 * @meminfo: what the kernel says
 * @pressure: how long tasks waited for memory
 * @classes: the frames by class, largest first; empty if the view is missing
 * @slabs: the slab caches, those that hold most first
 * @tables: the page tables of processes, largest first
 * @thp: when huge pages are used by themselves: "always", "madvise", "never", or ""
 * @missing: what could not be read, or done, and why
 * @unusual: what is unusual
 */
struct overview {
	struct doc version;
	struct doc zones;
	struct doc buddy;
	struct version machine;
	struct zone *zone;
	size_t nr_zones;
	struct buddies buddies;
	struct meminfo meminfo;
	struct pressure pressure;
	struct gauges classes;
	struct gauges slabs;
	struct gauges tables;
	char thp[16];
	struct remarks missing;
	struct remarks unusual;
};

extern const struct view overview_view;

extern const struct column_doc overview_zone_docs[];

int overview_percent(uint64_t part, uint64_t whole);
uint64_t overview_managed(const struct overview *all);
uint64_t overview_huge_free(const struct overview *all, const struct zone *zone);
int overview_data(struct session *session, const struct overview *all);
int overview_print(struct session *session, const struct overview *all);

#endif /* OVERVIEW_H */
