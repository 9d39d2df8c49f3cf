// SPDX-License-Identifier: GPL-2.0
/* Load on all of memory. Errors are part of it: what is wanted may not be there. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kmemlab.h"
#include "lab.h"
#include "random.h"
#include "weather.h"

#define MIB (1UL << 20)
#define BLOCKS_MAX 256
#define STRESS_NG "/usr/bin/stress-ng"

void weather_map(uint64_t *random)
{
	size_t bytes = (1 + random_next(random) % 4096) * LAB_PAGE, at;
	char *area = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (area == MAP_FAILED)
		return;
	madvise(area, bytes, random_next(random) % 2 ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
	for (at = 0; at < bytes; at += LAB_PAGE)
		area[at] = 1;
	if (random_next(random) % 4 == 0)
		madvise(area, bytes, MADV_PAGEOUT);
	munmap(area, bytes);
}

void weather_fill(uint64_t *random)
{
	size_t bytes = lab_counter("/proc/meminfo", "MemAvailable:") * 1024, at;
	char *area;

	(void)random;
	bytes = (bytes > 24 * MIB ? bytes - 16 * MIB : 8 * MIB) & -LAB_PAGE;
	area = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (area == MAP_FAILED)
		return;
	for (at = 0; at < bytes; at += LAB_PAGE)
		area[at] = 1;
	munmap(area, bytes);
}

void weather_files(uint64_t *random)
{
	static char block[64 * 1024];
	char path[64];
	int nr = 20, fd;

	while (nr--) {
		snprintf(path, sizeof(path), "/tmp/weather.%d.%lu", getpid(),
			 random_next(random) % 50);
		fd = open(path, O_CREAT | O_RDWR, 0600);
		if (fd < 0)
			continue;
		if (pwrite(fd, block, sizeof(block), random_next(random) % MIB) < 0)
			unlink(path);
		close(fd);
		if (random_next(random) % 2)
			unlink(path);
	}
	for (nr = 0; nr < 50; nr++) {
		snprintf(path, sizeof(path), "/tmp/weather.%d.%d", getpid(), nr);
		unlink(path);
	}
}

void weather_compact(uint64_t *random)
{
	lab_store("/proc/sys/vm/compact_memory", "1");
	if (random_next(random) % 4 == 0)
		lab_store("/proc/sys/vm/drop_caches", "3");
	usleep(random_next(random) % 20000);
}

void weather_hugetlb(uint64_t *random)
{
	char pages[16];

	snprintf(pages, sizeof(pages), "%lu", random_next(random) % 8);
	lab_store("/proc/sys/vm/nr_hugepages", pages);
	usleep(random_next(random) % 20000);
}

static int set_block(unsigned int block, const char *state)
{
	char path[80];

	snprintf(path, sizeof(path), "/sys/devices/system/memory/memory%u/state", block);
	return lab_store(path, state);
}

/* Blocks have gaps where memory has. */
static unsigned int some_block(uint64_t *random)
{
	unsigned int block, nr = 0, found = 1;
	char path[80];

	for (block = 1; block <= BLOCKS_MAX; block++) {
		snprintf(path, sizeof(path), "/sys/devices/system/memory/memory%u", block);
		if (!access(path, F_OK) && random_next(random) % ++nr == 0)
			found = block;
	}
	return found;
}

/* Shared by all that a caller forks. */
static unsigned long *offlined;

void weather_hotplug(uint64_t *random)
{
	unsigned int block = some_block(random);

	if (!set_block(block, "offline"))
		__atomic_add_fetch(offlined, 1, __ATOMIC_RELAXED);
	usleep(random_next(random) % 50000);
	set_block(block, "online");
}

/* A request of an exercise, held until its answer was read. */
static void hold(const char *file, const char *request)
{
	int fd = open(lab_path(file), O_RDWR);
	char text[4096];

	if (fd < 0)
		return;
	lab_write(fd, "%s hold=1", request);
	while (read(fd, text, sizeof(text)) > 0)
		;
	close(fd);
}

void weather_caches(uint64_t *random)
{
	char request[64];

	snprintf(request, sizeof(request), "size=%lu count=%lu",
		 8 + random_next(random) % 9000, 1 + random_next(random) % 100);
	hold(KMEMLAB_FILE_CACHE, request);
}

bool weather_has_cma(void)
{
	char *meminfo = lab_slurp("/proc/meminfo"), *total = strstr(meminfo, "\nCmaTotal:");
	bool has = total && strtoul(total + strlen("\nCmaTotal:"), NULL, 10);

	free(meminfo);
	return has;
}

/* A device without an IOMMU has its memory from there (kernel/dma/contiguous.c). */
void weather_cma(uint64_t *random)
{
	char request[64];

	snprintf(request, sizeof(request), "size=%luK count=%lu",
		 8 + random_next(random) % 1000, 1 + random_next(random) % 60);
	hold(KMEMLAB_FILE_DMA, request);
}

void weather_fork(uint64_t *random)
{
	pid_t child = fork();

	if (!child) {
		weather_map(random);
		_exit(0);
	}
	waitpid(child, NULL, 0);
}

bool weather_has_stress_ng(void)
{
	return !access(STRESS_NG, X_OK);
}

/* Nothing that outlives SIGKILL: files, segments, memory that was taken offline. */
void weather_stress_ng(uint64_t *random)
{
	char seed[24];

	snprintf(seed, sizeof(seed), "%lu", random_next(random));
	execl(STRESS_NG, "stress-ng", "--quiet", "--timeout", "0", "--seed", seed,
	      "--temp-path", "/tmp", "--vm", "1", "--vm-bytes", "64M", "--mmap", "1",
	      "--mmap-bytes", "32M", "--mremap", "1", "--mremap-bytes", "32M",
	      "--userfaultfd", "1", "--userfaultfd-bytes", "8M", "--memfd", "1",
	      "--memfd-bytes", "32M", "--malloc", "1", "--malloc-bytes", "32M",
	      "--madvise", "1", "--munmap", "1", "--mlock", "1", "--remap", "1",
	      "--numa", "1", "--fork", "1", NULL);
	_exit(1);
}

void weather_begin(void)
{
	if (!offlined)
		offlined = mmap(NULL, LAB_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
				-1, 0);
	if (offlined == MAP_FAILED)
		lab_die("no memory to count in");
	*offlined = 0;
}

unsigned long weather_offlined(void)
{
	return *offlined;
}

void weather_end(void)
{
	unsigned int block;

	for (block = 0; block <= BLOCKS_MAX; block++)
		set_block(block, "online");
	lab_store("/proc/sys/vm/nr_hugepages", "0");
}
