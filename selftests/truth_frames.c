// SPDX-License-Identifier: GPL-2.0
/*
 * The bench frames against /proc/kpageflags and /proc/kpagecount, frame by
 * frame, over all of memory in steps; frames whose flags or counts were not the
 * same before and after are left out, and few.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <linux/kernel-page-flags.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

#define KPF_RESERVED_BIT	32
#define RANGE			1024UL
#define STEPS			24
#define TRIES			4
#define TOUCHED			(32 << 20)
#define SECTION			(128UL << 20)
/* The largest that per-CPU lists take, but for huge pages. */
#define BLOCK_ORDER		3
#define BLOCK			(1U << BLOCK_ORDER)

struct peer {
	uint64_t flags[RANGE];
	uint64_t count[RANGE];
};

static bool has(uint64_t flags, int bit)
{
	return flags >> bit & 1;
}

static size_t read_some(const char *path, uint64_t pfn, uint64_t *words)
{
	int fd = open(path, O_RDONLY);
	ssize_t got = fd < 0 ? -1 : pread(fd, words, RANGE * 8, pfn * 8);

	if (fd < 0 || got < 0)
		lab_die("%s: %s", path, strerror(errno));
	close(fd);
	return got / 8;
}

static size_t read_peer(uint64_t pfn, struct peer *peer)
{
	size_t nr = read_some("/proc/kpageflags", pfn, peer->flags);

	return nr < read_some("/proc/kpagecount", pfn, peer->count) ? 0 : nr;
}

