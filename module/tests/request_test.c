// SPDX-License-Identifier: GPL-2.0
/* The request parser: a line in; values, or an errno and a sentence, out. */
#include <kunit/test.h>

#include "../range.c"
#include "../request.c"
#include "../request_put.c"
#include "../value.c"

struct sample {
	u64 size;
	u64 count;
	u64 gfp;
	u64 mode;
	struct kml_addresses addrs;
};

static const struct kml_flag masks[] = {
	{ "GFP_BOTH", 0x3 }, { "GFP_ONE", 0x1 }, { "GFP_TWO", 0x2 }, { "GFP_EIGHT", 0x8 }, { }
};

static const char * const modes[] = { "short", "long", NULL };

static const struct kml_key keys[] = {
	{
		.name = "size",
		.help = "bytes",
		.type = KML_KEY_SIZE,
		.required = true,
		.offset = offsetof(struct sample, size),
		.min = 1,
		.max = U64_MAX,
	}, {
		.name = "count",
		.help = "objects",
		.type = KML_KEY_NUMBER,
		.offset = offsetof(struct sample, count),
		.min = 2,
		.max = 100,
		.value = 7,
	}, {
		.name = "gfp",
		.help = "mask",
		.type = KML_KEY_GFP,
		.offset = offsetof(struct sample, gfp),
		.value = 0x1,
		.flags = masks,
	}, {
		.name = "mode",
		.help = "how",
		.type = KML_KEY_WORD,
		.offset = offsetof(struct sample, mode),
		.words = modes,
	}, {
		.name = "addr",
		.help = "address",
		.type = KML_KEY_ADDRESSES,
		.offset = offsetof(struct sample, addrs),
	},
	{ }
};

static int parse(struct kunit *test, const char *text, struct sample *sample,
		 struct kml_why *why)
{
	char *line = kunit_kzalloc(test, strlen(text) + 1, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, line);
	memcpy(line, text, strlen(text));
	return kml_request_parse(line, keys, sample, why);
}

static void accepted(struct kunit *test)
{
	static const struct {
		const char *line;
		u64 size, count, gfp, nr, last;
	} rows[] = {
		{ "size=1",				1, 7, 0x1 },
		{ "size=1\n",				1, 7, 0x1 },
		{ "  size=1\t count=100 ",		1, 100, 0x1 },
		{ "count=2 size=64",			64, 2, 0x1 },
		{ "size=4k",				4096, 7, 0x1 },
		{ "size=4K",				4096, 7, 0x1 },
		{ "size=3M",				3 << 20, 7, 0x1 },
		{ "size=2G",				2ULL << 30, 7, 0x1 },
		{ "size=1T",				1ULL << 40, 7, 0x1 },
		{ "size=010",				10, 7, 0x1 },
		{ "size=0x10",				16, 7, 0x1 },
		{ "size=0XfF",				255, 7, 0x1 },
		{ "size=18446744073709551615",		U64_MAX, 7, 0x1 },
		{ "size=16777215T",			16777215ULL << 40, 7, 0x1 },
		{ "size=1 gfp=GFP_ONE|GFP_EIGHT",	1, 7, 0x9 },
		{ "size=1 addr=7f",			1, 7, 0x1, 1, 0x7f },
		{ "size=1 addr=0x7f addr=ff",		1, 7, 0x1, 2, 0xff },
		{ "size=1 addr=ffffffffffffffff",	1, 7, 0x1, 1, U64_MAX },
	};
	struct sample sample;
	struct kml_why why;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		KUNIT_EXPECT_EQ_MSG(test, parse(test, rows[i].line, &sample, &why), 0,
				    "%s: %s", rows[i].line, why.sentence);
		KUNIT_EXPECT_EQ(test, sample.size, rows[i].size);
		KUNIT_EXPECT_EQ(test, sample.count, rows[i].count);
		KUNIT_EXPECT_EQ(test, sample.gfp, rows[i].gfp);
		KUNIT_EXPECT_EQ(test, sample.addrs.nr, rows[i].nr);
		if (rows[i].nr)
			KUNIT_EXPECT_EQ(test, sample.addrs.addr[rows[i].nr - 1], rows[i].last);
	}
}

