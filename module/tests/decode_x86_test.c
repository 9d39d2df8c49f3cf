// SPDX-License-Identifier: GPL-2.0
/* The x86 decoder: entries written down from the manual, and their meaning. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/swap.h>
#include <linux/swapops.h>

#include "../pgtable/decode_x86.c"
#include "../pgtable/flags_x86.c"

#define NX	BIT_ULL(63)

static void kinds_and_frames(struct kunit *test)
{
	static const struct {
		enum kml_level level;
		u64 raw;
		enum kml_kind kind;
		u64 pfn;
	} rows[] = {
		{ KML_PTE, 0,				KML_NONE },
		{ KML_PTE, 0x1234067,			KML_LEAF,  0x1234 },
		{ KML_PTE, NX | 0x1234025,		KML_LEAF,  0x1234 },
		/* Bit 7 of a PTE is PAT, not a size. */
		{ KML_PTE, 0x12340e7,			KML_LEAF,  0x1234 },
		{ KML_PMD, 0,				KML_NONE },
		{ KML_PMD, 0x5678067,			KML_TABLE, 0x5678 },
		{ KML_PMD, NX | 0x200000 | 0xe7,	KML_LEAF,  0x200 },
		/* Bit 12 of a huge leaf is PAT, not part of the frame. */
		{ KML_PMD, NX | 0x200000 | 0x10e7,	KML_LEAF,  0x200 },
		{ KML_PUD, 0x5678067,			KML_TABLE, 0x5678 },
		{ KML_PUD, NX | 0x40000000 | 0xe7,	KML_LEAF,  0x40000 },
		{ KML_P4D, 0x5678067,			KML_TABLE, 0x5678 },
		{ KML_P4D, 0x56780e7,			KML_BAD,   0x5678 },
		{ KML_PGD, 0,				KML_NONE },
		{ KML_PGD, 0x5678067,			KML_TABLE, 0x5678 },
		/* What page-table isolation does to the kernel's copy. */
		{ KML_PGD, NX | 0x5678067,		KML_TABLE, 0x5678 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		KUNIT_EXPECT_EQ_MSG(test, kml_entry_kind(rows[i].level, rows[i].raw),
				    rows[i].kind, "level %d, %llx", rows[i].level, rows[i].raw);
		KUNIT_EXPECT_EQ_MSG(test, kml_entry_is_table(rows[i].level, rows[i].raw),
				    rows[i].kind == KML_TABLE, "level %d, %llx",
				    rows[i].level, rows[i].raw);
		if (rows[i].pfn)
			KUNIT_EXPECT_EQ_MSG(test, kml_entry_pfn(rows[i].level, rows[i].raw),
					    rows[i].pfn, "level %d, %llx",
					    rows[i].level, rows[i].raw);
	}
}

/* Made by the kernel's own constructors: what it stores, we must read. */
static void made_by_the_kernel(struct kunit *test)
{
	const u64 pfn = 0x12345;
	u64 protnone = pte_val(pfn_pte(pfn, PAGE_NONE));
	u64 swap = pte_val(swp_entry_to_pte(swp_entry(1, 0x1f2)));
	u64 huge = pmd_val(pmd_mkhuge(pfn_pmd(0x200, PAGE_READONLY)));

	/* A split clears present for a moment and leaves PSE. */
	u64 split = pmd_val(pmd_mkinvalid(__pmd(huge)));

	KUNIT_EXPECT_EQ(test, kml_entry_kind(KML_PMD, split), KML_LEAF);
	KUNIT_EXPECT_EQ(test, kml_entry_pfn(KML_PMD, split), 0x200);
	KUNIT_EXPECT_EQ(test, kml_entry_kind(KML_PTE, protnone), KML_LEAF);
	KUNIT_EXPECT_EQ(test, kml_entry_pfn(KML_PTE, protnone), pfn);
	KUNIT_EXPECT_EQ(test, kml_entry_rights(KML_PTE, protnone), 0);
	KUNIT_EXPECT_EQ(test, kml_entry_kind(KML_PTE, swap), KML_NOT_PRESENT);
	KUNIT_EXPECT_EQ(test, kml_entry_kind(KML_PMD, huge), KML_LEAF);
	KUNIT_EXPECT_EQ(test, kml_entry_pfn(KML_PMD, huge), 0x200);
}

