// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own half, translated and walked, against what tells on any kernel
 * where it has put things: kallsyms with iomem, vmallocinfo, and the view layout.
 */
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capability.h"
#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "pagemap.h"

#define TRIES 10
#define HALF (five_levels() ? -(1UL << 56) : -(1UL << 47))

static struct answer *translate(uint64_t addr)
{
	return lab_ask(KMEMLAB_FILE_TRANSLATE, "space=kernel addr=%lx", addr);
}

static struct answer *walk(uint64_t start, uint64_t end, const char *rest)
{
	return lab_ask(KMEMLAB_FILE_WALK, "space=kernel start=%lx end=%lx %s", start, end, rest);
}

/* The number at the start of the line of a file that ends with a word; 0: none. */
static uint64_t number_of(const char *path, const char *ending)
{
	char *text = lab_slurp(path), *line;
	uint64_t number = 0;
	size_t len;

	for (line = strtok(text, "\n"); line && !number; line = strtok(NULL, "\n")) {
		len = strlen(line);
		if (len > strlen(ending) && !strcmp(line + len - strlen(ending), ending))
			number = strtoull(line, NULL, 16);
	}
	free(text);
	return number;
}

TEST(the_kernels_text_lies_where_iomem_says)
{
	uint64_t text = number_of("/proc/kallsyms", " T _text");
	uint64_t phys = number_of("/proc/iomem", " : Kernel code");
	const struct section *address, *region;
	struct answer *answer;

	if (!text)
		text = number_of("/proc/kallsyms", " T _stext");
	if (!text || !phys)
		SKIP(return, "kallsyms or iomem do not tell where the kernel is");
	answer = translate(text + 0x1234);
	ASSERT_EQ(NULL, answer->error);
	address = answer_section(answer, "address");
	region = answer_section(answer, "region");
	ASSERT_STREQ("mapped", section_word(address, 0, "state"));
	EXPECT_EQ(phys + 0x1234, section_u64(address, 0, "phys"));
	EXPECT_STREQ("r-x-", section_word(address, 0, "rights"));
	EXPECT_EQ(0, section_u64(address, 0, "wx"));
	EXPECT_STREQ("page", section_word(address, 0, "what"));
	EXPECT_STREQ("kernel", section_word(region, 0, "name"));
	EXPECT_LE(section_u64(region, 0, "start"), text);
	EXPECT_GE(section_u64(region, 0, "last"), text);
}

/* "0xSTART-0xEND SIZE caller phys=0xPHYS ioremap": what drivers map. */
TEST(what_is_mapped_for_drivers_lies_where_vmallocinfo_says)
{
	char *text = lab_slurp("/proc/vmallocinfo"), *line, *at;
	uint64_t start, end, phys;
	const struct section *address;
	unsigned int seen = 0;

	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		at = strstr(line, " phys=");
		if (!at || sscanf(line, "0x%lx-0x%lx", &start, &end) != 2)
			continue;
		if (start < HALF)
			SKIP(return, "addresses in it are hashed: boot with no_hash_pointers");
		phys = strtoull(at + strlen(" phys="), NULL, 16);
		address = answer_section(translate(start + 0x10), "address");
		EXPECT_STREQ("mapped", section_word(address, 0, "state"));
		EXPECT_EQ(phys + 0x10, section_u64(address, 0, "phys"))
			TH_LOG("%s", line);
		EXPECT_STREQ("rw--", section_word(address, 0, "rights"));
		seen++;
	}
	if (!seen)
		SKIP(return, "vmallocinfo names no physical address");
}

static uint64_t region_start(const char *name, uint64_t *last)
{
	const struct section *region = answer_section(lab_view(KMEMLAB_FILE_LAYOUT), "region");
	long row = section_find(region, "name", name, NULL);

	if (row < 0)
		return 0;
	*last = section_u64(region, row, "last");
	return section_u64(region, row, "start");
}

/* In the direct map, an address is a physical one and a constant. */
TEST(the_direct_map_is_direct)
{
	uint64_t last, base = region_start("direct-map", &last), page;
	const struct section *address;
	struct frame frame;
	char *mine = fresh_area(LAB_PAGE, LAB_PAGE);

	*mine = 1;
	frame = frame_of(0, (uint64_t)mine);
	ASSERT_NE(0, frame.pfn);
	address = answer_section(translate(base + frame.pfn * LAB_PAGE + 8), "address");
	EXPECT_EQ(frame.pfn, section_u64(address, 0, "pfn"));
	page = frame_of(0, (uint64_t)mine).pfn;
	if (page != frame.pfn)
		SKIP(return, "the page moved");
	EXPECT_STREQ("rw--", section_word(address, 0, "rights"));
	EXPECT_EQ(0, section_u64(address, 0, "wx"));
}

