// SPDX-License-Identifier: GPL-2.0
/* kmemlab slabs --watch: which caches grow, and which do so all the time. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <kmemlab.h>

#include "archive.h"
#include "command.h"
#include "growth.h"
#include "made.h"
#include "output.h"
#include "interval.h"
#include "slabs_watch.h"
#include "table.h"
#include "util.h"
#include "view.h"
#include "xalloc.h"

#define WINDOW		60	/* samples that are kept, and judged */
#define SHOWN		20	/* caches on a screen */
#define NAMED		3	/* caches on a line */

/**
 * struct watch - what is being watched
 * @interval: when samples are taken
 * @count: how many are wanted
 * @taken: how many there were
 * @growth: the last of them
 * @series: a recorded series is replayed: its file
 * @slabinfo: /proc/slabinfo is watched
 * @redraw: the table is shown after each sample, in the same place
 */
struct watch {
	struct interval interval;
	uint64_t count;
	uint64_t taken;
	struct growth growth;
	const char *series;
	bool slabinfo;
	bool redraw;
};

const struct column_doc slabs_growth_docs[] = {
	{ "name:str", "NAME", "of the cache" },
	{ "first_bytes:int", "FIRST", "its objects in use at the first sample" },
	{ "last_bytes:int", "LAST", "the same at the last" },
	{ "growth_bytes:int", "GROWTH", "the difference" },
	{ "sample_bytes:int", "SAMPLE", "growth from sample to sample: the median over all pairs" },
	{ "suspect:int", "SUSPECT", "1: it grows all the time, as what leaks does" },
	{ 0 }
};

static const struct column_doc watch_docs[] = {
	{ "name:str", "NAME", "of the value" },
	{ "value:int", "VALUE", "the value" },
	{ 0 }
};

static const struct section_doc watch_sections[] = {
	{ "growth", "who holds objects, those that grow most first", slabs_growth_docs, true },
	{ "watch", "how it was watched", watch_docs },
	{ 0 }
};

static const struct view watch_view = { KMEMLAB_FILE_SLABS, watch_sections };

static bool is_suspect(const struct watch *watch, const struct series *series)
{
	return series->per_cycle > 0 && growth_is_steady(&watch->growth, series);
}

static int take(struct session *session, struct watch *watch)
{
	struct session there = *session;
	struct gauges gauges;
	char *root = NULL;
	int ret;

	if (watch->series) {
		root = xasprintf("%s@%" PRIu64, watch->series, watch->taken + 1);
		there.root = root;
	}
	ret = gauges_read(&there, 1u << GAUGE_SLAB, &gauges);
	session->why = there.why;
	if (!ret) {
		watch->slabinfo = gauges.slabinfo;
		if (watch->growth.samples == watch->growth.room)
			growth_forget(&watch->growth);
		growth_sample(&watch->growth, &gauges);
		watch->taken++;
	}
	gauges_free(&gauges);
	free(root);
	return ret;
}

/* Names of those that are suspect, or why there are none. */
static char *verdict(const struct watch *watch)
{
	const struct growth *growth = &watch->growth;
	size_t steps = growth->samples - 1, i, nr = 0;
	char *names = xstrdup(""), *text;

	for (i = 0; i < growth->nr; i++) {
		if (!is_suspect(watch, &growth->series[i]))
			continue;
		text = xasprintf("%s%s%s", names, nr++ ? ", " : "", growth->series[i].name);
		free(names);
		names = text;
	}
	if (steps < GROWTH_STEADY_STEPS)
		text = xasprintf("%zu samples tell nothing of a leak yet; %d do.",
				 growth->samples, GROWTH_STEADY_STEPS + 1);
	else if (nr)
		text = xasprintf("Suspects of a leak, as they grew all the time over %zu samples: %s.",
				 growth->samples, names);
	else
		text = xasprintf("No cache grew all the time over %zu samples.",
				 growth->samples);
	free(names);
	return text;
}

/* Those that changed; the first grew most, the last shrank most. */
static int print_table(struct session *session, const struct watch *watch)
{
	const struct growth *growth = &watch->growth;
	struct table *table = table_docs(session, slabs_growth_docs);
	const struct series *series;
	size_t i, shown = 0;
	char *text;

	for (i = 0; i < growth->nr && shown < SHOWN; i++) {
		series = &growth->series[i];
		if (!growth_of(growth, series))
			continue;
		shown++;
		table_line(table);
		table_text(table, series->name);
		table_size(table, series->bytes[0]);
		table_size(table, series->bytes[growth->samples - 1]);
		table_change(table, growth_of(growth, series));
		table_change(table, growth_per_cycle(series));
		table_text(table, is_suspect(watch, series) ? "yes" : "-");
	}
	if (table_print(table, &session->why))
		return -1;
	text = verdict(watch);
	putchar('\n');
	text_wrap(stdout, 0, text, session->screen);
	free(text);
	return 0;
}

static void redraw(struct session *session, const struct watch *watch)
{
	fputs("\033[H\033[J", stdout);
	printf("sample %" PRIu64 ", every %" PRIu64 " s; Ctrl-C ends it\n\n", watch->taken,
	       watch->interval.seconds);
	print_table(session, watch);
	fflush(stdout);
}

static int64_t last_step(const struct growth *growth, const struct series *series)
{
	return series->bytes[growth->samples - 1] - series->bytes[growth->samples - 2];
}

