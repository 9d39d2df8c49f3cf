// SPDX-License-Identifier: GPL-2.0
/* What each exercise reports fits together, and fits what the kernel says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

FIXTURE(exercise) {
	const char *request;
	uint64_t held;
	uint64_t killed;
};

FIXTURE_VARIANT(exercise) {
	const char *file;
	const char *request;
	uint64_t count;
	uint64_t bytes;		/* each object asks for */
	uint64_t usable;	/* and gets at least */
};

#define RUN(name, file_, request_, count_, bytes_, usable_)		\
	FIXTURE_VARIANT_ADD(exercise, name) {				\
		.file = file_, .request = request_, .count = count_,	\
		.bytes = bytes_, .usable = usable_ }

RUN(kmalloc_one, KMEMLAB_FILE_KMALLOC, "count=1 size=1", 1, 1, 1);
RUN(kmalloc_many, KMEMLAB_FILE_KMALLOC, "count=1000 size=200", 1000, 200, 200);
RUN(kmalloc_large, KMEMLAB_FILE_KMALLOC, "count=3 size=1M", 3, 1 << 20, 1 << 20);
RUN(kmalloc_atomic, KMEMLAB_FILE_KMALLOC, "count=10 size=9 gfp=GFP_ATOMIC", 10, 9, 9);
RUN(kmalloc_node, KMEMLAB_FILE_KMALLOC, "count=10 size=100 node=0", 10, 100, 100);
RUN(kvmalloc_node, KMEMLAB_FILE_KMALLOC, "call=kvmalloc count=10 size=5000 node=0", 10,
    5000, 5000);
RUN(vmalloc_one, KMEMLAB_FILE_VMALLOC, "count=1 size=1", 1, 1, LAB_PAGE);
RUN(vmalloc_many, KMEMLAB_FILE_VMALLOC, "count=50 size=10000", 50, 10000, 12288);
RUN(mempool_all, KMEMLAB_FILE_MEMPOOL, "count=100 size=64", 100, 64, 64);
RUN(mempool_less, KMEMLAB_FILE_MEMPOOL, "count=5 reserve=50", 5, 64, 64);
RUN(mempool_more, KMEMLAB_FILE_MEMPOOL, "count=50 reserve=5 gfp=GFP_NOWAIT", 50, 64, 64);
RUN(pages_single, KMEMLAB_FILE_PAGES, "count=100", 100, LAB_PAGE, LAB_PAGE);
RUN(pages_order_4, KMEMLAB_FILE_PAGES, "count=5 order=4", 5, LAB_PAGE << 4, LAB_PAGE << 4);
RUN(pages_order_10, KMEMLAB_FILE_PAGES, "count=1 order=10", 1, LAB_PAGE << 10,
    LAB_PAGE << 10);
RUN(pages_dma, KMEMLAB_FILE_PAGES, "count=2 gfp=GFP_DMA32", 2, LAB_PAGE, LAB_PAGE);

FIXTURE_SETUP(exercise)
{
	self->request = lab_on_node(variant->request);
	self->held = lab_held_kib();
	self->killed = lab_oom_kills();
}

FIXTURE_TEARDOWN(exercise)
{
	EXPECT_EQ(self->held, lab_held_kib());
	EXPECT_EQ(self->killed, lab_oom_kills());
}

TEST_F(exercise, numbers)
{
	struct answer *answer = lab_ask(variant->file, "%s", self->request);
	uint64_t allocated;

	ASSERT_NE(NULL, answer->file)
		TH_LOG("refused: %s", answer->error);
	allocated = answer_u64(answer, "result", "allocated");
	EXPECT_EQ(NULL, answer->error);
	EXPECT_EQ(variant->count, answer_u64(answer, "request", "count"));
	EXPECT_EQ(variant->count, allocated + answer_u64(answer, "result", "failures"));
	EXPECT_LT(0, allocated);
	EXPECT_EQ(0, answer_u64(answer, "result", "left_objects"));
	EXPECT_EQ(allocated * variant->bytes, answer_u64(answer, "result", "requested_bytes"));
	EXPECT_LE(allocated * variant->usable, answer_u64(answer, "result", "usable_bytes"));
	EXPECT_EQ(NULL, strstr(answer->consistency, "truncated"));
}

