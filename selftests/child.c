// SPDX-License-Identifier: GPL-2.0
/* Starts and ends a quiet process. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "lab.h"
#include "mappings.h"

struct message {
	uint64_t addr;
	const char *lacks;	/* the same program: it lies at the same place */
};

/* Its last word is its last: the stack it writes is not touched any more. */
static void __attribute__((noreturn)) be_quiet(char *(*make)(void), int to)
{
	struct message message = { .addr = (uint64_t)make(), .lacks = mapping_lacks };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (write(to, &message, sizeof(message)) != sizeof(message))
		_exit(1);
	for (;;)
		pause();
}

static char state_of(pid_t pid)
{
	char path[32], *stat, state;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	stat = lab_slurp(path);
	state = strrchr(stat, ')')[2];
	free(stat);
	return state;
}

struct child child_of(char *(*make)(void))
{
	struct message message;
	int ends[2];
	pid_t pid;

	if (pipe(ends))
		lab_die("pipe: %s", strerror(errno));
	pid = fork();
	if (!pid)
		be_quiet(make, ends[1]);
	close(ends[1]);
	if (read(ends[0], &message, sizeof(message)) != sizeof(message))
		lab_die("the child could not make the mapping");
	close(ends[0]);
	while (state_of(pid) != 'S')
		usleep(1000);
	mapping_lacks = message.lacks;
	return (struct child) { .pid = pid, .addr = message.addr };
}

void child_has_become(pid_t pid, const char *program)
{
	char path[32], *comm = NULL;

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	do {
		free(comm);
		comm = lab_slurp(path);
	} while (strncmp(comm, program, strlen(program)));
	free(comm);
	/* From 7.2 on the name is there first (fs/exec.c, setup_new_exec()). */
	while (state_of(pid) != 'S')
		usleep(1000);
}

void child_end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}
