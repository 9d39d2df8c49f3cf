// SPDX-License-Identifier: GPL-2.0
/* What the sections and columns of an answer mean: see columns.h. */
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "text.h"
#include "util.h"
#include "xalloc.h"

static const char *const unit_names[] = {
	[UNIT_NONE] = NULL,
	[UNIT_BYTES] = "bytes",
	[UNIT_KIB] = "kib",
	[UNIT_PAGES] = "pages",
	[UNIT_NS] = "ns",
	[UNIT_PS] = "ps",
};

const struct column_doc scalar_columns[] = {
	{ "name:str", "NAME", "what it is; its end tells the unit" },
	{ "value:int", "VALUE", "how much" },
	{ 0 }
};

const struct column_doc scalar_text_columns[] = {
	{ "name:str", "NAME", "what it is" },
	{ "value:str", "VALUE", "its value" },
	{ 0 }
};

/**
 * column_name_len - length of the name in the NAME:TYPE of a column
 * @column: the column
 */
size_t column_name_len(const struct column_doc *column)
{
	return strcspn(column->name, ":");
}

/**
 * column_type - the type in the NAME:TYPE of a column
 * @column: the column; a wrong type is a mistake in a table of the tool
 */
enum column_type column_type(const struct column_doc *column)
{
	const char *type = column->name + column_name_len(column) + 1;
	enum column_type found;

	if (!word_type(type, strlen(type), &found))
		abort();
	return found;
}

/**
 * column_unit - the unit of a column
 * @name: its name
 * @len: bytes of that
 */
enum unit column_unit(const char *name, size_t len)
{
	size_t i, unit;

	for (i = UNIT_BYTES; i < ARRAY_SIZE(unit_names); i++) {
		unit = strlen(unit_names[i]);
		if (len == unit && !memcmp(name, unit_names[i], unit))
			return i;
		if (len > unit && name[len - unit - 1] == '_' &&
		    !memcmp(name + len - unit, unit_names[i], unit))
			return i;
	}
	return UNIT_NONE;
}

/**
 * unit_name - the name of a unit
 * @unit: the unit
 *
 * Return: its name, NULL: it has none.
 */
const char *unit_name(enum unit unit)
{
	return unit_names[unit];
}

/**
 * section_doc - find what a section means
 * @view: the answer, or NULL
 * @name: name of the section
 *
 * Return: its table, or NULL.
 */
const struct section_doc *section_doc(const struct view *view, const char *name)
{
	const struct section_doc *section;

	for (; view; view = view->other)
		for (section = view->sections; section->name; section++)
			if (!strcmp(section->name, name))
				return section;
	return NULL;
}

static bool is_named(const struct column_doc *column, const char *name, size_t len)
{
	return column_name_len(column) == len && !strncmp(column->name, name, len);
}

/**
 * column_doc - find what a column means
 * @section: its section, or NULL
 * @name: name of the column
 *
 * Return: its row, or NULL.
 */
const struct column_doc *column_doc(const struct section_doc *section, const char *name)
{
	const struct column_doc *column;

	for (column = section ? section->columns : NULL; column && column->name; column++)
		if (is_named(column, name, strlen(name)))
			return column;
	return NULL;
}

/**
 * column_head - what stands over a column in a table
 * @section: its section, or NULL
 * @name: name of the column
 *
 * Return: its head, or its name in capitals if it has none; owned by the caller.
 */
char *column_head(const struct section_doc *section, const char *name)
{
	const struct column_doc *column = column_doc(section, name);
	char *text = xstrdup(column && column->head ? column->head : name), *at;

	for (at = text; *at && !(column && column->head); at++)
		*at = text_upper(*at);
	return text;
}

/**
 * column_find - find the column a person named
 * @section: the header of the section
 * @doc: what it means, or NULL
 * @name: the name of the column, or its head; letters may be small or capital
 * @len: bytes of it
 *
 * Return: its index in @section, or -1.
 */
ssize_t column_find(const struct section *section, const struct section_doc *doc,
		    const char *name, size_t len)
{
	const struct column_doc *column;
	ssize_t i;

	for (i = 0; i < (ssize_t)section->nr; i++)
		if (text_same(section->columns[i].name, name, len) &&
		    !section->columns[i].name[len])
			return i;
	for (i = 0; i < (ssize_t)section->nr; i++) {
		column = column_doc(doc, section->columns[i].name);
		if (column && column->head && text_same(column->head, name, len) &&
		    !column->head[len])
			return i;
	}
	return -1;
}