TEST_F(exercise, latency)
{
	struct answer *answer = lab_ask(variant->file, "%s", self->request);
	const struct section *latency = answer_section(answer, "latency");
	uint64_t allocated = answer_u64(answer, "result", "allocated");
	uint64_t ops, total, min, mean, max;
	size_t row;
	long alloc;

	alloc = section_find(latency, "op", "alloc", NULL);
	ASSERT_LE(0, alloc);
	ASSERT_LE(0, section_find(latency, "op", "free", NULL));
	for (row = 0; row < latency->nr_rows; row++) {
		ops = section_u64(latency, row, "ops");
		total = section_u64(latency, row, "total_ns");
		min = section_u64(latency, row, "min_ns");
		mean = section_u64(latency, row, "mean_ns");
		max = section_u64(latency, row, "max_ns");
		EXPECT_EQ((long)row == alloc ? variant->count : allocated, ops);
		EXPECT_LE(min, mean);
		EXPECT_LE(mean, max);
		EXPECT_LE(max, total);
		EXPECT_EQ(total / ops, mean);
		EXPECT_LT(0, total);
	}
}

/* No run takes longer inside than a clock outside says. */
TEST_F(exercise, time)
{
	struct timespec before, after;
	struct answer *answer;
	const struct section *latency;
	uint64_t inside = 0, outside;
	size_t row;

	clock_gettime(CLOCK_MONOTONIC, &before);
	answer = lab_ask(variant->file, "%s", self->request);
	clock_gettime(CLOCK_MONOTONIC, &after);
	outside = (after.tv_sec - before.tv_sec) * 1000000000UL + after.tv_nsec - before.tv_nsec;
	latency = answer_section(answer, "latency");
	for (row = 0; row < latency->nr_rows; row++)
		inside += section_u64(latency, row, "total_ns");
	EXPECT_LT(inside, outside);
}

static uint64_t usable_of_one(const char *file, const char *request)
{
	struct answer *answer = lab_ask(file, "%s", request);

	return answer_u64(answer, "result", "usable_bytes") /
	       answer_u64(answer, "result", "allocated");
}

/* The smallest kmalloc-N or kmalloc-Nk of /proc/slabinfo that holds @size, or 0. */
static uint64_t bucket_of(uint64_t size)
{
	char *text = lab_slurp("/proc/slabinfo"), *line, unit;
	uint64_t bytes, best = 0;

	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		if (sscanf(line, "kmalloc-%lu%c", &bytes, &unit) != 2)
			continue;
		if (unit == 'k')
			bytes <<= 10;
		if (bytes >= size && (!best || bytes < best))
			best = bytes;
	}
	free(text);
	return best;
}

#define KFENCE "/sys/module/kfence/parameters/sample_interval"

TEST(kmalloc_gets_a_bucket)
{
	static const int sizes[] = {
		1, 8, 9, 16, 17, 33, 64, 65, 96, 97, 128, 129, 192, 193, 256, 257,
		1000, 1024, 1025, 4095, 4096, 4097, 8191, 8192,
	};
	char request[64];
	size_t i;

	if (access("/proc/slabinfo", R_OK))
		SKIP(return, "this kernel has no /proc/slabinfo");
	/* An object of KFENCE's is as long as was asked for. */
	if (!access(KFENCE, W_OK))
		ASSERT_EQ(0, lab_store(KFENCE, "0"));
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		snprintf(request, sizeof(request), "count=3 size=%d", sizes[i]);
		EXPECT_EQ(bucket_of(sizes[i]), usable_of_one(KMEMLAB_FILE_KMALLOC, request))
			TH_LOG("size %d", sizes[i]);
	}
}

/* Beyond the buckets: whole pages, a power of two of them. */
TEST(kmalloc_beyond_the_buckets)
{
	EXPECT_EQ(4 * LAB_PAGE, usable_of_one(KMEMLAB_FILE_KMALLOC, "count=3 size=8193"));
	EXPECT_EQ(16 * LAB_PAGE, usable_of_one(KMEMLAB_FILE_KMALLOC, "count=3 size=40000"));
}

TEST(vmalloc_gets_whole_pages)
{
	EXPECT_EQ(LAB_PAGE, usable_of_one(KMEMLAB_FILE_VMALLOC, "count=3 size=1"));
	EXPECT_EQ(LAB_PAGE, usable_of_one(KMEMLAB_FILE_VMALLOC, "count=3 size=4096"));
	EXPECT_EQ(2 * LAB_PAGE, usable_of_one(KMEMLAB_FILE_VMALLOC, "count=3 size=4097"));
}

