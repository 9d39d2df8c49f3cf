// SPDX-License-Identifier: GPL-2.0
/* What grows over many cycles: see growth.h. */
#include <stdlib.h>
#include <string.h>

#include "growth.h"
#include "xalloc.h"

/**
 * growth_begin - begin to take samples
 * @growth: filled
 * @samples: how many there will be at most, at least 2
 */
void growth_begin(struct growth *growth, size_t samples)
{
	*growth = (struct growth){ .room = samples };
}

static struct series *find(struct growth *growth, const struct gauge *gauge)
{
	struct series *series = growth->series;
	size_t i;

	for (i = 0; i < growth->nr; i++)
		if (series[i].kind == gauge->kind && !strcmp(series[i].name, gauge->name))
			return &series[i];
	return NULL;
}

/* All memory for it is taken, and touched, now: what measures is not to grow. */
static struct series *add(struct growth *growth, const struct gauge *gauge)
{
	struct series *series;

	growth->series = xgrow(growth->series, growth->nr, sizeof(*growth->series));
	series = &growth->series[growth->nr++];
	*series = (struct series){
		.kind = gauge->kind,
		.name = xstrdup(gauge->name),
		.bytes = xrealloc(NULL, growth->room, sizeof(*series->bytes)),
	};
	memset(series->bytes, 0, growth->room * sizeof(*series->bytes));
	return series;
}

static void set(struct growth *growth, size_t at, const struct gauges *gauges)
{
	struct series *series;
	size_t i;

	for (i = 0; i < growth->nr; i++)
		growth->series[i].bytes[at] = 0;
	for (i = 0; i < gauges->nr; i++) {
		series = find(growth, &gauges->list[i]);
		if (!series)
			series = add(growth, &gauges->list[i]);
		series->bytes[at] = gauges->list[i].bytes;
	}
}

/**
 * growth_sample - take a sample
 * @growth: from growth_begin()
 * @gauges: who holds what; who is not there holds nothing
 */
void growth_sample(struct growth *growth, const struct gauges *gauges)
{
	set(growth, growth->samples++, gauges);
}

/**
 * growth_forget - forget the first sample, to have room for another
 * @growth: with at least one sample
 */
void growth_forget(struct growth *growth)
{
	size_t i;

	growth->samples--;
	for (i = 0; i < growth->nr; i++)
		memmove(growth->series[i].bytes, growth->series[i].bytes + 1,
			growth->samples * sizeof(*growth->series[i].bytes));
}

/**
 * growth_again - take the last sample once more
 * @growth: with at least one sample
 * @gauges: as of growth_sample()
 */
void growth_again(struct growth *growth, const struct gauges *gauges)
{
	set(growth, growth->samples - 1, gauges);
}

/**
 * growth_of - from the first sample to the last
 * @growth: the samples
 * @series: of whom
 *
 * Return: bytes.
 */
int64_t growth_of(const struct growth *growth, const struct series *series)
{
	return series->bytes[growth->samples - 1] - series->bytes[0];
}

/**
 * growth_is_steady - does one grow all the time, as what leaks does?
 * @growth: the samples
 * @series: of whom
 *
 * What serves a load grows and shrinks with it, or grows once; so at least three
 * quarters of four or more steps have to go up, and hardly one down.
 */
bool growth_is_steady(const struct growth *growth, const struct series *series)
{
	size_t steps = growth->samples - 1, rose = 0, fell = 0, i;

	for (i = 1; i < growth->samples; i++) {
		rose += series->bytes[i] > series->bytes[i - 1];
		fell += series->bytes[i] < series->bytes[i - 1];
	}
	return steps >= GROWTH_STEADY_STEPS && 4 * rose >= 3 * steps && 10 * fell <= steps;
}

/**
 * growth_per_cycle - what one grows by in a cycle
 * @series: of whom, judged
 *
 * Return: bytes, rounded.
 */
int64_t growth_per_cycle(const struct series *series)
{
	return series->per_cycle + (series->per_cycle < 0 ? -0.5 : 0.5);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/*
 * The slope of the line that half of all pairs of samples rise above (Theil and
 * Sen): a step, which a cache takes once, and samples that are off do not move it.
 */
static double slope(const struct series *series, size_t nr)
{
	double *slopes = xrealloc(NULL, nr * (nr - 1) / 2, sizeof(*slopes)), median;
	size_t i, j, pairs = 0;

	for (i = 0; i < nr; i++)
		for (j = i + 1; j < nr; j++)
			slopes[pairs++] = ((double)series->bytes[j] - series->bytes[i]) / (j - i);
	qsort(slopes, pairs, sizeof(*slopes), compare);
	median = pairs % 2 ? slopes[pairs / 2] :
			     (slopes[pairs / 2 - 1] + slopes[pairs / 2]) / 2;
	free(slopes);
	return median;
}

static int by_growth(const void *a, const void *b)
{
	const struct series *x = a, *y = b;

	if (x->over != y->over)
		return x->over ? -1 : 1;
	if (x->per_cycle != y->per_cycle)
		return x->per_cycle > y->per_cycle ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return strcmp(x->name, y->name);
}

/**
 * growth_judge - find what grew
 * @growth: with at least two samples; sorted, what grew most comes first
 * @max_bytes: growth over all cycles together that is allowed
 *
 * Who grew has more at the end than at the begin, and more in most cycles.
 *
 * Return: how many grew by more than @max_bytes.
 */
size_t growth_judge(struct growth *growth, uint64_t max_bytes)
{
	size_t cycles = growth->samples - 1, i, nr = 0;
	struct series *series;

	for (i = 0; i < growth->nr; i++) {
		series = &growth->series[i];
		series->per_cycle = slope(series, growth->samples);
		series->over = growth_of(growth, series) > 0 &&
			       (uint64_t)growth_of(growth, series) > max_bytes &&
			       series->per_cycle * cycles > max_bytes;
		nr += series->over;
	}
	if (growth->nr)
		qsort(growth->series, growth->nr, sizeof(*growth->series), by_growth);
	return nr;
}

/**
 * growth_free - free the samples
 * @growth: emptied
 */
void growth_free(struct growth *growth)
{
	while (growth->nr--) {
		free(growth->series[growth->nr].name);
		free(growth->series[growth->nr].bytes);
	}
	free(growth->series);
	*growth = (struct growth){ 0 };
}