/* The one that grew most in the last step, of those that are not in @named. */
static const struct series *grown_most(const struct growth *growth,
				       const struct series *const *named, size_t nr)
{
	const struct series *most = NULL, *series;
	size_t i, j;

	for (i = 0; i < growth->nr; i++) {
		series = &growth->series[i];
		for (j = 0; j < nr && named[j] != series; j++)
			;
		if (j == nr && last_step(growth, series) > 0 &&
		    (!most || last_step(growth, series) > last_step(growth, most)))
			most = series;
	}
	return most;
}

/* A line for who reads a pipe: what grew most since the sample before. */
static void print_line(struct session *session, const struct watch *watch)
{
	const struct series *named[NAMED];
	char size[SIZE_TEXT_MAX];
	size_t nr;

	printf("sample %" PRIu64 ":", watch->taken);
	for (nr = 0; nr < NAMED; nr++) {
		named[nr] = grown_most(&watch->growth, named, nr);
		if (!named[nr])
			break;
		text_size(size, last_step(&watch->growth, named[nr]), session->bytes);
		fputs(nr ? ", " : " ", stdout);
		text_put(stdout, named[nr]->name, strlen(named[nr]->name), session->screen);
		printf(" +%s%s", size, is_suspect(watch, named[nr]) ? " (suspect)" : "");
	}
	puts(nr ? "" : " nothing grew");
	fflush(stdout);
}

static void made_scalar(struct made *made, const char *name, uint64_t value)
{
	made_str(made, name);
	made_int(made, value);
	made_row(made);
}

static int print_data(struct session *session, const struct watch *watch)
{
	const struct growth *growth = &watch->growth;
	struct made made = { .data = NULL };
	const struct series *series;
	struct output out;
	size_t i;
	int ret;

	if (output_begin(&out, session))
		return -1;
	made.ops = out.ops;
	made.data = out.data;
	out.ops->head(out.data, watch_view.file, 1);
	made_section(&made, "@ watch name:str value:int");
	made_scalar(&made, "samples", growth->samples);
	made_scalar(&made, "interval_s", watch->interval.seconds);
	made_scalar(&made, "slabinfo", watch->slabinfo);
	made_section(&made, "@ growth name:str first_bytes:int last_bytes:int growth_bytes:int sample_bytes:int suspect:int");
	for (i = 0; i < growth->nr; i++) {
		series = &growth->series[i];
		made_str(&made, series->name);
		made_int(&made, series->bytes[0]);
		made_int(&made, series->bytes[growth->samples - 1]);
		made_signed(&made, growth_of(growth, series));
		made_signed(&made, growth_per_cycle(series));
		made_int(&made, is_suspect(watch, series));
		made_row(&made);
	}
	ret = output_end(&out, 0);
	made_free(&made);
	return ret;
}

/* Shows what is known after a sample, while there are more to come. */
static void show(struct session *session, struct watch *watch)
{
	growth_judge(&watch->growth, UINT64_MAX);
	if (watch->redraw)
		redraw(session, watch);
	else if (!output_is_data(session))
		print_line(session, watch);
}

static int watch_all(struct session *session, struct watch *watch)
{
	bool is_last;

	while (watch->taken < watch->count &&
	       (watch->series || interval_wait(&watch->interval))) {
		if (take(session, watch))
			return -1;
		if (watch->slabinfo && watch->taken == 1)
			fputs("kmemlab: the module does not look into slabs here; this is /proc/slabinfo instead, which counts what CPUs keep as in use\n",
			      stderr);
		is_last = watch->taken == watch->count;
		if (watch->growth.samples > 1 && !(is_last && watch->redraw))
			show(session, watch);
	}
	if (watch->growth.samples < 2)
		return fault(&session->why, EXIT_CHECK,
			     "stopped before there were two samples; nothing can be compared");
	if (output_is_data(session))
		return print_data(session, watch);
	if (watch->redraw)
		fputs("\033[H\033[J", stdout);
	else
		putchar('\n');
	growth_judge(&watch->growth, UINT64_MAX);
	return print_table(session, watch);
}

/* A recorded series has its own samples; another recording has only one. */
static int find_series(struct session *session, struct watch *watch)
{
	const struct archive *archive = NULL;

	if (archive_is_file(session->root))
		archive = archive_find(session->root, &session->why);
	if (!archive || !archive_series(archive) ||
	    strcmp(archive_path(archive), session->root)) {
		fault_clear(&session->why);
		return fault(&session->why, EXIT_USAGE,
			     "%s is one snapshot; --watch compares those of a series, see 'kmemlab record --help'",
			     session->root);
	}
	watch->series = session->root;
	if (watch->count > archive_series(archive))
		watch->count = archive_series(archive);
	return 0;
}

/**
 * slabs_watch - sample slab caches, and show which grow
 * @session: how; its fault is filled on failure
 * @seconds: from one sample to the next, as it was given
 * @count: how many samples, as it was given; NULL: until a signal ends it
 *
 * Return: 0 or -1.
 */
int slabs_watch(struct session *session, const char *seconds, const char *count)
{
	struct watch watch = {
		.count = UINT64_MAX,
		.redraw = isatty(STDOUT_FILENO) && !output_is_data(session),
	};
	int ret;

	if (interval_read("--watch", seconds, &watch.interval.seconds, &session->why) ||
	    (count && interval_count(count, 2, &watch.count, &session->why)) ||
	    (session->root && find_series(session, &watch)))
		return -1;
	session->view = &watch_view;
	command_signals();
	growth_begin(&watch.growth, watch.count < WINDOW ? watch.count : WINDOW);
	ret = watch_all(session, &watch);
	growth_free(&watch.growth);
	return ret;
}
