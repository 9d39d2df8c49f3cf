/* SPDX-License-Identifier: GPL-2.0 */
/* A range of frames, as an operand. */
#ifndef FRAMES_H
#define FRAMES_H

#include <stdint.h>

#include "fault.h"

/**
 * struct frames - a range of frames
 * @first: the first of them
 * @last: the last of them
 */
struct frames {
	uint64_t first;
	uint64_t last;
};

int operand_frames(const char *word, struct frames *frames, struct fault *why);

#endif /* FRAMES_H */
