// SPDX-License-Identifier: GPL-2.0
/*
 * Emptying the kernel's caches: see drain.h. What cannot be emptied (no right, no
 * such file in this kernel) stays full, which is no more than noise.
 */
#include <dirent.h>
#include <fcntl.h>
#include <linux/membarrier.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "drain.h"
#include "xalloc.h"

#define SLABS	"/sys/kernel/slab"

static void store(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, text, strlen(text)) < 0)
		(void)0;	/* as above */
	close(fd);
}

/*
 * Takes the slabs and sheaves of all CPUs back, so that the count of objects in use
 * is exact. Links are other names of caches that were merged.
 */
static void shrink_slabs(void)
{
	DIR *dir = opendir(SLABS);
	struct dirent *entry;
	char *path;

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.' || entry->d_type == DT_LNK)
			continue;
		path = xasprintf(SLABS "/%s/shrink", entry->d_name);
		store(path, "1");
		free(path);
	}
	if (dir)
		closedir(dir);
}

/* Waits until every CPU is through: what RCU was to free is freed, or about to be. */
static void grace_period(void)
{
	syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
}

/**
 * drain - empty the caches of the kernel
 *
 * Page cache that is on a disk, dentries and inodes nobody uses, free objects of
 * slab caches, and pages that wait for an end of RCU's readers.
 */
void drain(void)
{
	sync();
	grace_period();
	store("/proc/sys/vm/drop_caches", "3");
	grace_period();
	usleep(20 * 1000);
	shrink_slabs();
}
