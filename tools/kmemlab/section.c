// SPDX-License-Identifier: GPL-2.0
/* The header of a section: see section.h and Documentation/formats.rst. */
#include <stdlib.h>
#include <string.h>

#include "section.h"
#include "xalloc.h"

static bool is_name(const char *name, size_t len)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./";

	return len && strspn(name, allowed) >= len;
}

static bool has_column(const struct section *section, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < section->nr; i++)
		if (!strncmp(section->columns[i].name, name, len) &&
		    !section->columns[i].name[len])
			return true;
	return false;
}

/* Add the column "NAME:TYPE" of @len bytes; a reason if it is none. */
static char *add_column(struct section *section, const char *word, size_t len)
{
	const char *colon = memchr(word, ':', len);
	size_t name_len = colon ? (size_t)(colon - word) : 0;
	enum column_type type;

	if (!colon || !is_name(word, name_len))
		return xasprintf("'%.*s' is not a column, which is written NAME:TYPE",
				 (int)len, word);
	if (!word_type(colon + 1, len - name_len - 1, &type))
		return xasprintf("column '%.*s' has an unknown type (known: int, hex, str, flags)",
				 (int)len, word);
	if (has_column(section, word, name_len))
		return xasprintf("column '%.*s' occurs twice", (int)name_len, word);
	section->columns = xgrow(section->columns, section->nr,
				 sizeof(*section->columns));
	section->columns[section->nr++] = (struct column){
		.name = xmemdup(word, name_len),
		.type = type,
	};
	return NULL;
}

/**
 * section_parse - read ``@ SECTION COLUMN:TYPE ...``
 * @line: the line, which begins with '@'
 * @reason: on failure set to the reason, owned by the caller
 *
 * Return: the section, owned by the caller, or NULL.
 */
struct section *section_parse(const char *line, char **reason)
{
	struct section *section = xzalloc(sizeof(*section));
	const char *word = line + 2;
	size_t len = line[1] == ' ' ? strcspn(word, " ") : 0;

	if (!is_name(word, len)) {
		*reason = xstrdup("a section must be '@ SECTION COLUMN:TYPE ...'");
		free(section);
		return NULL;
	}
	section->name = xmemdup(word, len);
	while (!*reason && word[len]) {
		word += len + 1;
		len = strcspn(word, " ");
		*reason = add_column(section, word, len);
	}
	if (!*reason && !section->nr)
		*reason = xasprintf("section '%s' has no columns", section->name);
	if (!*reason)
		return section;
	section_free(section);
	free(section);
	return NULL;
}

/**
 * section_column - find a column
 * @section: the section
 * @name: of the column
 *
 * Return: its index, or -1.
 */
ssize_t section_column(const struct section *section, const char *name)
{
	size_t i;

	/* Asked for each cell: most names differ in their first letter. */
	for (i = 0; i < section->nr; i++)
		if (*section->columns[i].name == *name &&
		    !strcmp(section->columns[i].name, name))
			return i;
	return -1;
}

/**
 * section_copy - copy the header of a section
 * @copy: filled; to be freed with section_free()
 * @section: the original
 */
void section_copy(struct section *copy, const struct section *section)
{
	size_t i;

	copy->name = xstrdup(section->name);
	copy->nr = section->nr;
	copy->columns = xrealloc(NULL, section->nr, sizeof(*copy->columns));
	for (i = 0; i < section->nr; i++)
		copy->columns[i] = (struct column){
			.name = xstrdup(section->columns[i].name),
			.type = section->columns[i].type,
		};
}

/**
 * section_free - free what a section holds
 * @section: emptied, itself not freed
 */
void section_free(struct section *section)
{
	size_t i;

	for (i = 0; i < section->nr; i++)
		free(section->columns[i].name);
	free(section->columns);
	free(section->name);
	*section = (struct section){ 0 };
}
