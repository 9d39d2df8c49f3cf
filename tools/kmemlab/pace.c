// SPDX-License-Identifier: GPL-2.0
/* Work with a share of a processor: see pace.h. */
#include <time.h>

#include "pace.h"

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec at;

	clock_gettime(clock, &at);
	return at.tv_sec * 1000000000ull + at.tv_nsec;
}

/**
 * pace_now - the time that due dates are in
 *
 * Return: nanoseconds since some moment in the past.
 */
uint64_t pace_now(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

/**
 * pace_begin - begin the work, if it is due
 * @pace: the work
 * @now_ns: by pace_now()
 *
 * Return: false if it is not due.
 */
bool pace_begin(struct pace *pace, uint64_t now_ns)
{
	if (now_ns < pace->due_ns)
		return false;
	pace->begin_cpu_ns = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
	return true;
}

/**
 * pace_used - what the work took so far
 * @pace: the work, begun
 *
 * Return: nanoseconds of a processor, the kernel's part included.
 */
uint64_t pace_used(const struct pace *pace)
{
	return clock_ns(CLOCK_PROCESS_CPUTIME_ID) - pace->begin_cpu_ns;
}

/**
 * pace_end - the work is done
 * @pace: the work
 * @now_ns: when it began, by pace_now()
 */
void pace_end(struct pace *pace, uint64_t now_ns)
{
	pace->done_ns = now_ns;
	pace->due_ns = now_ns + pace_used(pace) * 1000 / pace->share;
}
