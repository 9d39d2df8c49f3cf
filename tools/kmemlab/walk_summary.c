// SPDX-License-Identifier: GPL-2.0
/* How the summary of a walk is shown to people. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "tree.h"
#include "util.h"
#include "version.h"
#include "view.h"
#include "walk.h"
#include "xalloc.h"

static const char *size_of(const struct session *session, uint64_t pages, uint64_t page,
			   char text[SIZE_TEXT_MAX])
{
	return text_size(text, pages * page, session->bytes);
}

/* "12 x 4K + 1 x 2M" */
static char *entries_text(const struct tally *tally)
{
	char *text = xstrdup(""), *longer;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tally_sizes); i++) {
		if (!tally->entries[i])
			continue;
		longer = xasprintf("%s%s%" PRIu64 " x %s", text, *text ? " + " : "",
				   tally->entries[i], tally_sizes[i]);
		free(text);
		text = longer;
	}
	return text;
}

/* A part of what is present; what is little is not nothing. */
static void put_share(uint64_t part, const struct tally *tally, int width)
{
	double share = tally->present ? 100.0 * part / tally->present : 0;

	if (!part)
		printf(" %*s", width, "-");
	else if (share < 1)
		printf(" %*s", width, "<1%");
	else
		printf(" %*.0f%%", width - 1, share < 100 && share > 99 ? 99 : share);
}

static void put_area_name(const struct session *session, const struct area *area)
{
	printf("%" PRIx64 "-%" PRIx64 " ", area->start, area->end);
	text_put(stdout, area->rights, strlen(area->rights), session->screen);
	if (area->name) {
		fputs("  ", stdout);
		text_put(stdout, area->name, strlen(area->name), session->screen);
	}
	putchar('\n');
}

static void put_present(const struct session *session, const struct summary *all,
			const struct tally *tally)
{
	char size[SIZE_TEXT_MAX], *entries = entries_text(tally);

	printf("%12s", size_of(session, tally->present, all->page, size));
	printf("  %-18s", entries);
	put_share(tally->accessed, tally, 4);
	put_share(tally->dirty, tally, 4);
	put_share(tally->writable, tally, 4);
	put_share(tally->anon, tally, 5);
	put_share(tally->file, tally, 4);
	put_share(tally->zero, tally, 4);
	printf(" %11s\n", size_of(session, tally->longest, all->page, size));
	free(entries);
}

static void put_area(const struct session *session, const struct summary *all,
		     const struct area *area)
{
	const struct tally *tally = &area->tally;

	put_area_name(session, area);
	if (tally->present)
		put_present(session, all, tally);
	if (tally->not_present)
		printf("%12s  %" PRIu64 " not present\n", "", tally->not_present);
}

static void put_areas(const struct session *session, const struct summary *all)
{
	size_t i;

	if (!all->nr)
		return;
	puts("    RESIDENT  ENTRIES             ACC  DRT  WRT  ANON FILE ZERO LONGEST RUN");
	for (i = 0; i < all->nr; i++)
		put_area(session, all, &all->areas[i]);
	putchar('\n');
}

/* "64 swap, 1 migration", of those that there are. */
static char *states_text(const struct doc *doc)
{
	const struct part *part = doc_part(doc, "state");
	char *text = xstrdup(""), *longer;
	size_t i;

	for (i = 0; part && i < part->nr; i++) {
		const struct word *value = doc_word(part, &part->rows[i], "value");

		if (!value || value->none || !value->value)
			continue;
		longer = xasprintf("%s%s%s %s", text, *text ? ", " : "", value->text,
				   doc_text(part, &part->rows[i], "name"));
		free(text);
		text = longer;
	}
	return text;
}

static void put_total(const struct session *session, const struct summary *all,
		      const struct doc *doc)
{
	const struct tally *total = &all->total;
	char *entries = entries_text(total), *states = states_text(doc), *text;
	char resident[SIZE_TEXT_MAX], empty[SIZE_TEXT_MAX];

	text = xasprintf("In all: %s resident in %zu area%s%s%s; %" PRIu64 " entr%s not present%s%s%s; %s not touched yet, or given back.",
			 size_of(session, total->present, all->page, resident),
			 all->nr, all->nr == 1 ? "" : "s", *entries ? ", " : "", entries,
			 total->not_present, total->not_present == 1 ? "y" : "ies",
			 *states ? " (" : "", states, *states ? ")" : "",
			 size_of(session, all->empty, all->page, empty));
	text_wrap(stdout, 0, text, session->screen);
	free(text);
	free(states);
	free(entries);
}

static void put_kinds(const struct session *session, const struct summary *all)
{
	const struct tally *total = &all->total;
	const struct {
		const char *name;
		uint64_t pages;
	} kinds[] = {
		{ "anonymous", total->anon }, { "file or shared", total->file },
		{ "zero page", total->zero }, { "other", total->other },
		{ "accessed", total->accessed }, { "dirty", total->dirty },
		{ "writable", total->writable },
	};
	char *text = xstrdup("Of it:"), *longer, size[SIZE_TEXT_MAX];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		longer = xasprintf("%s%s %s %s", text, !i ? "" : i == 4 ? ";" : ",",
				   kinds[i].name,
				   size_of(session, kinds[i].pages, all->page, size));
		free(text);
		text = longer;
	}
	text_wrap(stdout, 0, text, session->screen);
	free(text);
}

static void put_summary(struct session *session, const struct summary *all,
			const struct doc *doc)
{
	if (!all->nr && !all->empty) {
		puts("Nothing is mapped here.");
		return;
	}
	put_areas(session, all);
	put_total(session, all, doc);
	put_kinds(session, all);
	walk_contiguity(session, all);
	walk_reach(session, all);
}

static int present(struct session *session, const struct doc *doc,
		   void (*put)(struct session *session, const struct summary *all,
			       const struct doc *doc))
{
	struct version machine;
	struct summary all;
	int ret;

	ret = version_page(session, &machine);
	if (ret)
		return ret;
	ret = summary_read(doc, &all, &session->why);
	all.page = machine.page;
	if (!ret) {
		put(session, &all, doc);
		ret = walk_cost(session, doc);
	}
	if (!ret) {
		version_remark(session, &machine);
		view_consistency(session, doc);
	}
	summary_free(&all);
	return ret;
}

/**
 * walk_summary - show a summary, area by area
 * @session: how it is to look; its fault is filled on failure
 * @doc: the answer
 *
 * Return: 0 or -1.
 */
int walk_summary(struct session *session, const struct doc *doc)
{
	return present(session, doc, put_summary);
}

static void put_tree(struct session *session, const struct summary *all,
		     const struct doc *doc)
{
	tree_print(session, all);
	putchar('\n');
	put_total(session, all, doc);
}

/**
 * walk_tree - show a summary as a tree of kinds, names and areas
 * @session: how it is to look; its fault is filled on failure
 * @doc: the answer
 *
 * Return: 0 or -1.
 */
int walk_tree(struct session *session, const struct doc *doc)
{
	return present(session, doc, put_tree);
}
