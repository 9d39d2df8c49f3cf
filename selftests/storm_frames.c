// SPDX-License-Identifier: GPL-2.0
/* Frames that the judge of the storm knows. */
#include <sys/mman.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "kselftest.h"
#include "lab.h"
#include "pagemap.h"
#include "pin.h"
#include "storm.h"
#include "storm_frames.h"

#define PAGES (STORM_PART / LAB_PAGE)
#define HUGE_PAGES_POOL "/proc/sys/vm/nr_hugepages"
#define HUGE_TRIES 10

/* As pagemap shows them to us; 0: not known. */
static uint64_t memory_frames[PAGES], huge_frames[PAGES];

static char *map_file(int fd)
{
	char *area = mmap(NULL, STORM_PART, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	return area == MAP_FAILED ? NULL : area;
}

/* The pages of the chunks that stay. False: one of them is not there. */
static bool read_frames(int fd, uint64_t *frames)
{
	static struct frame seen[HUGE_BYTES / LAB_PAGE];
	char *area = map_file(fd);
	size_t chunk, i;
	bool all = area;

	for (chunk = 0; all && chunk < STORM_CHUNKS; chunk++) {
		if (!storm_chunk_stays(chunk))
			continue;
		for (i = 0; i < ARRAY_SIZE(seen); i++)
			((volatile char *)area)[chunk * HUGE_BYTES + i * LAB_PAGE];
		frames_of(0, (uint64_t)area + chunk * HUGE_BYTES, ARRAY_SIZE(seen), seen);
		for (i = 0; i < ARRAY_SIZE(seen); i++) {
			frames[chunk * ARRAY_SIZE(seen) + i] = seen[i].pfn;
			all &= seen[i].present && seen[i].pfn;
		}
	}
	if (area)
		munmap(area, STORM_PART);
	return all;
}

static bool pin_file(int fd, size_t page_bytes)
{
	char *area = map_file(fd);
	bool pinned = area;
	size_t chunk;

	for (chunk = 0; pinned && chunk < STORM_CHUNKS; chunk++) {
		if (!storm_chunk_stays(chunk))
			continue;
		memset(area + chunk * HUGE_BYTES, 1, HUGE_BYTES);
		pinned = pin(area + chunk * HUGE_BYTES, HUGE_BYTES, page_bytes);
	}
	if (area)
		munmap(area, STORM_PART);
	return pinned;
}

static int make_huge_file(void)
{
	char pages[16];
	int fd, tries;

	snprintf(pages, sizeof(pages), "%lu", STORM_CHUNKS);
	/* What ran before may have left no whole ones. */
	for (tries = 0; tries < HUGE_TRIES; tries++) {
		lab_store("/proc/sys/vm/compact_memory", "1");
		lab_store(HUGE_PAGES_POOL, pages);
		if (strtoul(lab_slurp(HUGE_PAGES_POOL), NULL, 10) >= STORM_CHUNKS)
			break;
		lab_store("/proc/sys/vm/drop_caches", "3");
		sleep(1);
	}
	fd = memfd_create("storm-huge", MFD_HUGETLB);
	/* Mapping reserves them, or fails. */
	if (fd >= 0 && !ftruncate(fd, STORM_PART) && pin_file(fd, HUGE_BYTES) &&
	    read_frames(fd, huge_frames))
		return fd;
	memset(huge_frames, 0, sizeof(huge_frames));
	close(fd);
	lab_store(HUGE_PAGES_POOL, "0");
	return -1;
}

bool storm_huge_possible(void)
{
	return !access(HUGE_PAGES_POOL, F_OK);
}

struct storm_files storm_files_make(void)
{
	struct storm_files files = { .memory = memfd_create("storm", 0) };

	if (files.memory < 0 || ftruncate(files.memory, STORM_PART) ||
	    !pin_file(files.memory, LAB_PAGE) || !read_frames(files.memory, memory_frames))
		lab_die("no memory whose frames are known");
	files.huge = make_huge_file();
	return files;
}

void storm_files_renew(const struct storm_files *files)
{
	size_t chunk;

	for (chunk = 0; chunk < STORM_CHUNKS; chunk++)
		if (!storm_chunk_stays(chunk))
			fallocate(files->memory, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
				  chunk * HUGE_BYTES, HUGE_BYTES);
}

bool storm_files_end(const struct storm_files *files)
{
	static uint64_t now[PAGES];
	bool same;

	same = read_frames(files->memory, now) &&
	       !memcmp(now, memory_frames, sizeof(now));
	if (files->huge >= 0) {
		same &= read_frames(files->huge, now) && !memcmp(now, huge_frames, sizeof(now));
		close(files->huge);
		lab_store(HUGE_PAGES_POOL, "0");
	}
	return same;
}

bool storm_frame(uint64_t addr, uint64_t *frame, uint64_t *bytes)
{
	size_t page = (addr - STORM_ARENA) % STORM_PART / LAB_PAGE;

	*frame = 0;
	if (!storm_has(addr))
		return false;
	if (storm_part(addr) == STORM_FILE || storm_part(addr) == STORM_SHARED) {
		*bytes = LAB_PAGE;
		*frame = memory_frames[page];
	} else if (storm_part(addr) == STORM_HUGE) {
		*bytes = HUGE_BYTES;
		*frame = huge_frames[page];
	}
	return *frame;
}
