// SPDX-License-Identifier: GPL-2.0
/* kmemlab scale: an allocator on more and more CPUs at once. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <kmemlab.h>

#include "allocator.h"
#include "doc.h"
#include "exercise.h"
#include "progress.h"
#include "scale.h"
#include "text.h"
#include "util.h"
#include "view.h"
#include "xalloc.h"

#define THREADS_MAX	256

static const char *cpus = "1..N", *chosen = "kmalloc", *size = "64", *count = "10000";
static const char *pattern = "pair";

static const struct opt scale_opts[] = {
	{ "cpus", 'n', "RANGE", "threads, each on a CPU: A..B; N is all CPUs (1..N)",
	  .value = &cpus },
	{ "allocator", 'a', "ALLOCATOR", "which (kmalloc)", .value = &chosen },
	{ "size", 's', "N", "bytes of an object (64)", .value = &size },
	{ "count", 'c', "N", "objects of each thread (10000)", .value = &count },
	{ "pattern", 'p', "ORDER", "of the frees: pair, lifo, fifo, random, remote (pair)",
	  .value = &pattern, .words = PATTERNS },
	{ 0 },
};

/* A number, or N. */
static const char *take_threads(const char *at, uint64_t *nr)
{
	size_t len = strspn(at, "0123456789");

	if (*at == 'N') {
		*nr = sysconf(_SC_NPROCESSORS_ONLN);
		return at + 1;
	}
	return text_decimal(at, len, nr) ? at + len : NULL;
}

static int take_range(struct session *session, uint64_t *from, uint64_t *to)
{
	const char *at = take_threads(cpus, from);

	*to = at ? *from : 0;
	if (at && begins_with(at, ".."))
		at = take_threads(at + 2, to);
	if (at && !*at && *from && *from <= *to && *to <= THREADS_MAX)
		return 0;
	return fault(&session->why, EXIT_USAGE,
		     "--cpus %s is not A..B, from 1 to %d, where N stands for all CPUs", cpus,
		     THREADS_MAX);
}

static uint64_t number(const struct part *part, const struct row *row, const char *column)
{
	const struct word *word = doc_word(part, row, column);

	return word && !word->none && !word->negative ? word->value : 0;
}

static uint64_t of_op(const struct doc *doc, const char *name, const char *op,
		      const char *column)
{
	const struct part *part = doc_part(doc, name);
	size_t i;

	for (i = 0; part && i < part->nr; i++)
		if (!strcmp(doc_text(part, &part->rows[i], "op"), op))
			return number(part, &part->rows[i], column);
	return 0;
}

/* What each thread needs for a pair, in picoseconds; 0: it did none. */
static double pair_ps(const struct part *part, uint64_t thread)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < part->nr; i++)
		if (number(part, &part->rows[i], "thread") == thread)
			sum += number(part, &part->rows[i], "mean_ps");
	return sum;
}

/* All threads together: each goes on for as long as it needs. */
static void read_rate(struct step *step, const struct doc *doc)
{
	const struct part *part = doc_part(doc, "thread");
	double rate = 0, sum = 0, ps;
	uint64_t i;

	for (i = 0; part && i < step->threads; i++) {
		ps = pair_ps(part, i);
		sum += ps;
		rate += ps > 0 ? 1e12 / ps : 0;
	}
	step->rate = rate;
	step->pair_ns = sum / step->threads / 1000;
}

static void read_times(struct step *step, const struct doc *doc)
{
	const struct word *failures = doc_scalar(doc, "result", "failures");

	step->pairs = of_op(doc, "latency", "alloc", "ops");
	step->failures = failures && !failures->none ? failures->value : 0;
	step->alloc_p50 = of_op(doc, "corrected", "alloc", "p50_ns");
	step->alloc_p99 = of_op(doc, "corrected", "alloc", "p99_ns");
	step->free_p50 = of_op(doc, "corrected", "free", "p50_ns");
	step->free_p99 = of_op(doc, "corrected", "free", "p99_ns");
}

/* Twice: without a clock around each, for the rate, and with it, for the tail. */
static int run_step(struct session *session, const struct allocator *allocator,
		    const char *words, struct step *step)
{
	static void (*const read[])(struct step *step, const struct doc *doc) = {
		read_rate, read_times
	};
	static const char * const modes[] = { "throughput", "latency" };
	struct doc doc;
	char *request;
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < ARRAY_SIZE(modes); i++) {
		request = xasprintf("%s count=%s threads=%" PRIu64 " pattern=%s warmup=1 mode=%s",
				    words, count, step->threads, pattern, modes[i]);
		ret = view_load(session, allocator->file, request, &doc);
		if (!ret)
			read[i](step, &doc);
		doc_free(&doc);
		free(request);
	}
	return ret;
}

static int run_all(struct session *session, const struct allocator *allocator,
		   const char *words, uint64_t from, uint64_t to, struct step *steps)
{
	uint64_t threads;

	for (threads = from; threads <= to; threads++) {
		progress_step(threads - from, to - from + 1);
		steps[threads - from].threads = threads;
		if (run_step(session, allocator, words, &steps[threads - from]))
			return -1;
	}
	return 0;
}

static int check(struct session *session, int argc, char **argv, uint64_t *bytes)
{
	if (argc)
		return fault(&session->why, EXIT_USAGE,
			     "'%s' is too much: scale takes options only; see 'kmemlab scale --help'",
			     argv[0]);
	if (session->root)
		return fault(&session->why, EXIT_USAGE,
			     "scale runs an allocator and cannot be answered from a recording; leave --root out");
	if (!text_decimal(size, strlen(size), bytes) || !*bytes)
		return fault(&session->why, EXIT_USAGE, "--size %s is not a number of bytes",
			     size);
	if (strspn(count, "0123456789KkMm") != strlen(count) || !*count ||
	    strspn(pattern, "abcdefghijklmnopqrstuvwxyz") != strlen(pattern))
		return fault(&session->why, EXIT_USAGE,
			     "--count takes a number and --pattern a word");
	return 0;
}

static int scale_run(struct session *session, int argc, char **argv)
{
	const struct allocator *allocator;
	uint64_t from, to, bytes = 0;
	struct step *steps;
	char *words;
	int ret;

	if (check(session, argc, argv, &bytes) || take_range(session, &from, &to))
		return -1;
	allocator = allocator_find(chosen, strlen(chosen), &session->why);
	if (!allocator)
		return -1;
	words = allocator_words(allocator, bytes);
	steps = xzalloc((to - from + 1) * sizeof(*steps));
	progress_begin("scaling");
	ret = run_all(session, allocator, words, from, to, steps);
	progress_end();
	if (!ret)
		ret = scale_print(session, steps, to - from + 1);
	free(steps);
	free(words);
	return ret;
}

static int scale_help(struct session *session, int argc, char **argv)
{
	(void)session;
	(void)argc;
	(void)argv;
	allocator_list();
	return 0;
}

const struct verb verb_scale = {
	.name = "scale",
	.summary = "Run an allocator on more and more CPUs at once",
	.about =
	"Each thread is bound to a CPU and does the same: --count objects, each freed at\n"
	"once, or in the order of --pattern; with remote, by the thread on the next CPU.\n"
	"The rate of all threads together is set beside that of the first row.\n",
	.examples =
	"  kmemlab scale\n"
	"  kmemlab scale --cpus 1..4 --allocator pages --size 4096\n"
	"  kmemlab scale --cpus 2..N --pattern remote --json\n",
	.opts = scale_opts,
	.view = &scale_view,
	.run = scale_run,
	.help = scale_help,
};
