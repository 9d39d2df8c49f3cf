/* SPDX-License-Identifier: GPL-2.0 */
/* What maps what, with which bits, as PTDUMP prints it and as walk does. */
#ifndef PTDUMP_H
#define PTDUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PTDUMP_DIR LAB_DEBUGFS "page_tables/"

struct answer;

/* Neighbours with the same bits; the bits are the hardware's, of the leaf. */
struct stretch {
	uint64_t start, end, bits;
	char level[8];
};

struct stretches {
	size_t nr;
	struct stretch *list;
};

/* Present leaves between two addresses; neighbours alike are one. */
struct stretches ptdump_read(const char *file, uint64_t start, uint64_t end);
struct stretches ptdump_of_runs(const struct answer *answer);

/* Leaves what lies outside of @start to @end. */
void ptdump_cut(struct stretches *all, uint64_t start, uint64_t end);

/* Are they the same? If not, says where they part. */
bool ptdump_same(const struct stretches *ours, const struct stretches *theirs, char *where,
		 size_t size);

#endif /* PTDUMP_H */
