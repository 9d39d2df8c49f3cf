// SPDX-License-Identifier: GPL-2.0
/* Answers as data: see output.h. */
#include "output.h"

static bool is_selected(const struct selection *select)
{
	return select->columns || select->all || select->sort || select->filter ||
	       select->section;
}

/**
 * output_is_data - is the answer wanted as data, not as the verb draws it?
 * @session: what is asked for
 */
bool output_is_data(const struct session *session)
{
	return session->json || session->raw || session->pairs || session->noheadings ||
	       is_selected(&session->select);
}

/**
 * output_is_grid - is it wanted as a table for people?
 * @session: what is asked for, that is data
 */
bool output_is_grid(const struct session *session)
{
	return !session->json && !session->raw && !session->pairs;
}

/**
 * output_begin - begin to print an answer as data
 * @out: filled; to be ended with output_end() unless this fails
 * @session: how; its fault is filled on failure
 *
 * Return: 0 or -1.
 */
int output_begin(struct output *out, struct session *session)
{
	*out = (struct output){
		.session = session,
		.ops = &shape_ops,
		.data = &out->shape,
		.json.first = true,
		.rows = { .pairs = session->pairs, .noheadings = session->noheadings },
		.grid.session = session,
	};
	if (session->json)
		return shape_begin(&out->shape, session, &json_ops, &out->json);
	if (session->raw || session->pairs)
		return shape_begin(&out->shape, session, &rows_ops, &out->rows);
	return shape_begin(&out->shape, session, &grid_ops, &out->grid);
}

/**
 * output_end - end it
 * @out: freed; its session's fault is filled on failure
 * @ret: whether reading the answer failed
 *
 * Return: @ret, or -1 if printing it failed; what was printed is valid JSON, or
 * nothing, in either case.
 */
int output_end(struct output *out, int ret)
{
	ret = shape_end(&out->shape, ret);
	rows_end(&out->rows);
	if (grid_end(&out->grid, ret))
		ret = -1;
	if (out->json.depth) {
		json_answer_end(&out->json, out->session->why.text);
		json_close(&out->json);
	}
	return ret;
}

/**
 * output_made - print an answer that the tool makes, as data
 * @session: how, and of which view; its fault is filled on failure
 * @consistency: how far to trust it, or NULL
 * @tell: makes its sections
 * @data: passed to @tell
 *
 * Return: 0 or -1.
 */
int output_made(struct session *session, const char *consistency,
		void (*tell)(struct made *made, const void *data), const void *data)
{
	struct made made = { .data = NULL };
	struct output out;
	int ret;

	if (output_begin(&out, session))
		return -1;
	made.ops = out.ops;
	made.data = out.data;
	out.ops->head(out.data, session->view->file, 1);
	if (consistency)
		out.ops->note(out.data, "consistency", consistency);
	tell(&made, data);
	ret = output_end(&out, 0);
	made_free(&made);
	return ret;
}