/* Which bits are added: to the mask, and to one that may reclaim. */
static const struct {
	const char *file;
	const char *gfp;
	const char *has;	/* NULL: nothing is asked of it */
	const char *has_not;
} masks[] = {
#define NOWARN "__GFP_NOWARN"
#define MAYFAIL "__GFP_RETRY_MAYFAIL"
	{ KMEMLAB_FILE_KMALLOC, "GFP_KERNEL", NOWARN, NULL },
	{ KMEMLAB_FILE_KMALLOC, "GFP_KERNEL", MAYFAIL, NULL },
	{ KMEMLAB_FILE_KMALLOC, "GFP_NOFS", MAYFAIL, NULL },
	{ KMEMLAB_FILE_KMALLOC, "GFP_NOIO", MAYFAIL, NULL },
	{ KMEMLAB_FILE_KMALLOC, "GFP_ATOMIC", NOWARN, MAYFAIL },
	{ KMEMLAB_FILE_KMALLOC, "GFP_NOWAIT", NULL, MAYFAIL },
	{ KMEMLAB_FILE_KMALLOC, "GFP_KERNEL|__GFP_NORETRY", "__GFP_NORETRY", MAYFAIL },
	{ KMEMLAB_FILE_KMALLOC, "GFP_KERNEL|__GFP_ZERO", "__GFP_ZERO", NULL },
	{ KMEMLAB_FILE_VMALLOC, "GFP_KERNEL", NOWARN, NULL },
	{ KMEMLAB_FILE_VMALLOC, "GFP_KERNEL", MAYFAIL, NULL },
	{ KMEMLAB_FILE_MEMPOOL, "GFP_KERNEL", NOWARN, NULL },
	{ KMEMLAB_FILE_MEMPOOL, "GFP_ATOMIC", NOWARN, MAYFAIL },
	{ KMEMLAB_FILE_PAGES, "GFP_KERNEL", NOWARN, NULL },
	{ KMEMLAB_FILE_PAGES, "GFP_KERNEL", MAYFAIL, NULL },
	{ KMEMLAB_FILE_PAGES, "GFP_ATOMIC", NOWARN, MAYFAIL },
	{ KMEMLAB_FILE_PAGES, "GFP_KERNEL|__GFP_NORETRY", "__GFP_NORETRY", MAYFAIL },
};

TEST(the_mask_in_effect)
{
	const char *effective;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(masks); i++) {
		effective = answer_value(lab_ask(masks[i].file, "count=1 gfp=%s", masks[i].gfp),
					 "request", "effective_gfp");
		EXPECT_TRUE(!masks[i].has || strstr(effective, masks[i].has))
			TH_LOG("%s: %s has no %s", masks[i].gfp, effective, masks[i].has);
		EXPECT_TRUE(!masks[i].has_not || !strstr(effective, masks[i].has_not))
			TH_LOG("%s: %s has %s", masks[i].gfp, effective, masks[i].has_not);
	}
}

/* What this kernel's __vmalloc() takes from who must not sleep, and no more. */
TEST(vmalloc_asked_not_to_sleep)
{
	static const char request[] = "count=10 size=64K gfp=GFP_ATOMIC";
	struct answer *answer = lab_ask(KMEMLAB_FILE_VMALLOC, "%s", request);
	struct utsname name;
	int major, minor;

	ASSERT_EQ(0, uname(&name));
	ASSERT_EQ(2, sscanf(name.release, "%d.%d", &major, &minor));
	if (major < 7 || (major == 7 && minor < 2)) {
		ASSERT_NE(NULL, answer->error);
		EXPECT_NE(NULL, strstr(answer->error, "may sleep"))
			TH_LOG("error: %s", answer->error);
		return;
	}
	ASSERT_EQ(NULL, answer->error)
		TH_LOG("error: %s", answer->error);
	EXPECT_EQ(10, answer_u64(answer, "result", "allocated"));
	EXPECT_EQ(NULL, strstr(answer_value(answer, "request", "effective_gfp"), MAYFAIL));
}

/* A run that ends early says so, and gives back what it had until then. */
TEST(out_of_time)
{
	uint64_t held = lab_held_kib(), allocated;
	struct answer *answer = lab_ask(KMEMLAB_FILE_VMALLOC,
					"size=4096 count=6000 time_limit_ms=1");

	ASSERT_NE(NULL, answer->file)
		TH_LOG("refused: %s", answer->error);
	allocated = answer_u64(answer, "result", "allocated");
	EXPECT_GT(6000, allocated);
	EXPECT_NE(NULL, strstr(answer->consistency, "truncated"))
		TH_LOG("consistency: %s", answer->consistency);
	EXPECT_EQ(0, answer_u64(answer, "result", "left_objects"));
	EXPECT_EQ(allocated * 4096, answer_u64(answer, "result", "usable_bytes"));
	EXPECT_EQ(held, lab_held_kib());
}

TEST_HARNESS_MAIN
