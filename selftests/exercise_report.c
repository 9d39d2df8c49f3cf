// SPDX-License-Identifier: GPL-2.0
/* Every way to allocate: its report fits together, and nothing is left of it. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

FIXTURE(report) {
	const char *request;
	uint64_t held;
	uint64_t killed;
};

FIXTURE_VARIANT(report) {
	const char *file;
	const char *request;
	uint64_t count;
};

#define WAY(name, file_, count_, request_)				\
	FIXTURE_VARIANT_ADD(report, name) {				\
		.file = file_, .count = count_, .request = request_ }

#define KMALLOC KMEMLAB_FILE_KMALLOC
#define VMALLOC KMEMLAB_FILE_VMALLOC
#define PAGES KMEMLAB_FILE_PAGES
#define MEMPOOL KMEMLAB_FILE_MEMPOOL
#define CACHE KMEMLAB_FILE_CACHE
#define PERCPU KMEMLAB_FILE_PERCPU
#define FRAG KMEMLAB_FILE_FRAG
#define DMA KMEMLAB_FILE_DMA

WAY(kmalloc, KMALLOC, 300, "size=100 node=0");
WAY(kzalloc_node, KMALLOC, 300, "call=kzalloc node=0");
WAY(kvmalloc, KMALLOC, 5, "call=kvmalloc size=1M node=0");
WAY(kvmalloc_large, KMALLOC, 1, "call=kvmalloc size=10M");
WAY(krealloc, KMALLOC, 300, "call=krealloc size=1000");
WAY(vmalloc, VMALLOC, 50, "size=20000");
WAY(vzalloc, VMALLOC, 50, "call=vzalloc size=1");
WAY(vmalloc_huge, VMALLOC, 3, "call=huge size=4M");
WAY(vmap, VMALLOC, 50, "call=vmap size=64K");
WAY(pages, PAGES, 100, "order=2 node=0");
WAY(get_free_pages, PAGES, 100, "call=get_free_pages");
WAY(exact, PAGES, 20, "call=exact exact_size=20K");
WAY(mempool, MEMPOOL, 100, "size=500");
WAY(mempool_slab, MEMPOOL, 100, "call=slab");
WAY(mempool_pages, MEMPOOL, 100, "call=pages size=5000");
WAY(mempool_reserve, MEMPOOL, 100, "call=slab backing_fail=1");
WAY(cache, CACHE, 300, "size=100 align=32 flags=SLAB_HWCACHE_ALIGN");
WAY(cache_ctor, CACHE, 300, "size=1 ctor=1 node=0");
WAY(cache_rcu, CACHE, 300, "size=4096 flags=SLAB_TYPESAFE_BY_RCU|SLAB_RECLAIM_ACCOUNT");
WAY(percpu, PERCPU, 100, "size=100 align=64");
WAY(percpu_atomic, PERCPU, 20, "gfp=GFP_ATOMIC");
WAY(frag, FRAG, 300, "size=200");
WAY(dma_coherent, DMA, 50, "mask_bits=64");
WAY(dma_coherent_low, DMA, 10, "mask_bits=24 size=8K");
WAY(dma_pool, DMA, 200, "call=pool size=100 align=64");
WAY(dma_map, DMA, 100, "call=map size=64K mask_bits=32");
WAY(dma_map_low, DMA, 100, "call=map size=4K mask_bits=24");

/* Told to send all buffers through the same few pages. */
static bool bounces(void)
{
	return strstr(lab_slurp("/proc/cmdline"), "swiotlb=force");
}

FIXTURE_SETUP(report)
{
	if (strstr(variant->request, "call=map") && bounces())
		SKIP(return, "every buffer bounces");
	self->request = lab_on_node(variant->request);
	self->held = lab_held_kib();
	self->killed = lab_oom_kills();
}

FIXTURE_TEARDOWN(report)
{
	EXPECT_EQ(self->held, lab_held_kib());
	EXPECT_EQ(self->killed, lab_oom_kills());
}

