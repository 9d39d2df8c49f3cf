// SPDX-License-Identifier: GPL-2.0
/* kmemlab schema: what the JSON of every verb looks like, as JSON Schema. */
#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "json.h"
#include "session.h"
#include "util.h"

static void put_text(struct json *json, const char *key, const char *text)
{
	json_string(json, key, text, strlen(text));
}

static void put_ref(struct json *json, const char *key, const char *what)
{
	char ref[64];

	snprintf(ref, sizeof(ref), "#/$defs/%s", what);
	json_flat(json, key, '{');
	put_text(json, "$ref", ref);
	json_close(json);
}

/* A value that may be missing: what does not apply is null. */
static void put_type(struct json *json, const char *name, const char *type,
		     const char *pattern, bool list)
{
	json_flat(json, name, '{');
	json_open(json, "type", '[');
	put_text(json, NULL, type);
	put_text(json, NULL, "null");
	json_close(json);
	if (pattern)
		put_text(json, "pattern", pattern);
	if (list)
		put_ref(json, "items", "text");
	json_close(json);
}

static void put_types(struct json *json)
{
	json_flat(json, "text", '{');
	put_text(json, "type", "string");
	json_close(json);
	put_type(json, "int", "integer", NULL, false);
	put_type(json, "hex", "string", "^0x[0-9a-f]{1,16}$", false);
	put_type(json, "str", "string", NULL, false);
	put_type(json, "flags", "array", NULL, true);
}

static void put_required(struct json *json, const char *const *keys, size_t nr)
{
	size_t i;

	json_flat(json, "required", '[');
	for (i = 0; i < nr; i++)
		put_text(json, NULL, keys[i]);
	json_close(json);
}

/* What holds of every answer, also of what a later module adds to it. */
static void put_answer(struct json *json)
{
	static const char *const keys[] = { "file", "format", "sections", "notes" };

	json_open(json, "answer", '{');
	put_text(json, "type", "object");
	put_required(json, keys, ARRAY_SIZE(keys));
	json_open(json, "properties", '{');
	json_flat(json, "schema", '{');
	json_number(json, "const", JSON_SCHEMA);
	json_close(json);
	put_ref(json, "file", "text");
	json_flat(json, "format", '{');
	put_text(json, "type", "integer");
	json_close(json);
	json_flat(json, "sections", '{');
	put_text(json, "type", "object");
	json_open(json, "additionalProperties", '{');
	put_text(json, "type", "array");
	json_open(json, "items", '{');
	put_text(json, "type", "object");
	json_close(json);
	json_close(json);
	json_close(json);
	json_flat(json, "notes", '{');
	put_text(json, "type", "object");
	put_ref(json, "additionalProperties", "text");
	json_close(json);
	put_ref(json, "error", "text");
	json_close(json);
	json_close(json);
}

static void put_column(struct json *json, const struct column_doc *column)
{
	size_t len = column_name_len(column);
	enum unit unit = column_unit(column->name, len);
	char name[64], ref[64];

	snprintf(name, sizeof(name), "%.*s", (int)len, column->name);
	snprintf(ref, sizeof(ref), "#/$defs/%s", column->name + len + 1);
	json_flat(json, name, '{');
	put_text(json, "$ref", ref);
	put_text(json, "description", column->help);
	if (unit_name(unit))
		put_text(json, "unit", unit_name(unit));
	json_close(json);
}

static void put_section(struct json *json, const struct section_doc *section)
{
	const struct column_doc *column;

	json_open(json, section->name, '{');
	put_text(json, "description", section->help);
	json_open(json, "items", '{');
	json_open(json, "properties", '{');
	for (column = section->columns; column->name; column++)
		put_column(json, column);
	json_close(json);
	json_close(json);
	json_close(json);
}

static void put_file(struct json *json, const char *file)
{
	size_t len = strlen(file);
	char pattern[64];

	json_flat(json, "file", '{');
	if (file[len - 1] == '/') {
		snprintf(pattern, sizeof(pattern), "^%s[a-z]+$", file);
		put_text(json, "pattern", pattern);
	} else {
		put_text(json, "const", file);
	}
	json_close(json);
}

static void put_view(struct json *json, const char *name, const struct view *view)
{
	const struct section_doc *section;

	json_open(json, name, '{');
	put_text(json, "$ref", "#/$defs/answer");
	json_open(json, "properties", '{');
	put_file(json, view->file);
	json_open(json, "sections", '{');
	json_open(json, "properties", '{');
	for (section = view->sections; section->name; section++)
		put_section(json, section);
	json_close(json);
	json_close(json);
	json_close(json);
	json_close(json);
}

/* Answers of a verb: one is called like it, others like their files. */
static void each_view(struct json *json, const struct verb *verb,
		      void (*put)(struct json *json, const char *name, const struct view *view))
{
	const struct view *view;

	for (view = verb->view; view; view = view->other)
		put(json, view == verb->view ? verb->name : view->file, view);
}

static void put_choice(struct json *json, const char *name, const struct view *view)
{
	(void)view;
	put_ref(json, NULL, name);
}

static void put_schema(const struct verb *only)
{
	struct json json = { .first = true };
	const struct verb *const *verb;

	json_open(&json, NULL, '{');
	put_text(&json, "$schema", "https://json-schema.org/draft/2020-12/schema");
	put_text(&json, "title", "JSON output of kmemlab");
	json_open(&json, "anyOf", '[');
	for (verb = verbs; *verb; verb++)
		if (!only || *verb == only)
			each_view(&json, *verb, put_choice);
	json_close(&json);
	json_open(&json, "$defs", '{');
	put_types(&json);
	put_answer(&json);
	for (verb = verbs; *verb; verb++)
		if (!only || *verb == only)
			each_view(&json, *verb, put_view);
	json_close(&json);
	json_close(&json);
}

static int schema_run(struct session *session, int argc, char **argv)
{
	const struct verb *only = NULL;

	if (argc > 1)
		return no_operands(session, &verb_schema, argc - 1, argv + 1);
	if (argc) {
		only = find_verb(argv[0], &session->why);
		if (!only)
			return -1;
	}
	if (only && !only->view)
		return fault(&session->why, EXIT_USAGE, "%s has no answer with columns",
			     only->name);
	put_schema(only);
	return 0;
}

const struct verb verb_schema = {
	.name = "schema",
	.args = "[VERB]",
	.summary = "What the JSON of a verb, or of all, looks like, as JSON Schema",
	.about =
	"Sections and columns are those of --list-columns. Columns may be missing, when\n"
	"others were asked for, and more may come with later modules. \"schema\" in every\n"
	"output is the version of this: it is raised when what was there changes.\n",
	.examples =
	"  kmemlab schema zones\n"
	"  kmemlab schema > kmemlab.schema.json\n",
	.run = schema_run,
};
