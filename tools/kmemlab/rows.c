// SPDX-License-Identifier: GPL-2.0
/* Answers for programs, a line a row: see rows.h. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "rows.h"
#include "text.h"

static void put_word(const struct word *word, enum text_form form)
{
	/* An empty word would shift the columns, and "-" means something else. */
	if (!word->len && form == TEXT_RAW)
		fputs("\"\"", stdout);
	else if (word->len == 1 && *word->text == '-' && !word->none)
		fputs("\\x2d", stdout);
	else
		text_put(stdout, word->text, word->len, form);
}

static void put_raw(const struct section *section, const struct word *words)
{
	size_t i;

	for (i = 0; i < section->nr; i++) {
		if (i)
			putchar(' ');
		put_word(&words[i], TEXT_RAW);
	}
	putchar('\n');
}

/* What a shell takes for the name of a variable. */
static void put_variable(const char *name)
{
	if (isdigit((unsigned char)*name))
		putchar('_');
	for (; *name; name++)
		putchar(isalnum((unsigned char)*name) ? toupper((unsigned char)*name) : '_');
}

static void put_pairs(const struct section *section, const struct word *words)
{
	size_t i;

	for (i = 0; i < section->nr; i++) {
		if (i)
			putchar(' ');
		put_variable(section->columns[i].name);
		fputs("=\"", stdout);
		put_word(&words[i], TEXT_SHELL);
		putchar('"');
	}
	putchar('\n');
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
	if (rows->pairs || rows->noheadings)
		return;
	for (i = 0; i < section->nr; i++)
		printf("%s%s", i ? " " : "", section->columns[i].name);
	putchar('\n');
}

static void rows_row(void *data, const struct section *section,
		     const struct word *words, unsigned long line)
{
	const struct rows *rows = data;

	(void)line;
	if (rows->pairs)
		put_pairs(section, words);
	else
		put_raw(section, words);
}

const struct parse_ops rows_ops = {
	.head = rows_head,
	.note = rows_note,
	.section = rows_section,
	.row = rows_row,
};
