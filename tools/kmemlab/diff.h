/* SPDX-License-Identifier: GPL-2.0 */
/* What changed between two snapshots, and how it is shown. */
#ifndef DIFF_H
#define DIFF_H

#include "gauges.h"
#include "session.h"
#include "unusual.h"

/**
 * struct difference - who holds more, or less, than before
 * @before: it, or NULL: there was none
 * @after: it, or NULL: there is none any more
 */
struct difference {
	const struct gauge *before;
	const struct gauge *after;
};

/**
 * struct diff - two moments
 * @before: who held what
 * @after: who holds what
 * @list: what differs, by kind, and in that what changed most first; owned
 * @nr: how many
 * @missing: kinds that one of them does not tell, and why
 */
struct diff {
	struct gauges before[GAUGE_KINDS];
	struct gauges after[GAUGE_KINDS];
	struct difference *list;
	size_t nr;
	struct remarks missing;
};

extern const struct view diff_view;

int64_t difference_bytes(const struct difference *difference);
int64_t difference_count(const struct difference *difference);
int diff_print(struct session *session, const struct diff *diff);

#endif /* DIFF_H */
