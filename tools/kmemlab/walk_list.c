// SPDX-License-Identifier: GPL-2.0
/* Runs, extents and pages of a walk, shown to people while they are read. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "entry.h"
#include "text.h"
#include "util.h"
#include "view.h"
#include "walk.h"

static const struct word *cell(const struct section *section, const struct word *words,
			       const char *name)
{
	ssize_t at = section_column(section, name);

	return at < 0 || words[at].none ? NULL : &words[at];
}

static uint64_t number(const struct section *section, const struct word *words,
		       const char *name)
{
	const struct word *word = cell(section, words, name);

	return word && !word->negative ? word->value : 0;
}

/* These return how many columns they took. */
static size_t put_word(const struct session *session, const struct word *word, size_t width)
{
	size_t len = word ? word->len : 1;

	text_put(stdout, word ? word->text : "-", len, session->screen);
	if (len >= width)
		return len;
	printf("%*s", (int)(width - len), "");
	return width;
}

/* The end of each row: FRAME or EXTENTS comes before, up to @column. */
static void put_entry(const struct session *session, const struct section *section,
		      const struct word *words, size_t column)
{
	const struct word *kind = cell(section, words, "kind");
	const struct word *flags = cell(section, words, "flags");
	char *text;

	if (!kind || kind->len != 4 || memcmp(kind->text, "leaf", 4)) {
		fputs(" -   ", stdout);
		put_word(session, kind, 0);
		putchar('\n');
		return;
	}
	text = entry_flags(flags ? flags->text : "", flags ? flags->len : 0);
	putchar(' ');
	text_wrap_at(stdout, column + 1, column + 5, text, session->screen);
	free(text);
}

static size_t put_range(const struct session *session, const struct section *section,
		      const struct word *words)
{
	uint64_t start = number(section, words, "start");
	uint64_t end = number(section, words, "end");
	uint64_t entries = number(section, words, "entries");
	char range[64], size[SIZE_TEXT_MAX] = "-";
	size_t column;

	snprintf(range, sizeof(range), "%" PRIx64 "-%" PRIx64, start, end);
	column = printf("%-25s %6" PRIu64, range, entries);
	if (entries && end > start) {
		if (session->bytes)
			text_size(size, (end - start) / entries, true);
		else
			text_order(size, (end - start) / entries);
	}
	return column + printf(" x %-5s ", size);
}

static void put_run(const struct session *session, const struct section *section,
		    const struct word *words)
{
	size_t column = put_range(session, section, words);

	column += put_word(session, cell(section, words, "extents"), 8);
	put_entry(session, section, words, column);
}

static void put_extent(const struct session *session, const struct section *section,
		       const struct word *words)
{
	size_t column = put_range(session, section, words);

	column += put_word(session, cell(section, words, "pfn"), 8);
	put_entry(session, section, words, column);
}

static void put_page(const struct session *session, const struct section *section,
		     const struct word *words)
{
	size_t column = printf("%-14" PRIx64 " ", number(section, words, "addr"));

	column += put_word(session, cell(section, words, "level"), 6);
	column += put_word(session, cell(section, words, "pfn"), 9);
	put_entry(session, section, words, column);
}

static const struct {
	const char *section;
	const char *head;
	void (*put)(const struct session *session, const struct section *section,
		    const struct word *words);
} lists[] = {
	{ "run",
	  "RANGE                      PAGES         EXTENTS  RWX FLAGS", put_run },
	{ "extent",
	  "RANGE                      PAGES         FRAME    RWX FLAGS", put_extent },
	{ "page", "ADDRESS        LEVEL FRAME     RWX FLAGS", put_page },
};

static void list_head(void *data, const char *file, uint64_t version)
{
	struct walk_list *list = data;

	doc_ops.head(&list->rest, file, version);
}

static void list_note(void *data, const char *name, const char *text)
{
	struct walk_list *list = data;

	doc_ops.note(&list->rest, name, text);
}

static void list_section(void *data, const struct section *section)
{
	struct walk_list *list = data;
	size_t i;

	list->section = NULL;
	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		if (strcmp(lists[i].section, section->name))
			continue;
		list->section = section;
		list->put = lists[i].put;
		puts(lists[i].head);
	}
	if (!list->section)
		doc_ops.section(&list->rest, section);
}

static void list_row(void *data, const struct section *section,
		     const struct word *words, unsigned long line)
{
	struct walk_list *list = data;

	if (list->section == section)
		list->put(list->session, section, words);
	else
		doc_ops.row(&list->rest, section, words, line);
}

/*
 * For parse(): shows the rows of the struct walk_list passed as data; to be ended
 * with walk_list_end().
 */
const struct parse_ops walk_list_ops = {
	.head = list_head,
	.note = list_note,
	.section = list_section,
	.row = list_row,
};

/**
 * walk_list_end - show what comes behind the rows
 * @list: emptied
 *
 * Return: 0, or -1 with the fault of the session: the answer is not whole.
 */
int walk_list_end(struct walk_list *list)
{
	int ret = walk_cost(list->session, &list->rest);

	if (!ret)
		view_consistency(list->session, &list->rest);
	doc_free(&list->rest);
	return ret;
}
