/* SPDX-License-Identifier: GPL-2.0 */
/* Which processes map a frame. */
#ifndef WHOMAPS_H
#define WHOMAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "extents.h"
#include "frames.h"
#include "session.h"

/**
 * struct mapping - frames that a process maps
 * @pid: the process
 * @comm: its name; owned
 * @extent: the entries that map them; of its frames, @first is the first one that
 *	is searched for
 * @first: frame
 * @addr: where it is mapped
 * @frames: how many, from there on
 */
struct mapping {
	uint64_t pid;
	char *comm;
	struct extent extent;
	uint64_t first;
	uint64_t addr;
	uint64_t frames;
};

/**
 * struct search - a search, and what it found
 * @session: where to search
 * @wanted: frames; owned
 * @nr_wanted: how many ranges
 * @page: bytes of a base page
 * @names: words of the extents
 * @found: mappings; owned
 * @nr: how many
 * @processes: that were looked at
 * @with: of those, with a mapping
 * @kernel: kernel threads, which were not
 * @ended: that ended meanwhile
 * @unreadable: that could not be read for another reason
 * @reason: the last such reason; owned
 * @mapped: extents seen that map memory
 * @visible: of those, with their frames told
 */
struct search {
	struct session *session;
	struct frames *wanted;
	size_t nr_wanted;
	uint64_t page;
	struct names names;
	struct mapping *found;
	size_t nr;
	uint64_t processes;
	uint64_t with;
	uint64_t kernel;
	uint64_t ended;
	uint64_t unreadable;
	char *reason;
	uint64_t mapped;
	uint64_t visible;
};

int search_run(struct search *search);
void search_free(struct search *search);

#endif /* WHOMAPS_H */
