/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STORM_JUDGE_H
#define STORM_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An end of 0: to the end of the address space. */
struct range {
	uint64_t start, end;
};

/* Once, before the first. */
void judge_prepare(void);

/*
 * Ends the test when the answer says what the target never had. Returns how many
 * rows it has, and counts in @gone if it ends because the target went. @whole: the
 * answer was read to its end, which was @error.
 */
size_t judge(const char *mode, const struct range *range, char *data, size_t len, bool whole,
	     int error, volatile uint64_t *gone);

/* How many frames of answers, of small or huge pages, were known in advance, and right. */
uint64_t judge_known_frames(bool huge);

/* Of known frames: is a page that seems to be in another, one bit away, impossible? */
bool judge_sees_wrong_frames(void);

#endif /* STORM_JUDGE_H */