TEST(nothing_is_there)
{
	const struct section *address;
	struct answer *answer = translate(-1UL);

	ASSERT_EQ(NULL, answer->error);
	address = answer_section(answer, "address");
	EXPECT_STREQ("none", section_word(address, 0, "state"));
	EXPECT_STREQ("none", section_word(address, 0, "what"));
	EXPECT_EQ(NULL, section_word(address, 0, "pfn"));
	EXPECT_EQ(0, answer_section(answer, "area")->nr_rows);
	EXPECT_EQ(0, answer_section(answer, "frame")->nr_rows);
}

/* The AND over the levels' own bits, as translate shows them, is what both say. */
TEST(effective_rights)
{
	const struct section *run = answer_section(walk(-(2UL << 30), 0, "mode=runs"), "run");
	const struct section *address, *level;
	struct answer *answer;
	size_t row, i, checked = 0;
	uint64_t all, entry;
	char rights[] = "r---";

	for (row = 0; row < run->nr_rows; row++) {
		if (strcmp(section_word(run, row, "kind"), "leaf"))
			continue;
		answer = translate(section_u64(run, row, "start"));
		address = answer_section(answer, "address");
		level = answer_section(answer, "level");
		if (strcmp(section_word(address, 0, "state"), "mapped"))
			continue;
		for (all = -1UL, i = 0; i < level->nr_rows; i++) {
			entry = section_u64(level, i, "entry");
			all &= entry ^ (1UL << 63);
		}
		rights[1] = all & 2 ? 'w' : '-';
		rights[2] = all >> 63 ? 'x' : '-';
		rights[3] = all & 4 ? 'u' : '-';
		EXPECT_STREQ(rights, section_word(address, 0, "rights"));
		EXPECT_STREQ(rights, section_word(run, row, "rights"))
			TH_LOG("%lx", section_u64(run, row, "start"));
		checked++;
	}
	EXPECT_LT(3, checked);
}

/* Two ways of reading: a walk over each region, and the view that sums them up. */
TEST(regions_map_what_layout_says)
{
	static const char * const names[] = { "kernel", "modules", "direct-map", "fixmap" };
	static const char * const columns[][2] = {
		{ "entries_4k", "mapped_4k_bytes" }, { "entries_2m", "mapped_2m_bytes" },
		{ "entries_1g", "mapped_1g_bytes" },
	};
	const struct section *region, *total, *area;
	size_t i, c, same;
	uint64_t start, last = 0;
	long row;
	int try;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		start = region_start(names[i], &last);
		for (same = 0, try = 0; same < 3 && try < TRIES; try++) {
			struct answer *answer = walk(start, last + 1, "");

			region = answer_section(lab_view(KMEMLAB_FILE_LAYOUT), "region");
			row = section_find(region, "name", names[i], NULL);
			total = answer_section(answer, "total");
			area = answer_section(answer, "area");
			ASSERT_EQ(1, area->nr_rows);
			EXPECT_STREQ(names[i], section_word(area, 0, "name"));
			for (same = 0, c = 0; c < 3; c++)
				same += section_u64(total, 0, columns[c][0]) * (LAB_PAGE << 9 * c) ==
					section_u64(region, row, columns[c][1]);
		}
		EXPECT_EQ(3, same)
			TH_LOG("%s", names[i]);
	}
}

/* Every present entry of the text's way is in the binary answer too. */
TEST(binary_holds_the_same_entries)
{
	uint64_t last, start = region_start("kernel", &last);
	const struct section *page;
	struct kmemlab_block block;
	size_t len, at, i, nr = 0;
	char *data;
	int fd = lab_open(KMEMLAB_FILE_WALK, 2);

	page = answer_section(walk(start, last + 1, "mode=pages"), "page");
	ASSERT_EQ(0, lab_write(fd, "space=kernel start=%lx end=%lx mode=pages format=binary",
			       start, last + 1));
	data = lab_read(fd, &len);
	for (at = 0; at < len; at += block.nr * sizeof(uint64_t)) {
		memcpy(&block, data + at, sizeof(block));
		at += sizeof(block);
		for (i = 0; i < block.nr; i++)
			nr += !!((uint64_t *)(data + at))[i];
	}
	EXPECT_EQ(page->nr_rows, nr);
}

TEST(without_admin_nothing_of_the_kernel)
{
	struct answer *asked;

	capability_turn(CAP_SYS_ADMIN, false);
	asked = translate(-(1UL << 31));
	EXPECT_EQ(EPERM, asked->write_errno);
	EXPECT_TRUE(asked->error && strstr(asked->error, "CAP_SYS_ADMIN"));
	asked = walk(HALF, 0, "");
	EXPECT_EQ(EPERM, asked->write_errno);
	EXPECT_TRUE(asked->error && strstr(asked->error, "CAP_SYS_ADMIN"));
	capability_turn(CAP_SYS_ADMIN, true);
}

TEST_HARNESS_MAIN
