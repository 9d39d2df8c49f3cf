// SPDX-License-Identifier: GPL-2.0
/* Something that is done every so many seconds: see interval.h. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "command.h"
#include "interval.h"
#include "text.h"

/**
 * interval_read - read the seconds between two
 * @option: what they were given as, such as "--interval"
 * @text: what was given
 * @interval_s: filled
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int interval_read(const char *option, const char *text, uint64_t *interval_s,
		  struct fault *why)
{
	if (!text_decimal(text, strlen(text), interval_s) || !*interval_s ||
	    *interval_s > INTERVAL_SECONDS_MAX)
		return fault(why, EXIT_USAGE, "%s %s is not a number of seconds from 1 to %d",
			     option, text, INTERVAL_SECONDS_MAX);
	return 0;
}

/**
 * interval_count - read how many there are to be
 * @text: what was given with --count
 * @least: that makes sense
 * @count: filled
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int interval_count(const char *text, uint64_t least, uint64_t *count, struct fault *why)
{
	if (!text_decimal(text, strlen(text), count) || *count < least ||
	    *count > INTERVAL_COUNT_MAX)
		return fault(why, EXIT_USAGE, "--count %s is not a number from %" PRIu64 " to %d",
			     text, least, INTERVAL_COUNT_MAX);
	return 0;
}

/**
 * interval_wait - wait until the next one is due
 * @interval: moved on
 *
 * Return: true, or false if a signal wants an end.
 */
bool interval_wait(struct interval *interval)
{
	if (!interval->begun)
		clock_gettime(CLOCK_MONOTONIC, &interval->next);
	else
		interval->next.tv_sec += interval->seconds;
	interval->begun = true;
	while (!command_stopped() &&
	       clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &interval->next, NULL) == EINTR)
		;
	return !command_stopped();
}
