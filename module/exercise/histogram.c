// SPDX-License-Identifier: GPL-2.0
/* The log-linear histogram: see histogram.h. */
#include <linux/bits.h>
#include <linux/math64.h>

#include "histogram.h"

#define PER_OCTAVE	((unsigned int)BIT(KML_HISTOGRAM_BITS))

static unsigned int shift_of(unsigned int bucket)
{
	return bucket < 2 * PER_OCTAVE ? 0 : (bucket >> KML_HISTOGRAM_BITS) - 1;
}

/**
 * kml_histogram_low - the least value of a bucket
 * @bucket: below KML_HISTOGRAM_BUCKETS
 *
 * Return: the value.
 */
u64 kml_histogram_low(unsigned int bucket)
{
	unsigned int shift = shift_of(bucket);

	return (u64)(bucket - (shift << KML_HISTOGRAM_BITS)) << shift;
}

/**
 * kml_histogram_high - the largest value of a bucket
 * @bucket: below KML_HISTOGRAM_BUCKETS
 *
 * Return: the value.
 */
u64 kml_histogram_high(unsigned int bucket)
{
	return kml_histogram_low(bucket) + (BIT_ULL(shift_of(bucket)) - 1);
}

/**
 * kml_histogram_total - how many values were counted
 * @histogram: the histogram
 *
 * Return: values.
 */
u64 kml_histogram_total(const struct kml_histogram *histogram)
{
	u64 total = 0;
	unsigned int i;

	for (i = 0; i < KML_HISTOGRAM_BUCKETS; i++)
		total += histogram->count[i];
	return total;
}

/**
 * kml_histogram_least - the least value that was counted
 * @histogram: the histogram
 *
 * Return: the least value of its bucket: exact below 128, else at most 1/64
 * less; 0 if nothing was counted.
 */
u64 kml_histogram_least(const struct kml_histogram *histogram)
{
	unsigned int i;

	for (i = 0; i < KML_HISTOGRAM_BUCKETS; i++)
		if (histogram->count[i])
			return kml_histogram_low(i);
	return 0;
}

/**
 * kml_histogram_most - the largest value that was counted
 * @histogram: the histogram
 *
 * Return: the largest value of its bucket: exact below 128, else at most 1/64
 * more; 0 if nothing was counted.
 */
u64 kml_histogram_most(const struct kml_histogram *histogram)
{
	unsigned int i;

	for (i = KML_HISTOGRAM_BUCKETS; i-- > 0;)
		if (histogram->count[i])
			return kml_histogram_high(i);
	return 0;
}

/* Of @total values, the rank (from 1) of the one that ends the first @parts. */
static u64 rank_of(u64 total, unsigned int parts)
{
	u64 whole = div_u64(total, KML_QUANTILE_ALL);
	u64 rest = total - whole * KML_QUANTILE_ALL;
	u64 rank = whole * parts + div_u64(rest * parts + KML_QUANTILE_ALL - 1,
					   KML_QUANTILE_ALL);

	return rank ?: 1;
}

/**
 * kml_histogram_quantile - the value that so many parts do not exceed
 * @histogram: the histogram
 * @parts: of KML_QUANTILE_ALL: 5000 asks for the median
 *
 * Return: the middle of the bucket the value is in, 1/128 of it away from it
 * at most; 0 if nothing was counted.
 */
u64 kml_histogram_quantile(const struct kml_histogram *histogram, unsigned int parts)
{
	u64 total = kml_histogram_total(histogram), seen = 0, rank;
	unsigned int i;

	if (!total)
		return 0;
	rank = rank_of(total, parts);
	for (i = 0; i < KML_HISTOGRAM_BUCKETS - 1; i++) {
		seen += histogram->count[i];
		if (seen >= rank)
			break;
	}
	return kml_histogram_low(i) + (kml_histogram_high(i) - kml_histogram_low(i)) / 2;
}

/**
 * kml_histogram_add - count what another histogram counted
 * @to: grows
 * @from: stays
 */
void kml_histogram_add(struct kml_histogram *to, const struct kml_histogram *from)
{
	unsigned int i;

	for (i = 0; i < KML_HISTOGRAM_BUCKETS; i++)
		to->count[i] += from->count[i];
}
