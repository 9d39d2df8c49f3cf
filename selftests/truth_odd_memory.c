// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that is not just there: broken frames, blocks that go offline and come
 * back, areas for contiguous allocations.
 */
#include <errno.h>
#include <linux/mempolicy.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "pagemap.h"
#include "pin.h"

#ifndef MADV_HWPOISON
#define MADV_HWPOISON 100
#endif
#define BLOCKS "/sys/devices/system/memory/"

static uint64_t class_pages(const char *class)
{
	const struct answer *answer = lab_view(KMEMLAB_FILE_BALANCE);
	const struct section *classes = answer_section(answer, "class");
	uint64_t sum = 0, pages = 0;
	size_t i;

	for (i = 0; i < classes->nr_rows; i++) {
		sum += section_u64(classes, i, "pages");
		if (!strcmp(section_word(classes, i, "class"), class))
			pages = section_u64(classes, i, "pages");
	}
	if (sum != answer_u64(answer, "total", "pages"))
		lab_die("the classes do not add up");
	return pages;
}

static const char *frame_word(uint64_t pfn, const char *column)
{
	const struct answer *answer = lab_ask(KMEMLAB_FILE_FRAMES, "pfn=%lx", pfn);

	return section_word(answer_section(answer, "frame"), 0, column);
}

static bool is_state(unsigned long block, const char *state)
{
	char path[96];

	snprintf(path, sizeof(path), BLOCKS "memory%lu/state", block);
	/* There may be holes between blocks. */
	return !access(path, R_OK) && !strncmp(lab_slurp(path), state, strlen(state));
}

static int set_state(unsigned long block, const char *state)
{
	char path[96];

	snprintf(path, sizeof(path), BLOCKS "memory%lu/state", block);
	return lab_store(path, state);
}

static uint64_t block_pages(void)
{
	return strtoul(lab_slurp(BLOCKS "block_size_bytes"), NULL, 16) / LAB_PAGE;
}

/*
 * Of each node there is a line "Number of blocks type Unmovable ... Isolate" and below it,
 * of each zone, "Node 0, zone DMA 1 ... 0": in both, as many words come before.
 */
static uint64_t peers_isolated_blocks(void)
{
	char *text = lab_slurp("/proc/pagetypeinfo"), *line, *word;
	size_t column = 0, at;
	uint64_t sum = 0;

	while ((line = strsep(&text, "\n"))) {
		bool is_head = !strncmp(line, "Number of blocks type", 21);

		if (is_head || strncmp(line, "Node", 4))
			column = 0;
		for (at = 1; (word = strsep(&line, " ")); at += *word != '\0') {
			if (is_head && !strcmp(word, "Isolate"))
				column = at;
			else if (*word && at == column)
				sum += strtoul(word, NULL, 10);
		}
	}
	return sum;
}

static uint64_t isolated_blocks(void)
{
	const struct section *blocks =
		answer_section(lab_view(KMEMLAB_FILE_PAGEBLOCKS), "pageblock");
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < blocks->nr_rows; i++)
		if (!strcmp(section_word(blocks, i, "migrate"), "Isolate"))
			sum += section_u64(blocks, i, "blocks");
	return sum;
}

/* Is its memory kept for what can be moved? */
static bool is_movable(unsigned long block)
{
	char path[96];

	snprintf(path, sizeof(path), BLOCKS "memory%lu/valid_zones", block);
	return is_state(block, "online") && !strcmp(lab_slurp(path), "Movable\n");
}

static unsigned long node_of(unsigned long block)
{
	unsigned long nid;
	char path[96];

	for (nid = 0; nid < 8 * sizeof(nid); nid++) {
		snprintf(path, sizeof(path), BLOCKS "memory%lu/node%lu", block, nid);
		if (!access(path, F_OK))
			return nid;
	}
	lab_die("block %lu is of no node", block);
}

/* Movable memory is what a process is given first. NULL: the block has none left. */
static char *page_of(unsigned long block)
{
	unsigned long nodes = 1UL << node_of(block), pages = block_pages();
	size_t bytes = 2 * pages * LAB_PAGE, at;
	char *area;

	area = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (area == MAP_FAILED)
		lab_die("mmap: %s", strerror(errno));
	madvise(area, bytes, MADV_NOHUGEPAGE);
	if (syscall(SYS_mbind, area, bytes, MPOL_BIND, &nodes, 8 * sizeof(nodes), 0))
		lab_die("mbind: %s", strerror(errno));
	for (at = 0; at < bytes; at += LAB_PAGE) {
		area[at] = 1;
		if (frame_of(0, (uintptr_t)(area + at)).pfn / pages == block)
			break;
	}
	/* The others go back: the next block's page may be among them. */
	munmap(area, at);
	return at < bytes ? area + at : NULL;
}

static uint64_t blocks_to_isolate(void)
{
	return block_pages() >> answer_u64(lab_view(KMEMLAB_FILE_PAGEBLOCKS), "size",
					   "pageblock_order");
}

