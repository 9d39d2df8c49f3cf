// SPDX-License-Identifier: GPL-2.0
/*
 * What the slab views cost, beside /proc/slabinfo: as the machine booted, and what
 * each frame adds that is in no free block.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <kmemlab.h>
#include "bench.h"

#define VIEW(name)	"/sys/kernel/debug/" KMEMLAB_DIR "/" name
#define PAGE		4096ul
#define PAGES		(128ul << 20 >> 12)

static char buffer[1 << 20];

/* The length of an answer changes with its numbers: what counts is that it ended. */
static uint64_t read_file(void *path)
{
	int fd = open(path, O_RDONLY);
	ssize_t got;

	if (fd < 0) {
		perror(path);
		exit(1);
	}
	while ((got = read(fd, buffer, sizeof(buffer))) > 0)
		;
	if (got < 0) {
		perror(path);
		exit(1);
	}
	close(fd);
	return 1;
}

static double cost(char *path)
{
	uint64_t result;

	return bench_least_ns(read_file, path, &result);
}

int main(void)
{
	double slabinfo = cost("/proc/slabinfo"), text, records, more;
	char *memory;

	text = cost(VIEW(KMEMLAB_FILE_SLABS));
	records = cost(VIEW(KMEMLAB_FILE_SLABS_BIN));
	bench_row("slabs, text, at boot", "slabinfo", slabinfo, text, 972000);
	bench_row("slabs.bin, at boot", "slabinfo", slabinfo, records, 600000);
	memory = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED || madvise(memory, PAGES * PAGE, MADV_NOHUGEPAGE)) {
		perror("mmap");
		return 1;
	}
	memset(memory, 1, PAGES * PAGE);
	more = cost(VIEW(KMEMLAB_FILE_SLABS_BIN)) - records;
	bench_row("slabs.bin, one more frame in use", "slabinfo", slabinfo / PAGES,
		  more / PAGES, 8);
	return bench_end();
}
