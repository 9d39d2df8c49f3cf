/* SPDX-License-Identifier: GPL-2.0 */
/* Two walks of page tables compared, entry by entry. */
#ifndef CHANGE_H
#define CHANGE_H

#include <stdint.h>

#include "extents.h"
#include "parse.h"
#include "session.h"

enum change_bits {
	CHANGE_APPEARED = 1,
	CHANGE_VANISHED = 2,
	CHANGE_KIND = 4,	/* present, swapped, ... */
	CHANGE_LEVEL = 8,	/* the size of the page */
	CHANGE_FRAME = 16,
	CHANGE_FLAGS = 32,
	CHANGE_BITS = 6,
};

/**
 * struct change - neighbouring entries that changed alike
 * @bits: enum change_bits; 0: they did not
 * @start: first address
 * @end: first address behind it
 * @old: what covered it, or NULL
 * @new: what covers it, or NULL
 */
struct change {
	unsigned int bits;
	uint64_t start;
	uint64_t end;
	const struct extent *old;
	const struct extent *new;
};

/**
 * struct comparison - what is compared
 * @old: before
 * @new: now
 * @names: of both
 * @start: first address
 * @end: first address behind the range
 * @page: bytes of a base page
 */
struct comparison {
	const struct extents *old;
	const struct extents *new;
	const struct names *names;
	uint64_t start;
	uint64_t end;
	uint64_t page;
};

/**
 * struct changes - where a comparison is
 * @cmp: what is compared
 * @addr: up to where it is done
 * @old: extents of @cmp->old that are behind it
 * @new: extents of @cmp->new that are behind it
 */
struct changes {
	const struct comparison *cmp;
	uint64_t addr;
	size_t old;
	size_t new;
};

extern const char *const change_names[CHANGE_BITS];

bool changes_next(struct changes *changes, struct change *change);
void changes_tell(const struct comparison *cmp, const struct parse_ops *ops, void *data);
int changes_print(struct session *session, const struct comparison *cmp);

#endif /* CHANGE_H */
