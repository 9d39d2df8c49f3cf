// SPDX-License-Identifier: GPL-2.0
/* Lists of free objects in a slab of the test's own: whole ones, and broken ones. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "../slab/freelist.h"

#define OBJECTS		16
#define NONE		0

static const struct kml_cache cache = {
	.size = 96,
	.first = 32,
	.free_at = 40,
	.random = 0x5a17c0ffee15900dUL,
};

static unsigned long object(unsigned long base, unsigned int index)
{
	return base + cache.first + index * cache.size;
}

/* Lets the free object at @at point to @next. */
static void point(unsigned long at, unsigned long next)
{
	unsigned long *pointer = (unsigned long *)(at + cache.free_at);

	*pointer = next;
	if (KML_HAS(kmem_cache, random))
		*pointer ^= cache.random ^ swab64((unsigned long)pointer);
}

/* A slab whose free objects are 3, 0, 15 and 8, in this order. */
static unsigned long make_slab(struct kunit *test)
{
	unsigned long base = (unsigned long)kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);

	KUNIT_ASSERT_NE(test, base, 0);
	point(object(base, 3), object(base, 0));
	point(object(base, 0), object(base, 15));
	point(object(base, 15), object(base, 8));
	point(object(base, 8), NONE);
	return base;
}

static int walk(unsigned long base, unsigned long at)
{
	return kml_freelist_walk(&cache, base, OBJECTS, at, NULL, NULL);
}

struct visits {
	unsigned int nr;
	unsigned long at[OBJECTS];
};

static void visit(void *arg, unsigned long at)
{
	struct visits *visits = arg;

	visits->at[visits->nr++] = at;
}

static void whole(struct kunit *test)
{
	static const unsigned int order[] = { 3, 0, 15, 8 };
	unsigned long base = make_slab(test);
	struct visits visits = { 0 };
	unsigned int i;

	KUNIT_EXPECT_EQ(test, 0, walk(base, NONE));
	KUNIT_EXPECT_EQ(test, 1, walk(base, object(base, 8)));
	KUNIT_EXPECT_EQ(test, 4, kml_freelist_walk(&cache, base, OBJECTS, object(base, 3),
						   visit, &visits));
	KUNIT_ASSERT_EQ(test, 4, visits.nr);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, object(base, order[i]), visits.at[i]);
}

static void all_are_free(struct kunit *test)
{
	unsigned long base = make_slab(test);
	unsigned int i;

	for (i = 0; i < OBJECTS; i++)
		point(object(base, i), i + 1 < OBJECTS ? object(base, i + 1) : NONE);
	KUNIT_EXPECT_EQ(test, OBJECTS, walk(base, object(base, 0)));
}

static void circle(struct kunit *test)
{
	unsigned long base = make_slab(test);

	point(object(base, 8), object(base, 3));
	KUNIT_EXPECT_EQ(test, -1, walk(base, object(base, 3)));
}

/* Where it leads to would be read, were it followed. */
static void leads_away(struct kunit *test)
{
	unsigned long base = make_slab(test);
	unsigned long wrong[] = {
		object(base, 4) + 1,
		object(base, 4) - cache.free_at,
		base,
		object(base, 0) - cache.size,
		object(base, OBJECTS),
		1,
		~0UL,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		point(object(base, 8), wrong[i]);
		KUNIT_EXPECT_EQ_MSG(test, -1, walk(base, object(base, 3)), "%#lx", wrong[i]);
		KUNIT_EXPECT_EQ_MSG(test, -1, walk(base, wrong[i]), "%#lx", wrong[i]);
	}
}

/* Behind what vmalloc() returns is a page that is never mapped. */
static void nothing_is_mapped(struct kunit *test)
{
	void *area = vmalloc(PAGE_SIZE);
	unsigned long guard, words[2];

	KUNIT_ASSERT_NOT_NULL(test, area);
	guard = (unsigned long)area + PAGE_SIZE;
	KUNIT_EXPECT_EQ(test, -1, walk(guard, object(guard, 0)));
	KUNIT_EXPECT_FALSE(test, kml_peek(words, guard - sizeof(long), 2));
	KUNIT_EXPECT_TRUE(test, kml_peek(words, guard - 2 * sizeof(long), 2));
	KUNIT_EXPECT_FALSE(test, kml_peek(words, PAGE_SIZE, 2));
	vfree(area);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(whole),
	KUNIT_CASE(all_are_free),
	KUNIT_CASE(circle),
	KUNIT_CASE(leads_away),
	KUNIT_CASE(nothing_is_mapped),
	{ }
};

static struct kunit_suite suite = {
	.name = "kmemlab-freelist",
	.test_cases = cases,
};

kunit_test_suites(&suite);