/*
 * offline_pages() isolates the block's pageblocks and tries to move what is in them until
 * a signal comes: all the while that a page is pinned. 0: it gave up at once, as firmware
 * keeps some of the block.
 */
static pid_t isolate(unsigned long block)
{
	uint64_t wanted = blocks_to_isolate();
	char *page = page_of(block);
	pid_t child;
	int tries;

	if (!page || !pin(page, LAB_PAGE, LAB_PAGE))
		lab_die("no page of block %lu can be had, or pinned", block);
	child = fork();
	if (!child)
		_exit(set_state(block, "offline"));
	for (tries = 0; tries < 1000 && peers_isolated_blocks() != wanted; tries++) {
		if (waitpid(child, NULL, WNOHANG) == child)
			return 0;
		usleep(10000);
	}
	return child;
}

/* The first: what breaks, or comes back into another zone, is of no use here. */
TEST(isolated)
{
	unsigned long block, tried = 0;
	pid_t child = 0;

	if (access(BLOCKS "block_size_bytes", R_OK))
		SKIP(return, "memory of this kernel does not come and go");
	EXPECT_EQ(0, isolated_blocks());
	for (block = lab_last(BLOCKS, "memory"); block && !child; block--)
		if (is_movable(block) && ++tried)
			child = isolate(block);
	if (!tried)
		SKIP(return, "no block is kept for what can be moved: boot with movablecore=");
	ASSERT_NE(0, child) TH_LOG("none of %lu blocks can be isolated", tried);
	EXPECT_EQ(blocks_to_isolate(), peers_isolated_blocks());
	EXPECT_EQ(blocks_to_isolate(), isolated_blocks());
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	EXPECT_EQ(0, isolated_blocks());
}

/* The process whose page breaks is killed, so it is another one. */
static void break_page(uint64_t *pfn)
{
	char *page = mmap(NULL, LAB_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);

	if (page == MAP_FAILED)
		_exit(1);
	*page = 1;
	*pfn = frame_of(0, (uintptr_t)page).pfn;
	if (madvise(page, LAB_PAGE, MADV_HWPOISON))
		*pfn = 0;
	_exit(0);
}

TEST(broken_frame)
{
	uint64_t before = class_pages("hwpoison"), *pfn;
	pid_t pid;

	pfn = mmap(NULL, LAB_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, pfn);
	pid = fork();
	if (!pid)
		break_page(pfn);
	waitpid(pid, NULL, 0);
	if (!*pfn)
		SKIP(return, "this kernel cannot break a page");
	EXPECT_STREQ("hwpoison", frame_word(*pfn, "class"));
	EXPECT_NE(NULL, strstr(frame_word(*pfn, "flags"), "hwpoison"));
	EXPECT_EQ(before + 1, class_pages("hwpoison"));
	EXPECT_EQ(lab_counter("/proc/meminfo", "HardwareCorrupted:") * 1024 / LAB_PAGE,
		  class_pages("hwpoison"));
}

static uint64_t present_pages(void)
{
	const struct section *zone = answer_section(lab_view(KMEMLAB_FILE_ZONES), "zone");
	uint64_t pages = 0;
	size_t i;

	for (i = 0; i < zone->nr_rows; i++)
		pages += section_u64(zone, i, "present_pages");
	return pages;
}

/*
 * What is broken may go, but does not come back (memory_block_online() since v6.2,
 * EHWPOISON), and a test breaks some.
 */
static bool is_whole(unsigned long block)
{
	const struct section *rows = answer_section(lab_view(KMEMLAB_FILE_PHYSMAP), "block");
	uint64_t pages = block_pages();
	size_t i;

	for (i = 0; i < rows->nr_rows; i++)
		if (section_u64(rows, i, "pfn") / pages == block &&
		    section_u64(rows, i, "hwpoison_pages"))
			return false;
	return true;
}

/* A block the kernel lets go, from the end of memory on; 0: none. */
static unsigned long take_offline(void)
{
	unsigned long block;

	for (block = lab_last(BLOCKS, "memory"); block; block--)
		if (is_state(block, "online") && is_whole(block) &&
		    !set_state(block, "offline"))
			return block;
	return 0;
}

