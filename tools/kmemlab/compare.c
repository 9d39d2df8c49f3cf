// SPDX-License-Identifier: GPL-2.0
/* kmemlab compare: what several allocators cost for several sizes, side by side. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "compare.h"
#include "progress.h"
#include "text.h"
#include "util.h"
#include "view.h"
#include "xalloc.h"

#define SIZES_MAX	64
#define ALLOCATORS_MAX	16

/* Memory a run may hold, a page an object at least; the rest is done in rounds. */
#define HELD_BYTES	(8 << 20)

static const char *sizes = "16..256K*4", *chosen = "kmalloc,kvmalloc,vmalloc,pages,cache";
static const char *count = "10000", *limit = "60000";

static const struct opt compare_opts[] = {
	{ "sizes", 's', "RANGE", "bytes of an object, as below (16..256K*4)",
	  .value = &sizes },
	{ "allocators", 'a', "ALLOCATORS", "which, separated by commas",
	  .value = &chosen },
	{ "count", 'c', "N", "operations of each (10000)", .value = &count },
	{ "time-limit", 't', "MS", "for each allocator at each size (60000)", .value = &limit },
	{ 0 },
};

static int take_allocators(struct session *session, const struct allocator **list, size_t *nr)
{
	const char *at = chosen;
	size_t len;

	for (*nr = 0; ; at += len + 1) {
		len = strcspn(at, ",");
		if (*nr == ALLOCATORS_MAX)
			return fault(&session->why, EXIT_USAGE, "more than %d allocators",
				     ALLOCATORS_MAX);
		list[*nr] = allocator_find(at, len, &session->why);
		if (!list[(*nr)++])
			return -1;
		if (!at[len])
			return 0;
	}
}

/* As text_amount(), and not 0. */
static bool take_number(const char *text, const char **end, uint64_t *value)
{
	return text_amount(text, end, value) && *value;
}

static int bad_sizes(struct session *session)
{
	return fault(&session->why, EXIT_USAGE,
		     "--sizes %s is not A..B, A..B*F with F from 2 on, or A,B,C (at most %d sizes)",
		     sizes, SIZES_MAX);
}

/* Both ends are among them, however the factor falls. */
static int take_range(struct session *session, const char *at, uint64_t from,
		      uint64_t *list, size_t *nr)
{
	uint64_t to, factor = 2;

	if (!take_number(at, &at, &to) || to < from)
		return bad_sizes(session);
	if (*at == '*' && !take_number(at + 1, &at, &factor))
		return bad_sizes(session);
	if (*at || factor < 2)
		return bad_sizes(session);
	for (*nr = 0; from < to && *nr < SIZES_MAX - 1; from *= factor)
		list[(*nr)++] = from;
	list[(*nr)++] = to;
	return 0;
}

static int take_sizes(struct session *session, uint64_t *list, size_t *nr)
{
	const char *at = sizes;

	for (*nr = 0; *nr < SIZES_MAX; at++) {
		if (!take_number(at, &at, &list[(*nr)++]))
			return bad_sizes(session);
		if (!*at)
			return 0;
		if (*nr == 1 && !strncmp(at, "..", 2))
			return take_range(session, at + 2, list[0], list, nr);
		if (*at != ',')
			break;
	}
	return bad_sizes(session);
}

static char *request_of(const struct cell *cell, uint64_t ops)
{
	uint64_t least = cell->size > ALLOCATOR_PAGE ? cell->size : ALLOCATOR_PAGE;
	uint64_t held = HELD_BYTES / least, rounds;
	char *what;
	char *request;

	held = held > ops ? ops : held;
	held = held ? held : 1;
	rounds = (ops + held - 1) / held;
	what = allocator_words(cell->allocator, cell->size);
	request = xasprintf("%s count=%" PRIu64 " repeat=%" PRIu64 " time_limit_ms=%s",
			    what, held, rounds, limit);
	free(what);
	return request;
}

static uint64_t number_at(const struct doc *doc, const char *section, const char *op,
			  const char *column)
{
	const struct part *part = doc_part(doc, section);
	const struct word *word;
	size_t i;

	for (i = 0; part && i < part->nr; i++) {
		if (strcmp(doc_text(part, &part->rows[i], "op"), op))
			continue;
		word = doc_word(part, &part->rows[i], column);
		return word && !word->none ? word->value : 0;
	}
	return 0;
}

static uint64_t result_of(const struct doc *doc, const char *name)
{
	const struct word *word = doc_scalar(doc, "result", name);

	return word && !word->none && !word->negative ? word->value : 0;
}

