// SPDX-License-Identifier: GPL-2.0
/* kmemlab top: who takes memory now: zones, slab caches, page tables. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "output.h"
#include "progress.h"
#include "text.h"
#include "top.h"
#include "util.h"
#include "version.h"
#include "xalloc.h"

#define INTERVAL_MAX	3600
#define COUNT_MAX	1000000

static const char *interval_text = "1", *count_text;
static bool once, batch;

static const struct opt top_opts[] = {
	{ "interval", 'i', "SECONDS", "from tick to tick (1)", .value = &interval_text },
	{ "once", '1', NULL, "print one tick, and end", .flag = &once },
	{ "batch", 'B', NULL, "print tick after tick; needs no terminal", .flag = &batch },
	{ "count", 'c', "N", "with --batch: end after so many", .value = &count_text },
	{ 0 },
};

static const struct {
	int (*read)(struct top *top, bool all);
	unsigned int share;
} works[TOP_WORKS] = {
	[TOP_ZONES] = { top_read_zones, 4 },
	[TOP_SLABS] = { top_read_slabs, 6 },
	[TOP_PROCESSES] = { top_read_processes, 6 },
};

/**
 * top_begin - begin to sample
 * @top: filled; to be ended with top_end() unless this fails
 * @session: where from; its fault is filled on failure
 *
 * Return: 0 or -1.
 */
int top_begin(struct top *top, struct session *session)
{
	struct version version;
	size_t i;

	*top = (struct top){ .session = session };
	if (version_page(session, &version))
		return -1;
	top->page = version.page;
	for (i = 0; i < TOP_WORKS; i++)
		top->pace[i].share = works[i].share;
	return 0;
}

/**
 * top_tick - look at what is due
 * @top: what is known; why something could not be read is kept with it
 * @all: look at all
 */
void top_tick(struct top *top, bool all)
{
	struct fault *why = &top->session->why;
	size_t i;

	top->now = pace_now();
	for (i = 0; i < TOP_WORKS; i++) {
		if (!pace_begin(&top->pace[i], top->now) && !all)
			continue;
		free(top->why[i]);
		top->why[i] = NULL;
		if (works[i].read(top, all))
			top->why[i] = xstrdup(why->text);
		fault_clear(why);
		pace_end(&top->pace[i], top->now);
	}
}

/**
 * top_end - forget all
 * @top: emptied
 */
void top_end(struct top *top)
{
	size_t i;

	for (i = 0; i < TOP_WORKS; i++)
		free(top->why[i]);
	for (i = 0; i < top->nr_zones; i++)
		free(top->zones[i].name);
	for (i = 0; i < top->nr_slabs; i++)
		free(top->slabs[i].name);
	for (i = 0; i < top->nr_processes; i++)
		free(top->processes[i].comm);
	free(top->zones);
	free(top->slabs);
	free(top->processes);
	*top = (struct top){ 0 };
}

/* For people: a table each. The free blocks are in "buddy". */
static int print_tables(struct top *top)
{
	static const char *const sections[] = { "zone", "slab", "process" };
	const struct part *part;
	struct doc doc;
	size_t i;
	int ret = 0;

	top_doc(top, &doc);
	for (i = 0; !ret && i < ARRAY_SIZE(sections); i++) {
		part = doc_part(&doc, sections[i]);
		if (!part->nr)
			continue;
		if (i)
			putchar('\n');
		ret = grid_part(top->session, part);
	}
	doc_free(&doc);
	return ret;
}

static int print(struct top *top)
{
	size_t i;

	if (output_is_data(top->session))
		return output_made(top->session, TOP_TRUST, top_tell, top);
	for (i = 0; i < TOP_WORKS; i++)
		if (top->why[i]) {
			fputs("unavailable: ", stdout);
			text_wrap(stdout, 0, top->why[i], top->session->screen);
		}
	return print_tables(top);
}

/* Each tick leaves at once: who reads it is waiting. */
static int print_ticks(struct top *top, uint64_t interval_s, uint64_t count)
{
	struct timespec next;
	uint64_t i;

	clock_gettime(CLOCK_MONOTONIC, &next);
	for (i = 0; i < count; i++, next.tv_sec += interval_s) {
		if (i)
			clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
		if (i && !output_is_data(top->session))
			putchar('\n');
		top_tick(top, !i);
		/* What is wrong with the first tick is wrong with all. */
		if (!i && top->why[TOP_ZONES])
			return fault(&top->session->why, EXIT_UNAVAILABLE, "%s",
				     top->why[TOP_ZONES]);
		if (print(top))
			return -1;
		if (fflush(stdout))
			break;
	}
	return 0;
}

static int options(struct session *session, uint64_t *interval_s, uint64_t *count)
{
	*count = UINT64_MAX;
	if (!text_decimal(interval_text, strlen(interval_text), interval_s) ||
	    !*interval_s || *interval_s > INTERVAL_MAX)
		return fault(&session->why, EXIT_USAGE,
			     "--interval %s is not a number of seconds from 1 to %d",
			     interval_text, INTERVAL_MAX);
	if (count_text && (!text_decimal(count_text, strlen(count_text), count) || !*count ||
			   *count > COUNT_MAX))
		return fault(&session->why, EXIT_USAGE,
			     "--count %s is not a number from 1 to %d", count_text, COUNT_MAX);
	if (once && (batch || count_text))
		return fault(&session->why, EXIT_USAGE,
			     "--once is one tick; leave out --batch and --count");
	if (count_text && !batch)
		return fault(&session->why, EXIT_USAGE, "--count needs --batch");
	if (!once && !batch && output_is_data(session))
		return fault(&session->why, EXIT_USAGE,
			     "on the screen nothing is selected and nothing is data; give --once or --batch as well");
	if (once)
		*count = 1;
	return 0;
}

static int top_run(struct session *session, int argc, char **argv)
{
	uint64_t interval_s, count;
	struct top top;
	int ret;

	if (no_operands(session, &verb_top, argc, argv) ||
	    options(session, &interval_s, &count) || top_begin(&top, session))
		return -1;
	progress_off();
	if (once || batch)
		ret = print_ticks(&top, interval_s, count);
	else
		ret = top_live(&top, interval_s);
	top_end(&top);
	return ret;
}

const struct verb verb_top = {
	.name = "top",
	.summary = "Who takes memory now: zones, slab caches, page tables; live",
	.about =
	"Each tick zones and free lists are read, slab caches counted, and as many\n"
	"processes looked at as a small share of a processor allows: AGE says when. Slab\n"
	"caches are sorted by growth, processes by their page tables. 'h' on the screen\n"
	"tells its keys. With --json each tick is an object; walks of processes are not in\n"
	"what was recorded.\n",
	.examples =
	"  kmemlab top\n"
	"  kmemlab top --once --section slab --filter 'used_bytes > 1M'\n"
	"  kmemlab top --batch --count 10 --interval 5 --json\n",
	.opts = top_opts,
	.view = &top_view,
	.run = top_run,
};
