/* SPDX-License-Identifier: GPL-2.0 */
/* What walk says of a range, entry by entry, in whatever mode it was asked. */
#ifndef WALK_H
#define WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "answer.h"

struct entry {
	uint64_t addr;
	uint64_t bytes;		/* what one entry of its level maps */
	bool present;
	uint64_t frame;		/* as struct frame has it; text has none for swap */
	bool run;		/* from mode=runs, which has no frames */
	bool dirty;		/* binary only */
	uint64_t raw;		/* binary only */
	const char *kind;	/* NULL for binary */
	const char *flags;	/* NULL for binary */
};

struct walk {
	size_t nr;
	struct entry *entries;
	struct answer *answer;	/* NULL for binary */
};

/* @mode is pages, extents or runs; the last two are expanded. */
struct walk *walk_text(pid_t pid, uint64_t start, uint64_t end, const char *mode);
struct walk *walk_binary(pid_t pid, uint64_t start, uint64_t end);
/* What was read already; the answer then belongs to the walk. */
struct walk *walk_of_answer(struct answer *answer, const char *mode);
/* @whole: what does not end with a block is an error. */
struct walk *walk_of_binary(const char *data, size_t len, bool whole);
void walk_free(struct walk *walk);

/* What an entry of a level, as the text names it, maps; 0: no such level. */
uint64_t level_bytes(const char *level);
bool has_flag(const char *flags, const char *flag);

struct frame;

/* Says page by page what @frames say of the range; runs have no frames to compare. */
bool walk_agrees(const struct walk *walk, uint64_t start, uint64_t end,
		 const struct frame *frames);

#endif /* WALK_H */
