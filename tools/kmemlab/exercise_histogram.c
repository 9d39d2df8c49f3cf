// SPDX-License-Identifier: GPL-2.0
/* The times of an exercise as bars: a line for each doubling. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "exercise.h"

#define BAR_WIDTH	50
#define LINES_MAX	64

/**
 * struct bars - how often an operation took how long
 * @ops: by the logarithm of the nanoseconds
 * @most: largest of them
 * @first: first line with any
 * @last: last such line
 */
struct bars {
	uint64_t ops[LINES_MAX];
	uint64_t most;
	unsigned int first;
	unsigned int last;
};

static unsigned int line_of(uint64_t ns)
{
	unsigned int line = 0;

	while (ns >>= 1)
		line++;
	return line;
}

static uint64_t number(const struct part *part, const struct row *row, const char *column)
{
	const struct word *word = doc_word(part, row, column);

	return word && !word->none && !word->negative ? word->value : 0;
}

static bool fill(struct bars *bars, const struct part *part, const char *op)
{
	unsigned int line;
	uint64_t ops;
	size_t i;

	*bars = (struct bars){ .first = LINES_MAX };
	for (i = 0; i < part->nr; i++) {
		const struct row *row = &part->rows[i];

		ops = number(part, row, "ops");
		if (!ops || strcmp(doc_text(part, row, "op"), op))
			continue;
		line = line_of(number(part, row, "low_ps") / 1000);
		bars->ops[line] += ops;
		if (bars->ops[line] > bars->most)
			bars->most = bars->ops[line];
		if (line < bars->first)
			bars->first = line;
		if (line > bars->last)
			bars->last = line;
	}
	return bars->most;
}

/* What was seen at all is seen: a bar has one sign at least. */
static unsigned int bar_of(const struct bars *bars, uint64_t ops)
{
	unsigned int width = (double)ops / bars->most * BAR_WIDTH + 0.5;

	return ops && !width ? 1 : width;
}

static void draw(const struct bars *bars, const char *op)
{
	unsigned int line, i;

	printf("\n%s, from NS on: OPS\n", op);
	for (line = bars->first; line <= bars->last; line++) {
		printf("%12" PRIu64 " %10" PRIu64, line ? UINT64_C(1) << line : 0,
		       bars->ops[line]);
		if (bars->ops[line])
			putchar(' ');
		for (i = 0; i < bar_of(bars, bars->ops[line]); i++)
			putchar('#');
		putchar('\n');
	}
}

/**
 * exercise_histogram - draw the times of an exercise
 * @part: the section "histogram"
 */
void exercise_histogram(const struct part *part)
{
	static const char * const ops[] = { "alloc", "free" };
	struct bars bars;
	size_t i;

	for (i = 0; i < 2; i++)
		if (fill(&bars, part, ops[i]))
			draw(&bars, ops[i]);
}
