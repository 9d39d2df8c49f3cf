// SPDX-License-Identifier: GPL-2.0
/*
 * Runs and tables, from chunks that a test wrote down instead of a walk that
 * read them, and what entries that are not present mean.
 */
#include <kunit/test.h>
#include <linux/mm.h>

#include "../pgtable/runs.c"
#include "../pgtable/tables.c"

#define LEAF(pfn)	(((u64)(pfn) << PAGE_SHIFT) | 0x67)
#define HUGE(pfn)	(((u64)(pfn) << PAGE_SHIFT) | 0xe7)
#define ENTRIES_MAX	12

struct script {
	u64 addr;
	enum kml_level level;
	unsigned int nr;
	u64 raw[ENTRIES_MAX];
	u64 area;
};

static const struct script *script;

/* Stands for the walk: the next chunk of the script, until one without a level. */
int kml_walk_next(struct kml_walk *walk, struct kml_chunk *chunk)
{
	if (!script->nr)
		return 0;
	chunk->addr = script->addr;
	chunk->level = script->level;
	chunk->settled = true;
	chunk->nr = script->nr;
	memcpy(chunk->raw, script->raw, script->nr * sizeof(u64));
	memset(&walk->area, 0, sizeof(walk->area));
	walk->area.start = script->area;
	script++;
	return 1;
}

struct expected {
	u64 addr;
	u64 entries;
	u64 raw;
};

static void expect_runs(struct kunit *test, const struct script *from,
			const struct expected *expected, size_t nr)
{
	struct kml_runs *runs = kunit_kzalloc(test, sizeof(*runs), GFP_KERNEL);
	u64 raw[KML_CHUNK_MAX / 8];
	struct kml_extent area;
	struct kml_run run;
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, runs);
	runs->chunk.raw = raw;
	script = from;
	for (i = 0; i < nr; i++) {
		KUNIT_ASSERT_EQ(test, kml_runs_next(runs, &run, &area), 1);
		KUNIT_EXPECT_EQ(test, run.addr, expected[i].addr);
		KUNIT_EXPECT_EQ(test, run.entries, expected[i].entries);
		KUNIT_EXPECT_EQ(test, run.raw, expected[i].raw);
	}
	KUNIT_EXPECT_EQ(test, kml_runs_next(runs, &run, &area), 0);
	KUNIT_EXPECT_EQ(test, kml_runs_next(runs, &run, &area), 0);
}

/* 10 11 12 | 14 | 5 5 5 | . . | 6: a gap, a repeated frame, empty entries */
static void one_table(struct kunit *test)
{
	static const struct script chunks[] = {
		{ 0x1000, KML_PTE, 10,
		  { LEAF(10), LEAF(11), LEAF(12), LEAF(14), LEAF(5), LEAF(5), LEAF(5), 0, 0,
		    LEAF(6) } },
		{ }
	};
	static const struct expected runs[] = {
		{ 0x1000, 3, LEAF(10) }, { 0x4000, 1, LEAF(14) },
		{ 0x5000, 3, LEAF(5) }, { 0xa000, 1, LEAF(6) },
	};

	expect_runs(test, chunks, runs, ARRAY_SIZE(runs));
}

/* A run of twelve, long enough for the loop of eight, broken at each place. */
static void broken_anywhere(struct kunit *test)
{
	struct script chunks[2] = { { 0, KML_PTE, ENTRIES_MAX } };
	struct expected runs[3];
	unsigned int at, i;

	for (at = 1; at < ENTRIES_MAX - 1; at++) {
		for (i = 0; i < ENTRIES_MAX; i++)
			chunks[0].raw[i] = LEAF(0x100 + i);
		chunks[0].raw[at] = LEAF(0x900);
		runs[0] = (struct expected){ 0, at, LEAF(0x100) };
		runs[1] = (struct expected){ at * PAGE_SIZE, 1, LEAF(0x900) };
		runs[2] = (struct expected){ (at + 1) * PAGE_SIZE, ENTRIES_MAX - 1 - at,
					     LEAF(0x101 + at) };
		expect_runs(test, chunks, runs, ARRAY_SIZE(runs));
	}
}

