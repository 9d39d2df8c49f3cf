// SPDX-License-Identifier: GPL-2.0
/* A range of sizes or orders: a row for each, the same as if asked one by one. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

static const struct {
	const char *file;
	const char *request;
	const char *key;
	unsigned long values[12];	/* ended by 0, of which the first may be one */
} ranges[] = {
	{ KMEMLAB_FILE_KMALLOC, "count=20 size=64..1K", "size", { 64, 128, 256, 512, 1024 } },
	{ KMEMLAB_FILE_KMALLOC, "count=20 size=10..50+20", "size", { 10, 30, 50 } },
	{ KMEMLAB_FILE_VMALLOC, "count=5 size=4K..64K*4", "size", { 4096, 16384, 65536 } },
	{ KMEMLAB_FILE_PAGES, "count=3 order=0..4", "order", { 0, 1, 2, 3, 4 } },
	{ KMEMLAB_FILE_PAGES, "call=exact count=3 exact_size=4K..16K+4K", "exact_size",
	  { 4096, 8192, 12288, 16384 } },
	{ KMEMLAB_FILE_CACHE, "count=20 size=8..64*8", "size", { 8, 64 } },
	{ KMEMLAB_FILE_MEMPOOL, "count=20 size=8..64*8", "size", { 8, 64 } },
	{ KMEMLAB_FILE_PERCPU, "count=20 size=8..64*8", "size", { 8, 64 } },
	{ KMEMLAB_FILE_DMA, "count=5 size=8..4096*512", "size", { 8, 4096 } },
	{ KMEMLAB_FILE_FRAG, "count=20 size=8..64*8", "size", { 8, 64 } },
};

/* What one object gave, of a run for a single value. */
static uint64_t usable_of(const char *file, const char *request, const char *key,
			  unsigned long value)
{
	struct answer *answer = lab_ask(file, "%.*s %s=%lu",
					(int)(strstr(request, key) - request), request, key, value);

	return answer_u64(answer, "result", "usable_bytes") /
	       answer_u64(answer, "result", "allocated");
}

#define KFENCE "/sys/module/kfence/parameters/sample_interval"

TEST(a_row_for_each_value)
{
	uint64_t held = lab_held_kib();
	const struct section *points;
	struct answer *answer;
	size_t i, row;

	/* An object of KFENCE's is as long as was asked for. */
	if (!access(KFENCE, W_OK))
		ASSERT_EQ(0, lab_store(KFENCE, "0"));
	for (i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
		answer = lab_ask(ranges[i].file, "%s", ranges[i].request);
		ASSERT_EQ(NULL, answer->error)
			TH_LOG("%s: %s", ranges[i].request, answer->error);
		points = answer_section(answer, "point");
		for (row = 0; row < points->nr_rows; row++) {
			ASSERT_TRUE(!row || ranges[i].values[row]);
			EXPECT_EQ(0, section_u64(points, row, "failures"));
			EXPECT_EQ(answer_u64(answer, "request", "count"),
				  section_u64(points, row, "allocations"));
			EXPECT_LE(section_u64(points, row, "alloc_p50_ns"),
				  section_u64(points, row, "alloc_max_ns"));
			EXPECT_EQ(usable_of(ranges[i].file, ranges[i].request,
					    ranges[i].key, ranges[i].values[row]),
				  section_u64(points, row, "usable_bytes"))
				TH_LOG("%s, row %zu", ranges[i].request, row);
		}
		EXPECT_EQ(0, ranges[i].values[row]);
	}
	EXPECT_EQ(held, lab_held_kib());
}

/* A reader that goes away in the middle leaves nothing. */
TEST(a_reader_that_stops)
{
	uint64_t held = lab_held_kib();
	int fd = lab_open(KMEMLAB_FILE_KMALLOC, O_RDWR);
	char c;

	ASSERT_EQ(0, lab_write(fd, "count=10 size=1..200+1"));
	ASSERT_EQ(1, read(fd, &c, 1));
	close(fd);
	EXPECT_EQ(held, lab_held_kib());
}

TEST_HARNESS_MAIN