static void rights(struct kunit *test)
{
	static const struct {
		enum kml_level level;
		u64 raw;
		unsigned int rights;
	} rows[] = {
		{ KML_PTE, 0x1025,	KML_READ | KML_USER | KML_EXEC },
		{ KML_PTE, 0x1067,	KML_RIGHTS },
		{ KML_PTE, NX | 0x1067,	KML_READ | KML_WRITE | KML_USER },
		{ KML_PTE, 0x1063,	KML_READ | KML_WRITE | KML_EXEC },
		{ KML_PMD, NX | 0x1067,	KML_READ | KML_WRITE | KML_USER },
		{ KML_PGD, NX | 0x1067,	KML_RIGHTS },
		{ KML_PTE, 0x1066,	0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		KUNIT_EXPECT_EQ_MSG(test, kml_entry_rights(rows[i].level, rows[i].raw),
				    rows[i].rights, "level %d, %llx",
				    rows[i].level, rows[i].raw);
}

/* The same bit, in another place, is another flag. */
static void named_flags(struct kunit *test)
{
	const u64 protnone = pte_val(pfn_pte(0x12345, PAGE_NONE));
	const u64 swap = pte_val(pte_swp_mkexclusive(swp_entry_to_pte(swp_entry(1, 2))));
	const u64 key5 = 5ULL << _PAGE_BIT_PKEY_BIT0;

	KUNIT_EXPECT_EQ(test, kml_entry_named(KML_PTE, NX | 0x1234067), NX | 0x67);
	KUNIT_EXPECT_EQ(test, kml_entry_named(KML_PTE, 0x12340a5), PAT | 0x25);
	KUNIT_EXPECT_EQ(test, kml_entry_named(KML_PMD, 0x200000 | 0xe7), PSE | 0x67);
	KUNIT_EXPECT_EQ(test, kml_entry_named(KML_PMD, 0x200000 | 0x10e7), PSE | PAT | 0x67);
	KUNIT_EXPECT_EQ(test, kml_entry_named(KML_PMD, 0x5678067), 0x27);
	KUNIT_EXPECT_EQ(test, kml_entry_named(KML_PTE, key5 | 0x1067), KEY(5) | 0x67);
	KUNIT_EXPECT_EQ(test, kml_entry_key(key5 | 0x1067), 5);
	KUNIT_EXPECT_EQ(test, kml_entry_named(KML_PTE, swap), SWP_EXCLUSIVE);
	KUNIT_EXPECT_TRUE(test, kml_entry_named(KML_PTE, protnone) & PROTNONE);
	KUNIT_EXPECT_FALSE(test, kml_entry_named(KML_PTE, protnone) & (_PAGE_PRESENT | _PAGE_GLOBAL));
	KUNIT_EXPECT_EQ(test, kml_entry_named(KML_PTE, 0), 0);
}

/* No bit that tells where memory lies may be left. */
static void public_entries(struct kunit *test)
{
	const u64 frames = GENMASK_ULL(51, 12);
	const u64 swap = pte_val(swp_entry_to_pte(swp_entry(3, 0x1f2)));
	const u64 protnone = pte_val(pfn_pte(0x12345, PAGE_NONE));

	KUNIT_EXPECT_EQ(test, kml_entry_public(KML_PTE, NX | 0x1234567), NX | 0x567);
	KUNIT_EXPECT_EQ(test, kml_entry_public(KML_PGD, 0x5678067), 0x067);
	KUNIT_EXPECT_EQ(test, kml_entry_public(KML_PTE, protnone) & frames, 0);
	KUNIT_EXPECT_EQ(test, kml_entry_public(KML_PTE, swap) & ~0x1ffULL, 0);
	KUNIT_EXPECT_EQ(test, kml_entry_public(KML_PTE, 0), 0);
}

static void only_accessed_is_unsettled(struct kunit *test)
{
	int bit;

	for (bit = 0; bit < 64; bit++)
		KUNIT_EXPECT_EQ(test, kml_entry_settled(BIT_ULL(bit)) == 0, bit == 5);
}

static void halves(struct kunit *test)
{
	const u64 top = BIT_ULL(kml_address_bits() - 1);

	KUNIT_EXPECT_EQ(test, kml_address_half(0), KML_HALF_USER);
	KUNIT_EXPECT_EQ(test, kml_address_half(top - 1), KML_HALF_USER);
	KUNIT_EXPECT_EQ(test, kml_address_half(top), KML_HALF_NONE);
	KUNIT_EXPECT_EQ(test, kml_address_half(-top - 1), KML_HALF_NONE);
	KUNIT_EXPECT_EQ(test, kml_address_half(-top), KML_HALF_KERNEL);
	KUNIT_EXPECT_EQ(test, kml_address_half(U64_MAX), KML_HALF_KERNEL);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(kinds_and_frames),
	KUNIT_CASE(made_by_the_kernel),
	KUNIT_CASE(rights),
	KUNIT_CASE(named_flags),
	KUNIT_CASE(public_entries),
	KUNIT_CASE(only_accessed_is_unsettled),
	KUNIT_CASE(halves),
	{ }
};

static struct kunit_suite suite = {
	.name = "kmemlab-decode-x86",
	.test_cases = cases,
};

kunit_test_suites(&suite);
