// SPDX-License-Identifier: GPL-2.0
/* kmemlab record: a series of snapshots, in one file or a file each. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "command.h"
#include "interval.h"
#include "progress.h"
#include "save.h"
#include "snapshot.h"
#include "text.h"
#include "xalloc.h"

static const char *interval_text = "1", *count_text = "10";

static const struct opt record_opts[] = {
	{ "interval", 'i', "SECONDS", "from the begin of one to that of the next (1)",
	  .value = &interval_text },
	{ "count", 'c', "N", "how many (10)", .value = &count_text },
	{ 0 },
};

/**
 * struct record - a series in the making
 * @path: the file, or the directory
 * @directory: it is a directory
 * @interval: when they are taken
 * @count: how many are wanted
 * @done: how many there are
 * @plan: what is recorded
 * @writer: the archive, if it is one file
 */
struct record {
	const char *path;
	bool directory;
	struct interval interval;
	uint64_t count;
	uint64_t done;
	struct snapshot_plan plan;
	struct archive_writer writer;
};

/* One more; what was begun when a signal comes is brought to its end. */
static int each(struct session *session, struct record *record,
		int (*take)(struct session *session, struct record *record))
{
	int ret = 0;

	progress_begin("recording; Ctrl-C ends it");
	progress_step(record->done, record->count);
	while (!ret && record->done < record->count && interval_wait(&record->interval)) {
		ret = take(session, record);
		if (!ret)
			record->done++;
		progress_step(record->done, record->count);
	}
	progress_end();
	return ret;
}

static int take_member(struct session *session, struct record *record)
{
	struct snapshot_sums sums;
	char *prefix = xasprintf("%zu/", (size_t)record->done + 1);
	int ret;

	record->plan.prefix = prefix;
	ret = snapshot_take(session, &record->writer, &record->plan, &sums);
	free(prefix);
	return ret;
}

static int keep(struct record *record, struct save *save, struct fault *why)
{
	if (!archive_end(&record->writer, why))
		return save_end(save, why);
	save_abandon(save);
	return -1;
}

/* What is wrong with one snapshot does not cost those before it. */
static int keep_others(struct session *session, struct record *record, struct save *save)
{
	struct fault late = { 0 };

	if (!keep(record, save, &late))
		fault(&session->why, session->why.status, "%s; the %zu before it are saved in %s",
		      session->why.text, (size_t)record->done, record->path);
	fault_clear(&late);
	return -1;
}

static int record_file(struct session *session, struct record *record)
{
	struct save save;
	int ret;

	if (save_begin(&save, record->path, &session->why))
		return -1;
	/* From here on a signal ends the series, not the file. */
	command_signals();
	ret = archive_begin(&record->writer, save.f, record->path, &session->why);
	if (!ret) {
		ret = each(session, record, take_member);
		if (record->done)
			return ret ? keep_others(session, record, &save) :
				     keep(record, &save, &session->why);
		archive_abandon(&record->writer);
	}
	save_abandon(&save);
	return ret;
}

static int take_file(struct session *session, struct record *record)
{
	char *path = xasprintf("%s/%04zu.tgz", record->path, (size_t)record->done + 1);
	struct snapshot_sums sums;
	int ret = snapshot_save(session, path, &record->plan, &sums);

	free(path);
	return ret;
}

static int record_directory(struct session *session, struct record *record)
{
	record->plan.prefix = "";
	command_signals();
	return each(session, record, take_file);
}

static int record_options(struct session *session, struct record *record)
{
	if (interval_read("--interval", interval_text, &record->interval.seconds,
			  &session->why))
		return -1;
	return interval_count(count_text, 1, &record->count, &session->why);
}

static int record_run(struct session *session, int argc, char **argv)
{
	struct record record = { 0 };
	struct stat st;
	char *text;
	int ret;

	if (!argc)
		return fault(&session->why, EXIT_USAGE,
			     "where to? name a file or a directory; see 'kmemlab record --help'");
	record.path = argv[0];
	record.plan.requests = argv + 1;
	record.plan.nr = argc - 1;
	if (record_options(session, &record) || snapshot_check(session, &record.plan))
		return -1;
	record.directory = !stat(record.path, &st) && S_ISDIR(st.st_mode);
	ret = record.directory ? record_directory(session, &record) :
				 record_file(session, &record);
	if (ret)
		return ret;
	text = xasprintf("%zu snapshot%s saved in %s; see what changed with: kmemlab diff %s",
			 (size_t)record.done, record.done == 1 ? "" : "s", record.path,
			 record.path);
	text_wrap(stdout, 0, text, session->screen);
	free(text);
	return 0;
}

const struct verb verb_record = {
	.name = "record",
	.args = "FILE|DIRECTORY ['BENCH KEY=VALUE ...'] ...",
	.summary = "Record a series of snapshots",
	.about =
	"In a directory, which has to exist, each is a file: 0001.tgz, 0002.tgz. Else all are\n"
	"in one file, which appears when the series ends; --root FILE@N reads one of them,\n"
	"--root FILE the last. Ctrl-C ends the series and keeps what was recorded.\n",
	.examples =
	"  kmemlab record --interval 5 --count 12 /tmp/minute.tgz\n"
	"  kmemlab diff /tmp/minute.tgz\n"
	"  kmemlab --root /tmp/minute.tgz@3 zones\n",
	.opts = record_opts,
	.run = record_run,
};
