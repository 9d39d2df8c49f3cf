// SPDX-License-Identifier: GPL-2.0
/* Saving the extents of a process, just as the module told them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <kmemlab.h>

#include "extents.h"
#include "operand.h"
#include "progress.h"
#include "save.h"
#include "text.h"
#include "view.h"
#include "walk.h"
#include "xalloc.h"

static void tell(const struct session *session, const char *path,
		 const struct walk_query *query, size_t nr)
{
	char *whose = query->kernel ? xstrdup("kernel") : xasprintf("%" PRIu64, query->pid);
	char *text = xasprintf("%zu extent%s saved in %s; see what changes with: kmemlab walk %s --diff %s",
			       nr, nr == 1 ? "" : "s", path, whose, path);

	text_wrap(stdout, 0, text, session->screen);
	free(text);
	free(whose);
}

static void count(void *data, const struct extent *extent)
{
	(void)extent;
	++*(size_t *)data;
}

/**
 * walk_save - write the extents of a process to a file
 * @session: its fault is filled on failure
 * @query: the process and the range
 * @path: of the file; one that exists is replaced
 *
 * Return: 0 or -1; then there is no new file.
 */
int walk_save(struct session *session, const struct walk_query *query, const char *path)
{
	size_t nr = 0;
	struct names names = { 0 };
	struct extents extents = { .names = &names, .each = count, .data = &nr };
	struct view_tap tap = { .path = &extents.rest.path };
	char *request = session->root ? xstrdup("") : walk_request(query);
	struct save save;
	int ret = save_begin(&save, path, &session->why);

	if (!ret) {
		tap.copy = save.f;
		progress_begin(KMEMLAB_FILE_WALK);
		ret = view_stream(session, KMEMLAB_FILE_WALK, request, &extents_ops,
				  &extents, &tap);
		progress_end();
		if (!ret)
			ret = extents_check(&extents, &session->why) ||
			      recorded_of(session, &extents.rest, query->pid, query->kernel) ? -1 : 0;
		if (ret)
			save_abandon(&save);
		else
			ret = save_end(&save, &session->why);
	}
	if (!ret)
		tell(session, path, query, nr);
	extents_free(&extents);
	names_free(&names);
	free(request);
	return ret;
}
