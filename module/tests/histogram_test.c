// SPDX-License-Identifier: GPL-2.0
/* The histogram: which bucket a value is in, and what the quantiles say. */
#include <kunit/test.h>
#include <linux/limits.h>
#include <linux/module.h>

#include "../exercise/histogram.c"

static void buckets(struct kunit *test)
{
	static const struct {
		u64 value;
		unsigned int bucket;
		u64 low;
		u64 high;
	} rows[] = {
		{ 0,		0,	0,	0 },
		{ 1,		1,	1,	1 },
		{ 63,		63,	63,	63 },
		{ 64,		64,	64,	64 },
		{ 127,		127,	127,	127 },
		{ 128,		128,	128,	129 },
		{ 129,		128,	128,	129 },
		{ 130,		129,	130,	131 },
		{ 255,		191,	254,	255 },
		{ 256,		192,	256,	259 },
		{ 1000,		317,	1000,	1007 },
		{ 1 << 20,	960,	1 << 20, (1 << 20) + (1 << 14) - 1 },
		{ U64_MAX,	KML_HISTOGRAM_BUCKETS - 1, 127ULL << 57, U64_MAX },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		KUNIT_EXPECT_EQ(test, kml_histogram_bucket(rows[i].value), (unsigned long)rows[i].bucket);
		KUNIT_EXPECT_EQ(test, kml_histogram_low(rows[i].bucket), rows[i].low);
		KUNIT_EXPECT_EQ(test, kml_histogram_high(rows[i].bucket), rows[i].high);
	}
}

/* No value is in two buckets, or in none. */
static void buckets_meet(struct kunit *test)
{
	unsigned int i;

	KUNIT_EXPECT_EQ(test, kml_histogram_low(0), 0ULL);
	for (i = 1; i < KML_HISTOGRAM_BUCKETS; i++) {
		KUNIT_ASSERT_EQ(test, kml_histogram_low(i), kml_histogram_high(i - 1) + 1);
		KUNIT_ASSERT_EQ(test, kml_histogram_bucket(kml_histogram_low(i)), (unsigned long)i);
		KUNIT_ASSERT_EQ(test, kml_histogram_bucket(kml_histogram_high(i)), (unsigned long)i);
	}
	KUNIT_EXPECT_EQ(test, kml_histogram_high(i - 1), U64_MAX);
}

static struct kml_histogram *histogram_of(struct kunit *test)
{
	struct kml_histogram *h = kunit_kzalloc(test, sizeof(*h), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, h);
	return h;
}

/* Of the values 1 to 100, each once, the exact quantiles are their ranks. */
static void quantiles_of_a_hundred(struct kunit *test)
{
	static const struct {
		unsigned int parts;
		u64 value;
	} rows[] = {
		{ 0, 1 }, { 1, 1 }, { 100, 1 }, { 101, 2 }, { 5000, 50 }, { 5001, 51 },
		{ 9000, 90 }, { 9900, 99 }, { 9990, 100 }, { 9999, 100 }, { 10000, 100 },
	};
	struct kml_histogram *h = histogram_of(test);
	size_t i;

	for (i = 1; i <= 100; i++)
		h->count[kml_histogram_bucket(i)]++;
	KUNIT_EXPECT_EQ(test, kml_histogram_total(h), 100ULL);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		KUNIT_EXPECT_EQ(test, kml_histogram_quantile(h, rows[i].parts), rows[i].value);
}

/* value = 3 * rank, so each exact quantile is known; 1.6% is 1/62. */
static void quantiles_are_near(struct kunit *test)
{
	static const unsigned int parts[] = { 5000, 9000, 9900, 9990, 9999 };
	struct kml_histogram *h = histogram_of(test);
	u64 exact, value, off;
	size_t i;

	for (i = 1; i <= 100000; i++)
		h->count[kml_histogram_bucket(3 * i)]++;
	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		exact = 3ULL * parts[i] * 10;
		value = kml_histogram_quantile(h, parts[i]);
		off = value > exact ? value - exact : exact - value;
		KUNIT_EXPECT_LE(test, off * 62, exact);
	}
}

static void nothing(struct kunit *test)
{
	struct kml_histogram *h = histogram_of(test);

	KUNIT_EXPECT_EQ(test, kml_histogram_quantile(h, 5000), 0ULL);
	KUNIT_EXPECT_EQ(test, kml_histogram_least(h), 0ULL);
	KUNIT_EXPECT_EQ(test, kml_histogram_most(h), 0ULL);
	h->count[KML_HISTOGRAM_BUCKETS - 1] = 1;
	KUNIT_EXPECT_LE(test, 127ULL << 57, kml_histogram_quantile(h, 5000));
	KUNIT_EXPECT_EQ(test, kml_histogram_least(h), 127ULL << 57);
	KUNIT_EXPECT_EQ(test, kml_histogram_most(h), U64_MAX);
}

static void sums(struct kunit *test)
{
	struct kml_histogram *a = histogram_of(test), *b = histogram_of(test);

	a->count[0] = 1;
	a->count[7] = 2;
	b->count[7] = 3;
	b->count[KML_HISTOGRAM_BUCKETS - 1] = 4;
	kml_histogram_add(a, b);
	KUNIT_EXPECT_EQ(test, a->count[0], 1ULL);
	KUNIT_EXPECT_EQ(test, a->count[7], 5ULL);
	KUNIT_EXPECT_EQ(test, a->count[KML_HISTOGRAM_BUCKETS - 1], 4ULL);
	KUNIT_EXPECT_EQ(test, kml_histogram_total(a), 10ULL);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(buckets),
	KUNIT_CASE(buckets_meet),
	KUNIT_CASE(quantiles_of_a_hundred),
	KUNIT_CASE(quantiles_are_near),
	KUNIT_CASE(nothing),
	KUNIT_CASE(sums),
	{ }
};

static struct kunit_suite suite = {
	.name = "kmemlab-histogram",
	.test_cases = cases,
};

kunit_test_suites(&suite);
