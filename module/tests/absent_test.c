// SPDX-License-Identifier: GPL-2.0
/* Entries that are not present: made by the kernel's own constructors, and told apart. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/swap.h>
#include <linux/swapops.h>

#include "../pgtable/absent.c"

#define PFN	0x12345

struct row {
	enum kml_state state;
	swp_entry_t entry;
	u64 offset;
};

static void expect_row(struct kunit *test, const struct row *row, pte_t pte)
{
	struct kml_absent absent = kml_entry_absent(pte_val(pte));

	KUNIT_EXPECT_EQ_MSG(test, absent.state, row->state, "%s, %llx",
			    kml_state_names[row->state], (u64)pte_val(pte));
	KUNIT_EXPECT_EQ_MSG(test, absent.offset, row->offset, "%s, %llx",
			    kml_state_names[row->state], (u64)pte_val(pte));
}

/* The flags that such an entry can have on top change nothing of what it is. */
static void expect_rows(struct kunit *test, const struct row *rows, size_t nr)
{
	for (; nr--; rows++) {
		pte_t pte = swp_entry_to_pte(rows->entry);

		expect_row(test, rows, pte);
		expect_row(test, rows, pte_swp_mksoft_dirty(pte));
		expect_row(test, rows, pte_swp_mkuffd_wp(pte));
		expect_row(test, rows, pte_swp_mkexclusive(pte));
	}
}

static void swapped(struct kunit *test)
{
	const struct row rows[] = {
		{ KML_SWAP, swp_entry(0, 0) },
		{ KML_SWAP, swp_entry(0, 1), 1 },
		{ KML_SWAP, swp_entry(3, 0x1f2), 0x1f2 },
		{ KML_SWAP, swp_entry(MAX_SWAPFILES - 1, BIT_ULL(40)), BIT_ULL(40) },
	};

	expect_rows(test, rows, ARRAY_SIZE(rows));
	KUNIT_EXPECT_EQ(test, kml_entry_absent(pte_val(swp_entry_to_pte(rows[2].entry))).type, 3);
}

static void moving_and_broken(struct kunit *test)
{
	const struct row rows[] = {
#ifdef CONFIG_MIGRATION
		{ KML_MIGRATION, make_readable_migration_entry(PFN), PFN },
		{ KML_MIGRATION, make_readable_exclusive_migration_entry(PFN), PFN },
		{ KML_MIGRATION, make_writable_migration_entry(PFN), PFN },
#endif
#ifdef CONFIG_MEMORY_FAILURE
		{ KML_HWPOISON, swp_entry(SWP_HWPOISON, PFN), PFN },
#endif
	};

	expect_rows(test, rows, ARRAY_SIZE(rows));
}

static void on_devices(struct kunit *test)
{
#ifdef CONFIG_DEVICE_PRIVATE
	const struct row rows[] = {
		{ KML_DEVICE_PRIVATE, make_readable_device_private_entry(PFN), PFN },
		{ KML_DEVICE_PRIVATE, make_writable_device_private_entry(PFN), PFN },
#ifdef SWP_DEVICE_EXCLUSIVE
		{ KML_DEVICE_EXCLUSIVE, make_device_exclusive_entry(PFN), PFN },
#else
		{ KML_DEVICE_EXCLUSIVE, make_readable_device_exclusive_entry(PFN), PFN },
		{ KML_DEVICE_EXCLUSIVE, make_writable_device_exclusive_entry(PFN), PFN },
#endif
	};

	expect_rows(test, rows, ARRAY_SIZE(rows));
#else
	kunit_skip(test, "this kernel has no CONFIG_DEVICE_PRIVATE");
#endif
}

static void left_by_the_kernel(struct kunit *test)
{
#ifdef SWP_PTE_MARKER
	const struct row rows[] = {
		{ KML_UFFD_WP_MARKER, make_pte_marker_entry(PTE_MARKER_UFFD_WP),
		  PTE_MARKER_UFFD_WP },
#ifdef PTE_MARKER_POISONED
		{ KML_POISON_MARKER, make_pte_marker_entry(PTE_MARKER_POISONED),
		  PTE_MARKER_POISONED },
#endif
#ifdef PTE_MARKER_GUARD
		{ KML_GUARD_MARKER, make_pte_marker_entry(PTE_MARKER_GUARD), PTE_MARKER_GUARD },
#endif
	};

	expect_rows(test, rows, ARRAY_SIZE(rows));
#else
	kunit_skip(test, "this kernel has no markers");
#endif
}

static struct kunit_case cases[] = {
	KUNIT_CASE(swapped),
	KUNIT_CASE(moving_and_broken),
	KUNIT_CASE(on_devices),
	KUNIT_CASE(left_by_the_kernel),
	{ }
};

static struct kunit_suite suite = {
	.name = "kmemlab-absent",
	.test_cases = cases,
};

kunit_test_suites(&suite);
