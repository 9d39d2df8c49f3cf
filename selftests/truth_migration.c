// SPDX-License-Identifier: GPL-2.0
/*
 * Entries of pages that are being moved. The pages are pinned, so that each move
 * fails and is tried again: while it is, the entry names the frame it was in, and
 * before and after it maps that frame. So every answer is known in advance, however
 * many of them see a page on its way.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "child.h"
#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "mappings.h"
#include "pagemap.h"
#include "pin.h"
#include "walk.h"

#define PAGES 512
#define ROUNDS 40
#define MOVE_ALL (1 << 2)

/* As the architecture stores what is not present; flags lie above the frame. */
#define RAW_OFFSET(raw) (~(raw) << 5 >> 14)
#define OFFSET_FRAME(offset) ((offset) & ((1UL << 34) - 1))

/* Shared with the child. */
static struct frame *frames;

static char *make_pinned(void)
{
	char *area = fresh_area(PAGES * LAB_PAGE, HUGE_BYTES);

	mapping_lacks = "pages cannot be held by a pipe";
	madvise(area, PAGES * LAB_PAGE, MADV_NOHUGEPAGE);
	memset(area, 1, PAGES * LAB_PAGE);
	if (!pin(area, PAGES * LAB_PAGE, LAB_PAGE))
		return NULL;
	frames_of(0, (uint64_t)area, PAGES, frames);
	return area;
}

/* To each node in turn, from another process, until it is killed. */
static pid_t keep_moving(const struct child *child, int nodes)
{
	static int node_of[PAGES], status[PAGES];
	static void *pages[PAGES];
	pid_t pid = fork();
	int i, turn;

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (i = 0; i < PAGES; i++)
		pages[i] = (void *)child->addr + i * LAB_PAGE;
	for (turn = 0;; turn++) {
		for (i = 0; i < PAGES; i++)
			node_of[i] = turn % nodes;
		syscall(SYS_move_pages, child->pid, (unsigned long)PAGES, pages, node_of,
			status, MOVE_ALL);
	}
}

/*
 * Each page in its frame. Returns how many are on their way. Between the two, while
 * the kernel replaces the one entry by the other, there is none.
 */
static size_t check_pages(struct __test_metadata *_metadata, const struct walk *walk,
			  uint64_t start)
{
	const struct entry *entry = walk->entries;
	size_t page, last = 0, moving = 0;

	EXPECT_GE(PAGES, walk->nr);
	for (; entry < walk->entries + walk->nr; entry++) {
		page = (entry->addr - start) / LAB_PAGE;
		ASSERT_TRUE(page < PAGES && (page > last || !page));
		last = page;
		moving += !entry->present;
		if (entry->present) {
			EXPECT_EQ(frames[page].pfn, entry->frame);
		} else if (entry->kind) {
			EXPECT_STREQ("migration", entry->kind);
		} else {
			EXPECT_EQ(frames[page].pfn, OFFSET_FRAME(RAW_OFFSET(entry->raw)));
		}
	}
	return moving;
}

static size_t check_translate(struct __test_metadata *_metadata, const struct child *child,
			      size_t page)
{
	uint64_t addr = child->addr + page * LAB_PAGE, raw;
	struct answer *answer = lab_ask(KMEMLAB_FILE_TRANSLATE, "pid=%d addr=%lx", child->pid, addr);
	const struct section *address = answer_section(answer, "address");
	const struct section *level = answer_section(answer, "level");
	const char *state = section_word(address, 0, "state");
	bool moving = !strcmp(state, "not-present");

	if (moving) {
		raw = section_u64(level, level->nr_rows - 1, "entry");
		EXPECT_STREQ("migration", section_word(address, 0, "what"));
		EXPECT_EQ(NULL, section_word(address, 0, "swap_offset"));
		EXPECT_EQ(frames[page].pfn, OFFSET_FRAME(RAW_OFFSET(raw)));
	} else if (strcmp(state, "none")) {
		EXPECT_EQ(frames[page].pfn, section_u64(address, 0, "pfn"));
	}
	answer_free(answer);
	return moving;
}

/* Each entry counts once. */
static size_t check_summary(struct __test_metadata *_metadata, const struct child *child)
{
	struct answer *answer = lab_ask(KMEMLAB_FILE_WALK, "pid=%d start=%lx end=%lx", child->pid,
					child->addr, child->addr + PAGES * LAB_PAGE);
	const struct section *total = answer_section(answer, "total");
	size_t moving = answer_u64(answer, "state", "migration");

	EXPECT_GE(PAGES, section_u64(total, 0, "present_pages") + moving);
	EXPECT_EQ(moving, section_u64(total, 0, "not_present"));
	answer_free(answer);
	return moving;
}

TEST(pages_on_their_way)
{
	size_t seen[4] = { 0 };
	struct child child;
	uint64_t end;
	pid_t mover;
	int last_node = lab_last("/sys/devices/system/node", "node"), round;

	if (!last_node)
		SKIP(return, "there is one node only: nowhere to move pages to");
	frames = mmap(NULL, PAGES * sizeof(*frames), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, frames);
	child = child_of(make_pinned);
	if (!child.addr)
		SKIP(return, "no such mapping here: %s", mapping_lacks);
	end = child.addr + PAGES * LAB_PAGE;
	mover = keep_moving(&child, last_node + 1);
	for (round = 0; round < ROUNDS; round++) {
		struct walk *binary = walk_binary(child.pid, child.addr, end);
		struct walk *text = walk_text(child.pid, child.addr, end, "pages");

		seen[0] += check_pages(_metadata, binary, child.addr);
		seen[1] += check_pages(_metadata, text, child.addr);
		seen[2] += check_translate(_metadata, &child, round % PAGES);
		seen[3] += check_summary(_metadata, &child);
		walk_free(binary);
		walk_free(text);
	}
	child_end(mover);
	child_end(child.pid);
	TH_LOG("on their way: %zu in binary, %zu in text, %zu translated, %zu summed up",
	       seen[0], seen[1], seen[2], seen[3]);
}

TEST_HARNESS_MAIN
