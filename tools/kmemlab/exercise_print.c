// SPDX-License-Identifier: GPL-2.0
/* How the answers of "exercise" are shown. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exercise.h"
#include "grid.h"
#include "text.h"
#include "util.h"
#include "view.h"
#include "xalloc.h"

/* Room for the names of results; longer ones push their value aside. */
#define LABEL_WIDTH	18

static void put_text(const struct session *session, const char *text)
{
	text_put(stdout, text, strlen(text), session->screen);
}

static void put_line(const struct session *session, const char *text)
{
	put_text(session, text);
	putchar('\n');
}

static bool take(const struct doc *doc, const char *name, uint64_t *value)
{
	const struct word *word = doc_scalar(doc, "result", name);

	if (!word || word->none || word->negative)
		return false;
	*value = word->value;
	return true;
}

static const char *allocator_of(const struct doc *doc)
{
	const char *slash = strchr(doc->file, '/');

	return slash ? slash + 1 : doc->file;
}

/* "kmalloc: size 64, count 1000, ..." */
static void print_request(const struct session *session, const struct doc *doc)
{
	const struct part *part = doc_part(doc, "request");
	char *text = xasprintf("%s:", allocator_of(doc)), *longer;
	size_t i;

	for (i = 0; part && i < part->nr; i++) {
		longer = xasprintf("%s%s %s %s", text, i ? "," : "",
				   doc_text(part, &part->rows[i], "name"),
				   doc_text(part, &part->rows[i], "value"));
		free(text);
		text = longer;
	}
	text_wrap(stdout, 0, text, session->screen);
	putchar('\n');
	free(text);
}

/* Of a result's name, what is shown: sizes show their unit themselves. */
static size_t label_len(const char *name)
{
	size_t len = strlen(name);

	return len > 6 && !strcmp(name + len - 6, "_bytes") ? len - 6 : len;
}

/* Sizes for people, the rest as it is; names the module may add come along. */
static void print_results(const struct session *session, const struct part *part)
{
	char text[SIZE_TEXT_MAX];
	size_t i, len;

	for (i = 0; i < part->nr; i++) {
		const char *name = doc_text(part, &part->rows[i], "name");
		const struct word *value = doc_word(part, &part->rows[i], "value");

		len = label_len(name);
		text_put(stdout, name, len, session->screen);
		printf("%*s", len < LABEL_WIDTH - 1 ? (int)(LABEL_WIDTH - len) : 1, "");
		if (name[len] && value && !value->none && !value->negative)
			puts(text_size(text, value->value, session->bytes));
		else
			put_line(session, value ? value->text : "-");
	}
}

/* What the allocator gave beyond what was asked for. */
static void print_waste(const struct session *session, const struct doc *doc)
{
	uint64_t requested, usable;
	char text[SIZE_TEXT_MAX];

	if (!take(doc, "requested_bytes", &requested) ||
	    !take(doc, "usable_bytes", &usable) || usable < requested || !usable)
		return;
	printf("%-*s%s (%.1f%% of usable)\n", LABEL_WIDTH, "waste",
	       text_size(text, usable - requested, session->bytes),
	       100.0 * (usable - requested) / usable);
}

static void print_sentence(const struct doc *doc)
{
	uint64_t failures, left, held;

	if (take(doc, "failures", &failures) && failures)
		printf("\n%" PRIu64 " allocations failed.\n", failures);
	/* An answer cut short by an error does not say. */
	if (!take(doc, "left_objects", &left))
		return;
	if (take(doc, "held_objects", &held) && held)
		puts("\nWhat was held is free again: it goes with the open file.");
	else if (left)
		printf("\n%" PRIu64 " objects are left allocated: this is a bug of the module.\n",
		       left);
	else
		puts("\nNothing is left allocated.");
}

/* What stands over a section that is shown as it is. */
static const char *title_of(const char *section)
{
	static const struct {
		const char *section;
		const char *title;
	} titles[] = {
		{ "corrected", "without the clock's own cost" },
		{ "point", "each size, times in ns" },
		{ "place", "where the objects lay; a page counts for each object in it" },
		{ "effect_blocks", "free blocks that came or went" },
		{ "effect_pages", "pages below" },
		{ "effect_events", "what the kernel counted meanwhile" },
		{ "failure", "zones when the first allocation failed, in pages" },
		{ "object", "objects held" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(titles); i++)
		if (!strcmp(titles[i].section, section))
			return titles[i].title;
	return section;
}

/* So is one that an older tool does not know; an empty one is left out. */
static int print_other(struct session *session, const struct part *part)
{
	if (!part->nr)
		return 0;
	table_heading(session, title_of(part->section.name));
	return grid_columns(session, part, NULL, true);
}

static int print_parts(struct session *session, const struct doc *doc)
{
	size_t i;
	int ret = 0;

	for (i = 0; i < doc->nr && !ret; i++) {
		const struct part *part = &doc->parts[i];

		if (!strcmp(part->section.name, "result")) {
			print_results(session, part);
			print_waste(session, doc);
		} else if (!strcmp(part->section.name, "latency")) {
			putchar('\n');
			ret = grid_part(session, part);
		} else if (!strcmp(part->section.name, "histogram")) {
			exercise_histogram(part);
		} else if (strcmp(part->section.name, "request")) {
			ret = print_other(session, part);
		}
	}
	return ret;
}

/* A line of a key's help: indented, broken at blanks. */
static void put_about(const struct session *session, char *text)
{
	char *bar;

	while ((bar = strchr(text, '|')))
		*bar = ' ';
	text_wrap(stdout, 6, text, session->screen);
	free(text);
}

static void put_key(const struct session *session, const struct part *part,
		    const struct row *row)
{
	const char *accepts = doc_text(part, row, "accepts");
	const char *min = doc_text(part, row, "min");

	fputs("  ", stdout);
	put_line(session, doc_text(part, row, "name"));
	put_about(session, xstrdup(doc_text(part, row, "help")));
	put_about(session, xasprintf("default %s%s%s%s%s", doc_text(part, row, "default"),
				     strcmp(min, "-") ? ", from " : "",
				     strcmp(min, "-") ? min : "",
				     strcmp(min, "-") ? " to " : "",
				     strcmp(min, "-") ? doc_text(part, row, "max") : ""));
	if (strcmp(accepts, "-"))
		put_about(session, xasprintf("of: %s", accepts));
}

/**
 * exercise_keys - show the keys an exercise takes
 * @session: how it is to look
 * @doc: what the bench said, with a section "key"
 */
void exercise_keys(const struct session *session, const struct doc *doc)
{
	const struct part *part = doc_part(doc, "key");
	size_t i;

	fputs("Keys of ", stdout);
	put_text(session, allocator_of(doc));
	puts(":");
	for (i = 0; i < part->nr; i++)
		put_key(session, part, &part->rows[i]);
}

/**
 * exercise_print - show what an exercise cost
 * @session: how it is to look; its fault is filled on failure
 * @doc: the answer
 *
 * Return: 0 or -1.
 */
int exercise_print(struct session *session, const struct doc *doc)
{
	if (doc_part(doc, "key")) {
		exercise_keys(session, doc);
		return 0;
	}
	print_request(session, doc);
	if (print_parts(session, doc))
		return -1;
	print_sentence(doc);
	view_consistency(session, doc);
	return 0;
}
