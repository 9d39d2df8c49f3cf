// SPDX-License-Identifier: GPL-2.0
/*
 * What is said of the times is true of the times themselves: they are listed,
 * sorted here, and compared.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

FIXTURE(times) {
};

FIXTURE_VARIANT(times) {
	const char *file;
	const char *request;
	uint64_t nr;
};

#define TIMES(name, file_, nr_, request_)				\
	FIXTURE_VARIANT_ADD(times, name) {				\
		.file = file_, .nr = nr_, .request = request_ }

TIMES(kmalloc, KMEMLAB_FILE_KMALLOC, 20000, "count=5000 repeat=4");
TIMES(kmalloc_pair, KMEMLAB_FILE_KMALLOC, 10000, "count=10000 pattern=pair");
TIMES(kmalloc_ktime, KMEMLAB_FILE_KMALLOC, 2000, "count=2000 clock=ktime");
TIMES(kmalloc_sampled, KMEMLAB_FILE_KMALLOC, 100, "count=1000 sample=10");
TIMES(kmalloc_threads, KMEMLAB_FILE_KMALLOC, 6000, "count=1000 threads=3 repeat=2");
TIMES(vmalloc, KMEMLAB_FILE_VMALLOC, 200, "count=200 size=8K");
TIMES(pages, KMEMLAB_FILE_PAGES, 1000, "count=1000 pattern=random");
TIMES(cache, KMEMLAB_FILE_CACHE, 3, "count=3");
TIMES(one, KMEMLAB_FILE_PERCPU, 1, "count=1");

FIXTURE_SETUP(times)
{
}

FIXTURE_TEARDOWN(times)
{
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* The times of an operation in picoseconds, sorted. */
static uint64_t *sorted(const struct answer *answer, const char *op, uint64_t *nr, uint64_t *sum)
{
	const struct section *rows = answer_section(answer, "times");
	uint64_t *times = calloc(rows->nr_rows + 1, sizeof(*times));
	size_t i;

	*nr = 0;
	*sum = 0;
	for (i = 0; i < rows->nr_rows; i++) {
		if (strcmp(section_word(rows, i, "op"), op))
			continue;
		times[*nr] = section_u64(rows, i, "time_ps");
		*sum += times[(*nr)++];
	}
	qsort(times, *nr, sizeof(*times), by_value);
	return times;
}

/* Of whole nanoseconds, rounded down. */
static bool is_ns_of(uint64_t ns, uint64_t ps)
{
	return ns == ps / 1000;
}

static const struct {
	const char *column;
	uint64_t parts;		/* of 10000 */
} quantiles[] = {
	{ "p50_ns", 5000 }, { "p90_ns", 9000 }, { "p99_ns", 9900 }, { "p999_ns", 9990 },
	{ "p9999_ns", 9999 },
};

static bool near(uint64_t ns, uint64_t ps)
{
	uint64_t apart = ns * 1000 > ps ? ns * 1000 - ps : ps - ns * 1000;

	return apart <= ps * 16 / 1000 + 1000;
}

TEST_F(times, sorted)
{
	static const char * const ops[] = { "alloc", "free" };
	struct answer *answer = lab_ask(variant->file, "%s times=1 time_limit_ms=600000",
					variant->request);
	const struct section *latency;
	uint64_t nr, sum, rank, *times, total;
	size_t i, q;
	long row;

	ASSERT_EQ(NULL, answer->error)
		TH_LOG("error: %s", answer->error);
	latency = answer_section(answer, "latency");
	for (i = 0; i < 2; i++) {
		row = section_find(latency, "op", ops[i], NULL);
		times = sorted(answer, ops[i], &nr, &sum);
		ASSERT_EQ(variant->nr, nr);
		EXPECT_EQ(nr, section_u64(latency, row, "timed"));
		EXPECT_TRUE(is_ns_of(section_u64(latency, row, "min_ns"), times[0]));
		EXPECT_TRUE(is_ns_of(section_u64(latency, row, "max_ns"), times[nr - 1]));
		/* A tick may be a fraction of a picosecond more. */
		total = section_u64(latency, row, "total_ns");
		EXPECT_LE(sum / 1000, total);
		EXPECT_GE(sum / 1000 + nr / 1000 + 1, total);
		EXPECT_EQ(total / nr, section_u64(latency, row, "mean_ns"));
		for (q = 0; q < sizeof(quantiles) / sizeof(*quantiles); q++) {
			rank = (nr * quantiles[q].parts + 9999) / 10000;
			EXPECT_TRUE(near(section_u64(latency, row, quantiles[q].column),
					 times[rank - 1]))
				TH_LOG("%s %s: %lu ns, sorted %lu ps", ops[i],
				       quantiles[q].column,
				       section_u64(latency, row, quantiles[q].column),
				       times[rank - 1]);
		}
		free(times);
	}
}

/* Counted at once or from a list, an operation is counted once. */
TEST(ways_to_record)
{
	static const char * const ways[] = {
		"record=raw", "record=at_once", "record=raw clock=ktime",
		"record=at_once clock=ktime", "record=at_once sample=7", "record=at_once threads=2",
		"record=at_once pattern=pair", "record=raw pattern=pair fail=300",
		"record=at_once pattern=pair fail=300",
	};
	const struct section *latency, *histogram;
	uint64_t timed, counted;
	struct answer *answer;
	size_t i, op, row;

	for (i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		answer = lab_ask(KMEMLAB_FILE_KMALLOC, "count=1000 histogram=1 %s", ways[i]);
		ASSERT_EQ(NULL, answer->error)
			TH_LOG("%s: %s", ways[i], answer->error);
		latency = answer_section(answer, "latency");
		histogram = answer_section(answer, "histogram");
		for (op = 0; op < 2; op++) {
			timed = section_u64(latency, op, "timed");
			counted = 0;
			for (row = 0; row < histogram->nr_rows; row++)
				if (!strcmp(section_word(histogram, row, "op"), op ? "free" : "alloc"))
					counted += section_u64(histogram, row, "ops");
			EXPECT_EQ(timed, counted)
				TH_LOG("%s", ways[i]);
			EXPECT_EQ(strstr(ways[i], "fail") ? 299 :
				  strstr(ways[i], "sample") ? 143 :
				  strstr(ways[i], "threads") ? 2000 : 1000, timed);
		}
		EXPECT_EQ(!!strstr(ways[i], "raw"), !!answer_u64(answer, "result", "fold_ns"));
	}
}

TEST_HARNESS_MAIN
