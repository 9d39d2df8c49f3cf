// SPDX-License-Identifier: GPL-2.0
/* The views slabs and slab against caches of known objects. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "pagemap.h"
#include "slabinfo.h"

/* A larger slab has no map. */
#define MAP_OBJECTS	4096
#define LOAD		"/lib/kmemlab/kmemlab-slab-load.ko"
#define PARAMETERS	"/sys/module/kmemlab_slab_load/parameters/"

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
	return slab_debug_is_on() || !access("/sys/kernel/debug/kmemleak", F_OK);
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
	cache = slabs_view();
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
	EXPECT_EQ(section_find(slabs_view(), "name", "kml-load", NULL), -1);
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
