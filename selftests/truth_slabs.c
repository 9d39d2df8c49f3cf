// SPDX-License-Identifier: GPL-2.0
/*
 * The views slabs and slabs.bin against /proc/slabinfo, /sys/kernel/slab, and a
 * cache of a known number of objects.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "pagemap.h"
#include "slabinfo.h"

#define TRIES		10
/* A larger slab has no map. */
#define MAP_OBJECTS	4096
#define LOAD		"/lib/kmemlab/kmemlab-slab-load.ko"
#define PARAMETERS	"/sys/module/kmemlab_slab_load/parameters/"

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

static const struct section *read_slabs(void)
{
	struct answer *answer = lab_view(KMEMLAB_FILE_SLABS);

	if (answer->error)
		lab_die("slabs: %s", answer->error);
	return answer_section(answer, "cache");
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

static bool available(void)
{
	const struct section *feature =
		answer_section(lab_view(KMEMLAB_FILE_VERSION), "feature");

	return section_find(feature, "name", "slabs", "state", "available", NULL) >= 0;
}

#define NEED_SLABS() do {						\
		if (!available())					\
			SKIP(return, "the module was built without BTF of this kernel"); \
	} while (0)

static bool attribute(const char *name, const char *file, uint64_t *value)
{
	char path[256], line[64];
	FILE *f;
	bool ok;

	snprintf(path, sizeof(path), "/sys/kernel/slab/%s/%s", name, file);
	f = fopen(path, "r");
	if (!f)
		return false;
	ok = fgets(line, sizeof(line), f);
	fclose(f);
	*value = strtoull(line, NULL, 10);
	return ok;
}

