/* SPDX-License-Identifier: GPL-2.0 */
/* Makes allocations of the calling thread fail; see fault-injection.rst. */
#ifndef FAULT_H
#define FAULT_H

#include <stdbool.h>
#include <sys/types.h>

/* Is there fault injection here? Sets it up for all kinds of allocation. */
bool fault_prepare(void);

/* The next @nth allocation of this thread will fail. */
void fault_arm(unsigned int nth);
/* No more. How many allocations it was short of the one that fails; 0: that failed. */
unsigned int fault_disarm(void);

/*
 * By chance: @percent of the allocations that this thread makes while
 * fault_chance() is on, until so many of slabs and so many of pages have failed.
 */
void fault_plan(unsigned int percent, unsigned int slabs, unsigned int pages);
void fault_chance(bool on);
/* For another task: false if there is none of that number any more. */
bool fault_chance_of(pid_t pid);
/* How many of the plan have not failed yet; not while it is on. */
unsigned int fault_slabs_left(void);
unsigned int fault_pages_left(void);

#endif /* FAULT_H */