static uint64_t of_op(const struct answer *answer, const char *section, const char *op,
		      const char *column)
{
	const struct section *rows = answer_section(answer, section);
	long row = section_find(rows, "op", op, NULL);

	if (row < 0)
		lab_die("%s has no row %s", section, op);
	return section_u64(rows, row, column);
}

static uint64_t histogram_ops(const struct answer *answer, const char *op)
{
	const struct section *rows = answer_section(answer, "histogram");
	uint64_t ops = 0;
	size_t i;

	for (i = 0; i < rows->nr_rows; i++)
		if (!strcmp(section_word(rows, i, "op"), op))
			ops += section_u64(rows, i, "ops");
	return ops;
}

/* Quantiles rise from the shortest to the longest, and so they do without the clock. */
TEST_F(report, quantiles)
{
	static const char * const columns[] = {
		"min_ns", "p50_ns", "p90_ns", "p99_ns", "p999_ns", "p9999_ns", "max_ns"
	};
	static const char * const ops[] = { "alloc", "free" };
	uint64_t gross, net, last_gross, last_net, clock;
	struct answer *answer;
	size_t i, j;

	answer = lab_ask(variant->file, "count=%lu histogram=1 %s", variant->count,
			 self->request);
	ASSERT_EQ(NULL, answer->error)
		TH_LOG("error: %s", answer->error);
	clock = answer_u64(answer, "result", "clock_ns");
	for (i = 0; i < 2; i++) {
		EXPECT_EQ(variant->count, of_op(answer, "latency", ops[i], "ops"));
		EXPECT_EQ(variant->count, of_op(answer, "latency", ops[i], "timed"));
		EXPECT_EQ(variant->count, histogram_ops(answer, ops[i]));
		last_gross = 0;
		last_net = 0;
		for (j = 0; j < sizeof(columns) / sizeof(*columns); j++) {
			gross = of_op(answer, "latency", ops[i], columns[j]);
			net = of_op(answer, "corrected", ops[i], columns[j]);
			EXPECT_LE(last_gross, gross);
			EXPECT_LE(last_net, net);
			EXPECT_LE(net, gross);
			EXPECT_LE(gross, net + clock + 1);
			last_gross = gross;
			last_net = net;
		}
	}
}

/* The clock around all of them counts the same operations. */
TEST_F(report, throughput)
{
	struct answer *answer = lab_ask(variant->file, "mode=throughput count=%lu repeat=3 %s",
					variant->count, self->request);

	ASSERT_EQ(NULL, answer->error)
		TH_LOG("error: %s", answer->error);
	EXPECT_EQ(3 * variant->count, answer_u64(answer, "result", "allocated"));
	EXPECT_EQ(3 * variant->count, of_op(answer, "latency", "alloc", "ops"));
	EXPECT_EQ(3 * variant->count, of_op(answer, "latency", "free", "ops"));
	EXPECT_LT(0, of_op(answer, "latency", "alloc", "total_ns"));
	EXPECT_EQ(NULL, section_word(answer_section(answer, "latency"), 0, "p50_ns"));
}

/* What devices need is not taken from them. */
TEST(dma_bounce)
{
	struct answer *answer = lab_ask(DMA, "call=map count=1");

	if (!bounces()) {
		EXPECT_EQ(NULL, answer->error) TH_LOG("error: %s", answer->error);
		SKIP(return, "no buffer bounces here: boot with swiotlb=force");
	}
	ASSERT_NE(NULL, answer->error);
	EXPECT_NE(NULL, strstr(answer->error, "EOPNOTSUPP every buffer bounces"));
}

/* Objects of the bench dma cannot be written to. */
static const char *without_touch(const char *file, const char *keys)
{
	return strcmp(file, DMA) ? keys : "";
}

