/* SPDX-License-Identifier: GPL-2.0 */
/* A table on the terminal that can be sorted, scrolled, and whose rows can be opened. */
#ifndef PANE_H
#define PANE_H

#include <stdbool.h>
#include <stddef.h>

#include "doc.h"
#include "top.h"

/**
 * struct pane_column - a column
 * @name: in the section; or its head, if it is drawn
 * @width: on the screen; the first text and what is drawn get what is left
 * @rank: where there is no room, those with the highest are left out; 0 never
 * @left: not at the right end of its cell
 * @draw: fills @text, which has room for SPARK_BYTES * @width + 1 bytes; NULL: it
 *	is a word of the section
 */
struct pane_column {
	const char *name;
	int width;
	int rank;
	bool left;
	void (*draw)(const struct top *top, const struct part *part, const struct row *row,
		     char *text, int width);
};

#define PANE_COLUMNS	12

/**
 * struct pane - a table
 * @section: of the answer
 * @columns: its columns
 * @nr: how many
 * @sort: the one that rows are sorted by; -1: they stay as they are
 * @up: from the least on
 * @command: what opens a row: words for the tool, owned by the caller, up to NULL
 * @part: its rows
 * @rows: the same, sorted; owned
 * @selected: the one that a key acts on
 * @first: on the screen
 * @key: what names the row that was selected, which is followed; owned. NULL: the
 *	first row is selected, whichever that is
 * @shown: columns that have room
 */
struct pane {
	const char *section;
	const struct pane_column *columns;
	size_t nr;
	int sort;
	bool up;
	char **(*command)(const struct part *part, const struct row *row);
	const struct part *part;
	const struct row **rows;
	size_t selected;
	size_t first;
	char *key;
	bool shown[PANE_COLUMNS];
};

void pane_take(struct pane *pane, const struct part *part);
void pane_draw(struct pane *pane, const struct top *top, int y, int height, bool focus);
void pane_move(struct pane *pane, long by);
void pane_sort(struct pane *pane, int by);
void pane_free(struct pane *pane);

#endif /* PANE_H */
