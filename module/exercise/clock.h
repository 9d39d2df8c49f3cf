/* SPDX-License-Identifier: GPL-2.0 */
/* What exercises are timed with. */
#ifndef KML_CLOCK_H
#define KML_CLOCK_H

#include <linux/ktime.h>
#include <linux/types.h>

#include "../file.h"
#include "clock_x86.h"

/* Values of the key clock; see kml_clock_words. */
enum kml_clock_kind {
	KML_CLOCK_AUTO,		/* the TSC where it is steady, else ktime */
	KML_CLOCK_TSC,
	KML_CLOCK_KTIME,
};

extern const char * const kml_clock_words[];

/**
 * struct kml_clock - a clock
 * @kind: KML_CLOCK_TSC or KML_CLOCK_KTIME
 * @khz: its ticks a millisecond
 * @cost: ticks that one reading adds to a time
 */
struct kml_clock {
	enum kml_clock_kind kind;
	u32 khz;
	u64 cost;
};

/* @kind is a constant where time counts, so that no choice is left there. */
static __always_inline u64 kml_now(enum kml_clock_kind kind)
{
	return kind == KML_CLOCK_TSC ? kml_ticks() : ktime_get_ns();
}

enum kml_clock_kind kml_clock_kind_of(u64 asked);
int kml_clock_check(struct kml_session *s, u64 asked);
void kml_clock_choose(struct kml_clock *clock, u64 asked);
u64 kml_clock_ns(const struct kml_clock *clock, u64 ticks);
u64 kml_clock_ps(const struct kml_clock *clock, u64 ticks);
bool kml_clock_shaky(const struct kml_clock *clock);

#endif /* KML_CLOCK_H */
