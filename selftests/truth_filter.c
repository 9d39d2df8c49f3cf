// SPDX-License-Identifier: GPL-2.0
/*
 * The filters of walk, against the same walk without them, filtered here; and
 * NUMA nodes against move_pages(2).
 */
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "capability.h"
#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "mappings.h"
#include "pagemap.h"
#include "walk.h"

#define TRIES 20

FIXTURE(filter) {
	uint64_t start, end;
};

/* Small and large pages, read-only ones, and some that are not there. */
FIXTURE_SETUP(filter)
{
	char *area = make_mixed();

	if (!area)
		area = make_across_tables();
	ASSERT_NE(NULL, area);
	self->start = (uint64_t)area;
	self->end = self->start + 4 * HUGE_BYTES;
	ASSERT_EQ(0, mprotect(area, 64 * LAB_PAGE, PROT_READ));
}

FIXTURE_TEARDOWN(filter)
{
}

static struct answer *ask(uint64_t start, uint64_t end, const char *rest)
{
	return lab_ask(KMEMLAB_FILE_WALK, "pid=%d start=%lx end=%lx %s", getpid(), start, end,
		       rest);
}

static const struct section *pages(uint64_t start, uint64_t end, const char *filter)
{
	char rest[256];

	snprintf(rest, sizeof(rest), "mode=pages %s", filter);
	return answer_section(ask(start, end, rest), "page");
}

struct want {
	const char *flag, *not_flag, *level;
	uint64_t first, last;
};

static bool wanted(const struct section *page, size_t row, const struct want *want)
{
	const char *flags = section_word(page, row, "flags");
	uint64_t pfn, frames;

	if (want->flag && !has_flag(flags, want->flag))
		return false;
	if (want->not_flag && has_flag(flags, want->not_flag))
		return false;
	if (want->level && strcmp(section_word(page, row, "level"), want->level))
		return false;
	if (!want->last)
		return true;
	if (!section_word(page, row, "pfn"))
		return false;
	pfn = section_u64(page, row, "pfn");
	frames = level_bytes(section_word(page, row, "level")) / LAB_PAGE;
	return pfn <= want->last && pfn + frames > want->first;
}

/* The same rows, in the same order, and no others. */
static bool same(const struct section *all, const struct section *some, const struct want *want)
{
	size_t row, at = 0, c;

	for (row = 0; row < all->nr_rows; row++) {
		if (!wanted(all, row, want))
			continue;
		if (at == some->nr_rows)
			return false;
		for (c = 0; c < all->nr_columns; c++) {
			const char *a = all->words[row * all->nr_columns + c];
			const char *b = some->words[at * some->nr_columns + c];

			if (!a != !b || (a && strcmp(a, b)))
				return false;
		}
		at++;
	}
	return at == some->nr_rows;
}

/* Bits can change under us (a page is aged, or moved): then both are asked again. */
static bool agrees(uint64_t start, uint64_t end, const char *filter, const struct want *want)
{
	const struct section *all;
	int try;

	for (try = 0; try < TRIES; try++) {
		all = pages(start, end, "");
		if (same(all, pages(start, end, filter), want))
			return true;
	}
	return false;
}

#define EXPECT_FILTERED(filter, ...) do {					\
	const struct want want = { __VA_ARGS__ };				\
										\
	EXPECT_TRUE(agrees(self->start, self->end, filter, &want))		\
		TH_LOG("%s", filter);						\
} while (0)

TEST_F(filter, by_flag)
{
	EXPECT_FILTERED("flags=rw", .flag = "rw");
	EXPECT_FILTERED("not_flags=rw", .not_flag = "rw");
	EXPECT_FILTERED("flags=dirty", .flag = "dirty");
	EXPECT_FILTERED("flags=nx|user", .flag = "nx");
	EXPECT_FILTERED("flags=pse", .flag = "pse");
	EXPECT_FILTERED("flags=global", .flag = "global");
	EXPECT_FILTERED("flags=present not_flags=dirty", .flag = "present", .not_flag = "dirty");
}

TEST_F(filter, by_level)
{
	EXPECT_FILTERED("level=any", .flag = NULL);
	EXPECT_FILTERED("level=pte", .level = "pte");
	EXPECT_FILTERED("level=pmd", .level = "pmd");
	EXPECT_FILTERED("level=pud", .level = "pud");
	EXPECT_FILTERED("level=pte flags=rw", .level = "pte", .flag = "rw");
}

