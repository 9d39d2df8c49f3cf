// SPDX-License-Identifier: GPL-2.0
/* kmemlab check: does a command leave memory behind? */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "command.h"
#include "drain.h"
#include "process.h"
#include "progress.h"
#include "text.h"
#include "util.h"
#include "xalloc.h"

#define CYCLES_MAX	1000
#define WARM_UP		2

/*
 * What the kernel frees late, it frees within some seconds: kfree_rcu() collects for
 * five, and work that is queued comes soon.
 */
#define LATE_SECONDS	6

#define KINDS	(1u << GAUGE_CLASS | 1u << GAUGE_SLAB | 1u << GAUGE_VMALLOC | \
		 1u << GAUGE_MODULE)

static const char *cycles_text = "8", *max_text;

static const struct opt check_opts[] = {
	{ "cycles", 'n', "N", "run it N times, and twice before to warm up (8)",
	  .value = &cycles_text },
	{ "max-growth", 'm', "SIZE", "what may stay behind in all cycles together, such as 64K",
	  .value = &max_text },
	{ 0 },
};

/*
 * Page cache comes and goes, and so does what is free. Slab caches speak for the
 * class slab, by name; but vmap_area holds areas long after they were freed, to be
 * unmapped many at a time, and the areas themselves are counted.
 */
static const struct {
	enum gauge_kind kind;
	const char *name;
} moving[] = {
	{ GAUGE_CLASS, "free" },
	{ GAUGE_CLASS, "pcp" },
	{ GAUGE_CLASS, "file" },
	{ GAUGE_CLASS, "slab" },
	{ GAUGE_CLASS, "reserved" },
	{ GAUGE_CLASS, "offline" },
	{ GAUGE_CLASS, "device" },
	{ GAUGE_SLAB, "vmap_area" },
};

static bool is_judged(const struct gauge *gauge)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(moving); i++)
		if (gauge->kind == moving[i].kind && !strcmp(gauge->name, moving[i].name))
			return false;
	return true;
}

/* What measures is not measured. */
static void take_off_own(const struct session *session, struct gauge *gauge)
{
	uint64_t kib;

	if (gauge->kind == GAUGE_CLASS && !strcmp(gauge->name, "anon") &&
	    process_number(session, getpid(), "smaps_rollup", "Anonymous", &kib) &&
	    gauge->bytes > kib * 1024)
		gauge->bytes -= kib * 1024;
}

static void keep_judged(const struct session *session, struct gauges *gauges)
{
	size_t i, kept = 0;

	for (i = 0; i < gauges->nr; i++) {
		take_off_own(session, &gauges->list[i]);
		if (is_judged(&gauges->list[i]))
			gauges->list[kept++] = gauges->list[i];
		else
			free(gauges->list[i].name);
	}
	gauges->nr = kept;
}

static int look(struct session *session, struct growth *growth,
		void (*take)(struct growth *growth, const struct gauges *gauges))
{
	struct gauges gauges;
	int ret;

	drain();
	ret = gauges_read(session, KINDS, &gauges);
	keep_judged(session, &gauges);
	if (!ret)
		take(growth, &gauges);
	gauges_free(&gauges);
	return ret;
}

static void show_cycle(const char *what, size_t cycle, size_t cycles)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%s %zu of %zu \033[K", what, cycle, cycles);
}

static void hide_cycle(void)
{
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
}

static int failed(struct session *session, const char *what, size_t cycle, size_t cycles)
{
	return fault(&session->why, session->why.status,
		     "%s in %s %zu of %zu; nothing was judged", session->why.text, what,
		     cycle, cycles);
}

/* Stops here, as the signal wants it, though not in the middle of a command. */
static void obey_signals(void)
{
	int sig = command_stopped();

	if (!sig)
		return;
	hide_cycle();
	fprintf(stderr, "kmemlab: stopped by a signal (%s); nothing was judged\n",
		strsignal(sig));
	signal(sig, SIG_DFL);
	raise(sig);
}

static int run_cycles(struct session *session, struct check *check, char **argv,
		      const char *what, size_t cycles, bool measured)
{
	size_t i;
	int ret;

	for (i = 1; i <= cycles; i++) {
		show_cycle(what, i, cycles);
		ret = command_run(argv, &session->why);
		obey_signals();
		if (ret)
			return failed(session, what, i, cycles);
		if (look(session, &check->growth, measured ? growth_sample : growth_again))
			return -1;
	}
	return 0;
}

