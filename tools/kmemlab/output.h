/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Answers as data: JSON, raw words, pairs, or a table of chosen columns.
 *
 * What a verb draws for people is its own affair, and is what is seen when nothing
 * is asked for. All else comes from here, for every verb in the same way: feed an
 * answer to @ops between output_begin() and output_end().
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include "grid.h"
#include "json.h"
#include "made.h"
#include "rows.h"
#include "session.h"
#include "shape.h"

/**
 * struct output - an answer being printed
 * @session: how
 * @ops: where to feed the answer
 * @data: passed to @ops
 * @shape: takes of it what is asked for
 * @json: the writer, one of these three
 * @rows: the same
 * @grid: the same
 */
struct output {
	struct session *session;
	const struct parse_ops *ops;
	void *data;
	struct shape shape;
	struct json json;
	struct rows rows;
	struct grid grid;
};

bool output_is_data(const struct session *session);
bool output_is_grid(const struct session *session);
int output_begin(struct output *out, struct session *session);
int output_end(struct output *out, int ret);
int output_made(struct session *session, const char *consistency,
		void (*tell)(struct made *made, const void *data), const void *data);

#endif /* OUTPUT_H */
