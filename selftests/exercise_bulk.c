// SPDX-License-Identifier: GPL-2.0
/* Calls that allocate several objects at once, and what a pool can do besides. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

#define CACHE KMEMLAB_FILE_CACHE
#define PAGES KMEMLAB_FILE_PAGES
#define MEMPOOL KMEMLAB_FILE_MEMPOOL

FIXTURE(bulk) {
	uint64_t held;
};

FIXTURE_SETUP(bulk)
{
	self->held = lab_held_kib();
}

FIXTURE_TEARDOWN(bulk)
{
	EXPECT_EQ(self->held, lab_held_kib());
}

static const struct {
	const char *file;
	const char *request;
	uint64_t count, batch;
} ways[] = {
	{ CACHE, "call=bulk", 640, 64 },
	{ CACHE, "call=bulk batch=7 size=300", 100, 7 },
	{ CACHE, "call=bulk batch=1", 10, 1 },
	{ CACHE, "call=bulk batch=256", 1000, 256 },
	{ PAGES, "call=bulk", 640, 64 },
	{ PAGES, "call=bulk batch=100 gfp=GFP_HIGHUSER_MOVABLE", 350, 100 },
	{ MEMPOOL, "take=bulk batch=10", 105, 10 },
};

static const char * const keys[] = {
	"", "pattern=pair", "pattern=random", "mode=throughput", "mode=throughput pattern=pair",
	"threads=3", "record=at_once", "pattern=remote",
};

/* An operation is a call; objects are counted one by one. */
TEST_F(bulk, counts)
{
	const struct section *latency;
	struct answer *answer;
	uint64_t calls, nr;
	size_t i, j, op;

	for (i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		calls = (ways[i].count + ways[i].batch - 1) / ways[i].batch;
		for (j = 0; j < sizeof(keys) / sizeof(*keys); j++) {
			answer = lab_ask(ways[i].file, "count=%lu %s %s", ways[i].count,
					 ways[i].request, keys[j]);
			if (answer->error && strstr(answer->error, "this kernel has no"))
				break;
			ASSERT_EQ(NULL, answer->error)
				TH_LOG("%s %s: %s", ways[i].request, keys[j], answer->error);
			nr = strstr(keys[j], "threads") ? 3 : 1;
			EXPECT_EQ(nr * ways[i].count, answer_u64(answer, "result", "allocated"));
			EXPECT_EQ(0, answer_u64(answer, "result", "failures"));
			latency = answer_section(answer, "latency");
			for (op = 0; op < 2; op++)
				EXPECT_LE(nr * calls, section_u64(latency, op, "ops"))
					TH_LOG("%s %s", ways[i].request, keys[j]);
		}
	}
}

/* With a call that may fail each N-th object, what was got is given back. */
TEST_F(bulk, failures)
{
	struct answer *answer;
	int n;

	for (n = 1; n <= 20; n++) {
		answer = lab_ask(CACHE, "call=bulk batch=4 count=19 fail=%d", n);
		EXPECT_EQ((uint64_t)n - 1, answer_u64(answer, "result", "allocated"));
		answer = lab_ask(PAGES, "call=bulk batch=4 count=19 fail=%d", n);
		EXPECT_EQ((uint64_t)n - 1, answer_u64(answer, "result", "allocated"));
	}
}

/* A pool gives its reserve and not one element more, after it was resized as well. */
TEST_F(bulk, reserve_alone)
{
	struct answer *answer = lab_ask(MEMPOOL, "count=20 reserve=8 take=preallocated");

	if (answer->error && strstr(answer->error, "this kernel has no"))
		SKIP(return, "this kernel has no mempool_alloc_preallocated()");
	EXPECT_EQ(8, answer_u64(answer, "result", "allocated"));
	EXPECT_EQ(12, answer_u64(answer, "result", "failures"));
	EXPECT_EQ(8, answer_u64(answer, "result", "reserve_elements"));
	answer = lab_ask(MEMPOOL, "count=20 reserve=8 resize=15 take=preallocated");
	EXPECT_EQ(15, answer_u64(answer, "result", "allocated"));
	answer = lab_ask(MEMPOOL, "count=20 reserve=8 resize=3 take=preallocated call=pages");
	EXPECT_EQ(3, answer_u64(answer, "result", "allocated"));
}

TEST_F(bulk, resize)
{
	static const char * const backings[] = { "kmalloc", "slab", "pages" };
	struct answer *answer;
	size_t i;

	for (i = 0; i < 3; i++) {
		answer = lab_ask(MEMPOOL, "count=10 reserve=10 resize=50 call=%s", backings[i]);
		ASSERT_EQ(NULL, answer->error);
		EXPECT_EQ(50, answer_u64(answer, "result", "reserve_elements"));
		EXPECT_LT(0, answer_u64(answer, "result", "resize_ns"));
	}
}

TEST_HARNESS_MAIN
