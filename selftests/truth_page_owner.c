// SPDX-License-Identifier: GPL-2.0
/*
 * Which pageblocks are mixed, against page_owner, where the allocator noted for what
 * each page was asked. It goes by the mask, we by what lies there, so it has more: a
 * page that was asked for as unmovable may be one that can be moved. Those are listed;
 * what this module took, and holds, cannot be moved and is ours as well.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fill.h"
#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "quiet.h"

/* Each record has a stack trace, and there are some ten thousand. */
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 580

#define OWNER		"/sys/kernel/debug/page_owner"
/* In the stack trace of what an exercise took. */
#define MODULE		"[kmemlab]"
#define PROACTIVE	"/proc/sys/vm/compaction_proactiveness"
/* The largest block there can be, in pages. */
#define LARGEST		1024UL
#define BLOCKS		4096
#define TRIES		50
/* Of what is not wrong, only listed. */
#define TRIES_LISTED	5

static struct kmemlab_physmap records[BLOCKS];
static char record[4096 + 1];

/* As many as there are. */
static size_t look(void)
{
	return quiet_raw(KMEMLAB_FILE_PHYSMAP_BIN, records, sizeof(records)) / sizeof(*records);
}

static unsigned long frames_of(const struct kmemlab_physmap *map)
{
	unsigned long frames = 0;
	int i;

	for (i = 0; i < KMEMLAB_CLASSES; i++)
		frames += map->frames[i];
	return frames;
}

/* An allocation as page_owner has it. */
struct owner {
	unsigned long pfn;
	unsigned int order;
	char type[16];
	bool is_of_module;
};

/* The first at @pfn or behind it; false: there is none. Its text is in record[]. */
static bool owner_at(int fd, unsigned long pfn, struct owner *owner)
{
	ssize_t got = pread(fd, record, sizeof(record) - 1, pfn);
	char *line;

	if (got < 0)
		lab_die("read %s: %s", OWNER, strerror(errno));
	record[got] = '\0';
	if (!got)
		return false;
	line = strstr(record, "\nPFN 0x");
	if (!line || sscanf(record, "Page allocated via order %u", &owner->order) != 1 ||
	    sscanf(line, "\nPFN 0x%lx type %15s", &owner->pfn, owner->type) != 2)
		lab_die("%s says '%s'", OWNER, record);
	owner->is_of_module = strstr(record, MODULE);
	return true;
}

/*
 * Does page_owner have a page in these frames that was not asked for as movable?
 * *@which is set to it. One that begins before them is known by its first page alone.
 */
static bool mixed_for_owner(int fd, const struct kmemlab_physmap *map, struct owner *which)
{
	unsigned long end = map->pfn + frames_of(map), pfn = map->pfn & ~(LARGEST - 1);

	if (pfn < map->pfn && owner_at(fd, pfn, which) && which->pfn == pfn &&
	    pfn + (1UL << which->order) > map->pfn && strcmp(which->type, "Movable"))
		return true;
	for (pfn = map->pfn; owner_at(fd, pfn, which) && which->pfn < end;
	     pfn = which->pfn + (1UL << which->order))
		if (strcmp(which->type, "Movable"))
			return true;
	return false;
}

/* What is said of a pageblock. */
struct verdict {
	bool ours;
	bool theirs;
	struct owner owner;
};

/* As it is now; false: there is no such movable pageblock any more. */
static bool ask_both(int fd, unsigned long pfn, struct verdict *verdict)
{
	size_t nr = look(), i;

	for (i = 0; i < nr && records[i].pfn != pfn; i++)
		;
	if (i == nr || records[i].migrate != KMEMLAB_MOVABLE)
		return false;
	verdict->ours = records[i].flags & KMEMLAB_BLOCK_MIXED;
	verdict->theirs = mixed_for_owner(fd, &records[i], &verdict->owner);
	return true;
}

static bool is_wrong(const struct verdict *verdict)
{
	return verdict->ours ? !verdict->theirs :
			       verdict->theirs && verdict->owner.is_of_module;
}

/*
 * What was asked at two moments may differ; what goes on differing does so. A page of
 * a file that is gone is nobody's while it waits for its place in an LRU list, and may
 * wait for ever: to drop caches begins with putting all such pages there.
 */
static bool ask_both_soon(int fd, unsigned long pfn, struct verdict *verdict)
{
	int tries;

	for (tries = 0; tries < TRIES; tries++) {
		if (!ask_both(fd, pfn, verdict))
			return false;
		if (verdict->ours == verdict->theirs ||
		    (!is_wrong(verdict) && tries >= TRIES_LISTED))
			break;
		lab_store("/proc/sys/vm/drop_caches", "1");
		usleep(20000);
	}
	return true;
}

static void tell(unsigned long pfn, const struct owner *owner)
{
	printf("# pfn %#lx: only page_owner has it, for pfn %#lx of order %u, %s: %.*s\n",
	       pfn, owner->pfn, owner->order, owner->type,
	       (int)strcspn(record, "\n"), record);
}

/* Compares the pageblocks there are now; returns how many page_owner has. */
static unsigned int compare(struct __test_metadata *_metadata, int fd)
{
	unsigned int ours = 0, theirs = 0, only_theirs = 0;
	static struct kmemlab_physmap first[BLOCKS];
	struct verdict verdict;
	size_t nr = look(), i;

	memcpy(first, records, nr * sizeof(*records));
	for (i = 0; i < nr; i++) {
		if (first[i].migrate != KMEMLAB_MOVABLE ||
		    !ask_both_soon(fd, first[i].pfn, &verdict))
			continue;
		ours += verdict.ours;
		theirs += verdict.theirs;
		EXPECT_FALSE(is_wrong(&verdict))
			TH_LOG("pfn %#lx is mixed only for %s", (unsigned long)first[i].pfn,
			       verdict.ours ? "us" : "page_owner");
		if (verdict.theirs && !verdict.ours) {
			only_theirs++;
			tell(first[i].pfn, &verdict.owner);
		}
	}
	TH_LOG("%u pageblocks are mixed; for page_owner %u, of them %u for it alone", ours,
	       theirs, only_theirs);
	return theirs;
}

TEST(mixed)
{
	unsigned int tries = 0, mixed;
	struct fill_mixture mix;
	int fd;

	fd = open(OWNER, O_RDONLY);
	if (fd < 0 || (pread(fd, record, sizeof(record) - 1, 0) < 0 && errno == EINVAL))
		SKIP(return, "boot a kernel that has CONFIG_PAGE_OWNER with page_owner=on");
	if (lab_counter("/proc/meminfo", "MemTotal:") > FILL_KIB_MAX)
		SKIP(return, "filling so much memory takes too long: boot with 512 MiB");
	fill_prepare();
	/* A whole pageblock may have room for all that was to lie scattered. */
	do {
		if (!fill_mix(&mix))
			SKIP(return, "too little memory is free: boot with 640 MiB");
		/* What is moved just now is where neither says. */
		lab_store(PROACTIVE, "0");
		mixed = compare(_metadata, fd);
		fill_unmix(&mix);
		lab_store(PROACTIVE, "20");
	} while (!mixed && ++tries < FILL_MIX_TRIES);
	EXPECT_LT(0, mixed);
}

TEST_HARNESS_MAIN
