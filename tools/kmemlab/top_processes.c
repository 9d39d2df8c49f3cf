// SPDX-License-Identifier: GPL-2.0
/* The processes and their page tables, for top: see top.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "process.h"
#include "summary.h"
#include "top.h"
#include "view.h"
#include "walk.h"
#include "xalloc.h"

/* Looked at in a tick, whoever is left waits for the next. */
#define BUDGET_NS	4000000

/* A walk of more than this would hold up the screen. */
#define WALK_BYTES_MAX	((uint64_t)64 << 30)

static int by_pid(const void *a, const void *b)
{
	const struct top_process *x = a, *y = b;

	return x->pid < y->pid ? -1 : x->pid > y->pid;
}

/* Those that are there now; what is known of the others is forgotten. */
static void merge(struct top *top, const uint64_t *pids, size_t nr)
{
	struct top_process *list = xzalloc((nr + 1) * sizeof(*list)), *old;
	size_t i;

	for (i = 0; i < nr; i++) {
		const struct top_process key = { .pid = pids[i] };

		old = top->nr_processes ? bsearch(&key, top->processes, top->nr_processes,
						  sizeof(key), by_pid) : NULL;
		list[i] = old ? *old : key;
		if (old)
			old->comm = NULL;
	}
	for (i = 0; i < top->nr_processes; i++)
		free(top->processes[i].comm);
	free(top->processes);
	top->processes = list;
	top->nr_processes = nr;
}

/* A recorded walk is of one process, and nobody knows of which. */
static void walk(struct top *top, struct top_process *process)
{
	struct session *session = top->session;
	const struct walk_query query = { .pid = process->pid, .mode = "summary" };
	struct summary summary;
	struct doc doc;
	char *request;

	process->walked = false;
	if (session->root || !process->rss || process->rss > WALK_BYTES_MAX)
		return;
	request = walk_request(&query);
	if (!view_load(session, KMEMLAB_FILE_WALK, request, &doc)) {
		if (!summary_read(&doc, &summary, &session->why)) {
			summary.page = top->page;
			process->walked = true;
			process->present = summary.total.present * top->page;
			process->entries = summary_entries(&summary.total);
			process->least = summary_least(&summary);
		}
		summary_free(&summary);
	}
	doc_free(&doc);
	free(request);
	/* It may have ended meanwhile; and without rights there is no walk. */
	fault_clear(&session->why);
}

static void look(struct top *top, struct top_process *process)
{
	uint64_t rss_kib = 0, tables_kib = 0;
	struct process now;

	process_read(top->session, process->pid, &now);
	free(process->comm);
	process->comm = now.comm;
	process->kernel = now.kernel;
	process->ns = top->now;
	process->rss = 0;
	process->tables = 0;
	if (now.kernel || now.gone ||
	    !process_number(top->session, process->pid, "status", "VmRSS", &rss_kib) ||
	    !process_number(top->session, process->pid, "status", "VmPTE", &tables_kib))
		return;
	process->rss = rss_kib * 1024;
	process->tables = tables_kib * 1024;
	walk(top, process);
}

/* The one that was not looked at for the longest time; NULL: all were, just now. */
static struct top_process *oldest(const struct top *top)
{
	struct top_process *found = NULL, *process;
	size_t i;

	for (i = 0; i < top->nr_processes; i++) {
		process = &top->processes[i];
		/* A kernel thread stays one. */
		if (process->ns == top->now || process->kernel)
			continue;
		if (!found || process->ns < found->ns)
			found = process;
	}
	return found;
}

/**
 * top_read_processes - look at the processes that were not looked at for long
 * @top: gets them
 * @all: look at all; else at as many as a tick has time for
 *
 * Return: 0 or -1.
 */
int top_read_processes(struct top *top, bool all)
{
	struct top_process *process;
	uint64_t *pids;
	size_t nr;
	int ret = processes_list(top->session, &pids, &nr);

	if (!ret)
		merge(top, pids, nr);
	free(pids);
	while (!ret && (process = oldest(top))) {
		look(top, process);
		if (!all && pace_used(&top->pace[TOP_PROCESSES]) > BUDGET_NS)
			break;
	}
	return ret;
}
