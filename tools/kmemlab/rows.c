// SPDX-License-Identifier: GPL-2.0
/* Answers for programs, a line a row: see rows.h. */
#include <stdio.h>
#include <string.h>

#include "rows.h"

static void put_word(struct buffer *buffer, const struct word *word, enum text_form form)
{
	/* An empty word would shift the columns, and "-" means something else. */
	if (word->len == 1 && *word->text == '-' && !word->none)
		buffer_bytes(buffer, "\\x2d", 4);
	else if (word->plain)
		buffer_bytes(buffer, word->text, word->len);
	else if (!word->len && form == TEXT_RAW)
		buffer_bytes(buffer, "\"\"", 2);
	else
		buffer_text(buffer, word->text, word->len, form);
}

static void put_raw(struct buffer *buffer, const struct section *section,
		    const struct word *words)
{
	size_t i;

	for (i = 0; i < section->nr; i++) {
		put_word(buffer, &words[i], TEXT_RAW);
		buffer_char(buffer, i + 1 < section->nr ? ' ' : '\n');
	}
}

/* What a shell takes for the name of a variable. */
static void put_variable(struct buffer *buffer, const char *name)
{
	bool is_plain;
	char letter;

	if (*name >= '0' && *name <= '9')
		buffer_char(buffer, '_');
	for (; *name; name++) {
		letter = text_upper(*name);
		is_plain = (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
		buffer_char(buffer, is_plain ? letter : '_');
	}
	buffer_bytes(buffer, "=\"", 2);
}

/* What stands before the words is the same in each row. */
static void make_keys(struct rows *rows, const struct section *section)
{
	size_t i;

	rows->keys.len = 0;
	rows->ends = xrealloc(rows->ends, section->nr, sizeof(*rows->ends));
	for (i = 0; i < section->nr; i++) {
		put_variable(&rows->keys, section->columns[i].name);
		rows->ends[i] = rows->keys.len;
	}
}

static void put_pairs(struct rows *rows, const struct section *section,
		      const struct word *words)
{
	struct buffer *buffer = &rows->buffer;
	size_t i, at = 0;

	for (i = 0; i < section->nr; at = rows->ends[i++]) {
		buffer_bytes(buffer, rows->keys.bytes + at, rows->ends[i] - at);
		put_word(buffer, &words[i], TEXT_SHELL);
		buffer_bytes(buffer, "\" ", i + 1 < section->nr ? 2 : 1);
	}
	buffer_char(buffer, '\n');
}

static void rows_head(void *data, const char *file, uint64_t version)
{
	(void)data;
	(void)file;
	(void)version;
}

static void rows_note(void *data, const char *name, const char *text)
{
	(void)data;
	(void)name;
	(void)text;
}

static void rows_section(void *data, const struct section *section)
{
	struct rows *rows = data;
	size_t i;

	if (rows->begun)
		putchar('\n');
	rows->begun = true;
	if (rows->pairs)
		make_keys(rows, section);
	if (rows->pairs || rows->noheadings)
		return;
	for (i = 0; i < section->nr; i++)
		printf("%s%s", i ? " " : "", section->columns[i].name);
	putchar('\n');
}

static void rows_row(void *data, const struct section *section,
		     const struct word *words, unsigned long line)
{
	struct rows *rows = data;

	(void)line;
	if (rows->pairs)
		put_pairs(rows, section, words);
	else
		put_raw(&rows->buffer, section, words);
	buffer_flush(&rows->buffer);
}

/**
 * rows_end - end what was written
 * @rows: freed
 */
void rows_end(struct rows *rows)
{
	buffer_free(&rows->buffer);
	buffer_free(&rows->keys);
	free(rows->ends);
	rows->ends = NULL;
}

const struct parse_ops rows_ops = {
	.head = rows_head,
	.note = rows_note,
	.section = rows_section,
	.row = rows_row,
};
