// SPDX-License-Identifier: GPL-2.0
/* What translate says an entry is, and the bits it names, where a test made it so. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "mappings.h"
#include "pagemap.h"
#include "swap.h"
#include "walk.h"

#ifndef MADV_HWPOISON
#define MADV_HWPOISON 100
#endif

static struct answer *translate(const void *addr)
{
	return lab_ask(KMEMLAB_FILE_TRANSLATE, "pid=%d addr=%p", getpid(), addr);
}

static const char *word(struct answer *answer, const char *column)
{
	return section_word(answer_section(answer, "address"), 0, column);
}

/* Flags of the last entry on the way. */
static const char *flags(struct answer *answer)
{
	const struct section *level = answer_section(answer, "level");

	return section_word(level, level->nr_rows - 1, "flags");
}

FIXTURE(what) {
	char *addr;
	struct answer *answer;
};

FIXTURE_VARIANT(what) {
	char *(*make)(void);
	const char *what;
	size_t page;		/* of the mapping: the one that is meant */
};

FIXTURE_SETUP(what)
{
	self->addr = variant->make();
	if (!self->addr)
		SKIP(return, "no such mapping here: %s", mapping_lacks);
	self->addr += variant->page * LAB_PAGE;
	self->answer = translate(self->addr);
}

FIXTURE_TEARDOWN(what)
{
	swap_off();
}

#define WHAT(name, what_, ...)						\
	FIXTURE_VARIANT_ADD(what, name) {				\
		.make = make_##name, .what = what_, ##__VA_ARGS__ }

WHAT(anon_written, "page");
WHAT(anon_read, "zero");
WHAT(file, "page");
WHAT(shared_memory, "page");
WHAT(huge, "page");
WHAT(huge_zero, "huge-zero");
WHAT(untouched, "none");
WHAT(prot_none, "prot-none");
WHAT(huge_prot_none, "prot-none");
WHAT(swapped, "swap");
WHAT(write_protected, "page");
WHAT(write_protected_marker, "uffd-wp-marker", .page = 1);
WHAT(guard, "guard-marker", .page = 4);

TEST_F(what, is_told)
{
	EXPECT_STREQ(variant->what, word(self->answer, "what"));
	/* Only a swapped page has a place in swap. */
	EXPECT_EQ(!strcmp(variant->what, "swap"), !!word(self->answer, "swap_type"));
	EXPECT_EQ(!strcmp(variant->what, "page") || !strcmp(variant->what, "zero") ||
		  !strcmp(variant->what, "huge-zero") || !strcmp(variant->what, "prot-none"),
		  !!word(self->answer, "wx"));
}

TEST_F(what, is_what_walk_says)
{
	const struct section *page;
	const char *kind = NULL;

	page = answer_section(lab_ask(KMEMLAB_FILE_WALK, "pid=%d start=%p end=%p mode=pages",
				      getpid(), self->addr, self->addr + LAB_PAGE), "page");
	if (page->nr_rows)
		kind = section_word(page, 0, "kind");
	if (!strcmp(variant->what, "none")) {
		EXPECT_EQ(NULL, kind);
		return;
	}
	EXPECT_STREQ(strcmp(word(self->answer, "state"), "mapped") ? variant->what : "leaf", kind);
}

/* pagemap: the type in five bits, the offset above. */
TEST(the_place_in_swap)
{
	char *page = make_swapped();
	struct answer *answer;
	struct frame frame;

	if (!page)
		SKIP(return, "no such mapping here: %s", mapping_lacks);
	frame = frame_of(0, (uint64_t)page);
	answer = translate(page);
	ASSERT_TRUE(frame.swapped);
	EXPECT_EQ(frame.pfn & 31, strtoull(word(answer, "swap_type"), NULL, 10));
	EXPECT_EQ(frame.pfn >> 5, strtoull(word(answer, "swap_offset"), NULL, 10));
	swap_off();
}

TEST(writable_and_executable)
{
	char *page = mmap(NULL, LAB_PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct answer *answer;

	ASSERT_NE(MAP_FAILED, page);
	*page = 1;
	answer = translate(page);
	EXPECT_STREQ("rwxu", word(answer, "rights"));
	EXPECT_STREQ("1", word(answer, "wx"));
	ASSERT_EQ(0, mprotect(page, LAB_PAGE, PROT_READ | PROT_EXEC));
	answer = translate(page);
	EXPECT_STREQ("r-xu", word(answer, "rights"));
	EXPECT_STREQ("0", word(answer, "wx"));
}

TEST(protection_keys)
{
	char *page = fresh_area(LAB_PAGE, LAB_PAGE), name[16];
	struct answer *answer;
	int key, last = 0;

	*page = 1;
	EXPECT_STREQ("0", word(translate(page), "key"));
	while ((key = pkey_alloc(0, 0)) > 0) {
		last = key;
		ASSERT_EQ(0, pkey_mprotect(page, LAB_PAGE, PROT_READ | PROT_WRITE, key));
		answer = translate(page);
		EXPECT_EQ(key, atoi(word(answer, "key")));
		sprintf(name, "pkey%d", key);
		EXPECT_TRUE(has_flag(flags(answer), name))
			TH_LOG("%s", flags(answer));
	}
	if (!last)
		SKIP(return, "this processor or kernel has no protection keys");
	EXPECT_LE(14, last);
}

/* Writing 4 to clear_refs takes the bit away, a write sets it again. */
TEST(soft_dirty)
{
	char *page = fresh_area(LAB_PAGE, LAB_PAGE);

	*page = 1;
	if (!has_flag(flags(translate(page)), "soft_dirty"))
		SKIP(return, "this kernel has no soft-dirty bit");
	ASSERT_EQ(0, lab_store("/proc/self/clear_refs", "4"));
	EXPECT_FALSE(has_flag(flags(translate(page)), "soft_dirty"));
	*page = 2;
	EXPECT_TRUE(has_flag(flags(translate(page)), "soft_dirty"));
}

TEST(bits_of_a_swapped_page)
{
	char *page = make_swapped();
	struct answer *answer;

	if (!page)
		SKIP(return, "no such mapping here: %s", mapping_lacks);
	answer = translate(page);
	/* Nobody else has it. */
	EXPECT_TRUE(has_flag(flags(answer), "swp_exclusive"))
		TH_LOG("%s", flags(answer));
	EXPECT_FALSE(has_flag(flags(answer), "present"));
	swap_off();
}

TEST(write_protected_by_userfaultfd)
{
	char *page = make_write_protected();

	if (!page)
		SKIP(return, "no such mapping here: %s", mapping_lacks);
	EXPECT_TRUE(has_flag(flags(translate(page)), "uffd_wp"));
	EXPECT_FALSE(has_flag(flags(translate(page)), "rw"));
}

/* Takes a page of the guest out of use for good, so only where that is wanted. */
TEST(hwpoison)
{
	char *page = fresh_area(LAB_PAGE, LAB_PAGE);
	struct answer *answer;

	if (!getenv("KMEMLAB_HWPOISON"))
		SKIP(return, "poisons a page: ask for it with KMEMLAB_HWPOISON=1");
	*page = 1;
	/* Who has the page is told by a signal, and it is not touched here. */
	signal(SIGBUS, SIG_IGN);
	if (madvise(page, LAB_PAGE, MADV_HWPOISON))
		SKIP(return, "this kernel cannot simulate broken memory");
	answer = translate(page);
	EXPECT_STREQ("hwpoison", word(answer, "what"));
	EXPECT_STREQ("not-present", word(answer, "state"));
	EXPECT_EQ(NULL, word(answer, "pfn"));
}

TEST_HARNESS_MAIN