static bool is_slab_debug_on(void)
{
	uint64_t red_zone = 0;

	return attribute("kmalloc-256", "red_zone", &red_zone) && red_zone;
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
	bool traced = !is_slab_debug_on();
	size_t nr = 0, nr_after, row;
	int tries;

	NEED_SLABS();
	for (tries = 0; tries < TRIES && (seen.wrong || seen.caches <= nr * 8 / 10); tries++) {
		nr = read_peers(before);
		cache = read_slabs();
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
	cache = read_slabs();
	for (row = 0; row < cache->nr_rows; row++) {
		const char *name = section_word(cache, row, "name");

		for (i = 0; i < ARRAY_SIZE(same); i++) {
			if (!attribute(name, same[i].file, &value))
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
	cache = read_slabs();
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

static int run(const char *command)
{
	int status = system(command);

	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static uint64_t parameter(const char *name)
{
	char path[128];
	uint64_t value;
	char *text;

	snprintf(path, sizeof(path), PARAMETERS "%s", name);
	text = lab_slurp(path);
	value = strtoull(text, NULL, 10);
	free(text);
	return value;
}

/* The bench slab: what it says of an object held, and of one that was freed. */
static void look_at_objects(struct __test_metadata *_metadata)
{
	static volatile char own[4096];
	static const struct {
		const char *parameter;
		bool is_used;
	} objects[] = { { "object_at", true }, { "freed", false } };
	const struct section *object, *slab, *cache;
	uint64_t map_of_ram = 0;
	struct answer *answer;
	const char *state;
	size_t i;
	long row;

	for (i = 0; i < ARRAY_SIZE(objects); i++) {
		uint64_t at = parameter(objects[i].parameter);

		answer = lab_ask(KMEMLAB_FILE_SLAB, "addr=%lx", at + 3);
		ASSERT_EQ(answer->error, NULL);
		EXPECT_STREQ(section_word(answer_section(answer, "cache"), 0, "name"), "kml-load");
		object = answer_section(answer, "object");
		row = section_find(object, "offset_bytes", "3", NULL);
		ASSERT_GE(row, 0);
		EXPECT_EQ(section_u64(object, row, "addr"), at);
		state = section_word(object, row, "state");
		EXPECT_EQ(!strcmp(state, "used"), objects[i].is_used);
		EXPECT_STRNE(state, "unknown");
		slab = answer_section(answer, "slab");
		ASSERT_EQ(slab->nr_rows, 1);
		cache = answer_section(answer, "cache");
		map_of_ram = at - section_u64(cache, 0, "first_bytes") -
			     section_u64(object, row, "slot") *
			     section_u64(cache, 0, "slot_bytes") -
			     (section_u64(slab, 0, "pfn") << 12);
		EXPECT_EQ(section_u64(slab, 0, "exact"), 1);
		EXPECT_EQ(section_u64(slab, 0, "live"), 1);
		EXPECT_EQ(section_u64(slab, 0, "live") + section_u64(slab, 0, "cached") +
			  section_u64(slab, 0, "free"), section_u64(slab, 0, "objects"));
	}
	slab = answer_section(lab_ask(KMEMLAB_FILE_SLAB, "cache=kml-load count=200"), "slab");
	EXPECT_EQ(slab->nr_rows, 200);
	for (i = 0; i < slab->nr_rows; i++)
		EXPECT_LE(section_u64(slab, i, "live"), 1);

	/* A page of our own is in RAM, and in no slab; where RAM is, an object told. */
	own[0] = 1;
	answer = lab_ask(KMEMLAB_FILE_SLAB, "addr=%lx",
			 map_of_ram + (frame_of(0, (uintptr_t)own).pfn << 12));
	ASSERT_NE(answer->error, NULL);
	EXPECT_NE(strstr(answer->error, "is in no slab"), NULL) {
		TH_LOG("%s", answer->error);
	}
}

/* Is each object large, as slab_debug makes it, or dear? Then fewer are held. */
static bool is_debug(void)
{
	return is_slab_debug_on() || !access("/sys/kernel/debug/kmemleak", F_OK);
}

TEST(known_truth)
{
	static struct peer peers[SLABINFO_MAX];
	unsigned int slabs = is_debug() ? 2000 : 50000;
	const struct section *cache;
	const struct peer *peer;
	char command[128];
	uint64_t held;
	long row;

	NEED_SLABS();
	if (access(LOAD, R_OK))
		SKIP(return, "there is no " LOAD);
	if (strstr(lab_slurp("/proc/cmdline"), "min_order="))
		SKIP(return, "so many slabs, each that large, are more than there is memory");
	snprintf(command, sizeof(command), "insmod " LOAD " slabs=%u", slabs);
	ASSERT_EQ(run(command), 0);
	held = parameter("held");
	cache = read_slabs();
	row = section_find(cache, "name", "kml-load", NULL);
	EXPECT_GE(row, 0);
	if (row >= 0) {
		EXPECT_EQ(section_u64(cache, row, "exact"), 1);
		EXPECT_EQ(section_u64(cache, row, "live"), held);
		EXPECT_EQ(section_u64(cache, row, "unknown"), 0);
		EXPECT_EQ(parameter("heads"), slabs);
		EXPECT_GE(section_u64(cache, row, "slabs"), slabs);
		peer = slabinfo_find(peers, slabinfo_read(peers), "kml-load");
		TH_LOG("%lu objects held in %lu slabs: live %lu, cached %lu; slabinfo says %lu active",
		       held, parameter("heads"), section_u64(cache, row, "live"),
		       section_u64(cache, row, "cached"), peer ? peer->active : 0);
	}
	look_at_objects(_metadata);
	EXPECT_EQ(run("rmmod kmemlab-slab-load"), 0);
	EXPECT_EQ(section_find(read_slabs(), "name", "kml-load", NULL), -1);
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
	cache = read_slabs();
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
		if (attribute(name, "object_size", &value))
			EXPECT_EQ(to, value);
	}
	EXPECT_EQ(next, 1);
	EXPECT_GE(normal, 10);
}

/*
 * Objects that are held are in use, or in a slab that is too large to have a map
 * (slub_min_order=5), never free.
 */
TEST(objects_of_large_slabs)
{
	const struct section *held, *object;
	const struct answer *answer;
	size_t i, asked = 0;
	const char *state;
	int fd, slab;
	long row;

	NEED_SLABS();
	fd = lab_open(KMEMLAB_FILE_KMALLOC, O_RDWR);
	ASSERT_EQ(lab_write(fd, "size=8 count=20000 hold=1"), 0);
	held = answer_section(lab_answer(fd), "object");
	ASSERT_EQ(held->nr_rows, 20000);
	slab = lab_open(KMEMLAB_FILE_SLAB, O_RDWR);
	for (i = 0; i < held->nr_rows; i += 397) {
		/* What was the map of another slab is none of this one. */
		ASSERT_EQ(lab_write(slab, "cache=kmalloc-32 count=1"), 0);
		lab_answer(slab);
		ASSERT_EQ(lab_write(slab, "addr=%s", section_word(held, i, "addr")), 0);
		answer = lab_answer(slab);
		/* One of KFENCE's. */
		if (answer->error)
			continue;
		object = answer_section(answer, "object");
		row = section_find(object, "addr", section_word(held, i, "addr"), NULL);
		ASSERT_GE(row, 0);
		state = section_word(object, row, "state");
		asked++;
		EXPECT_STREQ(state, section_u64(answer_section(answer, "slab"), 0, "objects") >
				    MAP_OBJECTS ? "unknown" : "used") {
			TH_LOG("object %zu, slot %lu", i, section_u64(object, row, "slot"));
		}
	}
	EXPECT_GT(asked, 40);
	close(slab);
	close(fd);
}

/* Requests that are no good, and a word of what is said of them. */
TEST(bad_input)
{
	static const struct {
		const char *request;
		const char *said;
	} table[] = {
		{ "", "give cache=NAME or addr=ADDRESS" },
		{ "cache=dentry addr=0", "give cache=NAME or addr=ADDRESS" },
		{ "cache=dentri", "near it: dentry" },
		{ "cache=kmaloc-64", "kmalloc-64" },
		{ "cache=zzzzzz", "lists all" },
		{ "addr=0", "not in the kernel's map of RAM" },
		{ "addr=ffffffffffffffff0", "64 bits" },
		{ "addr=xyz", "hexadecimal" },
		{ "addr=7fff00000000", "not in the kernel's map of RAM" },
		{ "cache=dentry count=0x", "not a number" },
		{ "cache=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		  "longer than" },
	};
	struct answer *answer;
	size_t i;

	NEED_SLABS();
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		answer = lab_ask(KMEMLAB_FILE_SLAB, "%s", table[i].request);
		EXPECT_NE(answer->error, NULL) {
			TH_LOG("'%s' was answered", table[i].request);
			continue;
		}
		EXPECT_NE(strstr(answer->error, table[i].said), NULL) {
			TH_LOG("'%s': %s", table[i].request, answer->error);
		}
	}
}

TEST_HARNESS_MAIN
