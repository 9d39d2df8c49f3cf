/* SPDX-License-Identifier: GPL-2.0 */
/* What "scale" found, and how it is shown. */
#ifndef SCALE_H
#define SCALE_H

#include <stddef.h>
#include <stdint.h>

#include "session.h"

/**
 * struct step - so many threads at once
 * @threads: how many
 * @pairs: allocations with their frees, of all
 * @failures: of those
 * @rate: pairs a second, of all together
 * @pair_ns: mean of a pair, as a thread sees it
 * @alloc_p50: nanoseconds, and so on
 */
struct step {
	uint64_t threads;
	uint64_t pairs;
	uint64_t failures;
	uint64_t rate;
	uint64_t pair_ns;
	uint64_t alloc_p50;
	uint64_t alloc_p99;
	uint64_t free_p50;
	uint64_t free_p99;
};

int scale_print(struct session *session, const struct step *steps, size_t nr);

#endif /* SCALE_H */
