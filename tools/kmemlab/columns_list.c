// SPDX-License-Identifier: GPL-2.0
/* kmemlab VERB --list-columns: what the sections and columns of an answer mean. */
#include "columns_list.h"
#include "made.h"
#include "output.h"

static const struct column_doc list_columns[] = {
	{ "section:str", "SECTION", "section of the answer" },
	{ "column:str", "COLUMN", "name of the column" },
	{ "head:str", "HEAD", "over it in tables; - is not shown unless asked for" },
	{ "type:str", "TYPE", "int, hex, str or flags" },
	{ "unit:str", "UNIT", "of an int: bytes, kib, pages, ns or ps" },
	{ "help:str", "HELP", "what is in it" },
	{ 0 }
};

static const struct section_doc list_sections[] = {
	{ "column", "a column that the answers of a verb have", list_columns, true },
	{ 0 }
};

const struct view columns_view = { "columns", list_sections };

static void put_text(struct made *made, const char *text)
{
	if (text)
		made_str(made, text);
	else
		made_none(made);
}

static void put_column(struct made *made, const struct section_doc *section,
		       const struct column_doc *column)
{
	char name[64];

	snprintf(name, sizeof(name), "%.*s", (int)column_name_len(column), column->name);
	made_str(made, section->name);
	made_str(made, name);
	put_text(made, column->head);
	made_str(made, column->name + column_name_len(column) + 1);
	put_text(made, unit_name(column_unit(column->name, column_name_len(column))));
	made_str(made, column->help);
	made_row(made);
}

static void put_view(struct made *made, const struct view *view)
{
	const struct section_doc *section;
	const struct column_doc *column;

	for (section = view->sections; section->name; section++)
		for (column = section->columns; column->name; column++)
			put_column(made, section, column);
}

/**
 * columns_list - list the columns of the verb of the session
 * @session: its fault is filled on failure
 *
 * Return: 0 or -1.
 */
int columns_list(struct session *session)
{
	const struct view *view = session->view;
	struct made made = { .data = NULL };
	struct output out;

	if (!view)
		return fault(&session->why, EXIT_USAGE,
			     "what %s shows has no columns", session->verb->name);
	session->view = &columns_view;
	if (output_begin(&out, session))
		return -1;
	made.ops = out.ops;
	made.data = out.data;
	out.ops->head(out.data, columns_view.file, 1);
	made_section(&made, "@ column section:str column:str head:str type:str unit:str help:str");
	for (; view; view = view->other)
		put_view(&made, view);
	if (output_end(&out, 0)) {
		made_free(&made);
		return -1;
	}
	made_free(&made);
	return 0;
}
