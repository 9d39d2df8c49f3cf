// SPDX-License-Identifier: GPL-2.0
/* A pipe that nobody reads holds the pages that were spliced into it. */
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "lab.h"
#include "pin.h"

/* As many pages as a pipe has room for, unless it is asked for more. */
#define PIPE_PAGES 16

bool pin(char *area, size_t bytes, size_t step)
{
	size_t at, nr = 0;
	int ends[2];

	for (at = 0; at < bytes; at += step, nr++) {
		struct iovec page = { area + at, LAB_PAGE };

		if (nr % PIPE_PAGES == 0 && pipe2(ends, O_CLOEXEC))
			return false;
		if (vmsplice(ends[1], &page, 1, SPLICE_F_NONBLOCK) != LAB_PAGE)
			return false;
	}
	return true;
}