static void refused(struct kunit *test)
{
	static const struct {
		const char *line;
		int err;
		const char *sentence;
	} rows[] = {
		{ "",			-EINVAL, "size is missing: bytes" },
		{ "\n",			-EINVAL, "size is missing: bytes" },
		{ "count=5",		-EINVAL, "size is missing: bytes" },
		{ "x",			-EINVAL, "unknown key 'x' (known: size, count, gfp, mode, addr)" },
		{ "siz=1",		-EINVAL, "unknown key 'siz' (known: size, count, gfp, mode, addr)" },
		{ "=1",			-EINVAL, "unknown key '' (known: size, count, gfp, mode, addr)" },
		{ "size",		-EINVAL, "size has no value; write size=VALUE" },
		{ "size=",		-EINVAL, "size has no value; write size=VALUE" },
		{ "size=1 size=2",	-EINVAL, "size is given twice" },
		{ "size=1\ncount=2\n",	-EINVAL, "a request is one line; write one request at a time" },
		{ "size=1x",		-EINVAL, "size='1x' is not a number (a suffix K, M, G or T is allowed)" },
		{ "size=-1",		-EINVAL, "size='-1' is not a number (a suffix K, M, G or T is allowed)" },
		{ "size=+1",		-EINVAL, "size='+1' is not a number (a suffix K, M, G or T is allowed)" },
		{ "size=k",		-EINVAL, "size='k' is not a number (a suffix K, M, G or T is allowed)" },
		{ "size=0x",		-EINVAL, "size='0x' is not a number (a suffix K, M, G or T is allowed)" },
		{ "size=0x1k",		-EINVAL, "size='0x1k' is not a number (a suffix K, M, G or T is allowed)" },
		{ "size=1kk",		-EINVAL, "size='1kk' is not a number (a suffix K, M, G or T is allowed)" },
		{ "size=0",		-ERANGE, "size=0 is out of range (1 to 18446744073709551615)" },
		{ "size=18446744073709551616", -ERANGE, "size=18446744073709551616 does not fit in 64 bits" },
		{ "size=16777216T",	-ERANGE, "size=16777216T does not fit in 64 bits" },
		{ "size=1 count=1",	-ERANGE, "count=1 is out of range (2 to 100)" },
		{ "size=1 count=101",	-ERANGE, "count=101 is out of range (2 to 100)" },
		{ "size=1 count=5k",	-EINVAL, "count='5k' is not a number" },
		{ "size=1 gfp=GFP_BOTH", -EINVAL, "gfp names more than one of the zones DMA, DMA32 and HIGHMEM; it has at most one" },
		{ "size=1 gfp=GFP_ONE|GFP_TWO", -EINVAL, "gfp names more than one of the zones DMA, DMA32 and HIGHMEM; it has at most one" },
		{ "size=1 gfp=GFP_X",	-EINVAL, "gfp does not accept 'GFP_X' here (accepted: GFP_BOTH, GFP_ONE, GFP_TWO, GFP_EIGHT)" },
		{ "size=1 gfp=GFP_ONE|", -EINVAL, "gfp does not accept '' here (accepted: GFP_BOTH, GFP_ONE, GFP_TWO, GFP_EIGHT)" },
		{ "size=1 mode=lon",	-EINVAL, "mode='lon' is not known (known: short, long)" },
		{ "size=1 addr=xyz",	-EINVAL, "addr='xyz' is not a hexadecimal address" },
		{ "size=1 addr=1ffffffffffffffff", -ERANGE, "addr=1ffffffffffffffff does not fit in 64 bits" },
	};
	struct sample sample;
	struct kml_why why;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		KUNIT_EXPECT_EQ_MSG(test, parse(test, rows[i].line, &sample, &why),
				    rows[i].err, "%s", rows[i].line);
		KUNIT_EXPECT_STREQ(test, why.sentence, rows[i].sentence);
	}
}

