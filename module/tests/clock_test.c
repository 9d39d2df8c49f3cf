// SPDX-License-Identifier: GPL-2.0
/* The clock: ticks in nanoseconds and picoseconds, single times and sums of them. */
#include <kunit/test.h>
#include <linux/limits.h>

#include "../exercise/clock.c"

static void ticks_are_times(struct kunit *test)
{
	static const struct {
		u32 khz;
		u64 ticks;
		u64 ns;
		u64 ps;
	} rows[] = {
		{ 1000000,	0,		0,		0 },
		{ 1000000,	1,		1,		1000 },
		{ 3000000,	1,		0,		333 },
		{ 3000000,	2,		0,		666 },
		{ 3000000,	3000001,	1000000,	1000000333 },
		{ 2999999,	2999999,	1000000,	1000000000 },
		{ 2999999,	2999998,	999999,		999999666 },
		/* Two days of 3 GHz are more than 2^48 ticks. */
		{ 3000000,	3000000ULL * 172800000 + 1,
		  172800000000000ULL,	172800000000000333ULL },
		/* 256 threads, ten minutes each. */
		{ 1000000,	256 * 600000000000ULL,
		  256 * 600000000000ULL,	256 * 600000000000000ULL },
		/* What does not fit is not less than what does. */
		{ 1000000,	U64_MAX / 1001,	U64_MAX / 1001,	U64_MAX / 1001 * 1000 },
		{ 1000000,	U64_MAX / 999,	U64_MAX / 999,	U64_MAX },
		{ 1000,		U64_MAX,	U64_MAX,	U64_MAX },
		{ U32_MAX,	U64_MAX,	4294967297000000ULL,	4294967297000000000ULL },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct kml_clock clock = { .kind = KML_CLOCK_KTIME, .khz = rows[i].khz };

		KUNIT_EXPECT_EQ_MSG(test, kml_clock_ns(&clock, rows[i].ticks), rows[i].ns,
				    "%llu ticks of %u kHz", rows[i].ticks, rows[i].khz);
		KUNIT_EXPECT_EQ_MSG(test, kml_clock_ps(&clock, rows[i].ticks), rows[i].ps,
				    "%llu ticks of %u kHz", rows[i].ticks, rows[i].khz);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(ticks_are_times),
	{ }
};

static struct kunit_suite suite = {
	.name = "kmemlab-clock",
	.test_cases = cases,
};

kunit_test_suites(&suite);
