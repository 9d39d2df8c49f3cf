// SPDX-License-Identifier: GPL-2.0
/* The slab caches, for top: see top.h. */
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "gauges.h"
#include "top.h"
#include "util.h"
#include "view.h"
#include "xalloc.h"

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct top_slab *)a)->name, ((const struct top_slab *)b)->name);
}

/**
 * top_find_slab - find a slab cache
 * @top: all of them
 * @name: its name
 *
 * Return: it, or NULL.
 */
struct top_slab *top_find_slab(const struct top *top, const char *name)
{
	const struct top_slab key = { .name = (char *)name };

	return top->nr_slabs ? bsearch(&key, top->slabs, top->nr_slabs, sizeof(key), by_name) :
			       NULL;
}

/**
 * struct sample - a reading of all caches
 * @top: where they go
 * @nr: caches that were known before; those behind them are new, in any order
 * @part: what is read of an answer; NULL: not checked yet
 * @columns: where its numbers stand, -1: nowhere
 */
struct sample {
	struct top *top;
	size_t nr;
	bool known;
	ssize_t columns[4];
};

static void take(struct sample *sample, const char *name, uint64_t live, uint64_t used,
		 uint64_t size)
{
	const struct top old = { .slabs = sample->top->slabs, .nr_slabs = sample->nr };
	struct top_slab *slab = top_find_slab(&old, name);
	struct top *top = sample->top;

	if (!slab) {
		top->slabs = xgrow(top->slabs, top->nr_slabs, sizeof(*top->slabs));
		slab = &top->slabs[top->nr_slabs++];
		*slab = (struct top_slab){ .name = xstrdup(name) };
	}
	slab->live = live;
	slab->size = size;
	slab->seen = true;
	history_add(&slab->used, top->now, used);
}

enum { NAME, LIVE, SLOT, SIZE };

static const char *const column_names[] = {
	[NAME] = "name", [LIVE] = "live", [SLOT] = "slot_bytes", [SIZE] = "bytes",
};

static void sample_section(void *data, const struct section *section)
{
	struct sample *sample = data;
	size_t i;

	sample->known = !strcmp(section->name, "cache");
	for (i = 0; i < ARRAY_SIZE(column_names); i++) {
		sample->columns[i] = section_column(section, column_names[i]);
		if (sample->columns[i] < 0)
			sample->known = false;
	}
}

static void sample_row(void *data, const struct section *section,
		       const struct word *words, unsigned long line)
{
	struct sample *sample = data;
	const struct word *name;
	char text[256];
	uint64_t live;

	(void)section;
	(void)line;
	if (!sample->known)
		return;
	name = &words[sample->columns[NAME]];
	live = words[sample->columns[LIVE]].value;
	snprintf(text, sizeof(text), "%.*s", (int)name->len, name->text);
	if (words[sample->columns[SIZE]].value)
		take(sample, text, live, live * words[sample->columns[SLOT]].value,
		     words[sample->columns[SIZE]].value);
}

static void no_head(void *data, const char *file, uint64_t version)
{
	(void)data;
	(void)file;
	(void)version;
}

static void no_note(void *data, const char *name, const char *text)
{
	(void)data;
	(void)name;
	(void)text;
}

static const struct parse_ops sample_ops = {
	.head = no_head,
	.note = no_note,
	.section = sample_section,
	.row = sample_row,
};

/* Where the module cannot look: the same, but for what processors keep. */
static int read_slabinfo(struct sample *sample)
{
	struct gauges gauges;
	size_t i;
	int ret = gauges_read(sample->top->session, 1u << GAUGE_SLAB, &gauges);

	for (i = 0; !ret && i < gauges.nr; i++)
		if (gauges.list[i].count)
			take(sample, gauges.list[i].name, gauges.list[i].count,
			     gauges.list[i].bytes, 0);
	gauges_free(&gauges);
	return ret;
}

/* Those that are gone, or have nothing any more, are forgotten. */
static void settle(struct top *top)
{
	size_t i, kept = 0;

	for (i = 0; i < top->nr_slabs; i++) {
		if (top->slabs[i].seen)
			top->slabs[kept++] = top->slabs[i];
		else
			free(top->slabs[i].name);
	}
	top->nr_slabs = kept;
	if (kept)
		qsort(top->slabs, kept, sizeof(*top->slabs), by_name);
}

/**
 * top_read_slabs - count the objects of all slab caches
 * @top: gets them
 * @all: not used: they are always read at once
 *
 * Return: 0 or -1.
 */
int top_read_slabs(struct top *top, bool all)
{
	struct sample sample = { .top = top, .nr = top->nr_slabs };
	struct fault *why = &top->session->why;
	size_t i;
	int ret;

	(void)all;
	for (i = 0; i < top->nr_slabs; i++)
		top->slabs[i].seen = false;
	ret = view_stream(top->session, KMEMLAB_FILE_SLABS, NULL, &sample_ops, &sample, NULL);
	if (ret && (why->by_module || why->missing)) {
		fault_clear(why);
		ret = read_slabinfo(&sample);
	}
	/* What was read before an error is no sample. */
	if (ret)
		for (i = 0; i < top->nr_slabs; i++)
			top->slabs[i].seen = true;
	settle(top);
	return ret;
}