TEST_F(filter, by_frame)
{
	const struct section *all = pages(self->start, self->end, "");
	uint64_t first = 0, last = 0;
	char filter[128];
	size_t row;

	for (row = 0; row < all->nr_rows; row++) {
		if (!section_word(all, row, "pfn"))
			continue;
		first = section_u64(all, row, "pfn");
		last = first + level_bytes(section_word(all, row, "level")) / LAB_PAGE - 1;
		/* One frame of it: the first, the last, and around them. */
		sprintf(filter, "first_pfn=%lx last_pfn=%lx", first, first);
		EXPECT_FILTERED(filter, .first = first, .last = first);
		sprintf(filter, "first_pfn=0x%lx last_pfn=0x%lx", last, last + 1);
		EXPECT_FILTERED(filter, .first = last, .last = last + 1);
		row += all->nr_rows / 8;
	}
	ASSERT_NE(0, last);
	sprintf(filter, "first_pfn=%lx last_pfn=%lx level=pte", first - 7, last + 9);
	EXPECT_FILTERED(filter, .first = first - 7, .last = last + 9, .level = "pte");
	EXPECT_FILTERED("last_pfn=1", .first = 0, .last = 1);
}

/* Sums are of what passed; a run that is cut is told cut. */
TEST_F(filter, in_every_mode)
{
	const struct section *few, *extent, *run;
	uint64_t bytes[2] = { 0, 0 };
	struct answer *summary;
	char rest[128];
	size_t row, i;
	int try;

	for (try = 0; try < TRIES; try++) {
		few = pages(self->start, self->end, "not_flags=rw");
		summary = ask(self->start, self->end, "not_flags=rw");
		sprintf(rest, "mode=extents not_flags=rw");
		extent = answer_section(ask(self->start, self->end, rest), "extent");
		run = answer_section(ask(self->start, self->end, "mode=runs not_flags=rw"), "run");
		bytes[0] = 0;
		bytes[1] = 0;
		for (row = 0; row < extent->nr_rows; row++)
			bytes[0] += section_u64(extent, row, "entries");
		for (row = 0; row < run->nr_rows; row++)
			bytes[1] += section_u64(run, row, "entries");
		if (bytes[0] == few->nr_rows && bytes[1] == few->nr_rows)
			break;
	}
	EXPECT_EQ(few->nr_rows, bytes[0]);
	EXPECT_EQ(few->nr_rows, bytes[1]);
	EXPECT_LT(8, few->nr_rows);
	for (i = 0, row = 0; row < few->nr_rows; row++)
		i += !!section_word(few, row, "pfn") *
		     level_bytes(section_word(few, row, "level")) / LAB_PAGE;
	EXPECT_EQ(i, section_u64(answer_section(summary, "total"), 0, "present_pages"));
	EXPECT_EQ(0, section_u64(answer_section(summary, "total"), 0, "writable_pages"));
	EXPECT_EQ(NULL, section_word(answer_section(summary, "total"), 0, "empty_pages"));
}

TEST_F(filter, in_binary)
{
	const struct section *few;
	struct walk *binary;
	char *data;
	size_t len;
	int fd = lab_open(KMEMLAB_FILE_WALK, 2), try;

	for (try = 0; try < TRIES; try++) {
		few = pages(self->start, self->end, "not_flags=rw");
		ASSERT_EQ(0, lab_write(fd, "pid=%d start=%lx end=%lx mode=pages format=binary not_flags=rw",
				       getpid(), self->start, self->end));
		data = lab_read(fd, &len);
		binary = walk_of_binary(data, len, true);
		if (binary->nr == few->nr_rows)
			break;
	}
	EXPECT_EQ(binary->nr, few->nr_rows);
}

/* Where move_pages(2) says the page of an address is; negative: nowhere. */
static int node_of(uint64_t addr)
{
	void *page = (void *)addr;
	int status = -1;

	if (syscall(SYS_move_pages, 0, 1UL, &page, NULL, &status, 0))
		return -1;
	return status;
}

static unsigned int online_nodes(void)
{
	char path[64];
	unsigned int nr = 0;

	for (;; nr++) {
		sprintf(path, "/sys/devices/system/node/node%u", nr);
		if (access(path, F_OK))
			return nr;
	}
}

/* A page written by each node in turn: MPOL_PREFERRED, by number. */
static char *on_all_nodes(unsigned int nodes, size_t nr)
{
	char *area = fresh_area(nr * LAB_PAGE, HUGE_BYTES);
	unsigned long mask;
	size_t i;

	madvise(area, nr * LAB_PAGE, MADV_NOHUGEPAGE);
	for (i = 0; i < nr; i++) {
		mask = 1UL << i / 5 % nodes;
		syscall(SYS_set_mempolicy, 1, &mask, 8 * sizeof(mask));
		area[i * LAB_PAGE] = 1;
	}
	syscall(SYS_set_mempolicy, 0, NULL, 0);
	return area;
}