static void too_many_addresses(struct kunit *test)
{
	char *line = kunit_kzalloc(test, 16 + (KML_ADDRESSES_MAX + 1) * 8, GFP_KERNEL);
	struct sample sample;
	struct kml_why why;
	size_t len;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, line);
	len = sprintf(line, "size=1");
	for (i = 0; i < KML_ADDRESSES_MAX; i++)
		len += sprintf(line + len, " addr=%x", i + 1);
	KUNIT_EXPECT_EQ(test, parse(test, line, &sample, &why), 0);
	KUNIT_EXPECT_EQ(test, sample.addrs.nr, KML_ADDRESSES_MAX);
	KUNIT_EXPECT_EQ(test, sample.addrs.addr[KML_ADDRESSES_MAX - 1], KML_ADDRESSES_MAX);

	sprintf(line + len, " addr=1");
	KUNIT_EXPECT_EQ(test, parse(test, line, &sample, &why), -E2BIG);
	KUNIT_EXPECT_STREQ(test, why.sentence, "addr is given more than 64 times");
}

/* A sentence about a hostile word stays a sentence. */
static void long_words_are_cut(struct kunit *test)
{
	char *line = kunit_kzalloc(test, 4096, GFP_KERNEL);
	struct sample sample;
	struct kml_why why;

	KUNIT_ASSERT_NOT_NULL(test, line);
	memset(line, 'a', 4095);
	KUNIT_EXPECT_EQ(test, kml_request_parse(line, keys, &sample, &why), -EINVAL);
	KUNIT_EXPECT_LT(test, strlen(why.sentence), 128);
}

static void words_become_indices(struct kunit *test)
{
	struct sample sample;
	struct kml_why why;

	KUNIT_EXPECT_EQ(test, parse(test, "size=1", &sample, &why), 0);
	KUNIT_EXPECT_EQ(test, sample.mode, 0);
	KUNIT_EXPECT_EQ(test, parse(test, "size=1 mode=long", &sample, &why), 0);
	KUNIT_EXPECT_EQ(test, sample.mode, 1);
}

static void masks_are_spelled(struct kunit *test)
{
	static const struct {
		u64 value;
		const char *name;
	} rows[] = {
		{ 0x1, "GFP_ONE" }, { 0x3, "GFP_BOTH" }, { 0xa, "GFP_TWO|GFP_EIGHT" }, { 0, "" },
	};
	char name[32];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		KUNIT_EXPECT_EQ(test, kml_gfp_name(name, sizeof(name), rows[i].value, masks),
				strlen(rows[i].name));
		KUNIT_EXPECT_STREQ(test, name, rows[i].name);
	}
}

struct ranges {
	struct kml_range orders;
	struct kml_range sizes;
	struct cpumask cpus;
};

static const struct kml_key range_keys[] = {
	{
		.name = "order",
		.type = KML_KEY_NUMBERS,
		.offset = offsetof(struct ranges, orders),
		.max = 10,
		.value = 3,
	}, {
		.name = "size",
		.type = KML_KEY_SIZES,
		.offset = offsetof(struct ranges, sizes),
		.max = 1ULL << 63,
	}, {
		.name = "cpus",
		.type = KML_KEY_CPUS,
		.offset = offsetof(struct ranges, cpus),
	},
	{ }
};

static int parse_ranges(struct kunit *test, const char *text, struct ranges *ranges,
			struct kml_why *why)
{
	char *line = kunit_kzalloc(test, strlen(text) + 1, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, line);
	memcpy(line, text, strlen(text));
	return kml_request_parse(line, range_keys, ranges, why);
}

