/* SPDX-License-Identifier: GPL-2.0 */
/* The numbers of a walk with mode=summary. */
#ifndef SUMMARY_H
#define SUMMARY_H

#include <stddef.h>
#include <stdint.h>

#include "doc.h"
#include "session.h"

/**
 * struct tally - what an area, or all of a walk, consists of
 *
 * The columns of the module: base pages, but for @entries, the entries of each
 * size, @not_present, entries too, and @extents, runs of neighbouring frames.
 */
struct tally {
	uint64_t present;
	uint64_t entries[3];	/* of 4K, 2M, 1G */
	uint64_t not_present;
	uint64_t accessed;
	uint64_t dirty;
	uint64_t writable;
	uint64_t anon;
	uint64_t file;
	uint64_t zero;
	uint64_t other;
	uint64_t extents;
	uint64_t longest;
};

extern const char *const tally_sizes[3];

/**
 * struct area - an area of a process
 * @start: first address
 * @end: first address behind it
 * @rights: as in /proc/PID/maps; owned by the answer
 * @name: what it maps, owned by the answer; NULL: nothing that has a name
 * @tally: what is there
 */
struct area {
	uint64_t start;
	uint64_t end;
	const char *rights;
	const char *name;
	struct tally tally;
};

struct bucket {
	uint64_t from;
	uint64_t extents;
	uint64_t pages;
};

struct reach {
	uint64_t bytes;
	uint64_t groups;
};

/**
 * struct summary - the answer
 * @areas: with something in them; owned
 * @nr: how many
 * @total: of all
 * @empty: base pages of areas where nothing is
 * @buckets: contiguous runs by powers of two; owned
 * @nr_buckets: how many
 * @reach: aligned groups, by growing size; owned
 * @nr_reach: how many
 * @page: bytes of a base page
 */
struct summary {
	struct area *areas;
	size_t nr;
	struct tally total;
	uint64_t empty;
	struct bucket *buckets;
	size_t nr_buckets;
	struct reach *reach;
	size_t nr_reach;
	uint64_t page;
};

int summary_read(const struct doc *doc, struct summary *summary, struct fault *why);
void summary_free(struct summary *summary);
uint64_t summary_entries(const struct tally *tally);
uint64_t summary_least(const struct summary *summary);

#endif /* SUMMARY_H */
