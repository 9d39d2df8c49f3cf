// SPDX-License-Identifier: GPL-2.0
/*
 * The slab views while every CPU allocates and frees at full speed and caches come
 * and go: no row may be impossible, no name may be another cache's.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

#define LOAD		"/lib/kmemlab/kmemlab-slab-load.ko"
#define ROUNDS		"/sys/module/kmemlab_slab_load/parameters/rounds"
#define HELD		50
/* A census in so many is read as text, which takes longer than all the others. */
#define TEXT_EACH	16

static unsigned int seconds(void)
{
	const char *wanted = getenv("KMEMLAB_STORM_SECONDS");

	return wanted ? atoi(wanted) : 5;
}

static bool is_of_storm(const char *name)
{
	return !strncmp(name, "kml-storm-", 10);
}

/* The load names its caches by the size of their objects. */
static bool is_named_right(const char *name, uint64_t object_bytes)
{
	unsigned long size, number;

	if (!is_of_storm(name))
		return true;
	return sscanf(name, "kml-storm-%lu-%lu", &size, &number) == 2 && size == object_bytes;
}

static bool is_possible(const struct section *cache, size_t row)
{
	uint64_t inuse = section_u64(cache, row, "inuse");

	return section_u64(cache, row, "object_bytes") <= section_u64(cache, row, "slot_bytes") &&
	       inuse <= section_u64(cache, row, "objects") &&
	       section_u64(cache, row, "live") + section_u64(cache, row, "cached") +
	       section_u64(cache, row, "unknown") == inuse &&
	       section_u64(cache, row, "retries") < 3;
}

static size_t judge_text(struct __test_metadata *_metadata)
{
	const struct section *cache = answer_section(lab_view(KMEMLAB_FILE_SLABS), "cache");
	size_t row, storm = 0;

	for (row = 0; row < cache->nr_rows; row++) {
		const char *name = section_word(cache, row, "name");

		storm += is_of_storm(name);
		EXPECT_TRUE(is_named_right(name, section_u64(cache, row, "object_bytes"))) {
			TH_LOG("%s has objects of %lu bytes", name,
			       section_u64(cache, row, "object_bytes"));
		}
		EXPECT_TRUE(is_possible(cache, row)) {
			TH_LOG("%s is impossible", name);
		}
		/* Nothing happens to this one. */
		if (!strcmp(name, "kml-load") && section_u64(cache, row, "exact"))
			EXPECT_EQ(section_u64(cache, row, "live"), HELD);
	}
	return storm;
}

static size_t judge_records(struct __test_metadata *_metadata)
{
	int fd = lab_open(KMEMLAB_FILE_SLABS_BIN, O_RDONLY);
	const struct kmemlab_cache *r;
	size_t len, i, storm = 0;
	char *bytes;

	bytes = lab_read(fd, &len);
	close(fd);
	EXPECT_EQ(len % sizeof(*r), 0);
	for (i = 0; i < len / sizeof(*r); i++) {
		r = (const struct kmemlab_cache *)bytes + i;
		storm += is_of_storm(r->name);
		EXPECT_TRUE(is_named_right(r->name, r->object_bytes)) {
			TH_LOG("%s has objects of %u bytes", r->name, r->object_bytes);
		}
		EXPECT_LE(r->inuse, r->objects);
	}
	free(bytes);
	return storm;
}

/* The cache may be gone, or go meanwhile. Returns how many slabs there were to judge. */
static size_t judge_slab(struct __test_metadata *_metadata, unsigned int turn)
{
	struct answer *answer = turn % 2 == 0 ?
		lab_ask(KMEMLAB_FILE_SLAB, "cache=kml-shared") :
		lab_ask(KMEMLAB_FILE_SLAB, "cache=kml-storm-%u-0", 64 + 8 * (turn % 100));
	const struct section *slab;
	size_t nr = 0, i;

	if (!answer->error) {
		slab = answer_section(answer, "slab");
		nr = slab->nr_rows;
		for (i = 0; i < nr; i++)
			EXPECT_LE(section_u64(slab, i, "live"), section_u64(slab, i, "objects"));
	}
	answer_free(answer);
	return nr;
}

static bool begin(void)
{
	char command[128];

	snprintf(command, sizeof(command), "insmod " LOAD " slabs=%u storm=1", HELD);
	return !system(command);
}

TEST(views_in_a_storm)
{
	const struct section *feature =
		answer_section(lab_view(KMEMLAB_FILE_VERSION), "feature");
	unsigned int turns = 0;
	time_t end;
	size_t storm = 0, slabs = 0;
	char *rounds;

	if (section_find(feature, "name", "slabs", "state", "available", NULL) < 0)
		SKIP(return, "the module was built without BTF of this kernel");
	if (access(LOAD, R_OK))
		SKIP(return, "there is no " LOAD);
	ASSERT_TRUE(begin());
	end = time(NULL) + seconds();
	do {
		if (turns % TEXT_EACH == 0)
			storm += judge_text(_metadata);
		storm += judge_records(_metadata);
		slabs += judge_slab(_metadata, turns++);
	} while (time(NULL) < end || turns < 2);
	rounds = lab_slurp(ROUNDS);
	TH_LOG("%u looks, %zu rows of caches that came and went, %zu slabs, rounds: %s", turns,
	       storm, slabs, rounds);
	EXPECT_GT(atoi(rounds), 0);
	/* Without them nothing was judged but what holds still. */
	EXPECT_GT(storm, 0);
	EXPECT_GT(slabs, 0);
	EXPECT_EQ(system("rmmod kmemlab-slab-load"), 0);
}

TEST_HARNESS_MAIN