TEST(by_node)
{
	const unsigned int nodes = online_nodes();
	const size_t nr = 200;
	unsigned int on[64] = { 0 }, node, told;
	const struct section *page;
	char *area, filter[64], *at;
	const char *text;
	uint64_t start;
	size_t i;

	if (!nodes || nodes > 64)
		SKIP(return, "this kernel does not tell its nodes");
	area = on_all_nodes(nodes, nr);
	start = (uint64_t)area;
	for (i = 0; i < nr; i++) {
		int is_on = node_of(start + i * LAB_PAGE);

		if (is_on < 0)
			SKIP(return, "move_pages does not tell nodes");
		on[is_on]++;
	}
	for (node = 0; node < nodes; node++) {
		sprintf(filter, "node=%u", node);
		page = pages(start, start + nr * LAB_PAGE, filter);
		EXPECT_EQ(on[node], page->nr_rows);
		for (i = 0; i < page->nr_rows; i++)
			EXPECT_EQ((int)node, node_of(section_u64(page, i, "addr")));
	}
	/* "N0=12,N1=3" */
	text = section_word(answer_section(ask(start, start + nr * LAB_PAGE, ""), "area"), 0, "nodes");
	ASSERT_NE(NULL, text);
	for (node = 0; node < nodes; node++) {
		sprintf(filter, "N%u=", node);
		at = strstr(text, filter);
		told = at ? atoi(at + strlen(filter)) : 0;
		EXPECT_EQ(on[node], told)
			TH_LOG("%s", text);
	}
}

static const struct {
	const char *rest;
	int error;
	const char *word;
} refused[] = {
	{ "flags=", EINVAL, "flags" },
	{ "flags=RW", EINVAL, "present" },
	{ "flags=rw|", EINVAL, "flags" },
	{ "flags=rw,user", EINVAL, "rw,user" },
	{ "flags=rw flags=user", EINVAL, "twice" },
	{ "flags=rw not_flags=user|rw", EINVAL, "same flag" },
	{ "level=p4d", EINVAL, "pte, pmd, pud" },
	{ "level=4", EINVAL, "pte, pmd, pud" },
	{ "node=-1", EINVAL, "node" },
	{ "node=1023", EINVAL, "not online" },
	{ "node=99999", ERANGE, "node" },
	{ "first_pfn=2 last_pfn=1", EINVAL, "empty" },
	{ "first_pfn=-1", EINVAL, "first_pfn" },
	{ "last_pfn=11112222333344445", ERANGE, "64 bits" },
	{ "mode=tables flags=rw", EINVAL, "mode=tables" },
	{ "mode=tables first_pfn=1", EINVAL, "mode=tables" },
	{ "pfn=1", EINVAL, "first_pfn" },
};

TEST(refused_in_words)
{
	struct answer *answer;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		answer = ask(0x1000, 0x2000, refused[i].rest);
		if (!strcmp(refused[i].rest, "node=1023") && answer->write_errno == ERANGE)
			continue;	/* a kernel built for fewer */
		EXPECT_EQ(refused[i].error, answer->write_errno)
			TH_LOG("%s", refused[i].rest);
		EXPECT_TRUE(answer->error && strstr(answer->error, refused[i].word))
			TH_LOG("%s: %s", refused[i].rest, answer->error);
	}
}

/* A name that this kernel has no bit for is no filter, not one that all pass. */
TEST(flags_this_kernel_has)
{
	static const char * const names[] = { "saved_dirty", "soft_dirty", "uffd_wp", "pat" };
	const struct section *key = answer_section(lab_ask(KMEMLAB_FILE_WALK, "help"), "key");
	char *accepts = strdup(section_word(key, section_find(key, "name", "flags", NULL),
					    "accepts")), *rest, *word;
	char request[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		bool has = false;

		for (rest = strdup(accepts); (word = strsep(&rest, "|")); )
			has |= !strcmp(word, names[i]);
		snprintf(request, sizeof(request), "mode=pages flags=%s", names[i]);
		EXPECT_EQ(has ? 0 : EINVAL, ask(0x1000, 0x2000, request)->write_errno)
			TH_LOG("%s of %s", names[i], accepts);
	}
}

/* A filter by frame would tell what a frame number of 0 hides. */
TEST_F(filter, frames_need_the_right_to_see_them)
{
	struct answer *answer;

	capability_turn(CAP_SYS_ADMIN, false);
	answer = ask(self->start, self->end, "first_pfn=1");
	EXPECT_EQ(EPERM, answer->write_errno);
	answer = ask(self->start, self->end, "last_pfn=fffff");
	EXPECT_EQ(EPERM, answer->write_errno);
	EXPECT_EQ(0, ask(self->start, self->end, "flags=rw level=pte")->write_errno);
	capability_turn(CAP_SYS_ADMIN, true);
}

TEST_HARNESS_MAIN