/* What only the first run brought along is no growth of a cycle, but of all. */
static void find_new_modules(struct check *check, const struct gauges *before)
{
	struct series *series;
	size_t i, nr = 0;

	for (i = 0; i < check->growth.nr; i++) {
		series = &check->growth.series[i];
		if (series->kind != GAUGE_MODULE || !series->bytes[check->growth.samples - 1] ||
		    gauges_find(before, GAUGE_MODULE, series->name))
			continue;
		check->stayed = xgrow(check->stayed, nr, sizeof(*check->stayed));
		check->stayed[nr++] = series->name;
	}
	check->nr_stayed = nr;
}

static int measure(struct session *session, struct check *check, char **argv)
{
	struct gauges before;
	int ret;

	ret = gauges_read(session, 1u << GAUGE_MODULE, &before);
	if (!ret)
		ret = look(session, &check->growth, growth_sample);
	if (!ret)
		ret = run_cycles(session, check, argv, "warm-up", WARM_UP, false);
	if (!ret)
		ret = run_cycles(session, check, argv, "cycle", check->cycles, true);
	if (!ret && growth_judge(&check->growth, check->max_bytes)) {
		show_cycle("waiting for what is freed late, after cycle", check->cycles,
			 check->cycles);
		sleep(LATE_SECONDS);
		obey_signals();
		ret = look(session, &check->growth, growth_again);
	}
	if (!ret) {
		check->grown = growth_judge(&check->growth, check->max_bytes);
		find_new_modules(check, &before);
	}
	gauges_free(&before);
	hide_cycle();
	return ret;
}

static int check_options(struct session *session, struct check *check, int argc)
{
	const char *end;

	if (session->root)
		return fault(&session->why, EXIT_USAGE,
			     "check runs a command and cannot be answered from a recording; leave --root out");
	if (!argc)
		return fault(&session->why, EXIT_USAGE,
			     "which command? see 'kmemlab check --help'");
	if (!text_decimal(cycles_text, strlen(cycles_text), &check->cycles) ||
	    check->cycles < 2 || check->cycles > CYCLES_MAX)
		return fault(&session->why, EXIT_USAGE,
			     "--cycles %s is not a number from 2 to %d", cycles_text, CYCLES_MAX);
	if (!max_text)
		return fault(&session->why, EXIT_USAGE,
			     "how much may stay behind? say --max-growth SIZE, such as 64K, or 0");
	if (!text_amount(max_text, &end, &check->max_bytes) || *end)
		return fault(&session->why, EXIT_USAGE,
			     "--max-growth %s is not a size, which is a number with K, M or G or without",
			     max_text);
	return 0;
}

static int check_run(struct session *session, int argc, char **argv)
{
	struct check check = { .command = argv };
	int ret;

	if (check_options(session, &check, argc))
		return -1;
	command_signals();
	/* It tells of its cycles itself. */
	progress_off();
	growth_begin(&check.growth, check.cycles + 1);
	ret = measure(session, &check, argv);
	if (!ret)
		ret = check_print(session, &check);
	if (!ret && (check.grown || check.nr_stayed))
		ret = fault(&session->why, EXIT_CHECK, "%zu grew by more than %s: the check failed",
			    check.grown + check.nr_stayed, max_text);
	growth_free(&check.growth);
	free(check.stayed);
	return ret;
}

const struct verb verb_check = {
	.name = "check",
	.args = "--max-growth SIZE -- COMMAND [ARGUMENT ...]",
	.summary = "Run a command many times, and say what memory it leaves behind",
	.about =
	"COMMAND runs twice to warm caches up, then N times; after each, the kernel's caches\n"
	"are emptied (drop_caches, and shrink of every slab cache) and counted: objects of\n"
	"each slab cache, vmalloc areas by caller, frames of each class, loaded modules.\n"
	"Who holds more in most cycles, by more than SIZE in all, is named, and the exit\n"
	"status is 1; 0 if nobody does. What the kernel frees late is waited for. A module\n"
	"that the command loads and does not remove is named as well. What COMMAND prints\n"
	"goes to the standard error; if it fails, nothing is judged (exit status 3).\n",
	.examples =
	"  kmemlab check --max-growth 0 -- sh -c 'insmod ./driver.ko && rmmod driver'\n"
	"  kmemlab check --cycles 20 --max-growth 64K -- ./test-of-the-driver\n"
	"  kmemlab check -m 16K --json -- true | jq '.sections.growth[0]'\n",
	.opts = check_opts,
	.view = &check_view,
	.run = check_run,
};
