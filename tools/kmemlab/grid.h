/* SPDX-License-Identifier: GPL-2.0 */
/* Sections of an answer as tables for people, by what columns.h says of them. */
#ifndef GRID_H
#define GRID_H

#include "doc.h"
#include "table.h"
#include "text.h"

/* A size, and its sign. */
#define GRID_CELL_MAX	(SIZE_TEXT_MAX + 1)

/**
 * struct grid - the writer
 * @session: how it is to look
 * @table: the one in the making, or NULL
 * @exact: words as they are
 * @begun: a section was begun
 * @page: bytes of a page; 0: not looked up yet
 * @consistency: of the answer; owned, or NULL
 */
struct grid {
	struct session *session;
	struct table *table;
	bool exact;
	bool begun;
	uint64_t page;
	char *consistency;
};

/* For parse(): prints to stdout; data is a struct grid. */
extern const struct parse_ops grid_ops;

bool grid_cell(char text[GRID_CELL_MAX], const struct session *session, uint64_t page,
	       const struct column *column, const struct word *word);
int grid_columns(struct session *session, const struct part *part, const char *columns,
		 bool exact);
int grid_part(struct session *session, const struct part *part);
int grid_end(struct grid *grid, int ret);

#endif /* GRID_H */
