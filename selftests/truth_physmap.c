// SPDX-License-Identifier: GPL-2.0
/*
 * physmap.bin against /proc/kpageflags: in each pageblock whose flags were the
 * same before and after, as many frames of each class.
 */
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
#include "quiet.h"

/* Not in the header for user space (include/linux/kernel-page-flags.h). */
#define KPF_RESERVED_BIT	32
#define TRIES			4
#define TOUCHED			(64 << 20)

/* What the flags cannot tell apart. */
enum known {
	FREE, ANON, CACHE, SLAB, PGTABLE, HUGETLB, OFFLINE, RESERVED, POISON, REST, KNOWN
};

static const char *const names[KNOWN] = {
	"free", "anon", "page cache", "slab", "page table", "hugetlb",
	"offline", "reserved", "poisoned", "rest",
};

static bool has(uint64_t flags, int bit)
{
	return flags >> bit & 1;
}

static enum known known_of(uint64_t flags)
{
	static const struct {
		int bit;
		enum known known;
	} order[] = {
		{ KPF_HWPOISON, POISON },
		{ KPF_HUGE, HUGETLB },
		{ KPF_OFFLINE, OFFLINE },
		/* The pool of KFENCE is boot memory that passes for slabs. */
		{ KPF_RESERVED_BIT, RESERVED },
		{ KPF_SLAB, SLAB },
		{ KPF_PGTABLE, PGTABLE },
		{ KPF_BUDDY, FREE },
		{ KPF_ANON, ANON },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(order); i++)
		if (has(flags, order[i].bit))
			return order[i].known;
	if (!has(flags, KPF_LRU))
		return REST;
	return has(flags, KPF_SWAPCACHE) ? ANON : CACHE;
}

static void fold(const struct kmemlab_physmap *record, unsigned int *sums)
{
	const uint16_t *f = record->frames;

	sums[FREE] = f[KMEMLAB_FREE];
	sums[ANON] = f[KMEMLAB_ANON];
	sums[CACHE] = f[KMEMLAB_FILE] + f[KMEMLAB_SHMEM];
	sums[SLAB] = f[KMEMLAB_SLAB];
	sums[PGTABLE] = f[KMEMLAB_PGTABLE];
	sums[HUGETLB] = f[KMEMLAB_HUGETLB];
	sums[OFFLINE] = f[KMEMLAB_OFFLINE];
	sums[RESERVED] = f[KMEMLAB_RESERVED];
	sums[POISON] = f[KMEMLAB_HWPOISON];
	sums[REST] = f[KMEMLAB_PCP] + f[KMEMLAB_KERNEL] + f[KMEMLAB_MOVABLE_OPS];
}

static uint64_t *read_flags(size_t *nr)
{
	size_t size = 1 << 16, len = 0;
	int fd = open("/proc/kpageflags", O_RDONLY);
	char *buf = malloc(size);
	ssize_t got;

	if (fd < 0 || !buf)
		lab_die("cannot read /proc/kpageflags");
	while ((got = read(fd, buf + len, size - len)) > 0) {
		len += got;
		if (len == size)
			buf = realloc(buf, size *= 2);
		if (!buf)
			lab_die("no memory for /proc/kpageflags");
	}
	close(fd);
	*nr = len / 8;
	return (uint64_t *)buf;
}

FIXTURE(physmap) {
	char *touched;
	uint64_t *before, *after;
	size_t nr_flags;
	struct kmemlab_physmap *records;
	size_t nr;
};

static void read_all(FIXTURE_DATA(physmap) *self)
{
	int fd = lab_open(KMEMLAB_FILE_PHYSMAP_BIN, O_RDONLY);
	size_t len;

	free(self->before);
	free(self->after);
	free(self->records);
	self->before = read_flags(&self->nr_flags);
	self->records = (void *)lab_read(fd, &len);
	self->after = read_flags(&self->nr_flags);
	close(fd);
	if (len % sizeof(*self->records))
		lab_die("%zu bytes are no whole records", len);
	self->nr = len / sizeof(*self->records);
}

/* Some of everything: anonymous pages, large and small, and page cache. */
FIXTURE_SETUP(physmap)
{
	size_t i;

	self->touched = mmap(NULL, TOUCHED, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->touched);
	madvise(self->touched, TOUCHED / 2, MADV_HUGEPAGE);
	for (i = 0; i < TOUCHED; i += LAB_PAGE)
		self->touched[i] = 1;
	for (i = TOUCHED / 2; i < TOUCHED; i += 2 * LAB_PAGE)
		madvise(self->touched + i, LAB_PAGE, MADV_DONTNEED);

	read_all(self);
	ASSERT_LT(0, self->nr);
}

