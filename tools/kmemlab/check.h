/* SPDX-License-Identifier: GPL-2.0 */
/* The check: what was found, and how it is shown. */
#ifndef CHECK_H
#define CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "growth.h"
#include "session.h"

/**
 * struct check - a check
 * @command: what was run
 * @cycles: how often
 * @max_bytes: growth that is allowed
 * @growth: what was measured, judged
 * @grown: how many grew by more
 * @stayed: names of modules that were not loaded before; owned, the names not
 * @nr_stayed: how many
 */
struct check {
	char **command;
	uint64_t cycles;
	uint64_t max_bytes;
	struct growth growth;
	size_t grown;
	const char **stayed;
	size_t nr_stayed;
};

extern const struct view check_view;

int check_print(struct session *session, const struct check *check);

#endif /* CHECK_H */
