// SPDX-License-Identifier: GPL-2.0
/* The views slabs, slabs.bin and ladder against /proc/slabinfo and /sys/kernel/slab. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "slabinfo.h"

#define TRIES		10

/* What a view has while it counts, to be there while slabinfo counts; to be closed. */
static int hold_view(void)
{
	int fd = lab_open(KMEMLAB_FILE_SLABS, O_RDONLY);
	char first;

	if (read(fd, &first, 1) != 1)
		lab_die("slabs: nothing to read");
	return fd;
}

/* The peer's numbers, with one view held, as in a census one is. */
static size_t read_peers(struct peer *peers)
{
	int view = hold_view();
	size_t nr = slabinfo_read(peers);

	close(view);
	return nr;
}

static bool agrees(const struct section *cache, size_t row, const struct peer *peer)
{
	return section_u64(cache, row, "inuse") == peer->active &&
	       section_u64(cache, row, "objects") == peer->objects &&
	       section_u64(cache, row, "slabs") == peer->slabs;
}

/* Has each row parts that add up? */
static bool adds_up(const struct section *cache, size_t row)
{
	uint64_t inuse = section_u64(cache, row, "inuse");
	uint64_t objects = section_u64(cache, row, "objects");

	return inuse + section_u64(cache, row, "free") == objects &&
	       section_u64(cache, row, "live") + section_u64(cache, row, "cached") +
	       section_u64(cache, row, "unknown") == inuse &&
	       section_u64(cache, row, "full_slabs") +
	       section_u64(cache, row, "partial_slabs") +
	       section_u64(cache, row, "empty_slabs") == section_u64(cache, row, "slabs") &&
	       section_u64(cache, row, "bytes") ==
	       objects * section_u64(cache, row, "slot_bytes") +
	       section_u64(cache, row, "tail_bytes");
}

/* Caches that slabinfo had alike before and after, and those of them that differ. */
struct comparison {
	size_t caches;
	size_t wrong;
};

static struct comparison compare(const struct section *cache,
				 const struct peer *before, size_t nr_before,
				 const struct peer *after, size_t nr_after)
{
	struct comparison seen = { 0 };
	size_t row;

	for (row = 0; row < cache->nr_rows; row++) {
		const char *name = section_word(cache, row, "name");
		const struct peer *b = slabinfo_find(before, nr_before, name);
		const struct peer *a = slabinfo_find(after, nr_after, name);

		if (!slabinfo_same(a, b) || !section_u64(cache, row, "exact"))
			continue;
		seen.caches++;
		if (agrees(cache, row, a))
			continue;
		seen.wrong++;
		printf("# %s: %lu of %lu in %lu; slabinfo: %lu of %lu in %lu\n", name,
		       section_u64(cache, row, "inuse"), section_u64(cache, row, "objects"),
		       section_u64(cache, row, "slabs"), a->active, a->objects, a->slabs);
	}
	return seen;
}

/*
 * Rows that slabinfo had alike before and after, and that call themselves exact,
 * must be alike. With slab_debug no CPU keeps anything, and who holds an object just
 * while we count leaves no trace but that: there, what is wrong is so each time. A
 * cache it does not list, or that we do not, is an error.
 */
TEST(slabinfo_agrees)
{
	static struct peer before[SLABINFO_MAX], after[SLABINFO_MAX];
	struct comparison seen = { 0 };
	const struct section *cache;
	bool traced = !slab_debug_is_on();
	size_t nr = 0, nr_after, row;
	int tries;

	NEED_SLABS();
	for (tries = 0; tries < TRIES && (seen.wrong || seen.caches <= nr * 8 / 10); tries++) {
		nr = read_peers(before);
		cache = slabs_view();
		nr_after = read_peers(after);
		ASSERT_GT(nr, 20);
		for (row = 0; row < cache->nr_rows; row++)
			EXPECT_TRUE(adds_up(cache, row)) {
				TH_LOG("%s does not add up", section_word(cache, row, "name"));
			}
		seen = compare(cache, before, nr, after, nr_after);
		if (traced && seen.wrong)
			break;
	}
	TH_LOG("%zu caches compared", seen.caches);
	EXPECT_EQ(seen.wrong, 0);
	EXPECT_GT(seen.caches, nr * 8 / 10);
	for (row = 0; row < nr; row++)
		EXPECT_GE(section_find(cache, "name", before[row].name, NULL), 0) {
			TH_LOG("%s is missing", before[row].name);
		}
}