FIXTURE_TEARDOWN(physmap)
{
	munmap(self->touched, TOUCHED);
	free(self->before);
	free(self->after);
	free(self->records);
}

static unsigned int frames_of(const struct kmemlab_physmap *record)
{
	unsigned int i, sum = 0;

	for (i = 0; i < KMEMLAB_CLASSES; i++)
		sum += record->frames[i];
	return sum;
}

/* 1: as the flags say; 0: not; -1: it moved meanwhile. */
static int compare(const uint64_t *before, const uint64_t *after, unsigned int frames,
		   const struct kmemlab_physmap *record)
{
	unsigned int want[KNOWN] = { 0 }, have[KNOWN], i;
	int same = 1;

	if (memcmp(before, after, frames * 8))
		return -1;
	for (i = 0; i < frames; i++)
		want[known_of(before[i])]++;
	fold(record, have);
	/* Page cache that waits for its list has nothing for the flags to tell. */
	if (have[CACHE] > want[CACHE] && have[CACHE] - want[CACHE] <= want[REST]) {
		want[REST] -= have[CACHE] - want[CACHE];
		want[CACHE] = have[CACHE];
	}
	for (i = 0; i < KNOWN; i++) {
		if (want[i] == have[i])
			continue;
		same = 0;
		printf("# pfn %#llx: %u frames %s, kpageflags has %u\n",
		       (unsigned long long)record->pfn, have[i], names[i], want[i]);
	}
	return same;
}

/* Returns how many pageblocks are wrong. */
static size_t compare_all(const FIXTURE_DATA(physmap) *self, size_t *compared)
{
	const struct kmemlab_physmap *record;
	size_t i, wrong = 0;
	int same;

	*compared = 0;
	for (i = 0; i < self->nr; i++) {
		record = &self->records[i];
		if (record->pfn + frames_of(record) > self->nr_flags || record->nid < 0)
			continue;
		same = compare(self->before + record->pfn, self->after + record->pfn,
			       frames_of(record), record);
		wrong += !same;
		*compared += same > 0;
	}
	return wrong;
}

TEST_F(physmap, classes)
{
	size_t compared, tries, wrong = compare_all(self, &compared);

	/* A page may be used and free again between the two looks. */
	for (tries = 1; wrong && tries < TRIES; tries++) {
		read_all(self);
		wrong = compare_all(self, &compared);
	}
	TH_LOG("%zu pageblocks of %zu agree, %zu do not", compared, self->nr, wrong);
	EXPECT_EQ(0, wrong);
	EXPECT_LT(self->nr / 2, compared);
}

/* What was touched is found. */
TEST_F(physmap, touched)
{
	uint64_t anon = 0, thp = 0;
	size_t i;

	for (i = 0; i < self->nr; i++) {
		anon += self->records[i].frames[KMEMLAB_ANON];
		thp += self->records[i].thp;
	}
	EXPECT_LE(TOUCHED / 4 * 3 / LAB_PAGE, anon);
	/* The kernel turns them off where there is less than 512 MiB. */
	if (!strstr(lab_slurp("/sys/kernel/mm/transparent_hugepage/enabled"), "[never]"))
		EXPECT_LE(TOUCHED / 2 / LAB_PAGE - 512, thp);
}

#define TEXT_MAX	(4 << 20)
#define DRIFT_TRIES	300

static uint64_t free_of_rows(const struct answer *answer)
{
	const struct section *blocks = answer_section(answer, "block");
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < blocks->nr_rows; i++)
		sum += section_u64(blocks, i, "free_pages");
	return sum;
}

/* The rows against their sum, and that against the free lists when nothing moves. */
TEST(drift)
{
	uint64_t before, found, after;
	static char text[TEXT_MAX];
	struct answer *answer;
	int tries = DRIFT_TRIES;

	do {
		usleep(10000);
		answer = answer_parse(text, quiet_raw(KMEMLAB_FILE_PHYSMAP, text, sizeof(text)));
		before = answer_u64(answer, "scan", "free_pages_before");
		found = answer_u64(answer, "scan", "free_pages_found");
		after = answer_u64(answer, "scan", "free_pages_after");
		ASSERT_EQ(free_of_rows(answer), found);
		answer_free(answer);
	} while ((before != found || found != after) && --tries);
	TH_LOG("found %lu free pages; the lists had %lu, then %lu", found, before, after);
	EXPECT_LT(0, tries);
}

/* No frame is twice in the map. */
TEST_F(physmap, ascending)
{
	size_t i;

	for (i = 1; i < self->nr; i++)
		EXPECT_LE(self->records[i - 1].pfn + frames_of(&self->records[i - 1]),
			  self->records[i].pfn);
}

TEST_HARNESS_MAIN