/* Does the class agree with the flags, as far as these tell? */
static bool class_agrees(const char *class, uint64_t flags)
{
	static const struct {
		int bit;
		const char *class;
	} order[] = {
		{ KPF_HWPOISON, "hwpoison" },	{ KPF_HUGE, "hugetlb" },
		{ KPF_OFFLINE, "offline" },	{ KPF_RESERVED_BIT, "reserved" },
		{ KPF_SLAB, "slab" },		{ KPF_PGTABLE, "pgtable" },
		{ KPF_BUDDY, "free" },		{ KPF_ANON, "anon" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(order); i++)
		if (has(flags, order[i].bit))
			return !strcmp(class, order[i].class);
	if (has(flags, KPF_LRU))
		return !strcmp(class, has(flags, KPF_SWAPBACKED) ? "shmem" : "file");
	return !strcmp(class, "kernel") || !strcmp(class, "pcp") ||
	       !strcmp(class, "movable_ops") || !strcmp(class, "file") ||
	       !strcmp(class, "shmem");
}

static bool flag_agrees(const char *names, const char *name, bool set)
{
	const char *at = strstr(names, name);

	return set == (at && (at == names || at[-1] == '|') &&
		       strchr("|", at[strlen(name)]));
}

static bool row_agrees(const struct section *frame, size_t i, uint64_t flags,
		       uint64_t count)
{
	const char *names = section_word(frame, i, "flags");

	if (!class_agrees(section_word(frame, i, "class"), flags) ||
	    has(flags, KPF_BUDDY) != !!section_word(frame, i, "free_order") ||
	    count != section_u64(frame, i, "mapcount"))
		return false;
	/* Of these, the peer tells the flags of the head. */
	if (has(flags, KPF_COMPOUND_TAIL) || has(flags, KPF_BUDDY))
		return true;
	return flag_agrees(names, "lru", has(flags, KPF_LRU)) &&
	       flag_agrees(names, "dirty", has(flags, KPF_DIRTY)) &&
	       flag_agrees(names, "reserved", has(flags, KPF_RESERVED_BIT));
}

/* Each row of a range against the peers. Returns how many are wrong. */
static size_t compare(uint64_t pfn, size_t *compared)
{
	static struct peer before, after;
	const struct section *frame;
	size_t i, nr, wrong = 0;

	nr = read_peer(pfn, &before);
	frame = answer_section(lab_ask(KMEMLAB_FILE_FRAMES, "start=%lx count=%lu", pfn,
				       RANGE), "frame");
	if (frame->nr_rows != RANGE || read_peer(pfn, &after) != nr)
		lab_die("a range has changed its length");
	for (i = 0; i < nr; i++) {
		if (before.flags[i] != after.flags[i] || before.count[i] != after.count[i] ||
		    strcmp(section_word(frame, i, "state"), "online"))
			continue;
		++*compared;
		if (section_u64(frame, i, "pfn") == pfn + i &&
		    row_agrees(frame, i, before.flags[i], before.count[i]))
			continue;
		wrong++;
		printf("# pfn %#lx: class %s, flags %s, mapcount %lu; kpageflags %#lx, kpagecount %lu\n",
		       pfn + i, section_word(frame, i, "class"),
		       section_word(frame, i, "flags"), section_u64(frame, i, "mapcount"),
		       before.flags[i], before.count[i]);
	}
	return wrong;
}

static uint64_t end_of_memory(void)
{
	uint64_t word, end = 1UL << 20;
	int fd = open("/proc/kpageflags", O_RDONLY);

	while (end > RANGE && pread(fd, &word, 8, (end - 1) * 8) != 8)
		end -= RANGE;
	close(fd);
	/* The peer goes on to the end of the section. */
	while (end > RANGE && lab_ask(KMEMLAB_FILE_FRAMES, "pfn=%lx", end - 1)->write_errno)
		end -= RANGE;
	return end;
}

TEST(frame_by_frame)
{
	char *touched = mmap(NULL, TOUCHED, PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint64_t end = end_of_memory(), pfn;
	size_t compared = 0, wrong, tries;

	ASSERT_NE(MAP_FAILED, touched);
	memset(touched, 1, TOUCHED);
	touched = mmap(NULL, TOUCHED, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, touched);
	madvise(touched, TOUCHED / 2, MADV_HUGEPAGE);
	memset(touched, 1, TOUCHED);

	for (pfn = 0; pfn + RANGE <= end; pfn += end / STEPS / RANGE * RANGE) {
		/* A page may be used and free again between the two looks. */
		for (tries = 0, wrong = 1; wrong && tries < TRIES; tries++)
			wrong = compare(pfn, &compared);
		EXPECT_EQ(0, wrong) TH_LOG("the range from pfn %#lx", pfn);
	}
	TH_LOG("%zu frames compared", compared);
	EXPECT_LT(STEPS * RANGE / 2, compared);
}

TEST(bad_input)
{
	static const struct {
		const char *request;
		int err;
	} rows[] = {
		{ "", EINVAL },
		{ "pfn=0 start=0 count=1", EINVAL },
		{ "start=0", EINVAL },
		{ "pfn=ffffffffffffffff", ERANGE },
		{ "start=0 count=18446744073709551615", ERANGE },
		{ "start=ffffffffffffffff count=2", ERANGE },
		{ "pfn=x", EINVAL },
		{ "count=-1", EINVAL },
	};
	const struct answer *answer;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		answer = lab_ask(KMEMLAB_FILE_FRAMES, "%s", rows[i].request);
		EXPECT_EQ(rows[i].err, answer->write_errno) TH_LOG("%s", rows[i].request);
		EXPECT_NE(NULL, answer->error);
	}
}

/* The first frame no zone spans any more, by zoneinfo. */
static uint64_t end_of_zones(void)
{
	uint64_t spanned = 0, start, end = 0;
	char *line, *save;

	for (line = strtok_r(lab_slurp("/proc/zoneinfo"), "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		sscanf(line, " spanned %lu", &spanned);
		if (sscanf(line, " start_pfn: %lu", &start) == 1 && start + spanned > end)
			end = start + spanned;
	}
	return end;
}

static void expect_refusal(struct __test_metadata *_metadata, uint64_t start, uint64_t count)
{
	const struct answer *answer;

	answer = lab_ask(KMEMLAB_FILE_FRAMES, "start=%lx count=%lu", start, count);
	EXPECT_EQ(ERANGE, answer->write_errno) TH_LOG("start=%lx count=%lu", start, count);
	ASSERT_NE(NULL, answer->error);
	EXPECT_NE(NULL, strstr(answer->error, "past the last frame"));
}

TEST(past_the_end)
{
	const uint64_t end = end_of_zones();

	ASSERT_LT(1, end);
	EXPECT_EQ(NULL, lab_ask(KMEMLAB_FILE_FRAMES, "pfn=%lx", end - 1)->error);
	EXPECT_EQ(ERANGE, lab_ask(KMEMLAB_FILE_FRAMES, "pfn=%lx", end)->write_errno);
	EXPECT_EQ(NULL, lab_ask(KMEMLAB_FILE_FRAMES, "start=%lx count=1", end - 1)->error);
	expect_refusal(_metadata, end - 1, 2);
	expect_refusal(_metadata, end, 1);
	/* Larger than RAM, and around the end of numbers. */
	expect_refusal(_metadata, 0, end + 1);
	expect_refusal(_metadata, 1, end);
	expect_refusal(_metadata, 1, UINT64_MAX);
	expect_refusal(_metadata, 1UL << 63, 1UL << 63);
	expect_refusal(_metadata, UINT64_MAX, 1);
}

/* A gap of a section or more between two pieces of RAM; 0: there is none. */
static uint64_t frame_of_hole(void)
{
	uint64_t from, to, before = 0;
	char *line, *save;

	for (line = strtok_r(lab_slurp("/proc/iomem"), "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (!strstr(line, " : System RAM") || sscanf(line, "%lx-%lx", &from, &to) != 2)
			continue;
		if (before && from - before > 3 * SECTION)
			return ((before + SECTION) | (SECTION - 1)) / LAB_PAGE;
		before = to;
	}
	return 0;
}

TEST(hole)
{
	uint64_t pfn = frame_of_hole();
	const struct section *frame;
	const struct answer *answer;
	size_t i;

	if (!pfn || pfn >= end_of_zones())
		SKIP(return, "RAM has no hole: boot with 4 GiB");
	answer = lab_ask(KMEMLAB_FILE_FRAMES, "start=%lx count=3", pfn);
	ASSERT_EQ(NULL, answer->error);
	frame = answer_section(answer, "frame");
	EXPECT_EQ(3, frame->nr_rows);
	for (i = 0; i < frame->nr_rows; i++) {
		EXPECT_STREQ("hole", section_word(frame, i, "state"));
		EXPECT_EQ(NULL, section_word(frame, i, "class"));
		EXPECT_EQ(NULL, section_word(frame, i, "zone"));
	}
}

/* The frame behind RAM that firmware keeps, as /proc/iomem tells; 0: there is none. */
static uint64_t frame_of_firmware(void)
{
	uint64_t from, to, behind = 0;
	char *line, *save;

	for (line = strtok_r(lab_slurp("/proc/iomem"), "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (*line == ' ' || sscanf(line, "%lx-%lx", &from, &to) != 2)
			continue;
		if (from == behind && from >= SECTION && from % SECTION &&
		    strstr(line, " : Reserved"))
			return from / LAB_PAGE;
		behind = strstr(line, " : System RAM") ? to + 1 : 0;
	}
	return 0;
}

/*
 * They have a struct page. At the end of a node that one may name a zone past the
 * last, which once ended the machine that was asked for them (7.2, 2 nodes, 4 GiB).
 */
TEST(reserved_by_firmware)
{
	uint64_t pfn = frame_of_firmware();
	const struct section *frame;
	const struct answer *answer;
	size_t i;

	if (!pfn || pfn + 3 > end_of_zones())
		SKIP(return, "firmware keeps nothing between RAM: boot with 4 GiB");
	answer = lab_ask(KMEMLAB_FILE_FRAMES, "start=%lx count=3", pfn);
	ASSERT_EQ(NULL, answer->error);
	frame = answer_section(answer, "frame");
	EXPECT_EQ(3, frame->nr_rows);
	for (i = 0; i < frame->nr_rows; i++) {
		EXPECT_STREQ("online", section_word(frame, i, "state"));
		EXPECT_STREQ("reserved", section_word(frame, i, "class"));
		EXPECT_EQ(!section_word(frame, i, "zone"), !section_word(frame, i, "nid"));
	}
	EXPECT_EQ(NULL, lab_view(KMEMLAB_FILE_PHYSMAP)->error);
	EXPECT_EQ(NULL, lab_view(KMEMLAB_FILE_BALANCE)->error);
}

/* How many of the frames that a block of pages is made of are of this class. */
static size_t of_class(const char *pfn, const char *class)
{
	const struct section *frame =
		answer_section(lab_ask(KMEMLAB_FILE_FRAMES, "start=%s count=%u", pfn, BLOCK),
			       "frame");
	size_t i, nr = 0;

	for (i = 0; i < frame->nr_rows; i++)
		nr += !strcmp(section_word(frame, i, "class"), class);
	return nr;
}

/* In the lists of all CPUs, by zoneinfo. */
static uint64_t listed_pages(void)
{
	char *text = lab_slurp("/proc/zoneinfo"), *line, *save;
	uint64_t sum = 0, pages;

	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		if (sscanf(line, " count: %lu", &pages) == 1)
			sum += pages;
	free(text);
	return sum;
}

/*
 * Seven of eight pages have no reference while they are allocated together, and seven
 * are on no list when they were given back: what comes before tells what they are.
 */
TEST(per_cpu_blocks)
{
	const struct section *objects;
	size_t i, pcp, try, whole = 0, listed = 0;
	bool came, stayed;
	const char *pfn;
	uint64_t before;
	int fd;

	for (try = 0; try < TRIES && !whole; try++) {
		fd = lab_open(KMEMLAB_FILE_PAGES, O_RDWR);
		ASSERT_EQ(0, lab_write(fd, "order=%u count=4 hold=1", BLOCK_ORDER));
		objects = answer_section(lab_answer(fd), "object");
		ASSERT_EQ(4, objects->nr_rows);
		for (i = 0; i < objects->nr_rows; i++)
			EXPECT_EQ(BLOCK, of_class(section_word(objects, i, "pfn"), "kernel"));
		before = listed_pages();
		close(fd);
		came = listed_pages() >= before + 4 * BLOCK;
		/* They may be in use again by now, or in a larger free block. */
		for (i = 0; i < objects->nr_rows; i++) {
			pfn = section_word(objects, i, "pfn");
			pcp = of_class(pfn, "pcp");
			whole += pcp == BLOCK;
			TH_LOG("frames from %s: %zu are per-CPU pages", pfn, pcp);
		}
		stayed = listed_pages() >= before + 4 * BLOCK;
		listed += came && stayed;
	}
	/* Short of memory, the kernel takes them off the lists at once. */
	if (!whole && listed < TRIES / 2)
		SKIP(return, "blocks that are freed do not stay with a CPU here");
	EXPECT_LT(0, whole);
}

/* Objects of a size known to us, in frames known to the exercise. */
TEST(slab_cache)
{
	const struct answer *exercise, *answer;
	const struct section *objects, *frame;
	const char *cache = NULL;
	size_t i, named = 0;
	int fd;

	fd = lab_open(KMEMLAB_FILE_KMALLOC, O_RDWR);
	ASSERT_EQ(0, lab_write(fd, "size=1024 count=64 hold=1"));
	exercise = lab_answer(fd);
	objects = answer_section(exercise, "object");
	ASSERT_LT(0, objects->nr_rows);
	for (i = 0; i < objects->nr_rows; i++) {
		answer = lab_ask(KMEMLAB_FILE_FRAMES, "pfn=%s", section_word(objects, i, "pfn"));
		frame = answer_section(answer, "frame");
		EXPECT_STREQ("slab", section_word(frame, 0, "type"));
		cache = section_word(frame, 0, "cache");
		ASSERT_NE(NULL, cache);
		/* One of KFENCE's, or the layouts are unknown: then all are. */
		if (!strncmp(cache, "unknown: ", 9))
			continue;
		named++;
		EXPECT_EQ(0, strncmp(cache, "kmalloc-", 8)) {
			TH_LOG("%s", cache);
		}
		EXPECT_STREQ("1k", cache + strlen(cache) - 2);
	}
	close(fd);
	if (!named)
		SKIP(return, "%s", cache);
}

TEST_HARNESS_MAIN
