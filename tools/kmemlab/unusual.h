/* SPDX-License-Identifier: GPL-2.0 */
/* What is unusual about the memory of a machine, in plain words. */
#ifndef UNUSUAL_H
#define UNUSUAL_H

#include <stddef.h>
#include <stdint.h>

#include "buddy.h"
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
void remarks_add(struct remarks *remarks, char *text);
void remarks_free(struct remarks *remarks);

#endif /* UNUSUAL_H */
