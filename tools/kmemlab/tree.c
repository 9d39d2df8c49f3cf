// SPDX-License-Identifier: GPL-2.0
/*
 * The areas of a process as a tree: by kind, then by name, in the order of
 * their addresses.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "tree.h"
#include "util.h"
#include "xalloc.h"

/* Columns the tree itself takes, where it is not wider. */
#define TREE_WIDTH	54

enum kind {
	KIND_FILE,
	KIND_HEAP,
	KIND_STACK,
	KIND_SHARED,
	KIND_ANON,
	KIND_KERNEL,
	KIND_NR,
};

static const char *const kind_names[KIND_NR] = {
	[KIND_FILE] = "files",
	[KIND_HEAP] = "heap",
	[KIND_STACK] = "stack",
	[KIND_SHARED] = "shared memory",
	[KIND_ANON] = "anonymous",
	[KIND_KERNEL] = "the kernel's own",
};

static const struct {
	const char *begin;
	enum kind kind;
} rules[] = {
	{ "[heap]", KIND_HEAP },
	{ "[stack", KIND_STACK },
	{ "[anon_shmem", KIND_SHARED },
	{ "[anon", KIND_ANON },
	{ "[", KIND_KERNEL },
	{ "/dev/zero (deleted)", KIND_SHARED },
	{ "/memfd:", KIND_SHARED },
	{ "/dev/shm/", KIND_SHARED },
	{ "/SYSV", KIND_SHARED },
};

static enum kind kind_of(const struct area *area)
{
	size_t i;

	if (!area->name)
		return KIND_ANON;
	for (i = 0; i < ARRAY_SIZE(rules); i++)
		if (!strncmp(area->name, rules[i].begin, strlen(rules[i].begin)))
			return rules[i].kind;
	return KIND_FILE;
}

static bool same_name(const struct area *a, const struct area *b)
{
	if (!a->name || !b->name)
		return a->name == b->name;
	return !strcmp(a->name, b->name);
}

/* A line: the branches, the text, and how much is resident below it. */
static void put_line(const struct session *session, const char *branch,
		     const char *text, uint64_t bytes)
{
	char *shown = text_dup(text, strlen(text), session->screen);
	char size[SIZE_TEXT_MAX];

	printf("%s%-*s %12s\n", branch, (int)(TREE_WIDTH - strlen(branch)), shown,
	       text_size(size, bytes, session->bytes));
	free(shown);
}

/**
 * struct twig - areas of one kind and one name
 * @all: where they are
 * @kind: of all of them
 * @first: the first of them
 */
struct twig {
	const struct summary *all;
	enum kind kind;
	const struct area *first;
};

static bool is_on(const struct twig *twig, const struct area *area)
{
	return kind_of(area) == twig->kind && same_name(area, twig->first);
}

static const struct area *end_of(const struct summary *all)
{
	return all->areas + all->nr;
}

static const struct area *next_on(const struct twig *twig, const struct area *area)
{
	while (++area < end_of(twig->all))
		if (is_on(twig, area))
			return area;
	return NULL;
}

/* The first area of the next name of this kind behind @area. */
static const struct area *next_name(const struct twig *twig, const struct area *area)
{
	const struct area *before;

	while (++area < end_of(twig->all)) {
		if (kind_of(area) != twig->kind)
			continue;
		for (before = twig->all->areas; before < area; before++)
			if (kind_of(before) == twig->kind && same_name(before, area))
				break;
		if (before == area)
			return area;
	}
	return NULL;
}

static void put_areas(const struct session *session, const struct twig *twig,
		      const char *before)
{
	const struct area *area = twig->first, *next;
	char *branch, *text;

	for (; area; area = next) {
		next = next_on(twig, area);
		branch = xasprintf("%s%s ", before, next ? "|-" : "`-");
		text = xasprintf("%" PRIx64 "-%" PRIx64 " %s", area->start, area->end,
				 area->rights);
		put_line(session, branch, text, area->tally.present * twig->all->page);
		free(text);
		free(branch);
	}
}

static void put_name(const struct session *session, const struct twig *twig, bool last,
		     const char *before)
{
	const struct area *area;
	char *branch = xasprintf("%s%s ", before, last ? "`-" : "|-");
	char *below = xasprintf("%s%s  ", before, last ? " " : "|");
	uint64_t pages = 0;

	for (area = twig->first; area; area = next_on(twig, area))
		pages += area->tally.present;
	put_line(session, branch, twig->first->name, pages * twig->all->page);
	put_areas(session, twig, below);
	free(branch);
	free(below);
}

static void put_kind(const struct session *session, const struct summary *all,
		     enum kind kind, bool last)
{
	struct twig twig = { .all = all, .kind = kind };
	const struct area *area, *next;
	const char *before = last ? "   " : "|  ";
	uint64_t pages = 0;

	for (area = all->areas; area < end_of(all); area++) {
		if (kind_of(area) != kind)
			continue;
		pages += area->tally.present;
		if (!twig.first)
			twig.first = area;
	}
	put_line(session, last ? "`- " : "|- ", kind_names[kind], pages * all->page);
	/* Where the name says no more than the kind, it is not told again. */
	for (area = twig.first; area; area = next) {
		twig.first = area;
		next = next_name(&twig, area);
		if (area->name && kind != KIND_HEAP && kind != KIND_STACK)
			put_name(session, &twig, !next, before);
		else
			put_areas(session, &twig, before);
	}
}

/**
 * tree_print - show the areas as a tree
 * @session: how it is to look
 * @all: the areas
 */
void tree_print(const struct session *session, const struct summary *all)
{
	bool present[KIND_NR] = { false };
	int kind, last = -1;
	size_t i;

	for (i = 0; i < all->nr; i++)
		present[kind_of(&all->areas[i])] = true;
	for (kind = 0; kind < KIND_NR; kind++)
		if (present[kind])
			last = kind;
	printf("%-*s %12s\n", TREE_WIDTH, "AREA", "RESIDENT");
	put_line(session, "", "process", all->total.present * all->page);
	for (kind = 0; kind < KIND_NR; kind++)
		if (present[kind])
			put_kind(session, all, kind, kind == last);
}
