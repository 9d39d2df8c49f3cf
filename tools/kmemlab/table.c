// SPDX-License-Identifier: GPL-2.0
/* Tables: see table.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libsmartcols.h>

#include "table.h"
#include "text.h"
#include "xalloc.h"

/**
 * struct table - a table in the making
 * @session: how it is to look
 * @scols: the table of libsmartcols
 * @line: the row in the making; NULL: none yet
 * @at: cells it has
 * @wrap: the column that may be broken, or -1
 * @widths: of the columns so far, in characters; owned
 * @nr: how many columns
 * @rows: rows begun
 * @kept: of these, not printed yet
 * @failed: a call of libsmartcols failed
 */
struct table {
	const struct session *session;
	struct libscols_table *scols;
	struct libscols_line *line;
	size_t at;
	ssize_t wrap;
	size_t *widths;
	size_t nr;
	size_t rows;
	size_t kept;
	bool failed;
};

/*
 * Rows that are looked at to find how wide the columns are. What comes after as many
 * is printed in parts, so that a long answer takes no more memory than a short one;
 * a column that has to become wider then does so from that part on.
 */
#define ROWS_KEPT	1024

/* Characters of a text; those that take two columns count as one. */
static size_t text_width(const char *text)
{
	size_t width = 0;

	for (; *text; text++)
		width += (*text & 0xc0) != 0x80;
	return width;
}

static void widen(struct table *table, size_t column, const char *text)
{
	size_t width = text_width(text);

	if (width > table->widths[column])
		table->widths[column] = width;
}

static void set_cell(struct table *table, char *text)
{
	if (table->at < table->nr)
		widen(table, table->at, text);
	if (!table->line || scols_line_refer_data(table->line, table->at++, text)) {
		table->failed = true;
		free(text);
	}
}

static void put_cell(struct table *table, const char *text, size_t len)
{
	set_cell(table, text_dup(text, len, table->session->screen));
}

static void add_column(struct table *table, const struct table_column *column)
{
	struct libscols_column *added;
	int flags = 0;

	if (column->flags & TABLE_RIGHT)
		flags |= SCOLS_FL_RIGHT;
	if (column->flags & TABLE_WRAP)
		flags |= SCOLS_FL_WRAP;
	added = scols_table_new_column(table->scols, column->name, 0, flags);
	if (!added) {
		table->failed = true;
		return;
	}
	widen(table, table->nr, column->name);
	if (column->flags & TABLE_WRAP) {
		table->wrap = table->nr;
		scols_column_set_wrapfunc(added, scols_wrapnl_chunksize,
					  scols_wrapnl_nextchunk, NULL);
	}
	table->nr++;
}

/**
 * table_new - begin a table
 * @session: how it is to look; must outlive the table
 * @columns: its columns
 * @nr: how many
 *
 * Return: the table; to be ended with table_print().
 */
struct table *table_new(const struct session *session,
			const struct table_column *columns, size_t nr)
{
	struct table *table = xzalloc(sizeof(*table));
	size_t i;

	table->session = session;
	table->wrap = -1;
	table->widths = xzalloc(nr * sizeof(*table->widths));
	table->scols = scols_new_table();
	table->failed = !table->scols;
	/* Cells are escaped already, for exactly what the screen can show. */
	if (table->scols) {
		scols_table_enable_noencoding(table->scols, 1);
		scols_table_enable_noheadings(table->scols, session->noheadings);
		scols_table_enable_colors(table->scols, session->colour);
	}
	for (i = 0; i < nr && !table->failed; i++)
		add_column(table, &columns[i]);
	return table;
}

/**
 * table_text - fill a cell with text
 * @table: the table
 * @text: the text; escaped as the output needs it
 */
void table_text(struct table *table, const char *text)
{
	put_cell(table, text, strlen(text));
}

/**
 * table_number - fill a cell with a number
 * @table: the table
 * @value: the number
 */
void table_number(struct table *table, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	table_text(table, text);
}

/**
 * table_size - fill a cell with a number of bytes
 * @table: the table
 * @bytes: the number
 */
void table_size(struct table *table, uint64_t bytes)
{
	const struct session *session = table->session;
	char text[SIZE_TEXT_MAX];

	table_text(table, text_size(text, bytes, session->bytes));
}

