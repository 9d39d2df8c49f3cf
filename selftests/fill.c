// SPDX-License-Identifier: GPL-2.0
/* See fill.h. */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "fill.h"
#include "kmemlab.h"
#include "lab.h"

/* Of answers, which tests never free. */
#define HEAP	(48UL << 20)
#define CHUNK	(256 << 10)

void fill_prepare(void)
{
	char *heap;

	if (lab_store("/proc/self/oom_score_adj", "1000"))
		lab_die("cannot set oom_score_adj");
	mallopt(M_MMAP_MAX, 0);
	mallopt(M_TRIM_THRESHOLD, 2 * HEAP);
	heap = malloc(HEAP);
	if (!heap || mlockall(MCL_CURRENT))
		lab_die("no memory for the test itself: %s", strerror(errno));
	memset(heap, 1, HEAP);
	free(heap);
}

/* Not from meminfo: what a test reads it never frees. */
static size_t free_kib(void)
{
	struct sysinfo info;

	if (sysinfo(&info))
		lab_die("sysinfo: %s", strerror(errno));
	return info.freeram * info.mem_unit >> 10;
}

char *fill(size_t left_kib, size_t *size)
{
	size_t room = lab_counter("/proc/meminfo", "MemTotal:") << 10;
	char *mem;

	mem = mmap(NULL, room, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (mem == MAP_FAILED)
		lab_die("mmap of %zu bytes: %s", room, strerror(errno));
	madvise(mem, room, MADV_NOHUGEPAGE);
	for (*size = 0; *size + CHUNK <= room; *size += CHUNK) {
		if (free_kib() < left_kib)
			break;
		memset(mem + *size, 1, CHUNK);
	}
	return mem;
}

void fill_punch(char *mem, size_t size, size_t every)
{
	size_t i;

	for (i = 0; i + LAB_PAGE <= size; i += every * LAB_PAGE)
		madvise(mem + i, LAB_PAGE, MADV_DONTNEED);
}

int fill_file_with_holes(size_t left_kib)
{
	static char chunk[CHUNK] = "something";
	int fd = memfd_create("holes", 0);
	off_t size = 0, at;

	if (fd < 0)
		lab_die("memfd_create: %s", strerror(errno));
	while (free_kib() >= left_kib) {
		if (write(fd, chunk, sizeof(chunk)) != (ssize_t)sizeof(chunk))
			lab_die("cannot write to a memfd: %s", strerror(errno));
		size += sizeof(chunk);
	}
	for (at = 0; at < size; at += 2 * LAB_PAGE)
		if (fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, at, LAB_PAGE))
			lab_die("cannot punch a hole: %s", strerror(errno));
	return fd;
}

int fill_hold(unsigned int order, uint64_t count, const char *gfp)
{
	int fd = lab_open(KMEMLAB_FILE_PAGES, O_RDWR);
	const struct answer *answer;

	if (lab_write(fd, "order=%u count=%lu gfp=%s|__GFP_NOWARN hold=1", order, count, gfp))
		lab_die("%s", lab_read(fd, NULL));
	answer = lab_answer(fd);
	printf("# order %u: %lu of %lu blocks are held\n", order,
	       answer_u64(answer, "result", "allocated"), count);
	return fd;
}
