// SPDX-License-Identifier: GPL-2.0
/* What translate says an entry is, and the bits it names, where a test made it so. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "child.h"
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
WHAT(poisoned, "poison-marker", .page = 2);
WHAT(guard, "guard-marker", .page = 4);
WHAT(device_private, "device-private");
WHAT(device_exclusive, "device-exclusive");

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

#define BALANCING_TRIES 300

static void *be_idle(void *unused)
{
	pause();
	return unused;
}

/*
 * Runs, for its memory to be looked at, and does not touch it again. Of a process
 * with one thread what is on its own node is left alone.
 */
static void __attribute__((noreturn)) be_busy(volatile char *area, size_t len)
{
	volatile uint64_t turns = 0;
	pthread_t thread;
	size_t i;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	pthread_create(&thread, NULL, be_idle, NULL);
	for (i = 0; i < len; i += LAB_PAGE)
		area[i] = 1;
	for (;;)
		turns++;
}

/*
 * It looks at memory of processes that run, when it sees fit. What it took away stays
 * away until it is touched.
 */
TEST(taken_away_by_numa_balancing)
{
	static const char path[] = "/proc/sys/kernel/numa_balancing";
	struct answer *answer = NULL;
	struct frame frame;
	pid_t busy;
	char *area;
	int tries;

	if (access(path, R_OK) || *lab_slurp(path) == '0')
		SKIP(return, "no NUMA balancing here");
	area = fresh_area(64 * LAB_PAGE, HUGE_BYTES);
	madvise(area, 64 * LAB_PAGE, MADV_NOHUGEPAGE);
	busy = fork();
	if (!busy)
		be_busy(area, 64 * LAB_PAGE);
	for (tries = 0; tries < BALANCING_TRIES; tries++) {
		usleep(100000);
		answer = lab_ask(KMEMLAB_FILE_TRANSLATE, "pid=%d addr=%p", busy, area);
		if (!strcmp(word(answer, "what"), "numa-hint"))
			break;
	}
	frame = frame_of(busy, (uint64_t)area);
	child_end(busy);
	ASSERT_LT(tries, BALANCING_TRIES) TH_LOG("it did not look at the memory in time");
	EXPECT_STREQ("mapped", word(answer, "state"));
	EXPECT_STREQ("----", word(answer, "rights"));
	EXPECT_STREQ("rw-p", section_word(answer_section(answer, "area"), 0, "rights"));
	EXPECT_TRUE(frame.present);
	EXPECT_EQ(frame.pfn, strtoull(word(answer, "pfn"), NULL, 16));
}

/* Shared with the child. */
static struct frame *broken;

static void survive(int signal)
{
	(void)signal;
}

/* Breaks a page of its own. Who has it is told by a signal, and killed unless it listens. */
static char *make_broken(void)
{
	char *page = fresh_area(LAB_PAGE, LAB_PAGE);
	struct frame frame;

	signal(SIGBUS, survive);
	*page = 1;
	frame = frame_of(0, (uint64_t)page);
	mapping_lacks = "this kernel cannot break a page";
	if (madvise(page, LAB_PAGE, MADV_HWPOISON))
		return NULL;
	broken->pfn = frame.pfn;
	return page;
}

/*
 * A simulated error takes a page of the guest out of use for good, as
 * truth_odd_memory does too.
 */
TEST(hwpoison)
{
	const struct section *page, *level;
	struct answer *answer;
	struct child child;
	uint64_t raw;

	broken = mmap(NULL, LAB_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, broken);
	child = child_of(make_broken);
	if (!child.addr)
		SKIP(return, "no such mapping here: %s", mapping_lacks);
	answer = lab_ask(KMEMLAB_FILE_TRANSLATE, "pid=%d addr=%lx", child.pid, child.addr);
	EXPECT_STREQ("hwpoison", word(answer, "what"));
	EXPECT_STREQ("not-present", word(answer, "state"));
	EXPECT_EQ(NULL, word(answer, "pfn"));
	EXPECT_EQ(NULL, word(answer, "swap_offset"));
	/* As the architecture stores it: the offset inverted, from bit 9 on. */
	level = answer_section(answer, "level");
	raw = section_u64(level, level->nr_rows - 1, "entry");
	EXPECT_EQ(broken->pfn, ~raw << 5 >> 14);
	answer = lab_ask(KMEMLAB_FILE_WALK, "pid=%d start=%lx end=%lx mode=pages", child.pid,
			 child.addr, child.addr + LAB_PAGE);
	page = answer_section(answer, "page");
	ASSERT_EQ(1, page->nr_rows);
	EXPECT_STREQ("hwpoison", section_word(page, 0, "kind"));
	EXPECT_EQ(NULL, section_word(page, 0, "pfn"));
	answer = lab_ask(KMEMLAB_FILE_WALK, "pid=%d start=%lx end=%lx", child.pid, child.addr,
			 child.addr + LAB_PAGE);
	EXPECT_EQ(1, answer_u64(answer, "state", "hwpoison"));
	EXPECT_EQ(1, section_u64(answer_section(answer, "total"), 0, "not_present"));
	child_end(child.pid);
}

TEST_HARNESS_MAIN
