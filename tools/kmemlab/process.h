/* SPDX-License-Identifier: GPL-2.0 */
/* The processes of the machine, as /proc shows them. */
#ifndef PROCESS_H
#define PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "session.h"

/**
 * struct process - a process
 * @comm: its name; owned, "-" if it is not known
 * @kernel: a kernel thread, which has no memory of its own
 * @gone: it ended, or is about to
 */
struct process {
	char *comm;
	bool kernel;
	bool gone;
};

int processes_list(struct session *session, uint64_t **pids, size_t *nr);
bool process_number(const struct session *session, uint64_t pid, const char *file,
		    const char *name, uint64_t *value);
void process_read(const struct session *session, uint64_t pid, struct process *process);

#endif /* PROCESS_H */