TEST(offline_block)
{
	uint64_t offline, present, total, pages, pfn;
	unsigned long block;

	if (access(BLOCKS "block_size_bytes", R_OK))
		SKIP(return, "memory of this kernel does not come and go");
	pages = block_pages();
	offline = class_pages("offline");
	present = present_pages();
	total = answer_u64(lab_view(KMEMLAB_FILE_BALANCE), "total", "pages");
	block = take_offline();
	if (!block)
		SKIP(return, "the kernel lets no block of memory go");
	pfn = block * pages;
	TH_LOG("block %lu of %lu pages is offline", block, pages);
	EXPECT_EQ(offline + pages, class_pages("offline"));
	EXPECT_EQ(present - pages, present_pages());
	EXPECT_EQ(total, answer_u64(lab_view(KMEMLAB_FILE_BALANCE), "total", "pages"));
	EXPECT_STREQ("offline", frame_word(pfn, "state"));
	EXPECT_STREQ("offline", frame_word(pfn + pages - 1, "state"));
	EXPECT_EQ(NULL, frame_word(pfn, "zone"));
	EXPECT_EQ(NULL, lab_ask(KMEMLAB_FILE_WHY, "order=3")->error);
	EXPECT_EQ(0, set_state(block, "online"));
	EXPECT_EQ(offline, class_pages("offline"));
	EXPECT_EQ(present, present_pages());
	EXPECT_STREQ("online", frame_word(pfn, "state"));
}

#define ROUNDS 8

/* Views are read while a block goes and comes: each adds up, and nothing breaks. */
TEST(comes_and_goes)
{
	unsigned long block = take_offline();
	int i, came = 0, status;
	pid_t toggler;

	if (!block)
		SKIP(return, "the kernel lets no block of memory go");
	toggler = fork();
	if (!toggler) {
		for (i = 0; i < ROUNDS; i++)
			came += !set_state(block, "online") && !set_state(block, "offline");
		_exit(came);
	}
	while (!waitpid(toggler, &status, WNOHANG)) {
		class_pages("offline");
		EXPECT_EQ(NULL, lab_view(KMEMLAB_FILE_PHYSMAP)->error);
		EXPECT_EQ(NULL, lab_view(KMEMLAB_FILE_PAGEBLOCKS)->error);
		EXPECT_EQ(NULL, lab_ask(KMEMLAB_FILE_WHY, "order=9")->error);
	}
	EXPECT_LT(0, WEXITSTATUS(status)) TH_LOG("it never came and went");
	EXPECT_EQ(0, set_state(block, "online"));
}

/* Persistent memory that a driver has mapped, by iomem; 0: there is none. */
static uint64_t device_frames(uint64_t *first)
{
	uint64_t from, to, region_from = 0, region_to = 0;
	bool is_driven = false;
	char *line, *save;

	for (line = strtok_r(lab_slurp("/proc/iomem"), "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (sscanf(line, "%lx-%lx", &from, &to) != 2)
			continue;
		if (strstr(line, " : Persistent Memory")) {
			region_from = from;
			region_to = to + 1;
		} else if (strstr(line, " : namespace") && from >= region_from &&
			   to < region_to) {
			is_driven = true;
		}
	}
	*first = region_from / LAB_PAGE;
	return is_driven ? (region_to - region_from) / LAB_PAGE : 0;
}

/* Frames with a struct page of their own that no allocator knows. */
TEST(device_memory)
{
	uint64_t pfn, nr = device_frames(&pfn), found = 0, offline;
	const struct section *blocks;
	size_t i;

	if (!nr)
		SKIP(return, "no device has memory: boot with memmap=64M!512M and nd_pmem");
	offline = class_pages("offline");
	EXPECT_EQ(nr, class_pages("device"));
	blocks = answer_section(lab_view(KMEMLAB_FILE_PHYSMAP), "block");
	for (i = 0; i < blocks->nr_rows; i++)
		found += section_u64(blocks, i, "device_pages");
	EXPECT_EQ(nr, found);
	EXPECT_STREQ("device", frame_word(pfn, "state"));
	EXPECT_STREQ("device", frame_word(pfn + nr - 1, "state"));
	EXPECT_EQ(NULL, frame_word(pfn, "class"));
	EXPECT_STRNE("device", frame_word(pfn - 1, "state"));
	EXPECT_EQ(offline, class_pages("offline"));
}

TEST(contiguous_areas)
{
	const struct section *zone = answer_section(lab_view(KMEMLAB_FILE_ZONES), "zone");
	const struct answer *answer = lab_view(KMEMLAB_FILE_PAGEBLOCKS);
	const struct section *blocks = answer_section(answer, "pageblock");
	uint64_t wanted, pages = 0, found = 0;
	size_t i;

	if (!strstr(lab_slurp("/proc/meminfo"), "CmaTotal:"))
		SKIP(return, "this kernel has no such areas");
	wanted = lab_counter("/proc/meminfo", "CmaTotal:") * 1024 / LAB_PAGE;
	if (!wanted)
		SKIP(return, "no area was asked for: boot with cma=64M");
	for (i = 0; i < zone->nr_rows; i++)
		pages += section_u64(zone, i, "cma_pages");
	for (i = 0; i < blocks->nr_rows; i++)
		if (!strcmp(section_word(blocks, i, "migrate"), "CMA"))
			found += section_u64(blocks, i, "blocks");
	EXPECT_EQ(wanted, pages);
	EXPECT_EQ(wanted, found << answer_u64(answer, "size", "pageblock_order"));
}

TEST_HARNESS_MAIN
