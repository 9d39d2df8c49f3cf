/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Of an answer, what the command line asks for: sections, columns, rows, order.
 *
 * It stands between a reader and a writer, and both see a struct parse_ops: so an
 * answer of the module, a recorded one and one the tool makes are shaped alike, for
 * every form of output, while they are read. Only sorting keeps rows.
 *
 * Where a column is named, by --output, --sort or --filter, one section is meant:
 * the first that has all of those.
 */
#ifndef SHAPE_H
#define SHAPE_H

#include "columns.h"
#include "filter.h"
#include "parse.h"
#include "session.h"
#include "sorter.h"

/**
 * struct shape - the shape of an answer
 * @session: what the command line asks for
 * @ops: the writer
 * @data: passed to @ops
 * @filter: which rows; NULL: all
 * @page: bytes of a page; 0: not looked up yet
 * @section: the one being read, as the writer sees it; NULL: it is left out
 * @doc: what it means, or NULL
 * @wide: as the filter sees it: with what the tool derives
 * @derived: columns of @wide that the tool adds behind those it read; owned
 * @nr_derived: how many
 * @columns: index in @wide of each column of @section; owned
 * @nr_columns: how many
 * @same: @section is just as it was read
 * @words: a row of @wide; owned
 * @shaped: a row of @section; owned
 * @made: headers that the writer may still point to; owned
 * @nr_made: how many
 * @sorter: rows to be sorted
 * @chosen: a section was printed, and there is to be no other
 * @why: what is wrong with the request, seen against the answer
 */
struct shape {
	struct session *session;
	const struct parse_ops *ops;
	void *data;
	struct filter *filter;
	uint64_t page;
	const struct section *section;
	const struct section_doc *doc;
	struct section *wide;
	const struct column_doc **derived;
	size_t nr_derived;
	size_t *columns;
	size_t nr_columns;
	bool same;
	struct word *words, *shaped;
	struct section **made;
	size_t nr_made;
	struct sorter sorter;
	bool chosen;
	struct fault why;
};

extern const struct parse_ops shape_ops;

int shape_begin(struct shape *shape, struct session *session, const struct parse_ops *ops,
		void *data);
int shape_end(struct shape *shape, int ret);

#endif /* SHAPE_H */