static void read_cell(struct cell *cell, const struct doc *doc)
{
	const char *consistency = doc_note(doc, "consistency");
	uint64_t requested = result_of(doc, "requested_bytes");
	uint64_t usable = result_of(doc, "usable_bytes"), each;

	cell->done = true;
	cell->truncated = consistency && strstr(consistency, "truncated");
	cell->ops = number_at(doc, "latency", "alloc", "ops");
	cell->failures = result_of(doc, "failures");
	cell->alloc_p50 = number_at(doc, "corrected", "alloc", "p50_ns");
	cell->alloc_p99 = number_at(doc, "corrected", "alloc", "p99_ns");
	cell->free_p50 = number_at(doc, "corrected", "free", "p50_ns");
	cell->free_p99 = number_at(doc, "corrected", "free", "p99_ns");
	each = allocator_bytes(cell->allocator, cell->size);
	if (each && requested >= each)
		cell->waste = usable / (requested / each) - cell->size;
}

/* What the module refuses is a result: that allocator cannot do that. */
static int run_cell(struct session *session, struct cell *cell, uint64_t ops)
{
	char *request = request_of(cell, ops);
	struct doc doc;
	int ret = view_load(session, cell->allocator->file, request, &doc);

	free(request);
	if (!ret)
		read_cell(cell, &doc);
	doc_free(&doc);
	if (ret && session->why.by_module && session->why.status != EXIT_PERMISSION) {
		cell->why = xstrdup(session->why.text);
		fault_clear(&session->why);
		return 0;
	}
	return ret;
}

static void mark_best(struct cell *cells, size_t nr)
{
	uint64_t least = UINT64_MAX, cost;
	size_t i;

	for (i = 0; i < nr; i++) {
		cost = cells[i].alloc_p50 + cells[i].free_p50;
		if (cells[i].done && cells[i].ops && cells[i].failures < cells[i].ops &&
		    cost < least)
			least = cost;
	}
	for (i = 0; i < nr; i++)
		cells[i].best = cells[i].done &&
				cells[i].alloc_p50 + cells[i].free_p50 == least;
}

static int run_all(struct session *session, struct cell *cells, const uint64_t *list,
		   size_t nr_sizes, const struct allocator **chosen_list, size_t nr_chosen,
		   uint64_t ops)
{
	struct cell *cell = cells;
	size_t i, j;

	for (i = 0; i < nr_sizes; i++) {
		for (j = 0; j < nr_chosen; j++, cell++) {
			cell->size = list[i];
			cell->allocator = chosen_list[j];
			progress_step(cell - cells, nr_sizes * nr_chosen);
			if (run_cell(session, cell, ops))
				return -1;
		}
		mark_best(cell - nr_chosen, nr_chosen);
	}
	return 0;
}

static int check_options(struct session *session, uint64_t *ops)
{
	const char *end;
	uint64_t ms;

	if (session->root)
		return fault(&session->why, EXIT_USAGE,
			     "compare runs allocators and cannot be answered from a recording; leave --root out");
	if (!take_number(count, &end, ops) || *end || *ops > 1 << 24)
		return fault(&session->why, EXIT_USAGE,
			     "--count %s is not a number from 1 to 16M", count);
	if (!text_decimal(limit, strlen(limit), &ms) || !ms)
		return fault(&session->why, EXIT_USAGE,
			     "--time-limit %s is not a number of milliseconds", limit);
	return 0;
}

static int compare_run(struct session *session, int argc, char **argv)
{
	const struct allocator *list[ALLOCATORS_MAX];
	uint64_t size_list[SIZES_MAX], ops = 0;
	size_t nr_list, nr_sizes, nr, i;
	struct cell *cells;
	int ret;

	if (argc)
		return fault(&session->why, EXIT_USAGE,
			     "'%s' is too much: compare takes options only; see 'kmemlab compare --help'",
			     argv[0]);
	if (check_options(session, &ops) || take_allocators(session, list, &nr_list) ||
	    take_sizes(session, size_list, &nr_sizes))
		return -1;
	nr = nr_list * nr_sizes;
	cells = xzalloc(nr * sizeof(*cells));
	progress_begin("comparing");
	ret = run_all(session, cells, size_list, nr_sizes, list, nr_list, ops);
	progress_end();
	if (!ret)
		ret = compare_print(session, cells, nr);
	for (i = 0; i < nr; i++)
		free(cells[i].why);
	free(cells);
	return ret;
}

static int compare_help(struct session *session, int argc, char **argv)
{
	(void)session;
	(void)argc;
	(void)argv;
	allocator_list();
	return 0;
}

const struct verb verb_compare = {
	.name = "compare",
	.summary = "Set allocators side by side, for several sizes",
	.about =
	"RANGE is A..B*F, from A to B, each size F (2) times the last, or a list A,B,C.\n"
	"Runs each allocator at each size, and shows what an allocation and a free cost,\n"
	"how many failed, and what was wasted; * marks the lowest medians of a size. What\n"
	"an allocator cannot do is said below the table.\n",
	.examples =
	"  kmemlab compare\n"
	"  kmemlab compare --sizes 64..4M*4 --allocators kmalloc,vmalloc,pages\n"
	"  kmemlab compare --sizes 4096,5000 --raw\n",
	.opts = compare_opts,
	.view = &compare_view,
	.run = compare_run,
	.help = compare_help,
};
