// SPDX-License-Identifier: GPL-2.0
/* Sections of an answer as tables for people: see grid.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "grid.h"
#include "shape.h"
#include "version.h"
#include "view.h"
#include "xalloc.h"

/* Without a page size of the machine, pages are left as they are. */
static uint64_t page_of(struct grid *grid)
{
	struct session quiet = *grid->session;
	struct version version;

	if (grid->page)
		return grid->page;
	quiet.why = (struct fault){ 0 };
	grid->page = version_page(&quiet, &version) ? 1 : version.page;
	fault_clear(&quiet.why);
	return grid->page;
}

/* The column that may be broken: the first with flags, or a text that is the last. */
static size_t wrapped(const struct section *section)
{
	size_t i;

	for (i = 0; i < section->nr; i++)
		if (section->columns[i].type == TYPE_FLAGS)
			return i;
	return section->columns[i - 1].type == TYPE_STR ? i - 1 : i;
}

static struct table *begin_table(struct grid *grid, const struct section *section)
{
	const struct section_doc *doc = section_doc(grid->session->view, section->name);
	struct table_column *columns = xzalloc(section->nr * sizeof(*columns));
	char **heads = xzalloc(section->nr * sizeof(*heads));
	struct table *table;
	size_t i;

	for (i = 0; i < section->nr; i++) {
		heads[i] = column_head(doc, section->columns[i].name);
		columns[i].name = heads[i];
		if (section->columns[i].type == TYPE_INT ||
		    section->columns[i].type == TYPE_HEX)
			columns[i].flags = TABLE_RIGHT;
	}
	if (wrapped(section) < section->nr)
		columns[wrapped(section)].flags = TABLE_WRAP;
	table = table_new(grid->session, columns, section->nr);
	for (i = 0; i < section->nr; i++)
		free(heads[i]);
	free(heads);
	free(columns);
	return table;
}

/**
 * grid_cell - a size as people read it
 * @text: filled
 * @session: how it is to look
 * @page: bytes of a page; 1: not known
 * @column: the column
 * @word: the word
 *
 * Return: false if it is no size, and the word is to stand as it is.
 */
bool grid_cell(char text[GRID_CELL_MAX], const struct session *session, uint64_t page,
	       const struct column *column, const struct word *word)
{
	enum unit unit = column_unit(column->name, strlen(column->name));
	uint64_t factor = unit == UNIT_PAGES ? page : unit == UNIT_KIB ? 1024 : 1, bytes;

	if (column->type != TYPE_INT || unit < UNIT_BYTES || unit > UNIT_PAGES || word->none ||
	    (unit == UNIT_PAGES && page == 1) ||
	    __builtin_mul_overflow(word->value, factor, &bytes))
		return false;
	*text = '-';
	text_size(text + word->negative, bytes, session->bytes);
	return true;
}

static void grid_head(void *data, const char *file, uint64_t version)
{
	(void)data;
	(void)file;
	(void)version;
}

static void grid_note(void *data, const char *name, const char *text)
{
	struct grid *grid = data;

	if (strcmp(name, "consistency"))
		return;
	free(grid->consistency);
	grid->consistency = xstrdup(text);
}

static void end_table(struct grid *grid)
{
	struct table *table = grid->table;

	grid->table = NULL;
	if (table)
		table_print(table, &grid->session->why);
}

static void grid_section(void *data, const struct section *section)
{
	struct grid *grid = data;

	end_table(grid);
	if (grid->begun && !grid->session->noheadings)
		table_heading(grid->session, section->name);
	grid->begun = true;
	grid->table = begin_table(grid, section);
}

static void grid_row(void *data, const struct section *section,
		     const struct word *words, unsigned long line)
{
	struct grid *grid = data;
	char size[GRID_CELL_MAX];
	size_t i;

	(void)line;
	table_line(grid->table);
	for (i = 0; i < section->nr; i++) {
		if (!grid->exact &&
		    grid_cell(size, grid->session, page_of(grid), &section->columns[i], &words[i]))
			table_text(grid->table, size);
		else
			table_word(grid->table, &words[i]);
	}
}

const struct parse_ops grid_ops = {
	.head = grid_head,
	.note = grid_note,
	.section = grid_section,
	.row = grid_row,
};

/* Of the names, those of columns that are there: older modules know fewer. */
static char *known_columns(const struct section *section, const char *names)
{
	char *known = xstrdup(""), *longer, *name;
	size_t len;

	for (; *names; names += len + (names[len] == ',')) {
		len = strcspn(names, ",");
		name = xmemdup(names, len);
		longer = xasprintf("%s%s%s", known, *known ? "," : "", name);
		if (section_column(section, name) >= 0) {
			free(known);
			known = longer;
		} else {
			free(longer);
		}
		free(name);
	}
	return known;
}

/**
 * grid_columns - print columns of a section as a table
 * @session: how it is to look; its fault is filled on failure
 * @part: the section
 * @columns: which, separated by commas; NULL: those that are usually shown
 * @exact: words as they are, in the unit of the column, where each byte or page counts
 *
 * Return: 0 or -1.
 */
int grid_columns(struct session *session, const struct part *part, const char *columns,
		 bool exact)
{
	struct session of = *session;
	struct grid grid = { .session = &of };
	char *known = NULL;
	struct shape shape;
	size_t i;
	int ret;

	if (columns)
		known = known_columns(&part->section, columns);
	of.select = (struct selection){ .columns = known, .section = part->section.name };
	grid.exact = exact && !session->bytes;
	ret = shape_begin(&shape, &of, &grid_ops, &grid);
	if (!ret) {
		shape_ops.section(&shape, &part->section);
		for (i = 0; i < part->nr; i++)
			shape_ops.row(&shape, &part->section, part->rows[i].words,
				      part->rows[i].line);
		ret = grid_end(&grid, shape_end(&shape, 0));
	}
	session->why = of.why;
	free(known);
	return ret;
}

/**
 * grid_part - print a section as a table of the columns that are usually shown
 * @session: how it is to look; its fault is filled on failure
 * @part: the section
 *
 * Return: 0 or -1.
 */
int grid_part(struct session *session, const struct part *part)
{
	return grid_columns(session, part, NULL, false);
}

/**
 * grid_end - end what was printed
 * @grid: freed; its session's fault is filled on failure
 * @ret: whether reading failed; then there is no word on how far to trust it
 *
 * Return: @ret, or -1.
 */
int grid_end(struct grid *grid, int ret)
{
	bool failed = grid->session->why.status;

	end_table(grid);
	if (!failed && grid->session->why.status)
		ret = -1;
	if (grid->consistency && grid->begun && !ret && !grid->session->noheadings)
		view_trust(grid->session, grid->consistency);
	free(grid->consistency);
	grid->consistency = NULL;
	return ret;
}
