// SPDX-License-Identifier: GPL-2.0
/* Writing JSON: see json.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "text.h"
#include "xalloc.h"

struct json_note {
	char *name;
	char *text;
};

static void put_string(const char *text, size_t len)
{
	putchar('"');
	text_put(stdout, text, len, TEXT_JSON);
	putchar('"');
}

static void new_line(const struct json *json)
{
	if (!json->flat)
		printf("\n%*s", (int)json->depth * 2, "");
}

/* What comes before a value: the comma, the line, the key. */
static void begin(struct json *json, const char *key)
{
	if (!json->first)
		fputs(json->flat ? ", " : ",", stdout);
	json->first = false;
	if (json->depth)
		new_line(json);
	if (key) {
		put_string(key, strlen(key));
		fputs(": ", stdout);
	}
}

/**
 * json_open - begin an object or an array
 * @json: zeroed but for @first, which is true, at the begin of the output
 * @key: its key; NULL: in an array, or outermost
 * @bracket: '{' or '['
 */
void json_open(struct json *json, const char *key, char bracket)
{
	begin(json, key);
	putchar(bracket);
	json->closing[json->depth++] = bracket == '{' ? '}' : ']';
	json->first = true;
	/* Whatever the output is of, it says which schema it follows. */
	if (json->depth == 1 && bracket == '{')
		json_number(json, "schema", JSON_SCHEMA);
}

/**
 * json_close - end the innermost object or array
 * @json: the output; a newline follows the outermost one
 */
void json_close(struct json *json)
{
	json->depth--;
	if (!json->first)
		new_line(json);
	putchar(json->closing[json->depth]);
	if (json->flat > json->depth)
		json->flat = 0;
	json->first = false;
	if (!json->depth)
		putchar('\n');
}

/**
 * json_flat - begin an object or an array that is on one line, with all in it
 * @json: as of json_open()
 * @key: the same
 * @bracket: the same
 */
void json_flat(struct json *json, const char *key, char bracket)
{
	json_open(json, key, bracket);
	if (!json->flat)
		json->flat = json->depth;
}

/**
 * json_string - write a string
 * @json: the output
 * @key: its key, or NULL in an array
 * @text: any bytes; see text.h for those that are not UTF-8
 * @len: how many
 */
void json_string(struct json *json, const char *key, const char *text, size_t len)
{
	begin(json, key);
	put_string(text, len);
}

/**
 * json_number - write a number
 * @json: the output
 * @key: its key, or NULL in an array
 * @value: the number
 */
void json_number(struct json *json, const char *key, uint64_t value)
{
	begin(json, key);
	printf("%" PRIu64, value);
}

static void answer_head(void *data, const char *file, uint64_t version)
{
	struct json *json = data;

	if (!json->depth)
		json_open(json, NULL, '{');
	json_string(json, "file", file, strlen(file));
	json_number(json, "format", version);
	json_open(json, "sections", '{');
}

static void answer_note(void *data, const char *name, const char *text)
{
	struct json *json = data;
	struct json_note *note;
	char *joined;
	size_t i;

	for (i = 0; i < json->nr_notes; i++) {
		note = &json->notes[i];
		if (strcmp(note->name, name))
			continue;
		/* A key must not occur twice. */
		joined = xasprintf("%s\n%s", note->text, text);
		free(note->text);
		note->text = joined;
		return;
	}
	json->notes = xgrow(json->notes, json->nr_notes, sizeof(*json->notes));
	json->notes[json->nr_notes++] = (struct json_note){ xstrdup(name), xstrdup(text) };
}

static void answer_section(void *data, const struct section *section)
{
	struct json *json = data;

	if (json->in_section)
		json_close(json);
	json->in_section = true;
	json_open(json, section->name, '[');
	json_keys_make(&json->keys, section);
}

static void answer_row(void *data, const struct section *section,
		       const struct word *words, unsigned long line)
{
	struct json *json = data;

	(void)line;
	if (json->first)
		buffer_char(&json->row, '\n');
	else
		buffer_bytes(&json->row, ",\n", 2);
	json->first = false;
	buffer_bytes(&json->row, "                                ", 2 * json->depth);
	json_row_put(&json->row, &json->keys, section, words);
	buffer_flush(&json->row);
}

/*
 * For parse(): writes an answer to the struct json passed as data, into the object
 * that is open there or a new outermost one. If there was a first line, it is to
 * be ended with json_answer_end().
 */
const struct parse_ops json_ops = {
	.head = answer_head,
	.note = answer_note,
	.section = answer_section,
	.row = answer_row,
};

/**
 * json_answer_end - end an answer begun by json_ops; its object stays open
 * @json: the output
 * @error: why there is no more of it, or NULL
 */
void json_answer_end(struct json *json, const char *error)
{
	size_t i;

	if (json->in_section)
		json_close(json);
	json->in_section = false;
	json_close(json);
	json_open(json, "notes", '{');
	for (i = 0; i < json->nr_notes; i++) {
		json_string(json, json->notes[i].name, json->notes[i].text,
			    strlen(json->notes[i].text));
		free(json->notes[i].name);
		free(json->notes[i].text);
	}
	json_close(json);
	free(json->notes);
	json->notes = NULL;
	json->nr_notes = 0;
	json_keys_free(&json->keys);
	buffer_free(&json->row);
	if (error)
		json_string(json, "error", error, strlen(error));
}
