/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Log-linear histogram: 64 buckets an octave, so that a bucket is at most 1/64
 * of its values wide; values below 128 have a bucket each.
 *
 * Pure: the unit is the caller's, and nobody else writes while it is filled.
 */
#ifndef KML_HISTOGRAM_H
#define KML_HISTOGRAM_H

#include <linux/bitops.h>
#include <linux/types.h>

#define KML_HISTOGRAM_BITS	6
#define KML_HISTOGRAM_BUCKETS	((64 - KML_HISTOGRAM_BITS + 1) << KML_HISTOGRAM_BITS)

/* Parts of all values that a quantile is counted in. */
#define KML_QUANTILE_ALL	10000

/**
 * struct kml_histogram - how often a value was seen
 * @count: a bucket each
 */
struct kml_histogram {
	u64 count[KML_HISTOGRAM_BUCKETS];
};

/**
 * kml_histogram_bucket - where a value is counted
 * @value: any
 *
 * Return: index of the bucket, which grows with the value.
 */
static __always_inline unsigned long kml_histogram_bucket(u64 value)
{
	unsigned long shift = __fls(value | BIT_ULL(KML_HISTOGRAM_BITS)) -
			     KML_HISTOGRAM_BITS;

	/* UBSAN does not know that a bit of 64 is meant; the processor does. */
	return (shift << KML_HISTOGRAM_BITS) + (value >> (shift & 63));
}

/**
 * kml_histogram_count - count a value
 * @histogram: where
 * @value: any
 */
static __always_inline void kml_histogram_count(struct kml_histogram *histogram, u64 value)
{
	/* A pointer, as the bucket of any value is one of the histogram's. */
	u64 *count = histogram->count;

	count[kml_histogram_bucket(value)]++;
}

u64 kml_histogram_low(unsigned int bucket);
u64 kml_histogram_high(unsigned int bucket);
u64 kml_histogram_total(const struct kml_histogram *histogram);
u64 kml_histogram_least(const struct kml_histogram *histogram);
u64 kml_histogram_most(const struct kml_histogram *histogram);
u64 kml_histogram_quantile(const struct kml_histogram *histogram, unsigned int parts);
void kml_histogram_add(struct kml_histogram *to, const struct kml_histogram *from);

#endif /* KML_HISTOGRAM_H */
