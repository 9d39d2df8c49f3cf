// SPDX-License-Identifier: GPL-2.0
/* The clocks of exercises: which one, what it costs, how long a tick is. */
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>

#include "clock.h"

#define READINGS	1000

const char * const kml_clock_words[] = { "auto", "tsc", "ktime", NULL };

/**
 * kml_clock_check - may this clock be asked for?
 * @s: for the reason
 * @asked: value of the key clock
 *
 * Return: 0, or -EOPNOTSUPP after kml_fail().
 */
int kml_clock_check(struct kml_session *s, u64 asked)
{
	if (asked != KML_CLOCK_TSC || kml_ticks_khz())
		return 0;
	return kml_fail(s, -EOPNOTSUPP,
			"clock=tsc: the rate of this machine's TSC is not known; use clock=ktime");
}

/*
 * Shortest of many: what is left when nothing else happens in between. Inlined for each
 * kind of clock, as in what is timed with it: what a choice adds is none of the cost.
 */
static __always_inline u64 cost_of(enum kml_clock_kind kind)
{
	u64 least = U64_MAX, begin, end;
	int i;

	for (i = 0; i < READINGS; i++) {
		begin = kml_now(kind);
		end = kml_now(kind);
		least = min(least, end - begin);
	}
	return least;
}

/**
 * kml_clock_kind_of - which clock that is
 * @asked: value of the key clock, let pass by kml_clock_check()
 *
 * Return: KML_CLOCK_TSC or KML_CLOCK_KTIME.
 */
enum kml_clock_kind kml_clock_kind_of(u64 asked)
{
	if (asked == KML_CLOCK_AUTO)
		return kml_ticks_khz() && kml_ticks_steady() ? KML_CLOCK_TSC : KML_CLOCK_KTIME;
	return asked;
}

/**
 * kml_clock_choose - set a clock up, and measure what it costs
 * @clock: filled
 * @asked: value of the key clock, let pass by kml_clock_check()
 */
void kml_clock_choose(struct kml_clock *clock, u64 asked)
{
	clock->kind = kml_clock_kind_of(asked);
	clock->khz = clock->kind == KML_CLOCK_TSC ? kml_ticks_khz() : NSEC_PER_MSEC;
	if (clock->kind == KML_CLOCK_TSC)
		clock->cost = cost_of(KML_CLOCK_TSC);
	else
		clock->cost = cost_of(KML_CLOCK_KTIME);
}

/* Whole milliseconds and the rest apart, so that no product is too large. */
static u64 ticks_to(const struct kml_clock *clock, u64 ticks, u32 per_ms)
{
	u32 rest;
	u64 ms = div_u64_rem(ticks, clock->khz, &rest);

	if (ms >= div_u64(U64_MAX, per_ms))
		return U64_MAX;
	return ms * per_ms + div_u64((u64)rest * per_ms, clock->khz);
}

/**
 * kml_clock_ns - ticks in nanoseconds
 * @clock: the clock
 * @ticks: a time, or a sum of times
 *
 * Return: the time, or U64_MAX if it is longer than that.
 */
u64 kml_clock_ns(const struct kml_clock *clock, u64 ticks)
{
	return ticks_to(clock, ticks, NSEC_PER_MSEC);
}

/**
 * kml_clock_ps - ticks in picoseconds
 * @clock: the clock
 * @ticks: a time, or a sum of times
 *
 * Return: the time, or U64_MAX if it is longer than that: 213 days.
 */
u64 kml_clock_ps(const struct kml_clock *clock, u64 ticks)
{
	return ticks_to(clock, ticks, NSEC_PER_SEC);
}

/**
 * kml_clock_shaky - may this clock change its rate, or differ between CPUs?
 * @clock: the clock
 *
 * Return: true if times are to be labelled.
 */
bool kml_clock_shaky(const struct kml_clock *clock)
{
	return clock->kind == KML_CLOCK_TSC && !kml_ticks_steady();
}
