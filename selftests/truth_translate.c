// SPDX-License-Identifier: GPL-2.0
/* Where translate says an address is, against /proc/PID/pagemap and maps. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "mappings.h"
#include "pagemap.h"
#include "swap.h"

#define TRIES 100

FIXTURE(mapping) {
	uint64_t addr;
	struct answer *answer;
	const struct section *address;
	struct frame frame;
};

FIXTURE_VARIANT(mapping) {
	char *(*make)(void);	/* NULL: skip */
	const char *level;
	uint64_t bytes;
	const char *rights;
	bool zero;
};

/* A page may move at any time, so both must be asked while it does not. */
FIXTURE_SETUP(mapping)
{
	struct frame before;
	int tries = TRIES;

	self->addr = (uint64_t)variant->make();
	if (!self->addr)
		SKIP(return, "no such mapping here: %s", mapping_lacks);
	do {
		ASSERT_LT(0, tries--);
		before = frame_of(0, self->addr);
		self->answer = lab_ask(KMEMLAB_FILE_TRANSLATE, "pid=%d addr=%lx", getpid(),
				       self->addr);
		self->frame = frame_of(0, self->addr);
	} while (before.pfn != self->frame.pfn || before.present != self->frame.present);
	self->address = answer_section(self->answer, "address");
	ASSERT_EQ(1, self->address->nr_rows);
	ASSERT_EQ(self->addr, section_u64(self->address, 0, "addr"));
}

FIXTURE_TEARDOWN(mapping)
{
}

