/* SPDX-License-Identifier: GPL-2.0 */
/* The header of a section: its name and its columns. Pure. */
#ifndef SECTION_H
#define SECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "word.h"

/**
 * struct column - a column of a section
 * @name: its name, with the unit; owned by the section
 * @type: what its words are
 */
struct column {
	char *name;
	enum column_type type;
};

/**
 * struct section - the header of a section
 * @name: its name; owned
 * @columns: its columns; owned
 * @nr: how many, at least 1
 */
struct section {
	char *name;
	struct column *columns;
	size_t nr;
};

ssize_t section_column(const struct section *section, const char *name);
struct section *section_parse(const char *line, char **reason);
void section_copy(struct section *copy, const struct section *section);
void section_free(struct section *section);

#endif /* SECTION_H */
