// SPDX-License-Identifier: GPL-2.0
/* Tables on the terminal: see pane.h. */
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "curses_lib.h"
#include "grid.h"
#include "pane.h"
#include "terminal.h"
#include "text.h"
#include "util.h"
#include "xalloc.h"

/* A text that gets what is left needs no more. */
#define TEXT_MAX	48

struct order {
	ssize_t column;
	bool number;
	bool up;
};

static int compare(const void *a, const void *b, void *data)
{
	const struct row *x = *(const struct row *const *)a, *y = *(const struct row *const *)b;
	const struct order *order = data;
	const struct word *left = &x->words[order->column], *right = &y->words[order->column];
	int found = 0;

	if (left->none || right->none)
		found = left->none - right->none;
	else if (order->up)
		found = word_compare(left, right, order->number);
	else
		found = word_compare(right, left, order->number);
	/* Equal ones stay as they were. */
	return found ? found : x < y ? -1 : x > y;
}

static void sort(struct pane *pane)
{
	struct order order = { .column = -1, .up = pane->up };

	if (pane->sort >= 0)
		order.column = section_column(&pane->part->section,
					      pane->columns[pane->sort].name);
	if (order.column < 0 || !pane->part->nr)
		return;
	order.number = pane->part->section.columns[order.column].type == TYPE_INT;
	qsort_r(pane->rows, pane->part->nr, sizeof(*pane->rows), compare, &order);
}

/* What names a row: its first word, and the second where nodes have the same names. */
static char *key_of(const struct pane *pane, const struct row *row)
{
	bool two = !strcmp(pane->part->section.columns[0].name, "nid");

	return xasprintf("%s %s", row->words[0].text, two ? row->words[1].text : "");
}

/* The row that was selected may be elsewhere now. */
static void follow(struct pane *pane)
{
	size_t i;
	char *key;

	for (i = 0; pane->key && i < pane->part->nr; i++) {
		key = key_of(pane, pane->rows[i]);
		if (!strcmp(key, pane->key))
			pane->selected = i;
		free(key);
	}
	if (!pane->key)
		pane->selected = 0;
	if (pane->selected >= pane->part->nr)
		pane->selected = pane->part->nr ? pane->part->nr - 1 : 0;
}

static void remember(struct pane *pane)
{
	free(pane->key);
	pane->key = pane->selected ? key_of(pane, pane->rows[pane->selected]) : NULL;
}

/**
 * pane_take - show other rows
 * @pane: the table
 * @part: its rows, which must stay until the next call
 */
void pane_take(struct pane *pane, const struct part *part)
{
	size_t i;

	pane->part = part;
	free(pane->rows);
	pane->rows = xzalloc((part->nr + 1) * sizeof(*pane->rows));
	for (i = 0; i < part->nr; i++)
		pane->rows[i] = &part->rows[i];
	sort(pane);
	follow(pane);
}

/**
 * pane_move - select another row
 * @pane: the table
 * @by: so many rows down, or up if negative
 */
void pane_move(struct pane *pane, long by)
{
	long to = (long)pane->selected + by, last = (long)pane->part->nr - 1;

	pane->selected = to > last ? last < 0 ? 0 : last : to < 0 ? 0 : to;
	remember(pane);
}

/**
 * pane_sort - sort by another column
 * @pane: the table
 * @by: 1: the next to the right, -1: to the left, 0: the same, the other way round
 */
void pane_sort(struct pane *pane, int by)
{
	int nr = pane->nr, at = pane->sort, tries;

	if (!by)
		pane->up = !pane->up;
	/* In a window that is too small none is shown. */
	for (tries = 0; by && tries < nr; tries++) {
		at = (at + by + nr) % nr;
		if (!pane->columns[at].draw && pane->shown[at])
			break;
	}
	if (tries < nr)
		pane->sort = at;
	pane_take(pane, pane->part);
}

/* Leaves out what has no room; columns that are left for the widest one. */
static int choose(struct pane *pane)
{
	int left, worst;
	size_t i;

	for (i = 0; i < pane->nr; i++)
		pane->shown[i] = true;
	for (;;) {
		left = COLS - 1;
		worst = -1;
		for (i = 0; i < pane->nr; i++) {
			if (!pane->shown[i])
				continue;
			left -= pane->columns[i].width + 1;
			if (pane->columns[i].rank &&
			    (worst < 0 || pane->columns[i].rank > pane->columns[worst].rank))
				worst = i;
		}
		if (left >= 0 || worst < 0)
			return left < 0 ? 0 : left;
		pane->shown[worst] = false;
	}
}

/* The one that gets what is left: the last that is drawn, else the last text. */
static size_t widest(const struct pane *pane)
{
	size_t i, found = 0;
	bool drawn = false;

	for (i = 0; i < pane->nr; i++) {
		if (!pane->shown[i] || !pane->columns[i].left)
			continue;
		if (pane->columns[i].draw || !drawn)
			found = i;
		drawn |= !!pane->columns[i].draw;
	}
	return found;
}