/* Orders of frees, warm-up, samples and written objects change no count. */
TEST_F(report, patterns)
{
	static const char * const keys[] = {
		"pattern=lifo", "pattern=fifo warmup=2",
		"pattern=random seed=7", "pattern=random seed=0 sample=7",
		"pattern=remote", "pattern=pair", "pattern=pair mode=throughput",
		"pattern=pair sample=3", "clock=ktime",
	};
	struct answer *answer;
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		answer = lab_ask(variant->file, "count=%lu repeat=2 %s %s %s", variant->count,
				 self->request, keys[i],
				 strstr(keys[i], "pair") ? "" :
				 without_touch(variant->file, "touch=1"));
		ASSERT_EQ(NULL, answer->error)
			TH_LOG("%s: %s", keys[i], answer->error);
		EXPECT_EQ(2 * variant->count, of_op(answer, "latency", "alloc", "ops"));
		EXPECT_EQ(2 * variant->count, of_op(answer, "latency", "free", "ops"));
		EXPECT_EQ(2 * variant->count, answer_u64(answer, "result", "allocated"));
		EXPECT_EQ(0, answer_u64(answer, "result", "held_objects"));
	}
}

/* Own failures come exactly where they were asked for, at each call in turn. */
TEST_F(report, failures)
{
	uint64_t n, count = variant->count < 12 ? variant->count : 12;
	struct answer *answer;

	for (n = 1; n <= count + 1; n++) {
		answer = lab_ask(variant->file, "count=%lu fail=%lu %s", count, n,
				 self->request);
		ASSERT_EQ(NULL, answer->error);
		EXPECT_EQ(n - 1, answer_u64(answer, "result", "allocated"));
		EXPECT_EQ(count - n + 1, answer_u64(answer, "result", "failures"));
		EXPECT_EQ(n - 1, of_op(answer, "latency", "free", "ops"));
		EXPECT_EQ(self->held, lab_held_kib());
	}
}

/* Held objects are listed, distinct, and gone with the next request or close. */
TEST_F(report, hold)
{
	int fd = lab_open(variant->file, O_RDWR);
	const struct section *objects;
	struct answer *answer;
	uint64_t with, i;

	ASSERT_EQ(0, lab_write(fd, "count=%lu hold=1 %s", variant->count, self->request));
	answer = lab_answer(fd);
	ASSERT_EQ(NULL, answer->error)
		TH_LOG("error: %s", answer->error);
	objects = answer_section(answer, "object");
	ASSERT_EQ(variant->count, objects->nr_rows);
	EXPECT_EQ(variant->count, answer_u64(answer, "result", "held_objects"));
	for (i = 0; i < objects->nr_rows; i++) {
		EXPECT_NE(NULL, section_word(objects, i, "addr"));
		if (!strstr(self->request, "call=map"))
			EXPECT_EQ((long)i, section_find(objects, "addr",
							section_word(objects, i, "addr"),
							NULL));
	}
	EXPECT_EQ(NULL, section_word(answer_section(answer, "effect_pages"), 0, "after_pages"));
	with = lab_held_kib();
	EXPECT_LT(self->held, with);
	ASSERT_EQ(0, lab_write(fd, "help"));
	EXPECT_GT(with, lab_held_kib());
	ASSERT_EQ(0, lab_write(fd, "count=%lu hold=1 %s", variant->count, self->request));
	answer = lab_answer(fd);
	EXPECT_EQ(variant->count, answer_u64(answer, "result", "held_objects"));
	close(fd);
}

/* What is taken from the zones while held comes back. */
TEST(effect_of_large_blocks)
{
	struct answer *answer = lab_ask(PAGES, "order=9 count=4");
	const struct section *events = answer_section(answer, "effect_events");
	const struct section *place = answer_section(answer, "place");
	uint64_t pages = 0;
	size_t i;

	EXPECT_EQ(4 * 512, answer_u64(answer, "result", "object_pages"));
	EXPECT_LE(answer_u64(answer, "result", "physical_runs"), 4);
	EXPECT_LE(512 * LAB_PAGE, answer_u64(answer, "result", "align_bytes"));
	for (i = 0; i < place->nr_rows; i++)
		if (!strcmp(section_word(place, i, "kind"), "node"))
			pages += section_u64(place, i, "pages");
	EXPECT_EQ(4 * 512, pages);
	pages = 0;
	for (i = 0; i < events->nr_rows; i++)
		if (!strncmp(section_word(events, i, "name"), "pgalloc_", 8))
			pages += section_u64(events, i, "allocating");
	if (strstr(lab_slurp("/proc/vmstat"), "\npgalloc_"))
		EXPECT_LE(4 * 512, pages);
}

