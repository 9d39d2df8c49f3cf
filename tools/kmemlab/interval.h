/* SPDX-License-Identifier: GPL-2.0 */
/* Something that is done every so many seconds, until a signal ends it. */
#ifndef INTERVAL_H
#define INTERVAL_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "fault.h"

#define INTERVAL_SECONDS_MAX	86400
#define INTERVAL_COUNT_MAX		9999

/**
 * struct interval - when the next one is due
 * @seconds: from the begin of one to that of the next
 * @begun: the first was due
 * @next: when the next one is
 */
struct interval {
	uint64_t seconds;
	bool begun;
	struct timespec next;
};

int interval_read(const char *option, const char *text, uint64_t *interval_s,
		  struct fault *why);
int interval_count(const char *text, uint64_t least, uint64_t *count, struct fault *why);
bool interval_wait(struct interval *interval);

#endif /* INTERVAL_H */