TEST(sysfs_agrees)
{
	static const struct {
		const char *file;
		const char *column;
	} same[] = {
		{ "object_size", "object_bytes" },	{ "slab_size", "slot_bytes" },
		{ "objs_per_slab", "slab_objects" },	{ "order", "order" },
		{ "align", "align_bytes" },		{ "aliases", "aliases" },
		{ "reclaim_account", "reclaimable" },
	};
	const struct section *cache;
	size_t row, i, compared = 0;
	uint64_t value;

	NEED_SLABS();
	if (access("/sys/kernel/slab", R_OK))
		SKIP(return, "this kernel has no /sys/kernel/slab");
	cache = slabs_view();
	for (row = 0; row < cache->nr_rows; row++) {
		const char *name = section_word(cache, row, "name");

		for (i = 0; i < ARRAY_SIZE(same); i++) {
			if (!slab_attribute(name, same[i].file, &value))
				continue;
			compared++;
			EXPECT_EQ(value, section_u64(cache, row, same[i].column)) {
				TH_LOG("%s: %s", name, same[i].column);
			}
		}
	}
	TH_LOG("%zu attributes compared", compared);
	EXPECT_GT(compared, cache->nr_rows * 5);
}

/* What is said of the shape of a cache is the same in both. */
TEST(binary_agrees)
{
	const struct section *cache;
	const struct kmemlab_cache *r;
	size_t len, i;
	char *bytes;
	long row;
	int fd;

	NEED_SLABS();
	fd = lab_open(KMEMLAB_FILE_SLABS_BIN, O_RDONLY);
	bytes = lab_read(fd, &len);
	close(fd);
	cache = slabs_view();
	ASSERT_EQ(len % sizeof(*r), 0);
	EXPECT_EQ(len / sizeof(*r), cache->nr_rows);
	for (i = 0; i < len / sizeof(*r); i++) {
		r = (const struct kmemlab_cache *)bytes + i;
		row = section_find(cache, "name", r->name, NULL);
		ASSERT_GE(row, 0);
		EXPECT_EQ(r->slot_bytes, section_u64(cache, row, "slot_bytes"));
		EXPECT_EQ(r->aliases, section_u64(cache, row, "aliases"));
		EXPECT_GE(r->inuse, r->cached + r->unknown);
		EXPECT_LE(r->inuse, r->objects);
		if (!r->slabs || strcmp(r->name, "kmemlab-proof"))
			continue;
		EXPECT_EQ(r->slabs, section_u64(cache, row, "slabs"));
		EXPECT_EQ(r->cached, section_u64(cache, row, "cached"));
	}
}

/*
 * Each size is in one rung of its kind, fits in it, and the caches are those the
 * view slabs has. /proc/slabinfo's names tell the least size of a general cache.
 */
TEST(ladder_holds_every_size)
{
	const struct section *rung, *cache;
	uint64_t next = 1;
	size_t row, normal = 0;

	NEED_SLABS();
	rung = answer_section(lab_view(KMEMLAB_FILE_LADDER), "rung");
	cache = slabs_view();
	for (row = 0; row < rung->nr_rows; row++) {
		const char *name = section_word(rung, row, "cache");
		uint64_t from = section_u64(rung, row, "from_bytes");
		uint64_t to = section_u64(rung, row, "to_bytes"), value;
		long at;

		EXPECT_EQ(from, next);
		next = to == 65536 ? 1 : to + 1;
		EXPECT_LE(to, section_u64(rung, row, "usable_bytes"));
		EXPECT_LE(section_u64(rung, row, "usable_bytes"),
			  section_u64(rung, row, "slot_bytes"));
		EXPECT_EQ(section_u64(rung, row, "slot_bytes") - to,
			  section_u64(rung, row, "least_waste_bytes"));
		if (!name)
			continue;
		normal += !strcmp(section_word(rung, row, "kind"), "normal");
		at = section_find(cache, "name", name, NULL);
		ASSERT_GE(at, 0);
		EXPECT_EQ(section_u64(cache, at, "slot_bytes"),
			  section_u64(rung, row, "slot_bytes"));
		if (slab_attribute(name, "object_size", &value))
			EXPECT_EQ(to, value);
	}
	EXPECT_EQ(next, 1);
	EXPECT_GE(normal, 10);
}

TEST_HARNESS_MAIN