static uint64_t place(const struct answer *answer, const char *kind, const char *name)
{
	const struct section *rows = answer_section(answer, "place");
	long row = section_find(rows, "kind", kind, "name", name, NULL);

	return row < 0 ? 0 : section_u64(rows, row, "pages");
}

/* Each page of vmalloc() is mapped once; 512 small ones at most share a table. */
TEST(mappings_of_vmalloc)
{
	struct answer *answer = lab_ask(VMALLOC, "size=64K count=20");

	EXPECT_EQ(20 * 16, place(answer, "mapping", "pte"));
	EXPECT_EQ(0, place(answer, "mapping", "pmd"));
	EXPECT_LE(1, place(answer, "tables", "all"));
	EXPECT_GE(20, place(answer, "tables", "all"));
	answer = lab_ask(VMALLOC, "call=huge size=4M count=2");
	EXPECT_EQ(2 * 1024, place(answer, "mapping", "pte") + place(answer, "mapping", "pmd"));
	EXPECT_EQ(0, place(answer, "mapping", "pmd") % 512);
	answer = lab_ask(KMALLOC, "size=64K count=5");
	EXPECT_EQ(0, place(answer, "tables", "all"));
}

/* The first row of a kind, or NULL. */
static const char *name_of(const struct answer *answer, const char *kind)
{
	const struct section *rows = answer_section(answer, "place");
	long row = section_find(rows, "kind", kind, NULL);

	return row < 0 ? NULL : section_word(rows, row, "name");
}

#define KFENCE "/sys/module/kfence/parameters/sample_interval"

/* What the objects were cut from: a cache that the kernel lists, or a larger page. */
TEST(what_objects_are_of)
{
	struct answer *answer;
	const char *name;
	char line[128];

	/* An object of KFENCE's lies in none of them. */
	if (!access(KFENCE, W_OK))
		ASSERT_EQ(0, lab_store(KFENCE, "0"));
	answer = lab_ask(KMALLOC, "size=64 count=100");
	name = name_of(answer, "cache");
	EXPECT_EQ(16, place(lab_ask(KMALLOC, "size=64K count=1"), "order", "4"));
	EXPECT_EQ(NULL, name_of(lab_ask(PAGES, "count=10"), "cache"));
	ASSERT_NE(NULL, name);
	if (!strncmp(name, "unknown", 7))
		SKIP(return, "the layouts of slabs are not known");
	EXPECT_EQ(0, strncmp(name, "kmalloc-", 8))
		TH_LOG("cache: %s", name);
	EXPECT_EQ(100, place(answer, "cache", name));
	if (!access("/proc/slabinfo", R_OK)) {
		snprintf(line, sizeof(line), "\n%s ", name);
		EXPECT_NE(NULL, strstr(lab_slurp("/proc/slabinfo"), line))
			TH_LOG("cache: %s", name);
	}
	/* It is merged with no other. */
	name = name_of(lab_ask(CACHE, "size=64 count=100"), "cache");
	EXPECT_TRUE(name && !strncmp(name, "kmemlab-", 8));
}

/* The first failure keeps the zones as they were; one of our own is none. */
TEST(failure)
{
	struct answer *answer = lab_ask(PAGES, "order=10 gfp=GFP_DMA count=10");
	const struct section *failure;

	if (answer->error || !answer_u64(answer, "result", "failures"))
		SKIP(return, "ten blocks of order 10 could be had from the zone DMA");
	failure = answer_section(answer, "failure");
	EXPECT_LE(0, section_find(failure, "zone", "DMA", "order", "10", "blocks", "0", NULL));
	answer = lab_ask(PAGES, "count=10 fail=5");
	EXPECT_EQ(0, answer_section(answer, "failure")->nr_rows);
	EXPECT_EQ(6, answer_u64(answer, "result", "failures"));
}

