// SPDX-License-Identifier: GPL-2.0
/* Samples of free memory, and their slope. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <unistd.h>

#include "drift.h"
#include "lab.h"

#define HUGE_PAGES "/sys/kernel/mm/transparent_hugepage/enabled"

static char *choice;	/* NULL: there are none */

void drift_begin(void)
{
	if (access(HUGE_PAGES, W_OK))
		return;
	/* "always [madvise] never" */
	choice = strchr(lab_slurp(HUGE_PAGES), '[') + 1;
	*strchr(choice, ']') = '\0';
	lab_store(HUGE_PAGES, "never");
}

void drift_end(void)
{
	if (choice)
		lab_store(HUGE_PAGES, choice);
}

/* Into a buffer that was there before: to look must not take memory. */
double memory_free_pages(void)
{
	static char text[1 << 18];
	double pages = 0;
	size_t len = 0;
	ssize_t got;
	char *line;
	int fd;

	lab_store("/proc/sys/vm/drop_caches", "3");
	lab_store("/proc/sys/vm/compact_memory", "1");
	fd = open("/proc/zoneinfo", O_RDONLY);
	while ((got = read(fd, text + len, sizeof(text) - 1 - len)) > 0)
		len += got;
	close(fd);
	text[len] = '\0';
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		unsigned long nr;

		if (sscanf(line, " nr_free_pages %lu", &nr) == 1 ||
		    sscanf(line, " count: %lu", &nr) == 1)
			pages += nr;
	}
	return pages;
}

double memory_slope(const double *pages, size_t nr)
{
	double x_mean = (nr - 1) / 2.0, y_mean = 0, above = 0, below = 0;
	size_t i;

	for (i = 0; i < nr; i++)
		y_mean += pages[i] / nr;
	for (i = 0; i < nr; i++) {
		above += (i - x_mean) * (pages[i] - y_mean);
		below += (i - x_mean) * (i - x_mean);
	}
	return above / below;
}
