// SPDX-License-Identifier: GPL-2.0
/* kmemlab snapshot: all that the tool can show of a machine, in one file. */
#include <stdio.h>
#include <stdlib.h>

#include "progress.h"
#include "save.h"
#include "snapshot.h"
#include "text.h"
#include "xalloc.h"

static void tell(const struct session *session, const char *path,
		 const struct snapshot_sums *sums)
{
	char size[SIZE_TEXT_MAX], *text;

	text_size(size, sums->bytes, session->bytes);
	text = xasprintf("%zu files with %s saved in %s; look at them with: kmemlab --root %s",
			 sums->files, size, path, path);
	text_wrap(stdout, 0, text, session->screen);
	free(text);
	if (sums->unreadable)
		printf("%zu could not be read; the snapshot says which, and why.\n",
		       sums->unreadable);
}

static int write_to(struct session *session, struct save *save,
		    const struct snapshot_plan *plan, struct snapshot_sums *sums)
{
	struct archive_writer writer;

	if (archive_begin(&writer, save->f, save->path, &session->why))
		return -1;
	if (!snapshot_take(session, &writer, plan, sums))
		return archive_end(&writer, &session->why);
	archive_abandon(&writer);
	return -1;
}

/**
 * snapshot_save - record the machine in a file
 * @session: its fault is filled on failure
 * @path: of the file; one that exists is replaced
 * @plan: what; checked by snapshot_check()
 * @sums: filled
 *
 * Return: 0 or -1; then there is no new file.
 */
int snapshot_save(struct session *session, const char *path,
		  const struct snapshot_plan *plan, struct snapshot_sums *sums)
{
	struct save save;

	if (save_begin(&save, path, &session->why))
		return -1;
	if (!write_to(session, &save, plan, sums))
		return save_end(&save, &session->why);
	save_abandon(&save);
	return -1;
}

static int snapshot_run(struct session *session, int argc, char **argv)
{
	struct snapshot_plan plan = { .prefix = "" };
	struct snapshot_sums sums;
	int ret;

	if (!argc)
		return fault(&session->why, EXIT_USAGE,
			     "where to? name a file; see 'kmemlab snapshot --help'");
	plan.requests = argv + 1;
	plan.nr = argc - 1;
	if (snapshot_check(session, &plan))
		return -1;
	progress_begin("recording");
	ret = snapshot_save(session, argv[0], &plan, &sums);
	progress_end();
	if (ret)
		return -1;
	tell(session, argv[0], &sums);
	return 0;
}

const struct verb verb_snapshot = {
	.name = "snapshot",
	.args = "FILE ['BENCH KEY=VALUE ...'] ...",
	.summary = "Record all views in one file, for --root",
	.about =
	"FILE is a tar archive, compressed by gzip, with all views of the module and what\n"
	"the tool reads of /proc and /sys; it appears when it is whole, and only its owner\n"
	"may read it. Each further argument is a file that takes requests, and a request:\n"
	"its answer is recorded as well, one for each such file.\n",
	.examples =
	"  kmemlab snapshot /tmp/now.tgz\n"
	"  kmemlab --root /tmp/now.tgz zones\n"
	"  kmemlab snapshot /tmp/now.tgz 'walk pid=1 mode=extents' 'frames pfn=1000'\n",
	.run = snapshot_run,
};
