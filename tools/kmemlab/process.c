// SPDX-License-Identifier: GPL-2.0
/* The processes of the machine: see process.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lines.h"
#include "process.h"
#include "source.h"
#include "text.h"
#include "xalloc.h"

/* Of the flags in /proc/PID/stat, that of kernel threads: linux/sched.h. */
#define PF_KTHREAD	0x00200000

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

struct pids {
	uint64_t *pid;
	size_t nr;
};

static void add_pid(void *data, const char *name)
{
	struct pids *pids = data;
	uint64_t pid;

	if (!text_decimal(name, strlen(name), &pid))
		return;
	pids->pid = xgrow(pids->pid, pids->nr, sizeof(*pids->pid));
	pids->pid[pids->nr++] = pid;
}

/**
 * processes_list - the pids of all processes, ascending
 * @session: its fault is filled on failure
 * @pids: set to them; owned by the caller
 * @nr: set to how many
 *
 * Return: 0 or -1.
 */
int processes_list(struct session *session, uint64_t **pids, size_t *nr)
{
	struct pids all = { 0 };
	int ret = source_list(session->root, "proc", add_pid, &all, &session->why);

	*pids = all.pid;
	*nr = all.nr;
	if (*nr)
		qsort(*pids, *nr, sizeof(**pids), compare);
	return ret;
}

/* All of a short file of /proc; false if there is none. */
static bool read_all(const struct session *session, uint64_t pid, const char *name,
		     char *buf, size_t size)
{
	char *file = xasprintf("%" PRIu64 "/%s", pid, name);
	struct fault ignored = { 0 };
	struct source src;
	ssize_t got = -1;

	if (!source_open_proc(&src, session->root, file, &ignored)) {
		got = source_read(&src, buf, size - 1, &ignored);
		source_close(&src);
	}
	buf[got > 0 ? got : 0] = '\0';
	fault_clear(&ignored);
	free(file);
	return got > 0;
}

/**
 * process_read - what is known of a process
 * @session: where from
 * @pid: which
 * @process: filled; its @comm is to be freed
 */
void process_read(const struct session *session, uint64_t pid, struct process *process)
{
	char stat[1024], *name, *end, state;
	unsigned int flags;

	*process = (struct process){ 0 };
	/* "1234 (name) S ppid pgrp session tty tpgid flags"; names hold anything. */
	if (read_all(session, pid, "stat", stat, sizeof(stat)) &&
	    (name = strchr(stat, '(')) && (end = strrchr(stat, ')')) &&
	    sscanf(end + 1, " %c %*d %*d %*d %*d %*d %u", &state, &flags) == 2) {
		process->comm = xmemdup(name + 1, end - name - 1);
		process->kernel = flags & PF_KTHREAD;
		process->gone = state == 'Z' || state == 'X';
	} else {
		process->comm = xstrdup("-");
		process->gone = true;
	}
}

/**
 * process_number - a number of a file of /proc/PID that has "NAME: NUMBER" in lines
 * @session: where from
 * @pid: which process
 * @file: name of the file, such as "status"
 * @name: of the line, such as "VmPTE"
 * @value: filled; the lines of memory are in KiB
 *
 * Return: false if there is no such process, or no such line.
 */
bool process_number(const struct session *session, uint64_t pid, const char *file,
		    const char *name, uint64_t *value)
{
	char *path = xasprintf("%" PRIu64 "/%s", pid, file), *line;
	size_t len = strlen(name), line_len;
	struct fault ignored = { 0 };
	struct lines lines = { 0 };
	struct source src;
	bool found = false;

	/* A line of groups may be longer than a page. */
	if (!source_open_proc(&src, session->root, path, &ignored)) {
		lines.src = &src;
		while (!found && lines_next(&lines, &line, &line_len, &ignored) > 0)
			found = !strncmp(line, name, len) && line[len] == ':';
		if (found) {
			line += len + 1;
			line += strspn(line, " \t");
			found = text_decimal(line, strspn(line, "0123456789"), value);
		}
		lines_free(&lines);
		source_close(&src);
	}
	fault_clear(&ignored);
	free(path);
	return found;
}
