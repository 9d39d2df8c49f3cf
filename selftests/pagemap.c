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

struct frame frame_of(pid_t pid, uint64_t addr)
{
	FILE *pagemap = open_proc(pid, "pagemap");
	uint64_t entry;

	if (pread(fileno(pagemap), &entry, sizeof(entry),
		  addr / LAB_PAGE * sizeof(entry)) != sizeof(entry))
		lab_die("pagemap: %s", strerror(errno));
	fclose(pagemap);
	return (struct frame) {
		.present = entry >> 63 & 1,
		.swapped = entry >> 62 & 1,
		.shared = entry >> 61 & 1,
		.pfn = entry & ((1ULL << 55) - 1),
	};
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

int scan_of(uint64_t addr)
{
	struct {
		uint64_t start, end, categories;
	} region = { .categories = 0 };
	/* struct pm_scan_arg of linux/fs.h */
	struct {
		uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages;
		uint64_t inverted, mask, anyof, returned;
	} arg = {
		.size = sizeof(arg),
		.start = addr & -LAB_PAGE,
		.end = (addr & -LAB_PAGE) + LAB_PAGE,
		.vec = (uint64_t)&region,
		.vec_len = 1,
		.returned = SCAN_PRESENT | SCAN_PFNZERO | SCAN_HUGE,
	};
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC), got;

	got = ioctl(fd, _IOWR('f', 16, arg), &arg);
	close(fd);
	return got < 0 ? -1 : (int)region.categories;
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
