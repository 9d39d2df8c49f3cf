/* SPDX-License-Identifier: GPL-2.0 */
/* What else goes on in the machine: each function does it once, and is called again. */
#ifndef WEATHER_H
#define WEATHER_H

#include <stdbool.h>
#include <stdint.h>

void weather_map(uint64_t *random);		/* maps, touches and unmaps */
void weather_fill(uint64_t *random);		/* all the memory there is, and lets go */
void weather_files(uint64_t *random);		/* page cache and dentries come and go */
void weather_compact(uint64_t *random);		/* compaction, reclaim, empty caches */
void weather_hugetlb(uint64_t *random);		/* the pool grows and shrinks */
void weather_hotplug(uint64_t *random);		/* blocks of memory go offline and on */
void weather_caches(uint64_t *random);		/* slab caches are made and destroyed */
void weather_cma(uint64_t *random);		/* ranges of it are taken and given back */
void weather_fork(uint64_t *random);
void weather_stress_ng(uint64_t *random);	/* becomes stress-ng, until it is killed */

/* False if the guest has none: tools/vm/vm --with stress-ng. */
bool weather_has_stress_ng(void);

/* False without cma=64M on the command line, or on a kernel that was built without. */
bool weather_has_cma(void);

/* Before the first of them; what is counted begins anew. */
void weather_begin(void);

/* How often, since then, all processes together took a block of memory offline. */
unsigned long weather_offlined(void);

/* Undoes what the last calls may have left. */
void weather_end(void);

#endif /* WEATHER_H */
