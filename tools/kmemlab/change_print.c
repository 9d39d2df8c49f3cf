// SPDX-License-Identifier: GPL-2.0
/* How the changes of page tables are shown to people. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "entry.h"
#include "text.h"
#include "view.h"
#include "walk.h"
#include "xalloc.h"

/**
 * struct shown - changes that become one line
 * @first: the first of them, with the end of the last
 * @frames: runs of frames in them
 */
struct shown {
	struct change first;
	uint64_t frames;
};

static bool alike(const struct extent *a, const struct extent *b)
{
	if (!a || !b)
		return a == b;
	return a->level == b->level && a->kind == b->kind && a->flags == b->flags;
}

static bool goes_on(const struct shown *shown, const struct change *change)
{
	return shown->frames && shown->first.bits == change->bits &&
	       shown->first.end == change->start &&
	       alike(shown->first.old, change->old) && alike(shown->first.new, change->new);
}

static const char *name(const struct comparison *cmp, unsigned int i)
{
	return cmp->names->list[i];
}

static void append(char **text, const char *more)
{
	char *longer = xasprintf("%s%s%s", *text, **text ? " " : "", more);

	free(*text);
	*text = longer;
}

/* The frame, with dots if more follow; "?" if it is hidden or not sure. */
static void append_frame(char **text, const struct comparison *cmp,
			 const struct extent *extent, const struct shown *shown)
{
	const char *dots = shown->frames > 1 ? "..." : "";
	char *frame;

	if (extent->pfn && !extent->unsure)
		frame = xasprintf("0x%" PRIx64 "%s",
				  extent_frame(extent, shown->first.start, cmp->page), dots);
	else
		frame = xstrdup("?");
	append(text, frame);
	free(frame);
}

/* "frame 0x1f2a3 rw- accessed dirty", or "swap" */
static void append_entry(char **text, const struct comparison *cmp,
			 const struct extent *extent, const struct shown *shown)
{
	const char *flags = name(cmp, extent->flags);
	char *more;

	if (!extent->mapped) {
		append(text, name(cmp, extent->kind));
		return;
	}
	append(text, "frame");
	append_frame(text, cmp, extent, shown);
	more = entry_flags(flags, strlen(flags));
	append(text, more);
	free(more);
}

/*
 * The flags of @from that @to does not have, each behind @sign; but for pse, which
 * goes with the level.
 */
static void append_flags(char **text, const char *from, const char *to, char sign)
{
	const char *at, *bar;
	char *more;

	if (!strcmp(from, "none"))
		return;
	for (at = from; *at; at = *bar ? bar + 1 : bar) {
		bar = strchrnul(at, '|');
		more = xasprintf("%c%.*s", sign, (int)(bar - at), at);
		if (strcmp(more + 1, "pse") && !entry_has(to, strlen(to), more + 1))
			append(text, more);
		free(more);
	}
}

static void append_changes(char **text, const struct comparison *cmp,
			   const struct shown *shown)
{
	const struct extent *old = shown->first.old, *new = shown->first.new;
	char *more;

	if (shown->first.bits & CHANGE_LEVEL) {
		more = xasprintf("%s -> %s", name(cmp, old->level), name(cmp, new->level));
		append(text, more);
		free(more);
	}
	if (shown->first.bits & CHANGE_FRAME) {
		append(text, "frame");
		append_frame(text, cmp, old, shown);
		append(text, "->");
		append_frame(text, cmp, new, shown);
	}
	append_flags(text, name(cmp, new->flags), name(cmp, old->flags), '+');
	append_flags(text, name(cmp, old->flags), name(cmp, new->flags), '-');
}

static char *describe(const struct comparison *cmp, const struct shown *shown)
{
	const struct change *change = &shown->first;
	char *text = xstrdup("");

	if (change->bits & CHANGE_APPEARED) {
		append(&text, "appeared");
		append_entry(&text, cmp, change->new, shown);
	} else if (change->bits & CHANGE_VANISHED) {
		append(&text, "vanished");
		append_entry(&text, cmp, change->old, shown);
	} else if (change->bits & CHANGE_KIND) {
		append_entry(&text, cmp, change->old, shown);
		append(&text, "->");
		append_entry(&text, cmp, change->new, shown);
	} else {
		append_changes(&text, cmp, shown);
	}
	return text;
}

/* Where the words of a line begin, and the width they have. */
#define WORDS_AT	38
#define WORDS_WIDTH	(80 - WORDS_AT)

static void put_words(const struct session *session, const char *text)
{
	size_t column = 0, len;

	for (; *text; text += len + (text[len] == ' ')) {
		len = strcspn(text, " ");
		if (column && column + 1 + len > WORDS_WIDTH) {
			printf("\n%*s", WORDS_AT, "");
			column = 0;
		} else if (column) {
			putchar(' ');
			column++;
		}
		text_put(stdout, text, len, session->screen);
		column += len;
	}
	putchar('\n');
}

static void put(const struct session *session, const struct comparison *cmp,
		const struct shown *shown)
{
	char range[64], size[SIZE_TEXT_MAX], *text;

	if (!shown->frames)
		return;
	snprintf(range, sizeof(range), "%" PRIx64 "-%" PRIx64, shown->first.start,
		 shown->first.end);
	printf("%-25s %10s  ", range,
	       text_size(size, shown->first.end - shown->first.start, session->bytes));
	text = describe(cmp, shown);
	put_words(session, text);
	free(text);
}

static void put_totals(const struct session *session, const uint64_t bytes[CHANGE_BITS])
{
	static const char *const words[CHANGE_BITS] = {
		"appeared", "vanished", "became another kind of entry",
		"became pages of another size", "changed frame", "changed flags",
	};
	char *text = xstrdup("Since then: "), *longer, size[SIZE_TEXT_MAX];
	bool any = false;
	size_t i;

	for (i = 0; i < CHANGE_BITS; i++) {
		if (!bytes[i])
			continue;
		longer = xasprintf("%s%s%s %s", text, any ? ", " : "",
				   text_size(size, bytes[i], session->bytes), words[i]);
		free(text);
		text = longer;
		any = true;
	}
	longer = xasprintf("%s%s.", text, any ? "" : "nothing changed");
	if (any)
		putchar('\n');
	text_wrap(stdout, 0, longer, session->screen);
	free(longer);
	free(text);
}

/**
 * changes_print - show all changes
 * @session: how it is to look; its fault is filled on failure
 * @cmp: what is compared
 *
 * Return: 0 or -1.
 */
int changes_print(struct session *session, const struct comparison *cmp)
{
	struct changes changes = { .cmp = cmp, .addr = cmp->start };
	uint64_t bytes[CHANGE_BITS] = { 0 };
	struct shown shown = { .frames = 0 };
	struct change change;
	size_t i;

	while (changes_next(&changes, &change)) {
		for (i = 0; i < CHANGE_BITS; i++)
			if (change.bits & 1U << i)
				bytes[i] += change.end - change.start;
		if (goes_on(&shown, &change)) {
			shown.first.end = change.end;
			shown.frames++;
			continue;
		}
		put(session, cmp, &shown);
		shown = (struct shown){ .first = change, .frames = 1 };
	}
	put(session, cmp, &shown);
	put_totals(session, bytes);
	if (walk_cost(session, &cmp->new->rest))
		return -1;
	view_consistency(session, &cmp->new->rest);
	return 0;
}
