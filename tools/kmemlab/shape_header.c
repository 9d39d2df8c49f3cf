// SPDX-License-Identifier: GPL-2.0
/* Which sections and columns of an answer are wanted: see shape_header.h. */
#include <stdlib.h>
#include <string.h>

#include "output.h"
#include "shape_header.h"
#include "xalloc.h"

/**
 * shape_is_named - is a column named, so that one section is meant?
 * @select: what the command line asks for
 */
bool shape_is_named(const struct selection *select)
{
	return select->columns || select->sort || select->filter;
}

static bool is_listed(const char *list, const char *name)
{
	size_t len;

	for (;; list += len + 1) {
		len = strcspn(list, ",");
		if (strlen(name) == len && !strncmp(list, name, len))
			return true;
		if (!list[len])
			return false;
	}
}

static bool has_main(const struct view *view)
{
	const struct section_doc *section;

	for (; view; view = view->other)
		for (section = view->sections; section->name; section++)
			if (section->main)
				return true;
	return false;
}

/**
 * shape_wants - may a section be printed, as far as its name tells?
 * @shape: the shape
 * @section: its name
 */
bool shape_wants(const struct shape *shape, const char *section)
{
	const struct session *session = shape->session;
	const struct section_doc *doc = section_doc(session->view, section);

	if (session->select.section)
		return !strcmp(session->select.section, "all") ||
		       is_listed(session->select.section, section);
	if (shape_is_named(&session->select))
		return !shape->chosen;
	if (!session->select.all && !output_is_grid(session))
		return true;
	return !shape->chosen && ((doc && doc->main) || !has_main(session->view));
}

static struct section *keep_header(struct shape *shape)
{
	struct section *made = xzalloc(sizeof(*made));

	shape->made = xgrow(shape->made, shape->nr_made, sizeof(*shape->made));
	shape->made[shape->nr_made++] = made;
	return made;
}

static void add_column(struct section *section, const char *name, size_t len,
		       enum column_type type)
{
	section->columns = xgrow(section->columns, section->nr, sizeof(*section->columns));
	section->columns[section->nr++] = (struct column){ xmemdup(name, len), type };
}

static void copy_columns(struct section *copy, const struct section *section)
{
	size_t i;

	for (i = 0; i < section->nr; i++)
		add_column(copy, section->columns[i].name, strlen(section->columns[i].name),
			   section->columns[i].type);
}

/* What a later module tells itself is not derived. */
static void add_derived(struct shape *shape)
{
	const struct column_doc *column = shape->doc ? shape->doc->columns : NULL;

	for (; column && column->name; column++) {
		if (!column->derive || column_find(shape->wide, NULL, column->name,
						   column_name_len(column)) >= 0)
			continue;
		add_column(shape->wide, column->name, column_name_len(column),
			   column_type(column));
		shape->derived = xgrow(shape->derived, shape->nr_derived,
				       sizeof(*shape->derived));
		shape->derived[shape->nr_derived++] = column;
	}
}

/**
 * shape_header - begin a section: all its columns, with what the tool derives
 * @shape: @wide and @doc are set
 * @section: as it was read
 */
void shape_header(struct shape *shape, const struct section *section)
{
	shape->doc = section_doc(shape->session->view, section->name);
	shape->wide = keep_header(shape);
	shape->wide->name = xstrdup(section->name);
	copy_columns(shape->wide, section);
	shape->nr_derived = 0;
	add_derived(shape);
	shape->words = xrealloc(shape->words, shape->wide->nr, sizeof(*shape->words));
	shape->shaped = xrealloc(shape->shaped, shape->wide->nr, sizeof(*shape->shaped));
	free(shape->columns);
	shape->columns = NULL;
	shape->section = NULL;
	shape->nr_columns = 0;
}

/* A column named twice is shown once: a key of JSON must not occur twice. */
static void choose(struct shape *shape, size_t column)
{
	size_t i;

	for (i = 0; i < shape->nr_columns; i++)
		if (shape->columns[i] == column)
			return;
	shape->columns = xgrow(shape->columns, shape->nr_columns, sizeof(*shape->columns));
	shape->columns[shape->nr_columns++] = column;
}

static void choose_all(struct shape *shape)
{
	size_t i;

	for (i = 0; i < shape->wide->nr; i++)
		choose(shape, i);
}

/* In the order of the table that says what they mean, not in that of the module. */
static void choose_shown(struct shape *shape)
{
	const struct column_doc *column = shape->doc ? shape->doc->columns : NULL;
	ssize_t at;

	for (; column && column->name; column++) {
		at = column->head ? column_find(shape->wide, shape->doc, column->name,
						column_name_len(column)) : -1;
		if (at >= 0)
			choose(shape, at);
	}
	if (!shape->nr_columns)
		choose_all(shape);
}

static bool choose_listed(struct shape *shape, const char *list)
{
	ssize_t at;
	size_t len;

	for (;; list += len + 1) {
		len = strcspn(list, ",");
		at = column_find(shape->wide, shape->doc, list, len);
		if (at < 0)
			return false;
		choose(shape, at);
		if (!list[len])
			return true;
	}
}

static bool has_sorted(const struct shape *shape)
{
	const char *list = shape->session->select.sort;
	size_t len, sign;

	for (; list; list += len + 1) {
		sign = *list == '-';
		list += sign;
		len = strcspn(list, ",");
		if (column_find(shape->wide, shape->doc, list, len) < 0)
			return false;
		if (!list[len])
			break;
	}
	return true;
}

/**
 * shape_columns - choose the columns of the section begun
 * @shape: @columns and @nr_columns are set
 *
 * Return: false if one that is named is not there.
 */
bool shape_columns(struct shape *shape)
{
	const struct selection *select = &shape->session->select;
	const char *list = select->columns;
	bool more = list && *list == '+';

	if (!has_sorted(shape))
		return false;
	if (select->all || (!list && !output_is_grid(shape->session)))
		choose_all(shape);
	else if (!list || more)
		choose_shown(shape);
	return !list || choose_listed(shape, list + more);
}

/**
 * shape_made - the header of the section begun, as the writer is to see it
 * @shape: @same is set
 * @section: as it was read
 *
 * Return: the header, good until shape_end().
 */
const struct section *shape_made(struct shape *shape, const struct section *section)
{
	struct section *made;
	size_t i;

	shape->same = shape->nr_columns == section->nr;
	for (i = 0; i < shape->nr_columns && shape->same; i++)
		shape->same = shape->columns[i] == i;
	/* Rows that are sorted come when the reader's header may be gone. */
	if (shape->same)
		return shape->session->select.sort ? shape->wide : section;
	made = keep_header(shape);
	made->name = xstrdup(section->name);
	for (i = 0; i < shape->nr_columns; i++) {
		const struct column *column = &shape->wide->columns[shape->columns[i]];

		add_column(made, column->name, strlen(column->name), column->type);
	}
	return made;
}

/**
 * shape_put - hand a row to the writer
 * @shape: the shape
 * @words: all columns of the row
 * @line: where it stood
 */
void shape_put(struct shape *shape, const struct word *words, unsigned long line)
{
	size_t i;

	if (!shape->same) {
		for (i = 0; i < shape->nr_columns; i++)
			shape->shaped[i] = words[shape->columns[i]];
		words = shape->shaped;
	}
	shape->ops->row(shape->data, shape->section, words, line);
}
