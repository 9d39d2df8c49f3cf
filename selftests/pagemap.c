// SPDX-License-Identifier: GPL-2.0
/* Reads /proc/PID/pagemap and /proc/PID/maps. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lab.h"
#include "pagemap.h"

/* /proc may be of another pid namespace than ours; "self" is right in any. */
static FILE *open_proc(pid_t pid, const char *name)
{
	char path[64];
	FILE *file;

	if (pid)
		snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	else
		snprintf(path, sizeof(path), "/proc/self/%s", name);
	file = fopen(path, "re");
	if (!file)
		lab_die("%s: %s", path, strerror(errno));
	return file;
}

void frames_of(pid_t pid, uint64_t start, size_t nr, struct frame *frames)
{
	FILE *pagemap = open_proc(pid, "pagemap");
	uint64_t entry;
	size_t i;

	fseeko(pagemap, start / LAB_PAGE * sizeof(entry), SEEK_SET);
	for (i = 0; i < nr; i++) {
		if (fread(&entry, sizeof(entry), 1, pagemap) != 1)
			lab_die("pagemap: %s", strerror(errno));
		frames[i] = (struct frame) {
			.present = entry >> 63 & 1,
			.swapped = entry >> 62 & 1,
			.shared = entry >> 61 & 1,
			.pfn = entry & ((1ULL << 55) - 1),
		};
	}
	fclose(pagemap);
}

struct frame frame_of(pid_t pid, uint64_t addr)
{
	struct frame frame;

	frames_of(pid, addr, 1, &frame);
	return frame;
}

bool frames_same(const struct frame *a, const struct frame *b, size_t nr)
{
	for (; nr; nr--, a++, b++)
		if (a->present != b->present || a->swapped != b->swapped ||
		    a->shared != b->shared || a->pfn != b->pfn)
			return false;
	return true;
}

static bool next_area(FILE *maps, struct area *area)
{
	char line[512];
	int name = 0;

	if (!fgets(line, sizeof(line), maps))
		return false;
	line[strcspn(line, "\n")] = '\0';
	if (sscanf(line, "%lx-%lx %7s %lx %*s %*s %n", &area->start, &area->end,
		   area->rights, &area->offset, &name) != 4 || !name)
		lab_die("maps: %s", line);
	snprintf(area->name, sizeof(area->name), "%s", line + name);
	return true;
}

bool area_of(pid_t pid, uint64_t addr, struct area *area)
{
	FILE *maps = open_proc(pid, "maps");
	bool found = false;

	while (!found && next_area(maps, area))
		found = area->start <= addr && addr < area->end;
	fclose(maps);
	return found;
}

uint64_t area_named(const char *name)
{
	FILE *maps = open_proc(0, "maps");
	struct area area;
	bool found = false;

	while (!found && next_area(maps, &area))
		found = !strcmp(area.name, name);
	fclose(maps);
	return found ? area.start : 0;
}

uint64_t smaps_kib(pid_t pid, uint64_t start, const char *name)
{
	FILE *smaps = open_proc(pid, "smaps");
	char line[512], want[32];
	size_t len = strlen(name);
	uint64_t kib = UINT64_MAX;
	bool within = false;

	snprintf(want, sizeof(want), "%08lx-", start);
	while (kib == UINT64_MAX && fgets(line, sizeof(line), smaps)) {
		if (!strncmp(line, want, strlen(want)))
			within = true;
		else if (within && !strncmp(line, name, len) && line[len] == ':')
			kib = strtoull(line + len + 1, NULL, 10);
	}
	fclose(smaps);
	if (kib == UINT64_MAX)
		lab_die("smaps: no %s of %lx", name, start);
	return kib;
}

uint64_t kpageflags_of(uint64_t pfn)
{
	static int fd = -2;
	uint64_t flags;

	if (fd == -2)
		fd = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC);
	if (pread(fd, &flags, sizeof(flags), pfn * sizeof(flags)) != sizeof(flags))
		return UINT64_MAX;
	return flags;
}

bool scans_of(pid_t pid, uint64_t start, size_t nr, uint8_t *scans)
{
	struct {
		uint64_t start, end, categories;
	} regions[64];
	/* struct pm_scan_arg of linux/fs.h */
	struct {
		uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages;
		uint64_t inverted, mask, anyof, returned;
	} arg = {
		.size = sizeof(arg),
		.start = start,
		.end = start + nr * LAB_PAGE,
		.vec = (uint64_t)regions,
		.vec_len = 64,
		.returned = SCAN_PRESENT | SCAN_SWAPPED | SCAN_PFNZERO | SCAN_HUGE,
	};
	FILE *pagemap = open_proc(pid, "pagemap");
	int got = 0, i;

	memset(scans, 0, nr);
	for (; arg.start < arg.end && got >= 0; arg.start = arg.walk_end) {
		got = ioctl(fileno(pagemap), _IOWR('f', 16, arg), &arg);
		for (i = 0; i < got; i++)
			memset(scans + (regions[i].start - start) / LAB_PAGE,
			       (int)regions[i].categories,
			       (regions[i].end - regions[i].start) / LAB_PAGE);
	}
	fclose(pagemap);
	return got >= 0;
}

int scan_of(uint64_t addr)
{
	uint8_t scan;

	return scans_of(0, addr & -LAB_PAGE, 1, &scan) ? scan : -1;
}

bool five_levels(void)
{
	char *high = mmap((void *)(1UL << 50), LAB_PAGE, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	munmap(high, LAB_PAGE);
	return (uint64_t)high >> 47;
}

char *fresh_area(size_t len, size_t align)
{
	char *area = mmap(NULL, len + align, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (area == MAP_FAILED)
		lab_die("mmap: %s", strerror(errno));
	return (char *)(((uint64_t)area + align - 1) & -align);
}
