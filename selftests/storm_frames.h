/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The files that targets of the storm map. Of each, every other chunk of 2 MiB lies
 * in frames that are known and stay what they are, so that a wrong frame shows.
 */
#ifndef STORM_FRAMES_H
#define STORM_FRAMES_H

#include <stdbool.h>
#include <stdint.h>

/* Descriptors that outlive exec. @huge: -1: no huge pages are to be had. */
struct storm_files {
	int memory, huge;
};

struct storm_files storm_files_make(void);

/* Was this kernel built with hugetlbfs, and does the CPU have its pages? */
bool storm_huge_possible(void);

/* For the next target: pages that may move are new and small. */
void storm_files_renew(const struct storm_files *files);

/* Are the known frames what they were? Gives the huge pages back. */
bool storm_files_end(const struct storm_files *files);

/*
 * Of an address in the arena: the frame that a page there is in, if it is there, and
 * how much its entry maps. False: it may be any.
 */
bool storm_frame(uint64_t addr, uint64_t *frame, uint64_t *bytes);

#endif /* STORM_FRAMES_H */