#define MAPPED(name, level_, bytes_, rights_, ...)			\
	FIXTURE_VARIANT_ADD(mapping, name) {				\
		.make = make_##name, .level = level_, .bytes = bytes_,	\
		.rights = rights_, ##__VA_ARGS__ }

MAPPED(anon_written, "pte", LAB_PAGE, "rw-u");
MAPPED(anon_read, "pte", LAB_PAGE, "r--u", .zero = true);
MAPPED(anon_made_read_only, "pte", LAB_PAGE, "r--u");
MAPPED(anon_made_executable, "pte", LAB_PAGE, "r-xu");
MAPPED(anon_shared_by_fork, "pte", LAB_PAGE, "r--u");
MAPPED(shared_memory, "pte", LAB_PAGE, "rw-u");
MAPPED(file, "pte", LAB_PAGE, "r--u");
MAPPED(file_private_written, "pte", LAB_PAGE, "rw-u");
MAPPED(text, "pte", LAB_PAGE, "r-xu");
MAPPED(stack, "pte", LAB_PAGE, "rw-u");
MAPPED(heap, "pte", LAB_PAGE, "rw-u");
MAPPED(vdso, "pte", LAB_PAGE, "r-xu");
MAPPED(huge, "pmd", HUGE_BYTES, "rw-u");
MAPPED(huge_middle, "pmd", HUGE_BYTES, "rw-u");
MAPPED(huge_read_only, "pmd", HUGE_BYTES, "r--u");
MAPPED(huge_zero, "pmd", HUGE_BYTES, "r--u", .zero = true);
MAPPED(huge_split, "pte", LAB_PAGE, "rw-u");
MAPPED(hugetlb, "pmd", HUGE_BYTES, "rw-u");
MAPPED(hugetlb_middle, "pmd", HUGE_BYTES, "rw-u");

TEST_F(mapping, place)
{
	const struct section *frame = answer_section(self->answer, "frame");
	uint64_t phys = self->frame.pfn * LAB_PAGE + self->addr % LAB_PAGE;

	EXPECT_EQ(NULL, self->answer->error);
	ASSERT_STREQ("mapped", section_word(self->address, 0, "state"));
	EXPECT_TRUE(self->frame.present);
	EXPECT_NE(0, self->frame.pfn);
	EXPECT_STREQ(variant->level, section_word(self->address, 0, "level"));
	EXPECT_EQ(variant->bytes, section_u64(self->address, 0, "page_bytes"));
	EXPECT_EQ(self->frame.pfn, section_u64(self->address, 0, "pfn"));
	EXPECT_EQ(phys, section_u64(self->address, 0, "phys"));
	EXPECT_EQ(1, section_u64(self->address, 0, "stable"));
	ASSERT_EQ(1, frame->nr_rows);
	EXPECT_EQ(self->frame.pfn, section_u64(frame, 0, "pfn"));
}

TEST_F(mapping, rights)
{
	EXPECT_STREQ(variant->rights, section_word(self->address, 0, "rights"));
}

TEST_F(mapping, area)
{
	const struct section *ours = answer_section(self->answer, "area");
	struct area area;
	const char *name;

	ASSERT_TRUE(area_of(0, self->addr, &area));
	ASSERT_EQ(1, ours->nr_rows);
	EXPECT_EQ(area.start, section_u64(ours, 0, "start"));
	EXPECT_EQ(area.end, section_u64(ours, 0, "end"));
	EXPECT_EQ(area.offset, section_u64(ours, 0, "offset_bytes"));
	EXPECT_STREQ(area.rights, section_word(ours, 0, "rights"));
	name = section_word(ours, 0, "name");
	EXPECT_STREQ(area.name, name ? name : "");
}

/* The kernel's other witness, where it has one. */
TEST_F(mapping, scan)
{
	int scan = scan_of(self->addr);

	if (scan < 0)
		SKIP(return, "this kernel has no PAGEMAP_SCAN");
	EXPECT_TRUE(scan & SCAN_PRESENT);
	EXPECT_EQ(variant->zero, !!(scan & SCAN_PFNZERO));
	EXPECT_EQ(!strcmp(section_word(self->address, 0, "level"), "pmd"), !!(scan & SCAN_HUGE));
}

/* The frame lies in the zone that the view zones says has it. */
TEST_F(mapping, zone)
{
	const struct section *frame = answer_section(self->answer, "frame");
	const struct section *zones = answer_section(lab_view(KMEMLAB_FILE_ZONES), "zone");
	uint64_t start;
	long row;

	ASSERT_EQ(1, frame->nr_rows);
	row = section_find(zones, "nid", section_word(frame, 0, "nid"),
			   "zone", section_word(frame, 0, "zone"), NULL);
	ASSERT_LE(0, row);
	start = section_u64(zones, row, "start_pfn");
	EXPECT_LE(start, self->frame.pfn);
	EXPECT_GT(start + section_u64(zones, row, "spanned_pages"), self->frame.pfn);
}

static struct answer *translate(uint64_t addr)
{
	return lab_ask(KMEMLAB_FILE_TRANSLATE, "pid=%d addr=%lx", getpid(), addr);
}

TEST(untouched)
{
	char *page = fresh_area(LAB_PAGE, LAB_PAGE);
	struct answer *answer = translate((uint64_t)page);
	const struct section *address = answer_section(answer, "address");
	const char *reason = section_word(address, 0, "reason");

	EXPECT_FALSE(frame_of(0, (uint64_t)page).present);
	EXPECT_STREQ("none", section_word(address, 0, "state"));
	EXPECT_EQ(NULL, section_word(address, 0, "pfn"));
	EXPECT_EQ(NULL, section_word(address, 0, "phys"));
	EXPECT_EQ(NULL, section_word(address, 0, "rights"));
	EXPECT_TRUE(reason && *reason);
	EXPECT_EQ(0, answer_section(answer, "frame")->nr_rows);
}

/*
 * The page is there and the processor cannot reach it; its number is stored
 * inverted in the entry.
 */
TEST(prot_none)
{
	char *page = fresh_area(LAB_PAGE, LAB_PAGE);
	const struct section *address;
	struct answer *answer;
	struct frame frame;

	*page = 1;
	ASSERT_EQ(0, mprotect(page, LAB_PAGE, PROT_NONE));
	frame = frame_of(0, (uint64_t)page);
	ASSERT_TRUE(frame.present);
	answer = translate((uint64_t)page);
	address = answer_section(answer, "address");
	EXPECT_EQ(frame.pfn, section_u64(address, 0, "pfn"));
	EXPECT_STREQ("---p", section_word(answer_section(answer, "area"), 0, "rights"));
	EXPECT_STRNE("none", section_word(address, 0, "state"));
	EXPECT_TRUE(!section_word(address, 0, "rights") ||
		    !strpbrk(section_word(address, 0, "rights"), "rwx"));
}

TEST(swapped)
{
	char *page = fresh_area(LAB_PAGE, LAB_PAGE);
	const struct section *address;
	struct answer *answer;
	const char *reason;

	swap_on();
	*page = 1;
	madvise(page, LAB_PAGE, MADV_PAGEOUT);
	if (!frame_of(0, (uint64_t)page).swapped)
		SKIP(return, "nothing was swapped out: load zram or turn swap on");
	answer = translate((uint64_t)page);
	address = answer_section(answer, "address");
	EXPECT_EQ(NULL, answer->error);
	reason = section_word(address, 0, "reason");
	EXPECT_STREQ("not-present", section_word(address, 0, "state"));
	EXPECT_TRUE(reason && strstr(reason, "swap"))
		TH_LOG("reason: %s", reason);
	EXPECT_EQ(NULL, section_word(address, 0, "pfn"));
	EXPECT_EQ(NULL, section_word(address, 0, "phys"));
	EXPECT_EQ(NULL, section_word(address, 0, "rights"));
	swap_off();
}

/* What a child wrote is its own: the same address, another frame. */
TEST(another_process)
{
	char *page = fresh_area(LAB_PAGE, LAB_PAGE), c;
	const struct section *address;
	struct frame mine, theirs;
	int ready[2];
	pid_t child;

	*page = 1;
	ASSERT_EQ(0, pipe(ready));
	child = fork();
	if (!child) {
		*page = 2;
		c = write(ready[1], "", 1);
		pause();
		_exit(c);
	}
	ASSERT_EQ(1, read(ready[0], &c, 1));
	mine = frame_of(0, (uint64_t)page);
	theirs = frame_of(child, (uint64_t)page);
	ASSERT_NE(mine.pfn, theirs.pfn);
	address = answer_section(lab_ask(KMEMLAB_FILE_TRANSLATE, "pid=%d addr=%p", child, page),
				 "address");
	EXPECT_EQ(theirs.pfn, section_u64(address, 0, "pfn"));
	address = answer_section(translate((uint64_t)page), "address");
	EXPECT_EQ(mine.pfn, section_u64(address, 0, "pfn"));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

/* Rows come in the order of the addresses, each with its own frame. */
TEST(many_addresses)
{
	char *area = fresh_area(64 * LAB_PAGE, HUGE_BYTES), request[4096];
	const struct section *address;
	int len, i;

	ASSERT_EQ(0, madvise(area, 64 * LAB_PAGE, MADV_NOHUGEPAGE));
	len = sprintf(request, "pid=%d", getpid());
	for (i = 0; i < 64; i++) {
		area[(63 - i) * LAB_PAGE] = 1;
		len += sprintf(request + len, " addr=%p", area + (63 - i) * LAB_PAGE + i);
	}
	address = answer_section(lab_ask(KMEMLAB_FILE_TRANSLATE, "%s", request), "address");
	ASSERT_EQ(64, address->nr_rows);
	for (i = 0; i < 64; i++) {
		uint64_t addr = (uint64_t)(area + (63 - i) * LAB_PAGE + i);

		EXPECT_EQ(addr, section_u64(address, i, "addr"));
		EXPECT_EQ(frame_of(0, addr).pfn, section_u64(address, i, "pfn"));
	}
}

TEST_HARNESS_MAIN
