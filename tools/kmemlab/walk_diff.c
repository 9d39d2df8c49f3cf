// SPDX-License-Identifier: GPL-2.0
/* What changed in the page tables of a process since they were saved. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "change.h"
#include "extents.h"
#include "operand.h"
#include "output.h"
#include "progress.h"
#include "text.h"
#include "version.h"
#include "view.h"
#include "walk.h"
#include "xalloc.h"

/* Where addresses of a process end, and those of the kernel begin, on every machine. */
#define USER_END	((uint64_t)1 << 56)
#define KERNEL_START	((uint64_t)1 << 63)

static int load_saved(struct session *session, const char *path, struct extents *saved)
{
	struct source src;
	int ret;

	if (source_open_path(&src, path, &session->why))
		return -1;
	saved->rest.path = xstrdup(path);
	ret = parse(&src, KMEMLAB_FILE_WALK, 1, &extents_ops, saved, &session->why);
	source_close(&src);
	session->why.by_module = false;
	return ret ? ret : extents_check(saved, &session->why);
}

/* Addresses of the kernel and of a process have nothing in common. */
static int check_space(struct session *session, const struct extents *saved,
		       const struct walk_query *query)
{
	const char *request = doc_note(&saved->rest, "request");

	if (!query->kernel && request && strstr(request, "space=kernel"))
		return fault(&session->why, EXIT_USAGE,
			     "%s is of the kernel; compare it with: kmemlab walk kernel --diff %s",
			     saved->rest.path, saved->rest.path);
	return recorded_of(session, &saved->rest, 0, query->kernel);
}

static uint64_t least_of(const struct walk_query *query)
{
	return query->kernel ? KERNEL_START : 0;
}

static uint64_t most_of(const struct walk_query *query)
{
	return query->kernel ? UINT64_MAX : USER_END;
}

/* Compare what both sides looked at: what was asked for, within what was saved. */
static int find_range(struct session *session, const struct extents *saved,
		      struct walk_query *query, const char *path)
{
	const uint64_t least = least_of(query), most = most_of(query);
	uint64_t start = 0, end = 0;

	if (!recorded_number(&saved->rest, "start=", 16, &start) || !start)
		start = least;
	if (!recorded_number(&saved->rest, "end=", 16, &end) || !end)
		end = most;
	if (!query->ranged) {
		query->start = start;
		query->end = end;
		query->ranged = start != least || end != most;
		return 0;
	}
	if (query->start < start)
		query->start = start;
	if (query->end > end)
		query->end = end;
	if (query->start < query->end)
		return 0;
	return fault(&session->why, EXIT_USAGE,
		     "%s was saved for 0x%" PRIx64 "-0x%" PRIx64 " only", path, start, end);
}

static int load_now(struct session *session, const struct walk_query *query,
		    struct extents *now)
{
	const struct view_tap tap = { .path = &now->rest.path };
	struct walk_query asked = *query;
	char *request;
	int ret;

	/* The module knows better where addresses begin and end. */
	if (asked.start == least_of(query))
		asked.start = 0;
	if (asked.end == most_of(query))
		asked.end = 0;
	request = session->root ? xstrdup("") : walk_request(&asked);

	progress_begin(KMEMLAB_FILE_WALK);
	ret = view_stream(session, KMEMLAB_FILE_WALK, request, &extents_ops, now, &tap);
	progress_end();
	free(request);
	if (ret || extents_check(now, &session->why))
		return -1;
	return session->root ? recorded_of(session, &now->rest, query->pid, query->kernel) : 0;
}

static void warn_other(const struct session *session, const struct comparison *cmp,
		       const char *path)
{
	uint64_t then, now;
	char *text;

	if (!recorded_number(&cmp->old->rest, "pid=", 10, &then) ||
	    !recorded_number(&cmp->new->rest, "pid=", 10, &now) || then == now)
		return;
	text = xasprintf("%s is of another process: pid %" PRIu64 ", not %" PRIu64 ".", path,
			 then, now);
	text_wrap(stdout, 0, text, session->screen);
	free(text);
	putchar('\n');
}

static int show(struct session *session, const struct comparison *cmp, const char *path)
{
	struct output out;

	if (output_is_data(session)) {
		if (output_begin(&out, session))
			return -1;
		changes_tell(cmp, out.ops, out.data);
		return output_end(&out, 0);
	}
	warn_other(session, cmp, path);
	return changes_print(session, cmp);
}

/**
 * walk_diff - compare a process with what was saved
 * @session: its fault is filled on failure
 * @query: the process and the range; without one, that of the file
 * @path: of the file
 *
 * Return: 0 or -1.
 */
int walk_diff(struct session *session, struct walk_query *query, const char *path)
{
	struct names names = { 0 };
	struct extents saved = { .names = &names }, now = { .names = &names };
	struct comparison cmp = { .old = &saved, .new = &now, .names = &names };
	struct version machine;
	int ret = -1;

	query->mode = "extents";
	if (load_saved(session, path, &saved) || check_space(session, &saved, query) ||
	    find_range(session, &saved, query, path) || load_now(session, query, &now) ||
	    version_page(session, &machine))
		goto out;
	cmp.start = query->start;
	cmp.end = query->end;
	cmp.page = machine.page;
	ret = show(session, &cmp, path);
out:
	extents_free(&saved);
	extents_free(&now);
	names_free(&names);
	return ret;
}