/**
 * table_change - fill a cell with a difference of numbers of bytes
 * @table: the table
 * @bytes: the difference; its sign is shown
 */
void table_change(struct table *table, int64_t bytes)
{
	char size[SIZE_TEXT_MAX], text[SIZE_TEXT_MAX + 1];

	text_size(size, bytes < 0 ? -(uint64_t)bytes : (uint64_t)bytes,
		  table->session->bytes);
	snprintf(text, sizeof(text), "%s%s", bytes < 0 ? "-" : bytes ? "+" : "", size);
	table_text(table, text);
}

/**
 * table_none - fill a cell with "does not apply"
 * @table: the table
 */
void table_none(struct table *table)
{
	table_text(table, "-");
}

/**
 * table_word - fill a cell with a word of the module
 * @table: the table
 * @word: the word
 */
void table_word(struct table *table, const struct word *word)
{
	if (word->none)
		table_none(table);
	else
		put_cell(table, word->text, word->len);
}

/**
 * table_alert - colour the row, which says itself that something is wrong
 * @table: the table
 */
void table_alert(struct table *table)
{
	if (table->line)
		scols_line_set_color(table->line, "red");
}

/* Break a text at blanks, so that no line of it is wider than @width. */
static void break_text(char *text, size_t width)
{
	char *line = text, *blank = NULL, *at;

	for (at = text; *at; at++) {
		if (*at == ' ')
			blank = at;
		if (!blank || (size_t)(at - line) < width)
			continue;
		*blank = '\n';
		line = blank + 1;
		blank = NULL;
	}
}

/*
 * libsmartcols would break inside words, and on terminals only: so the lines
 * are broken here. Scripts that want a row a line have --raw.
 */
static void wrap_cells(struct table *table)
{
	size_t others = 0, width = 80, i;
	struct libscols_iter *lines;
	struct libscols_cell *cell;
	struct libscols_line *line;
	char *text;

	if (table->wrap < 0)
		return;
	if (isatty(STDOUT_FILENO))
		width = scols_table_get_termwidth(table->scols);
	for (i = 0; i < table->nr; i++)
		if ((ssize_t)i != table->wrap)
			others += table->widths[i] + 1;
	width = width > others + 20 ? width - others : 20;
	lines = scols_new_iter(SCOLS_ITER_FORWARD);
	while (lines && !scols_table_next_line(table->scols, lines, &line)) {
		cell = scols_line_get_cell(line, table->wrap);
		if (!cell || !scols_cell_get_data(cell))
			continue;
		text = xstrdup(scols_cell_get_data(cell));
		break_text(text, width - 1);
		scols_cell_refer_data(cell, text);
	}
	scols_free_iter(lines);
}

static void print_kept(struct table *table)
{
	size_t i;

	if (table->scols && !table->failed) {
		wrap_cells(table);
		table->failed = scols_print_table(table->scols);
	}
	if (!table->scols || table->failed)
		return;
	scols_table_remove_lines(table->scols);
	scols_table_enable_noheadings(table->scols, 1);
	for (i = 0; i < table->nr; i++)
		if ((ssize_t)i != table->wrap)
			scols_column_set_whint(scols_table_get_column(table->scols, i),
					       table->widths[i]);
	table->kept = 0;
	table->line = NULL;
}

/**
 * table_line - begin a row; the calls that follow fill its cells in order
 * @table: the table
 */
void table_line(struct table *table)
{
	if (table->kept == ROWS_KEPT)
		print_kept(table);
	table->at = 0;
	table->rows++;
	table->kept++;
	table->line = table->scols ? scols_table_new_line(table->scols, NULL) : NULL;
}

/**
 * table_print - print a table and free it
 * @table: gone afterwards
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int table_print(struct table *table, struct fault *why)
{
	int ret = 0;

	if (!table->failed && !table->rows)
		puts("(none)");
	else
		print_kept(table);
	if (table->failed)
		ret = fault(why, EXIT_UNAVAILABLE, "cannot print a table: out of memory");
	if (table->scols)
		scols_unref_table(table->scols);
	free(table->widths);
	free(table);
	return ret;
}