static void ranges_count(struct kunit *test)
{
	static const struct {
		const char *line;
		unsigned int nr;
		u64 second, last;
	} rows[] = {
		{ "",				1, 0, 0 },
		{ "size=7",			1, 7, 7 },
		{ "size=64..8M",		18, 128, 8 << 20 },
		{ "size=64..8M*2",		18, 128, 8 << 20 },
		{ "size=1..100*10",		3, 10, 100 },
		{ "size=1..99*10",		2, 10, 10 },
		{ "size=5..5",			1, 5, 5 },
		{ "size=0..64+16",		5, 16, 64 },
		{ "size=1k..2k+1k",		2, 2048, 2048 },
		{ "size=1..256+1",		256, 2, 256 },
		{ "size=9223372036854775807..9223372036854775808", 1, 9223372036854775807ULL,
		  9223372036854775807ULL },
		{ "size=9223372036854775808..9223372036854775808", 1, 1ULL << 63, 1ULL << 63 },
	};
	struct ranges *ranges = kunit_kzalloc(test, sizeof(*ranges), GFP_KERNEL);
	struct kml_why why;
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, ranges);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		KUNIT_ASSERT_EQ_MSG(test, parse_ranges(test, rows[i].line, ranges, &why), 0,
				    "%s: %s", rows[i].line, why.sentence);
		KUNIT_EXPECT_EQ(test, kml_range_count(&ranges->sizes), rows[i].nr);
		KUNIT_EXPECT_EQ(test, kml_range_at(&ranges->sizes, rows[i].nr - 1), rows[i].last);
		if (rows[i].nr > 1)
			KUNIT_EXPECT_EQ(test, kml_range_at(&ranges->sizes, 1), rows[i].second);
		KUNIT_EXPECT_EQ(test, kml_range_at(&ranges->orders, 0), 3ULL);
		KUNIT_EXPECT_TRUE(test, kml_range_is_one(&ranges->orders));
	}
	KUNIT_ASSERT_EQ(test, parse_ranges(test, "order=0..10 cpus=0", ranges, &why), 0);
	KUNIT_EXPECT_EQ(test, kml_range_count(&ranges->orders), 11);
	KUNIT_EXPECT_EQ(test, kml_range_at(&ranges->orders, 4), 4ULL);
	KUNIT_EXPECT_EQ(test, cpumask_weight(&ranges->cpus), 1);
}

/* A range that never ends is refused, and so is one without an end in sight. */
static void ranges_refused(struct kunit *test)
{
	static const struct {
		const char *line;
		int err;
		const char *sentence;
	} rows[] = {
		{ "size=64..8M*1",	-EINVAL, "size with a step of *1 never ends; the least is *2" },
		{ "size=64..8M*0",	-EINVAL, "size with a step of *0 never ends; the least is *2" },
		{ "size=64..8M+0",	-EINVAL, "size with a step of +0 never ends; the least is +1" },
		{ "size=0..8M",		-EINVAL, "size=0..8388608*2 never ends: it stays at 0" },
		{ "size=8..4",		-EINVAL, "size=8..4 goes down; write the smaller end first" },
		{ "size=1..257+1",	-E2BIG, "size has more than 256 values; take larger steps" },
		{ "size=1..8..9",	-EINVAL, "size='8..9' is not a number (a suffix K, M, G or T is allowed)" },
		{ "size=1..",		-EINVAL, "size='' is not a number (a suffix K, M, G or T is allowed)" },
		{ "size=..8",		-EINVAL, "size='' is not a number (a suffix K, M, G or T is allowed)" },
		{ "size=1..8*",		-EINVAL, "size='' is not a step" },
		{ "size=1..8*x",	-EINVAL, "size='x' is not a step" },
		{ "order=0..11",	-ERANGE, "order=11 is out of range (0 to 10)" },
		{ "order=0..1K",	-EINVAL, "order='1K' is not a number" },
	};
	struct ranges *ranges = kunit_kzalloc(test, sizeof(*ranges), GFP_KERNEL);
	struct kml_why why;
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, ranges);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		KUNIT_EXPECT_EQ_MSG(test, parse_ranges(test, rows[i].line, ranges, &why),
				    rows[i].err, "%s", rows[i].line);
		KUNIT_EXPECT_STREQ(test, why.sentence, rows[i].sentence);
	}
	KUNIT_EXPECT_EQ(test, parse_ranges(test, "cpus=3-1", ranges, &why), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse_ranges(test, "cpus=x", ranges, &why), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse_ranges(test, "cpus=999999", ranges, &why), -EINVAL);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(accepted),
	KUNIT_CASE(refused),
	KUNIT_CASE(too_many_addresses),
	KUNIT_CASE(long_words_are_cut),
	KUNIT_CASE(words_become_indices),
	KUNIT_CASE(masks_are_spelled),
	KUNIT_CASE(ranges_count),
	KUNIT_CASE(ranges_refused),
	{ }
};

static struct kunit_suite suite = {
	.name = "kmemlab-request",
	.test_cases = cases,
};

kunit_test_suites(&suite);
