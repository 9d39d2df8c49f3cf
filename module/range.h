/* SPDX-License-Identifier: GPL-2.0 */
/* Values that a request asks for one after the other: 64..8M*2. Pure. */
#ifndef KML_RANGE_H
#define KML_RANGE_H

#include <linux/types.h>

/* Most values a range may have. */
#define KML_RANGE_MAX	256

/**
 * struct kml_range - values from one to another
 * @from: the first
 * @to: none is larger
 * @step: each is the last one plus this, or times this
 * @times: times; at least 2, else plus: at least 1
 */
struct kml_range {
	u64 from;
	u64 to;
	u64 step;
	bool times;
};

bool kml_range_next(const struct kml_range *range, u64 *value);
u64 kml_range_at(const struct kml_range *range, unsigned int index);
unsigned int kml_range_count(const struct kml_range *range);
bool kml_range_is_one(const struct kml_range *range);

#endif /* KML_RANGE_H */
