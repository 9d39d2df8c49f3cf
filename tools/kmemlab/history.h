/* SPDX-License-Identifier: GPL-2.0 */
/* What a number was in the last moments, and how that is drawn in one line. */
#ifndef HISTORY_H
#define HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

#define HISTORY_MAX	120

/* A character of a line takes at most so many bytes. */
#define SPARK_BYTES	3

/* Rates are over so many moments: one alone jumps, many answer late. */
#define HISTORY_WINDOW	10

struct moment {
	uint64_t ns;
	uint64_t value;
};

/**
 * struct history - a number over time
 * @first: the first moment
 * @ring: the last ones
 * @nr: how many there were
 */
struct history {
	struct moment first;
	struct moment ring[HISTORY_MAX];
	size_t nr;
};

void history_add(struct history *history, uint64_t ns, uint64_t value);
const struct moment *history_back(const struct history *history, size_t back);
bool history_change(const struct history *history, int64_t *change);
bool history_growth(const struct history *history, int64_t *growth);
bool history_rate(const struct history *history, int64_t *per_s);

void spark_history(char *text, const struct history *history, size_t width,
		   enum text_form form);
void spark_bars(char *text, const uint64_t *values, size_t nr, enum text_form form);

#endif /* HISTORY_H */
