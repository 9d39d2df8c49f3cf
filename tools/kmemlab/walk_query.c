// SPDX-License-Identifier: GPL-2.0
/* What "walk" asks of the module. */
#include <inttypes.h>
#include <stdlib.h>

#include <kmemlab.h>

#include "view.h"
#include "walk.h"
#include "xalloc.h"

/* Takes @more over. */
static void append(char **request, char *more)
{
	char *longer = xasprintf("%s %s", *request, more);

	free(*request);
	free(more);
	*request = longer;
}

static void append_word(char **request, const char *key, const char *value)
{
	if (value)
		append(request, xasprintf("%s=%s", key, value));
}

/**
 * walk_request - what to write to the module
 * @query: what is asked for, its mode included
 *
 * Return: the request, owned by the caller.
 */
char *walk_request(const struct walk_query *query)
{
	char *request = query->kernel ? xstrdup("space=kernel") :
					xasprintf("pid=%" PRIu64, query->pid);

	if (query->ranged)
		append(&request, xasprintf("start=0x%" PRIx64 " end=0x%" PRIx64, query->start,
					   query->end));
	append_word(&request, "mode", query->mode);
	append_word(&request, "flags", query->flags);
	append_word(&request, "not_flags", query->not_flags);
	append_word(&request, "level", query->level);
	append_word(&request, "node", query->node);
	if (query->by_frames)
		append(&request, xasprintf("first_pfn=0x%" PRIx64 " last_pfn=0x%" PRIx64,
					   query->frames.first, query->frames.last));
	return request;
}

/**
 * walk_ask - hand out an answer while it is read
 * @session: where from; its fault is filled on failure
 * @query: what is asked for
 * @ops: what to do with the pieces
 * @data: passed to @ops
 *
 * Return: 0 or -1.
 */
int walk_ask(struct session *session, const struct walk_query *query,
	     const struct parse_ops *ops, void *data)
{
	char *request = walk_request(query);
	int ret = view_stream(session, KMEMLAB_FILE_WALK, request, ops, data, NULL);

	free(request);
	return ret;
}
