// SPDX-License-Identifier: GPL-2.0
/* Finds sections, columns, rows and words in a parsed answer. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "lab.h"

const struct section *answer_section(const struct answer *answer, const char *name)
{
	size_t i;

	for (i = 0; i < answer->nr_sections; i++)
		if (!strcmp(answer->sections[i].name, name))
			return &answer->sections[i];
	lab_die("%s: no section '%s'; error: %s", answer->file ? answer->file : "answer",
		name, answer->error ? answer->error : "none");
}

static size_t column_of(const struct section *section, const char *column)
{
	size_t i;

	for (i = 0; i < section->nr_columns; i++)
		if (!strcmp(section->columns[i].name, column))
			return i;
	lab_die("section '%s' has no column '%s'", section->name, column);
}

const char *section_word(const struct section *section, size_t row, const char *column)
{
	if (row >= section->nr_rows)
		lab_die("section '%s' has no row %zu", section->name, row);
	return section->words[row * section->nr_columns + column_of(section, column)];
}

uint64_t section_u64(const struct section *section, size_t row, const char *column)
{
	const char *word = section_word(section, row, column);

	if (!word)
		lab_die("section '%s', row %zu: '%s' is '-'", section->name, row, column);
	return strtoull(word, NULL, 0);
}

static bool row_has(const struct section *section, size_t row, va_list pairs)
{
	const char *column, *wanted, *word;

	while ((column = va_arg(pairs, const char *))) {
		wanted = va_arg(pairs, const char *);
		word = section_word(section, row, column);
		if (!word || strcmp(word, wanted))
			return false;
	}
	return true;
}

long section_find(const struct section *section, ...)
{
	va_list pairs;
	size_t row;
	bool found;

	for (row = 0; row < section->nr_rows; row++) {
		va_start(pairs, section);
		found = row_has(section, row, pairs);
		va_end(pairs);
		if (found)
			return row;
	}
	return -1;
}

const char *answer_value(const struct answer *answer, const char *section,
			 const char *name)
{
	const struct section *s = answer_section(answer, section);
	long row = section_find(s, "name", name, NULL);

	if (row < 0)
		lab_die("section '%s' has no '%s'", section, name);
	return section_word(s, row, "value");
}

uint64_t answer_u64(const struct answer *answer, const char *section, const char *name)
{
	const char *value = answer_value(answer, section, name);

	if (!value)
		lab_die("section '%s': %s is '-'", section, name);
	return strtoull(value, NULL, 0);
}
