// SPDX-License-Identifier: GPL-2.0
/* kmemlab diff: what changed between two snapshots. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "archive.h"
#include "diff.h"
#include "progress.h"
#include "source.h"
#include "util.h"
#include "xalloc.h"

/**
 * difference_bytes - by how much one holds more
 * @difference: of whom
 */
int64_t difference_bytes(const struct difference *difference)
{
	return (difference->after ? difference->after->bytes : 0) -
	       (difference->before ? difference->before->bytes : 0);
}

/**
 * difference_count - of how many one holds more
 * @difference: of whom
 */
int64_t difference_count(const struct difference *difference)
{
	return (difference->after ? difference->after->count : 0) -
	       (difference->before ? difference->before->count : 0);
}

static const struct gauge *any(const struct difference *difference)
{
	return difference->after ? difference->after : difference->before;
}

static int compare(const void *a, const void *b)
{
	const struct difference *x = a, *y = b;
	int64_t by_x = llabs(difference_bytes(x)), by_y = llabs(difference_bytes(y));

	if (any(x)->kind != any(y)->kind)
		return any(x)->kind < any(y)->kind ? -1 : 1;
	/* Orders are read from the lowest to the highest, whatever changed. */
	if (any(x)->kind != GAUGE_BUDDY && by_x != by_y)
		return by_x > by_y ? -1 : 1;
	return strcmp(any(x)->name, any(y)->name);
}

static void add(struct diff *diff, const struct gauge *before, const struct gauge *after)
{
	const struct difference difference = { before, after };

	if (!difference_bytes(&difference) && !difference_count(&difference))
		return;
	diff->list = xgrow(diff->list, diff->nr, sizeof(*diff->list));
	diff->list[diff->nr++] = difference;
}

static void match(struct diff *diff, enum gauge_kind kind)
{
	const struct gauges *before = &diff->before[kind], *after = &diff->after[kind];
	const struct gauge *gauge;
	size_t i;

	for (i = 0; i < after->nr; i++) {
		gauge = &after->list[i];
		add(diff, gauges_find(before, kind, gauge->name), gauge);
	}
	for (i = 0; i < before->nr; i++) {
		gauge = &before->list[i];
		if (!gauges_find(after, kind, gauge->name))
			add(diff, gauge, NULL);
	}
}

/* 0, 1 if it is not told there, -1. */
static int read_kind(struct session *session, const char *root, enum gauge_kind kind,
		     struct gauges *gauges, struct diff *diff)
{
	struct session there = *session;
	int ret;

	there.root = root;
	there.why = (struct fault){ 0 };
	ret = gauges_read(&there, 1u << kind, gauges);
	if (ret && there.why.missing) {
		remarks_add(&diff->missing, xasprintf("%s: %s", gauge_kinds[kind], there.why.text));
		fault_clear(&there.why);
		return 1;
	}
	if (ret)
		session->why = there.why;
	return ret;
}

static int read_both(struct session *session, const char *before, const char *after,
		     struct diff *diff)
{
	enum gauge_kind kind;
	int ret;

	for (kind = 0; kind < GAUGE_KINDS; kind++) {
		ret = read_kind(session, before, kind, &diff->before[kind], diff);
		if (!ret)
			ret = read_kind(session, after, kind, &diff->after[kind], diff);
		if (ret < 0)
			return -1;
		if (!ret)
			match(diff, kind);
	}
	if (diff->nr)
		qsort(diff->list, diff->nr, sizeof(*diff->list), compare);
	return 0;
}

/* The first and the last of what record wrote into a directory. */
struct ends {
	char *first;
	char *last;
};

static void take_end(void *data, const char *name)
{
	struct ends *ends = data;

	if (strspn(name, "0123456789") != 4 || strcmp(name + 4, ".tgz"))
		return;
	if (!ends->first || strcmp(name, ends->first) < 0) {
		free(ends->first);
		ends->first = xstrdup(name);
	}
	if (!ends->last || strcmp(name, ends->last) > 0) {
		free(ends->last);
		ends->last = xstrdup(name);
	}
}

static int directory_ends(struct session *session, const char *dir, char **before,
			  char **after)
{
	struct ends ends = { 0 };
	int ret = source_list_path(dir, take_end, &ends, &session->why);

	if (!ret && ends.first) {
		*before = xasprintf("%s/%s", dir, ends.first);
		*after = xasprintf("%s/%s", dir, ends.last);
	}
	free(ends.first);
	free(ends.last);
	return ret;
}

/* Of a series both ends; a single snapshot is compared with the live machine. */
static int find_ends(struct session *session, const char *path, char **before, char **after)
{
	const struct archive *archive;
	struct stat st;

	if (!stat(path, &st) && S_ISDIR(st.st_mode)) {
		if (directory_ends(session, path, before, after))
			return -1;
	} else {
		archive = archive_find(path, &session->why);
		if (!archive)
			return -1;
		if (archive_series(archive) && !strcmp(archive_path(archive), path)) {
			*before = xasprintf("%s@1", path);
			*after = xstrdup(path);
		}
	}
	if (!*before)
		*before = xstrdup(path);
	return 0;
}

static int diff_roots(struct session *session, const char *before, const char *after)
{
	struct diff diff = { .nr = 0 };
	enum gauge_kind kind;
	int ret = source_check_root(before, &session->why);

	if (!ret && after)
		ret = source_check_root(after, &session->why);
	if (!ret) {
		progress_begin("diff");
		ret = read_both(session, before, after, &diff);
		progress_end();
	}
	if (!ret)
		ret = diff_print(session, &diff);
	for (kind = 0; kind < GAUGE_KINDS; kind++) {
		gauges_free(&diff.before[kind]);
		gauges_free(&diff.after[kind]);
	}
	remarks_free(&diff.missing);
	free(diff.list);
	return ret;
}

static int diff_run(struct session *session, int argc, char **argv)
{
	char *before = NULL, *after = NULL;
	int ret = 0;

	if (session->root)
		return fault(&session->why, EXIT_USAGE,
			     "diff names what it reads as arguments; leave --root out");
	if (!argc || argc > 2)
		return fault(&session->why, EXIT_USAGE,
			     "name two snapshots, or a series; see 'kmemlab diff --help'");
	if (argc == 2) {
		before = xstrdup(argv[0]);
		after = xstrdup(argv[1]);
	} else {
		ret = find_ends(session, argv[0], &before, &after);
	}
	if (!ret)
		ret = diff_roots(session, before, after);
	free(before);
	free(after);
	return ret;
}

const struct verb verb_diff = {
	.name = "diff",
	.args = "BEFORE [AFTER]",
	.summary = "What changed between two snapshots",
	.about =
	"BEFORE and AFTER are snapshots, or directories, as of --root. Of a series alone (a\n"
	"file or a directory of kmemlab record) the first and the last are compared, and a\n"
	"single snapshot alone with the live machine. Who holds as much as before is left out.\n",
	.examples =
	"  kmemlab diff /tmp/before.tgz /tmp/after.tgz\n"
	"  kmemlab diff /tmp/minute.tgz\n"
	"  kmemlab diff /tmp/before.tgz --filter 'kind == \"slab\"' --sort -change_bytes\n",
	.view = &diff_view,
	.run = diff_run,
};