/* With its backing allocator gone a pool gives its reserve and no more. */
TEST(mempool_reserve)
{
	struct answer *answer = lab_ask(MEMPOOL,
					"count=20 reserve=5 backing_fail=4 gfp=GFP_ATOMIC");

	EXPECT_EQ(8, answer_u64(answer, "result", "allocated"));
	EXPECT_EQ(12, answer_u64(answer, "result", "failures"));
	EXPECT_EQ(5, answer_u64(answer, "result", "reserve_elements"));
	EXPECT_EQ(20, answer_u64(answer, "result", "backing_calls"));
	EXPECT_EQ(17, answer_u64(answer, "result", "backing_failures"));
	/* A caller that may sleep gets what the reserve covers. */
	answer = lab_ask(MEMPOOL, "count=20 reserve=20 backing_fail=1");
	EXPECT_EQ(20, answer_u64(answer, "result", "allocated"));
	EXPECT_EQ(20, answer_u64(answer, "result", "reserve_elements"));
}

static uint64_t longest_ns(struct answer *answer)
{
	const struct section *latency = answer_section(answer, "latency");

	return section_u64(latency, section_find(latency, "op", "alloc", NULL), "max_ns");
}

/*
 * The reserve is used up before all have an element: who may sleep waits for those
 * that come back, who may not does without.
 */
TEST(mempool_lent)
{
	struct answer *answer = lab_ask(MEMPOOL,
					"count=8 reserve=8 backing_fail=1 lent=3 return_ms=50");

	ASSERT_EQ(NULL, answer->error)
		TH_LOG("error: %s", answer->error);
	EXPECT_EQ(8, answer_u64(answer, "result", "allocated"));
	EXPECT_EQ(0, answer_u64(answer, "result", "failures"));
	EXPECT_EQ(3, answer_u64(answer, "result", "returned_elements"));
	EXPECT_LT(40 * 1000 * 1000, longest_ns(answer));
	answer = lab_ask(MEMPOOL,
			 "count=8 reserve=8 backing_fail=1 lent=3 return_ms=1000 gfp=GFP_ATOMIC");
	EXPECT_EQ(8, answer_u64(answer, "result", "failures") +
		     answer_u64(answer, "result", "allocated"));
	EXPECT_LE(5, answer_u64(answer, "result", "allocated"));
	EXPECT_LE(answer_u64(answer, "result", "allocated"),
		  5 + answer_u64(answer, "result", "returned_elements"));
}

/* One at a time is held, and misses the last that is lent. */
TEST(mempool_lent_pairs)
{
	struct answer *answer = lab_ask(MEMPOOL, "pattern=pair reserve=1 count=100");

	ASSERT_EQ(NULL, answer->error)
		TH_LOG("error: %s", answer->error);
	EXPECT_EQ(100, answer_u64(answer, "result", "allocated"));
	answer = lab_ask(MEMPOOL,
			 "pattern=pair lent=1 backing_fail=1 return_ms=2 count=100");
	ASSERT_EQ(NULL, answer->error)
		TH_LOG("error: %s", answer->error);
	EXPECT_EQ(100, answer_u64(answer, "result", "allocated"));
	EXPECT_EQ(1, answer_u64(answer, "result", "reserve_elements"));
	EXPECT_EQ(1, answer_u64(answer, "result", "returned_elements"));
}

/* A bulk call waits though some elements are left: fewer than it takes at once. */
TEST(mempool_lent_in_bulk)
{
	static const struct {
		const char *request;
		uint64_t objects;
	} ways[] = {
		{ "count=16 lent=1", 16 },
		{ "count=1000 lent=10", 1000 },
		{ "count=48 lent=20 threads=3 batch=7", 3 * 48 },
	};
	struct answer *answer;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ways); i++) {
		answer = lab_ask(MEMPOOL, "take=bulk backing_fail=1 return_ms=2 %s",
				 ways[i].request);
		if (answer->error && strstr(answer->error, "this kernel has no"))
			SKIP(return, "this kernel has no mempool_alloc_bulk()");
		ASSERT_EQ(NULL, answer->error)
			TH_LOG("%s: %s", ways[i].request, answer->error);
		EXPECT_EQ(ways[i].objects, answer_u64(answer, "result", "allocated"));
		EXPECT_LT(0, answer_u64(answer, "result", "returned_elements"));
	}
}

TEST_HARNESS_MAIN
