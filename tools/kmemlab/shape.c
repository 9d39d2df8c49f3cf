// SPDX-License-Identifier: GPL-2.0
/* The shape of an answer: see shape.h. */
#include <stdlib.h>
#include <string.h>

#include "shape.h"
#include "shape_header.h"
#include "text.h"
#include "version.h"
#include "xalloc.h"

static void put_sorted(void *data, const struct word *words, unsigned long line)
{
	shape_put(data, words, line);
}

static bool has_pages(const struct section *section)
{
	size_t i;

	for (i = 0; i < section->nr; i++)
		if (column_unit(section->columns[i].name,
				strlen(section->columns[i].name)) == UNIT_PAGES)
			return true;
	return false;
}

/* The size of a page is in a file of its own. */
static int learn_page(struct shape *shape)
{
	struct version version;

	if (shape->page || !has_pages(shape->wide))
		return 0;
	if (version_page(shape->session, &version)) {
		shape->why = shape->session->why;
		shape->session->why = (struct fault){ 0 };
		return -1;
	}
	shape->page = version.page;
	return 0;
}

static void take_head(void *data, const char *file, uint64_t version)
{
	struct shape *shape = data;

	shape->ops->head(shape->data, file, version);
}

static void take_note(void *data, const char *name, const char *text)
{
	struct shape *shape = data;

	shape->ops->note(shape->data, name, text);
}

static bool fits(struct shape *shape)
{
	if (!shape->filter)
		return true;
	if (learn_page(shape))
		return false;
	return filter_bind(shape->filter, shape->wide, shape->doc, shape->page,
			   &shape->why) == FILTER_FITS;
}

static void take_section(void *data, const struct section *section)
{
	struct shape *shape = data;

	sorter_end(&shape->sorter, put_sorted, shape);
	shape->section = NULL;
	if (shape->why.status || !shape_wants(shape, section->name))
		return;
	shape_header(shape, section);
	if (!shape_columns(shape) || !fits(shape))
		return;
	shape->chosen = true;
	shape->section = shape_made(shape, section);
	if (shape->session->select.sort)
		sorter_begin(&shape->sorter, shape->wide, shape->doc,
			     shape->session->select.sort);
	shape->ops->section(shape->data, shape->section);
}

static void derive(struct shape *shape, const struct section *section,
		   const struct word *words)
{
	struct word *word;
	const char *text;
	size_t i;

	memcpy(shape->words, words, section->nr * sizeof(*words));
	for (i = 0; i < shape->nr_derived; i++) {
		text = shape->derived[i]->derive(section, words);
		word = &shape->words[section->nr + i];
		*word = (struct word){
			.text = text ? text : "-",
			.len = text ? strlen(text) : 1,
			.none = !text,
		};
		if (text && column_type(shape->derived[i]) == TYPE_INT)
			text_decimal(text, word->len, &word->value);
	}
}

static void take_row(void *data, const struct section *section,
		     const struct word *words, unsigned long line)
{
	struct shape *shape = data;

	if (!shape->section)
		return;
	if (shape->nr_derived) {
		derive(shape, section, words);
		words = shape->words;
	}
	if (shape->filter && !filter_matches(shape->filter, words))
		return;
	if (shape->sorter.section)
		sorter_row(&shape->sorter, words, line);
	else
		shape_put(shape, words, line);
}

/*
 * For parse() and its like: hands what is wanted to the writer of the struct shape
 * that is passed as data; to be begun with shape_begin() and ended with
 * shape_end().
 */
const struct parse_ops shape_ops = {
	.head = take_head,
	.note = take_note,
	.section = take_section,
	.row = take_row,
};

/**
 * shape_begin - begin to shape an answer
 * @shape: filled; to be ended with shape_end() unless this fails
 * @session: what is asked for; its fault is filled on failure
 * @ops: the writer
 * @data: passed to @ops
 *
 * Return: 0 or -1.
 */
int shape_begin(struct shape *shape, struct session *session, const struct parse_ops *ops,
		void *data)
{
	*shape = (struct shape){ .session = session, .ops = ops, .data = data };
	if (!session->select.filter)
		return 0;
	shape->filter = filter_parse(session->select.filter, &session->why);
	return shape->filter ? 0 : -1;
}

static int complain(const struct shape *shape)
{
	const struct selection *select = &shape->session->select;
	const char *verb = shape->session->verb ? shape->session->verb->name : "VERB";

	if (select->section && !select->columns && !select->sort && !select->filter)
		return fault(&shape->session->why, EXIT_USAGE,
			     "the answer has no section '%s'; 'kmemlab %s --list-columns' lists them",
			     select->section, verb);
	return fault(&shape->session->why, EXIT_USAGE,
		     "no section of the answer has all the columns that are named by --output, --sort or --filter; 'kmemlab %s --list-columns' lists them",
		     verb);
}

/**
 * shape_end - end it
 * @shape: freed; its session's fault is filled on failure
 * @ret: whether reading failed
 *
 * Return: @ret, or -1 when the answer is not what was asked for.
 */
int shape_end(struct shape *shape, int ret)
{
	const struct selection *select = &shape->session->select;
	size_t i;

	sorter_end(&shape->sorter, put_sorted, shape);
	if (!ret && shape->why.status) {
		shape->session->why = shape->why;
		shape->why = (struct fault){ 0 };
		ret = -1;
	}
	if (!ret && !shape->chosen && (shape_is_named(select) || select->section))
		ret = complain(shape);
	for (i = 0; i < shape->nr_made; i++) {
		section_free(shape->made[i]);
		free(shape->made[i]);
	}
	free(shape->made);
	free(shape->derived);
	free(shape->columns);
	free(shape->words);
	free(shape->shaped);
	filter_free(shape->filter);
	fault_clear(&shape->why);
	return ret;
}
