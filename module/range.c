// SPDX-License-Identifier: GPL-2.0
/* Ranges of values: see range.h. */
#include <linux/overflow.h>

#include "range.h"

/**
 * kml_range_is_one - was a single value given, and no range?
 * @range: the range
 *
 * Return: true if so.
 */
bool kml_range_is_one(const struct kml_range *range)
{
	return !range->step;
}

/**
 * kml_range_next - step on
 * @range: the range
 * @value: in: a value of it; out: the next
 *
 * Return: false if there is none.
 */
bool kml_range_next(const struct kml_range *range, u64 *value)
{
	if (kml_range_is_one(range))
		return false;
	if (range->times ? check_mul_overflow(*value, range->step, value) :
			   check_add_overflow(*value, range->step, value))
		return false;
	return *value <= range->to;
}

/**
 * kml_range_at - a value by its place
 * @range: the range
 * @index: below kml_range_count()
 *
 * Return: the value.
 */
u64 kml_range_at(const struct kml_range *range, unsigned int index)
{
	u64 value = range->from;

	while (index-- && kml_range_next(range, &value))
		;
	return value;
}

/**
 * kml_range_count - how many values there are
 * @range: the range
 *
 * Return: values; KML_RANGE_MAX + 1 stands for more than KML_RANGE_MAX.
 */
unsigned int kml_range_count(const struct kml_range *range)
{
	u64 value = range->from;
	unsigned int nr = 1;

	while (nr <= KML_RANGE_MAX && kml_range_next(range, &value))
		nr++;
	return nr;
}
