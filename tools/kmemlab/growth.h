/* SPDX-License-Identifier: GPL-2.0 */
/* What grows over many cycles, by more than it moves anyway. */
#ifndef GROWTH_H
#define GROWTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauges.h"

/* Fewer steps than this say nothing of a leak. */
#define GROWTH_STEADY_STEPS	4

/**
 * struct series - what one held over the cycles
 * @kind: what it is
 * @name: which; owned
 * @bytes: a sample for each cycle, and the one before the first; owned
 * @per_cycle: what it grows by in a cycle: the median over all pairs of samples
 * @over: it grew by more than is allowed
 */
struct series {
	enum gauge_kind kind;
	char *name;
	uint64_t *bytes;
	double per_cycle;
	bool over;
};

/**
 * struct growth - all of them
 * @series: owned
 * @nr: how many
 * @samples: taken so far
 * @room: samples there can be
 */
struct growth {
	struct series *series;
	size_t nr;
	size_t samples;
	size_t room;
};

void growth_begin(struct growth *growth, size_t samples);
void growth_sample(struct growth *growth, const struct gauges *gauges);
void growth_forget(struct growth *growth);
void growth_again(struct growth *growth, const struct gauges *gauges);
size_t growth_judge(struct growth *growth, uint64_t max_bytes);
int64_t growth_of(const struct growth *growth, const struct series *series);
bool growth_is_steady(const struct growth *growth, const struct series *series);
int64_t growth_per_cycle(const struct series *series);
void growth_free(struct growth *growth);

#endif /* GROWTH_H */
