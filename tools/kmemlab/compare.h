/* SPDX-License-Identifier: GPL-2.0 */
/* What "compare" found, and how it is shown. */
#ifndef COMPARE_H
#define COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "allocator.h"
#include "session.h"

/**
 * struct cell - one allocator at one size
 * @size: bytes
 * @allocator: which
 * @done: it ran; else the module refused, and @why says why
 * @truncated: not all of it, for lack of time
 * @best: no other has a lower median of both together at this size
 * @ops: allocations
 * @alloc_p50: nanoseconds, and so on
 * @failures: of @ops
 * @waste: bytes an object beyond what was asked for
 * @why: the module's sentence; owned
 */
struct cell {
	uint64_t size;
	const struct allocator *allocator;
	bool done;
	bool truncated;
	bool best;
	uint64_t ops;
	uint64_t alloc_p50;
	uint64_t alloc_p99;
	uint64_t free_p50;
	uint64_t free_p99;
	uint64_t failures;
	uint64_t waste;
	char *why;
};

int compare_print(struct session *session, const struct cell *cells, size_t nr);

#endif /* COMPARE_H */