static void put_head(const struct pane *pane, size_t at, int y, int x, int width, bool focus)
{
	const struct pane_column *column = &pane->columns[at];
	const struct column_doc *doc = NULL;
	bool sorted = pane->sort == (int)at;
	char *text;

	if (!column->draw)
		doc = column_doc(section_doc(&top_view, pane->section), column->name);
	text = xasprintf("%s%s", doc ? doc->head : column->name,
			 !sorted ? "" : pane->up ? "^" : "v");
	if (sorted && focus)
		attron(A_UNDERLINE);
	terminal_put(y, x, width, text, !column->left);
	if (sorted && focus)
		attroff(A_UNDERLINE);
	free(text);
}

/* A word as people read it, safe for the screen. */
static char *cell_text(const struct top *top, const struct column *column,
		       const struct word *word)
{
	char size[GRID_CELL_MAX];

	if (!strcmp(column->name, "age_s") && !word->none)
		return xasprintf("%s s", word->text);
	if (grid_cell(size, top->session, top->page, column, word))
		return xstrdup(size);
	return text_dup(word->text, word->len, top->session->screen);
}

static int look_of(const struct top *top, const struct column *column, const struct word *word)
{
	if (!strcmp(column->name, "pressure") && strcmp(word->text, "ok"))
		return terminal_attr(top->session, TERMINAL_ALERT);
	if (!strcmp(column->name, "rate_bytes") && !word->negative && word->value)
		return terminal_attr(top->session, TERMINAL_WARN);
	return A_NORMAL;
}

static void put_cell(const struct pane *pane, const struct top *top, const struct row *row,
		     size_t at, int y, int x, int width)
{
	const struct pane_column *column = &pane->columns[at];
	ssize_t index = section_column(&pane->part->section, column->name);
	int look = A_NORMAL;
	attr_t old;
	short pair;
	char *text;

	if (column->draw) {
		text = xzalloc(SPARK_BYTES * width + 1);
		column->draw(top, pane->part, row, text, width);
	} else if (index < 0) {
		return;
	} else {
		text = cell_text(top, &pane->part->section.columns[index], &row->words[index]);
		look = look_of(top, &pane->part->section.columns[index], &row->words[index]);
	}
	attr_get(&old, &pair, NULL);
	attron(look);
	terminal_put(y, x, width, text, !column->left);
	attr_set(old, pair, NULL);
	free(text);
}

/* A row, or without one the heads. */
static void put_line(const struct pane *pane, const struct top *top, const struct row *row,
		     int y, int left, bool focus)
{
	size_t i, grows = widest(pane);
	int x = 1, width;

	for (i = 0; i < pane->nr; i++) {
		if (!pane->shown[i])
			continue;
		width = pane->columns[i].width + (i == grows ? left : 0);
		if (pane->columns[i].draw && width > HISTORY_MAX)
			width = HISTORY_MAX;
		else if (!pane->columns[i].draw && width > TEXT_MAX)
			width = TEXT_MAX;
		if (row)
			put_cell(pane, top, row, i, y, x, width);
		else
			put_head(pane, i, y, x, width, focus);
		x += width + 1;
	}
}

static void scroll_to_selected(struct pane *pane, size_t rows)
{
	if (pane->selected < pane->first)
		pane->first = pane->selected;
	if (rows && pane->selected >= pane->first + rows)
		pane->first = pane->selected - rows + 1;
	if (pane->first + rows > pane->part->nr)
		pane->first = pane->part->nr > rows ? pane->part->nr - rows : 0;
}

/**
 * pane_draw - draw the table
 * @pane: the table
 * @top: what is known
 * @y: first line
 * @height: lines, the heads included
 * @focus: keys act on it
 */
void pane_draw(struct pane *pane, const struct top *top, int y, int height, bool focus)
{
	int left = choose(pane), line;
	size_t i;

	attron(focus ? A_REVERSE : A_BOLD);
	mvhline(y, 0, ' ', COLS);
	put_line(pane, top, NULL, y, left, focus);
	attroff(focus ? A_REVERSE : A_BOLD);
	scroll_to_selected(pane, height - 1);
	for (line = 1; line < height; line++) {
		i = pane->first + line - 1;
		if (i >= pane->part->nr)
			break;
		if (focus && i == pane->selected) {
			mvaddch(y + line, 0, '>');
			attron(A_BOLD);
		}
		put_line(pane, top, pane->rows[i], y + line, left, false);
		attroff(A_BOLD);
	}
}

/**
 * pane_free - free what a table holds
 * @pane: emptied
 */
void pane_free(struct pane *pane)
{
	free(pane->rows);
	free(pane->key);
	pane->rows = NULL;
	pane->key = NULL;
}
