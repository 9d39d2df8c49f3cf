/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writing JSON as a stream, so that nothing has to be kept.
 *
 * The outermost object has "schema", the version of all this: see schema.c. An
 * answer becomes one object: "file", "format", "sections" (an object with an
 * array of rows for each) and "notes" (which may follow the rows in an answer,
 * and so stand last here). An answer that ended in an error, or in a line that
 * is wrong, has "error" as well: what was printed is valid JSON all the same.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "json_row.h"
#include "parse.h"

#define JSON_DEPTH_MAX	16

/* The version of the schema: raised when a reader of the last could misread it. */
#define JSON_SCHEMA	1

/**
 * struct json - JSON being written to stdout
 * @depth: open containers
 * @closing: their brackets, innermost last
 * @first: nothing is in the innermost one yet
 * @flat: depth from which on everything is on one line; 0: none is
 * @notes: notes of the answer in the making; owned
 * @nr_notes: how many
 * @in_section: a section is open
 * @keys: of that
 * @row: of it, in the making
 */
struct json {
	size_t depth;
	char closing[JSON_DEPTH_MAX];
	bool first;
	size_t flat;
	struct json_note *notes;
	size_t nr_notes;
	bool in_section;
	struct json_keys keys;
	struct buffer row;
};

extern const struct parse_ops json_ops;

void json_open(struct json *json, const char *key, char bracket);
void json_flat(struct json *json, const char *key, char bracket);
void json_close(struct json *json);
void json_string(struct json *json, const char *key, const char *text, size_t len);
void json_number(struct json *json, const char *key, uint64_t value);
void json_answer_end(struct json *json, const char *error);

#endif /* JSON_H */
