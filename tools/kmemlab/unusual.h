/* SPDX-License-Identifier: GPL-2.0 */
/* What is unusual about the memory of a machine, in plain words. */
#ifndef UNUSUAL_H
#define UNUSUAL_H

#include <stddef.h>
#include <stdint.h>

#include "buddy.h"
#include "gauges.h"
#include "meminfo.h"
#include "pressure.h"
#include "zones.h"

/**
 * struct remarks - sentences without a full stop
 * @text: the sentences; owned, as each of them
 * @nr: how many
 */
struct remarks {
	char **text;
	size_t nr;
};

void unusual_zone(struct remarks *remarks, const struct zone *zone, uint64_t page);
void unusual_buddy(struct remarks *remarks, const struct zone *zone,
		   const struct buddies *buddies, uint64_t page);
unsigned int unusual_huge_order(uint64_t page);
void unusual_memory(struct remarks *remarks, const struct meminfo *info, uint64_t ram,
		    const struct gauge *slab);
void unusual_pressure(struct remarks *remarks, const struct pressure *pressure);
void unusual_class(struct remarks *remarks, const struct gauge *class);
void remarks_add(struct remarks *remarks, char *text);
void remarks_free(struct remarks *remarks);

#endif /* UNUSUAL_H */