/* Goes on into the next table of the area, and not into another area. */
static void across_tables(struct kunit *test)
{
	static const struct script chunks[] = {
		{ 0x1ff000, KML_PTE, 1, { LEAF(10) }, 1 },
		{ 0x200000, KML_PTE, 2, { LEAF(11), LEAF(12) }, 1 },
		{ 0x202000, KML_PTE, 1, { LEAF(13) }, 2 },
		{ 0x204000, KML_PTE, 1, { LEAF(14) }, 2 },
		{ }
	};
	static const struct expected runs[] = {
		{ 0x1ff000, 3, LEAF(10) }, { 0x202000, 1, LEAF(13) }, { 0x204000, 1, LEAF(14) },
	};

	expect_runs(test, chunks, runs, ARRAY_SIZE(runs));
}

static void huge_leaves(struct kunit *test)
{
	static const struct script chunks[] = {
		{ 0x400000, KML_PMD, 3, { HUGE(0x200), HUGE(0x400), HUGE(0x800) } },
		{ }
	};
	static const struct expected runs[] = {
		{ 0x400000, 2, HUGE(0x200) }, { 0x800000, 1, HUGE(0x800) },
	};

	expect_runs(test, chunks, runs, ARRAY_SIZE(runs));
}

static void groups(struct kunit *test)
{
	static const struct {
		u64 addr, phys, bytes, group, expected;
	} rows[] = {
		{ 0x10000, 0x20000, 0x10000, 0x4000, 4 },
		{ 0x10000, 0x21000, 0x10000, 0x4000, 0 },	/* aligned differently */
		{ 0x11000, 0x21000, 0x10000, 0x4000, 3 },	/* a head and a tail */
		{ 0x11000, 0x21000, 0x3000, 0x4000, 0 },
		{ 0x11000, 0x21000, 0x7000, 0x4000, 1 },
		{ 0x0, 0x0, 0x200000, 0x200000, 1 },
		{ 0x0, 0x0, 0x1ff000, 0x200000, 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		KUNIT_EXPECT_EQ_MSG(test, kml_run_groups(rows[i].addr, rows[i].phys,
							 rows[i].bytes, rows[i].group),
				    rows[i].expected, "row %zu", i);
}

/* Two chunks of one table are one table; 52 entries of 512 are a tenth. */
static void tables_are_counted_once(struct kunit *test)
{
	static const u64 raw[3] = { LEAF(1), 0, LEAF(2) };
	struct kml_chunk chunk = { .level = KML_PTE, .nr = 3, .settled = true,
				   .raw = (u64 *)raw };
	struct kml_tables *tables = kunit_kzalloc(test, sizeof(*tables), GFP_KERNEL);
	static const u64 addrs[] = { 0x1000, 0x5000, 0x200000, 0x40000000 };
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, tables);
	for (i = 0; i < ARRAY_SIZE(addrs); i++) {
		chunk.addr = addrs[i];
		kml_tables_take(tables, &chunk);
	}
	kml_tables_end(tables);
	KUNIT_EXPECT_EQ(test, tables->nr[KML_PGD], 1);
	KUNIT_EXPECT_EQ(test, tables->nr[KML_PUD], 1);
	KUNIT_EXPECT_EQ(test, tables->nr[KML_PMD], 2);
	KUNIT_EXPECT_EQ(test, tables->nr[KML_PTE], 3);
	KUNIT_EXPECT_EQ(test, tables->used[KML_PTE], 8);
	KUNIT_EXPECT_EQ(test, tables->used[KML_PMD], 3);
	KUNIT_EXPECT_EQ(test, tables->used[KML_PUD], 2);
	KUNIT_EXPECT_EQ(test, tables->tenths[0], 3);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(one_table),
	KUNIT_CASE(broken_anywhere),
	KUNIT_CASE(across_tables),
	KUNIT_CASE(huge_leaves),
	KUNIT_CASE(groups),
	KUNIT_CASE(tables_are_counted_once),
	{ }
};

static struct kunit_suite suite = {
	.name = "kmemlab-runs",
	.test_cases = cases,
};

kunit_test_suites(&suite);
