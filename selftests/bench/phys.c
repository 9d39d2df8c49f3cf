// SPDX-License-Identifier: GPL-2.0
/* What looking at all frames costs, beside the kernel's own files. */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <kmemlab.h>
#include "bench.h"

#define PAGE		4096ul
#define READ_BYTES	(1ul << 20)
#define DEBUGFS		"/sys/kernel/debug/" KMEMLAB_DIR "/"

/* What a full guest is left with. */
#define LEFT_KIB	(96ul << 10)

static char *buffer;

/* All of a file: open, read, close. */
static uint64_t read_file(const char *path)
{
	int fd = open(path, O_RDONLY);
	uint64_t total = 0;
	ssize_t got;

	if (fd < 0)
		err(1, "open %s", path);
	while ((got = read(fd, buffer, READ_BYTES)) > 0)
		total += got;
	if (got < 0)
		err(1, "read %s", path);
	close(fd);
	return total;
}

/* A list of files, ended by NULL. Only what has records has the same length each time. */
static uint64_t read_files(void *arg)
{
	const char *const *path;
	uint64_t total = 0, got;

	for (path = arg; *path; path++) {
		got = read_file(*path);
		if (!strncmp(*path, "/proc/kpage", 11) || strstr(*path, ".bin"))
			total += got;
	}
	return total;
}

static double cost(const char *const *paths)
{
	uint64_t result;

	return bench_least_ns(read_files, (void *)paths, &result);
}

static const char *const kpage[] = { "/proc/kpageflags", "/proc/kpagecount", NULL };
static const char *const physmap[] = { DEBUGFS KMEMLAB_FILE_PHYSMAP_BIN, NULL };
static const char *const typeinfo[] = { "/proc/pagetypeinfo", NULL };
static const char *const pageblocks[] = { DEBUGFS KMEMLAB_FILE_PAGEBLOCKS, NULL };
static const char *const infos[] = {
	"/proc/zoneinfo", "/proc/buddyinfo", "/proc/vmstat", NULL
};
static const char *const zones[] = { DEBUGFS KMEMLAB_FILE_ZONES_BIN, NULL };

static uint64_t meminfo_kib(const char *name)
{
	FILE *file = fopen("/proc/meminfo", "r");
	unsigned long value = 0;
	char line[128];

	if (!file)
		err(1, "meminfo");
	while (fgets(line, sizeof(line), file))
		if (!strncmp(line, name, strlen(name)))
			sscanf(line + strlen(name), " %lu", &value);
	fclose(file);
	return value;
}

/* Frames that have records, holes not counted. */
static uint64_t frames(void)
{
	uint64_t total = read_files((void *)physmap), sum = 0;
	const struct kmemlab_physmap *record = (void *)buffer;
	size_t i, class;

	if (total >= READ_BYTES)
		errx(1, "the guest is too large");
	for (i = 0; i < total / sizeof(*record); i++)
		for (class = 0; class < KMEMLAB_CLASSES; class++)
			sum += record[i].frames[class];
	return sum;
}

static void fill_anon(size_t bytes)
{
	char *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t i;

	if (at == MAP_FAILED)
		err(1, "mmap");
	madvise(at, bytes, MADV_NOHUGEPAGE);
	for (i = 0; i < bytes; i += PAGE)
		at[i] = 1;
}

/* In a ramfs it is page cache like that of any file, and needs no disk. */
static void fill_cache(size_t bytes)
{
	size_t done;
	int fd;

	if (mkdir("/cache", 0755) || mount("none", "/cache", "ramfs", 0, NULL))
		err(1, "ramfs");
	fd = open("/cache/file", O_CREAT | O_WRONLY, 0600);
	for (done = 0; done < bytes; done += READ_BYTES)
		if (write(fd, buffer, READ_BYTES) != READ_BYTES)
			err(1, "/cache/file");
	close(fd);
}

static void every_frame(const char *what, double limit)
{
	const double nr = frames();

	bench_row(what, "kpageflags, kpagecount", cost(kpage) / nr, cost(physmap) / nr, limit);
}

int main(void)
{
	size_t half;

	buffer = mmap(NULL, READ_BYTES, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (buffer == MAP_FAILED)
		err(1, "mmap");
	bench_row("zones, buddy, counters: one snapshot", "zone-, buddyinfo, vmstat",
		  cost(infos), cost(zones), 60000);
	every_frame("each frame classified, mostly free, a frame", 8);
	bench_row("pageblocks, free by type, mixed, a frame", "pagetypeinfo",
		  cost(typeinfo) / frames(), cost(pageblocks) / frames(), 8);
	half = (meminfo_kib("MemFree:") - LEFT_KIB) / 2 << 10;
	half -= half % READ_BYTES;
	fill_anon(half);
	fill_cache(half);
	every_frame("each frame classified, full, a frame", 20);
	return bench_end();
}
