// SPDX-License-Identifier: GPL-2.0
/* The text writer: what goes in, and the exact bytes that come out. */
#include <kunit/test.h>
#include <linux/limits.h>
#include <linux/module.h>

#include "../text.c"

static char bytes[256];

static struct kml_text text_of(size_t size)
{
	return (struct kml_text){ .buf = bytes, .size = size };
}

static void expect_text(struct kunit *test, const struct kml_text *t, const char *expected)
{
	KUNIT_ASSERT_LT(test, t->len, sizeof(bytes));
	bytes[t->len] = '\0';
	KUNIT_EXPECT_STREQ(test, bytes, expected);
	KUNIT_EXPECT_FALSE(test, t->overflow);
	KUNIT_EXPECT_FALSE(test, t->ragged);
}

static void lines(struct kunit *test)
{
	struct kml_text t = text_of(sizeof(bytes));

	kml_text_head(&t, "exercise/kmalloc", 3);
	kml_text_note(&t, "consistency", "racy, %d retries", 2);
	kml_text_section(&t, "free", "nid:int zone:str");
	kml_text_int(&t, 0);
	kml_text_str(&t, "DMA32");
	kml_text_row_end(&t);
	kml_text_error(&t, "%s went", "something");
	expect_text(test, &t,
		    "# kmemlab exercise/kmalloc 3\n"
		    "# consistency: racy, 2 retries\n"
		    "@ free nid:int zone:str\n"
		    "0 DMA32\n"
		    "error: something went\n");
}

static void numbers(struct kunit *test)
{
	static const struct {
		s64 number;
		const char *decimal;
		const char *hex;
	} rows[] = {
		{ 0,		"0",			"0x0" },
		{ 9,		"9",			"0x9" },
		{ 10,		"10",			"0xa" },
		{ 4096,		"4096",			"0x1000" },
		{ -1,		"-1",			"0xffffffffffffffff" },
		{ S64_MAX,	"9223372036854775807",	"0x7fffffffffffffff" },
		{ S64_MIN,	"-9223372036854775808",	"0x8000000000000000" },
	};
	char expected[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kml_text t = text_of(sizeof(bytes));

		kml_text_int(&t, rows[i].number);
		kml_text_hex(&t, rows[i].number);
		snprintf(expected, sizeof(expected), "%s %s", rows[i].decimal, rows[i].hex);
		expect_text(test, &t, expected);
	}
}

static void largest_number(struct kunit *test)
{
	struct kml_text t = text_of(sizeof(bytes));

	kml_text_uint(&t, U64_MAX);
	expect_text(test, &t, "18446744073709551615");
}

/* The same whether there is room for more than these, or for just these. */
static void rows_of_numbers(struct kunit *test)
{
	static const u64 values[] = { 0, 9, 10, 99, 100, 65536, U64_MAX };
	static const char expected[] =
		"@ s a:int b:int c:int d:int e:int f:int g:int\n"
		"0 9 10 99 100 65536 18446744073709551615\n";
	const size_t sizes[] = { sizeof(bytes), strlen(expected) };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct kml_text t = text_of(sizes[i]);

		kml_text_section(&t, "s", "a:int b:int c:int d:int e:int f:int g:int");
		kml_text_uint(&t, values[0]);
		kml_text_uints(&t, values + 1, ARRAY_SIZE(values) - 1);
		kml_text_row_end(&t);
		expect_text(test, &t, expected);
		t = text_of(sizeof(bytes));
		kml_text_uints(&t, values, 2);
		expect_text(test, &t, "0 9");
	}
}

