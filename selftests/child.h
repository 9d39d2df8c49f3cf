/* SPDX-License-Identifier: GPL-2.0 */
/* A process that has made a mapping and then does nothing at all. */
#ifndef CHILD_H
#define CHILD_H

#include <stdint.h>
#include <sys/types.h>

struct child {
	pid_t pid;
	uint64_t addr;		/* 0: mapping_lacks says why not */
};

struct child child_of(char *(*make)(void));
/*
 * Waits until it runs the program of that name, which soon sleeps, and has given up its
 * old memory.
 */
void child_has_become(pid_t pid, const char *program);
void child_end(pid_t pid);

#endif /* CHILD_H */
