/* SPDX-License-Identifier: GPL-2.0 */
/* The overview: what was read for it, and how it is shown. */
#ifndef OVERVIEW_H
#define OVERVIEW_H

#include <stddef.h>

#include "buddy.h"
#include "doc.h"
#include "meminfo.h"
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
	struct remarks missing;
	struct remarks unusual;
};

int overview_print(struct session *session, const struct overview *all);

#endif /* OVERVIEW_H */