static void strings(struct kunit *test)
{
	static const struct {
		const char *value;
		const char *written;
	} rows[] = {
		{ "plain",		"plain" },
		{ "/usr/bin/a-b",	"/usr/bin/a-b" },
		{ "a#b@c",		"a#b@c" },
		{ "",			"\"\"" },
		{ "-",			"\"-\"" },
		{ "--",			"--" },
		{ "#top",		"\"#top\"" },
		{ "@at",		"\"@at\"" },
		{ "error: no",		"\"error: no\"" },
		{ "error",		"error" },
		{ "two words",		"\"two words\"" },
		{ "tab\there",		"\"tab\\x09here\"" },
		{ "new\nline",		"\"new\\x0aline\"" },
		{ "del\x7f",		"\"del\\x7f\"" },
		{ "say \"so\"",		"\"say \\\"so\\\"\"" },
		{ "back\\slash",	"\"back\\\\slash\"" },
		{ "caf\xc3\xa9",	"caf\xc3\xa9" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kml_text t = text_of(sizeof(bytes));

		kml_text_str(&t, rows[i].value);
		expect_text(test, &t, rows[i].written);
	}
}

static void flags(struct kunit *test)
{
	static const struct kml_flag names[] = {
		{ "one", 0x1 }, { "two", 0x2 }, { "three", 0x3 }, { "absent", 0 }, { "top", BIT_ULL(63) }, { }
	};
	static const struct {
		u64 value;
		const char *written;
	} rows[] = {
		{ 0,			"none" },
		{ 0x1,			"one" },
		{ 0x3,			"one|two|three" },
		{ BIT_ULL(63) | 0x2,	"two|top" },
		{ 0x100,		"none" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kml_text t = text_of(sizeof(bytes));

		kml_text_flags(&t, rows[i].value, names);
		expect_text(test, &t, rows[i].written);
	}
}

/* A row that does not fit goes whole, at whatever byte the buffer ends. */
static void overflow_drops_whole_rows(struct kunit *test)
{
	const size_t first = strlen("@ s a:str\nfits\n");
	size_t size;

	for (size = first; size < first + strlen("does not\n"); size++) {
		struct kml_text t = text_of(size);

		kml_text_section(&t, "s", "a:str");
		kml_text_str(&t, "fits");
		kml_text_row_end(&t);
		kml_text_str(&t, "does\"not");
		kml_text_row_end(&t);
		KUNIT_EXPECT_TRUE(test, t.overflow);
		KUNIT_EXPECT_EQ(test, t.len, first);
	}
}

static void overflow_of_a_format(struct kunit *test)
{
	struct kml_text t = text_of(20);

	kml_text_note(&t, "n", "%s", "just thirteen");
	KUNIT_EXPECT_FALSE(test, t.overflow);
	kml_text_note(&t, "n", "%s", "more");
	KUNIT_EXPECT_TRUE(test, t.overflow);
	KUNIT_EXPECT_EQ(test, t.len, strlen("# n: just thirteen\n"));
}

static void rows_of_names_and_values(struct kunit *test)
{
	static const struct kml_number numbers[] = { { "zero", 0 }, { "unknown", -1 } };
	static const struct kml_string strings[] = { { "arch", "x86_64" }, { "empty", "" } };
	struct kml_text t = text_of(sizeof(bytes));
	u64 pos = 0;

	kml_text_section(&t, "n", "name:str value:int");
	while (kml_text_number_row(&t, numbers, ARRAY_SIZE(numbers), &pos))
		;
	KUNIT_EXPECT_EQ(test, pos, ARRAY_SIZE(numbers));
	kml_text_section(&t, "s", "name:str value:str");
	pos = 0;
	while (kml_text_string_row(&t, strings, ARRAY_SIZE(strings), &pos))
		;
	KUNIT_EXPECT_EQ(test, pos, ARRAY_SIZE(strings));
	expect_text(test, &t,
		    "@ n name:str value:int\n"
		    "zero 0\n"
		    "unknown -\n"
		    "@ s name:str value:str\n"
		    "arch x86_64\n"
		    "empty \"\"\n");
}

static void ragged_rows_are_noticed(struct kunit *test)
{
	struct kml_text t = text_of(sizeof(bytes));

	kml_text_section(&t, "s", "a:int b:int");
	kml_text_int(&t, 1);
	kml_text_row_end(&t);
	KUNIT_EXPECT_TRUE(test, t.ragged);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(lines),
	KUNIT_CASE(numbers),
	KUNIT_CASE(largest_number),
	KUNIT_CASE(rows_of_numbers),
	KUNIT_CASE(strings),
	KUNIT_CASE(flags),
	KUNIT_CASE(overflow_drops_whole_rows),
	KUNIT_CASE(overflow_of_a_format),
	KUNIT_CASE(rows_of_names_and_values),
	KUNIT_CASE(ragged_rows_are_noticed),
	{ }
};

static struct kunit_suite suite = {
	.name = "kmemlab-text",
	.test_cases = cases,
};

kunit_test_suites(&suite);

MODULE_DESCRIPTION("KUnit suites of kmemlab's pure parts");
MODULE_LICENSE("GPL");
