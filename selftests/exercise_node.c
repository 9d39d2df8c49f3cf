// SPDX-License-Identifier: GPL-2.0
/*
 * Allocations that name a node, against the free memory of each node in zoneinfo while
 * they are held. On a guest of one node little can be wrong; the gate has one of four.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

#define NODES	64
/* What each request holds, in pages, and what else may come and go meanwhile. */
#define PAGES	4096
#define OTHERS	(PAGES / 4)
#define TRIES	5

FIXTURE(node) {
	uint64_t held;
	int nids[NODES];
	int nr;
};

FIXTURE_VARIANT(node) {
	const char *file;
	const char *request;
};

#define WAY(name, file_, request_)					\
	FIXTURE_VARIANT_ADD(node, name) {				\
		.file = file_, .request = request_ }

WAY(kmalloc, KMEMLAB_FILE_KMALLOC, "count=2048 size=8K");
WAY(kmalloc_large, KMEMLAB_FILE_KMALLOC, "count=16 size=1M");
WAY(kzalloc, KMEMLAB_FILE_KMALLOC, "call=kzalloc count=2048 size=8K");
WAY(kvmalloc_large, KMEMLAB_FILE_KMALLOC, "call=kvmalloc count=4 size=4M");
WAY(pages, KMEMLAB_FILE_PAGES, "count=16 order=8");
WAY(cache, KMEMLAB_FILE_CACHE, "count=4096 size=4096");

/* Those with memory: "0,2-3". */
FIXTURE_SETUP(node)
{
	char *at = lab_slurp("/sys/devices/system/node/has_memory");
	unsigned long nid, last;

	self->held = lab_held_kib();
	self->nr = 0;
	while (*at >= '0' && *at <= '9') {
		nid = strtoul(at, &at, 10);
		last = *at == '-' ? strtoul(at + 1, &at, 10) : nid;
		for (; nid <= last && self->nr < NODES; nid++)
			self->nids[self->nr++] = nid;
		at += *at == ',';
	}
	ASSERT_LT(0, self->nr);
}

FIXTURE_TEARDOWN(node)
{
	EXPECT_EQ(self->held, lab_held_kib());
}

/* With those in per-CPU lists, which what was freed before may have filled. */
static int64_t free_pages(int nid)
{
	char *text = lab_slurp("/proc/zoneinfo"), *line;
	int64_t sum = 0, pages;
	int node = -1;

	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		sscanf(line, "Node %d,", &node);
		if (node == nid && (sscanf(line, " pages free %ld", &pages) == 1 ||
				    sscanf(line, " count: %ld", &pages) == 1))
			sum += pages;
	}
	free(text);
	return sum;
}

/* Pages of the section place that are not on @nid. */
static uint64_t placed_elsewhere(const struct answer *answer, int nid)
{
	const struct section *place = answer_section(answer, "place");
	uint64_t pages = 0;
	size_t row;

	for (row = 0; row < place->nr_rows; row++)
		if (!strcmp(section_word(place, row, "kind"), "node") &&
		    strtol(section_word(place, row, "name"), NULL, 10) != nid)
			pages += section_u64(place, row, "pages");
	return pages;
}

/* Each node in turn has less while they are held, and no other has. */
TEST_F(node, is_the_one_asked_for)
{
	int64_t before[NODES], taken;
	int asked, fd, i, try;
	struct answer *answer;
	bool as_asked;

	for (asked = 0; asked < self->nr; asked++) {
		/* Again, if others moved as much meanwhile. */
		for (try = 0, as_asked = false; try < TRIES && !as_asked; try++) {
			for (i = 0; i < self->nr; i++)
				before[i] = free_pages(self->nids[i]);
			fd = lab_open(variant->file, O_RDWR);
			ASSERT_EQ(0, lab_write(fd, "%s hold=1 node=%d", variant->request,
					       self->nids[asked]));
			answer = lab_answer(fd);
			ASSERT_EQ(NULL, answer->error) TH_LOG("error: %s", answer->error);
			ASSERT_EQ(0, answer_u64(answer, "result", "failures"));
			EXPECT_LE(PAGES, answer_u64(answer, "result", "object_pages"));
			EXPECT_EQ(0, placed_elsewhere(answer, self->nids[asked]));
			as_asked = true;
			for (i = 0; i < self->nr; i++) {
				taken = before[i] - free_pages(self->nids[i]);
				if (i == asked ? taken >= PAGES - OTHERS : taken <= OTHERS)
					continue;
				as_asked = false;
				TH_LOG("node=%d: %ld pages less on node %d",
				       self->nids[asked], taken, self->nids[i]);
			}
			close(fd);
		}
		EXPECT_TRUE(as_asked);
	}
}

TEST_HARNESS_MAIN
