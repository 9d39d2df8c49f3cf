/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one parser of everything the module prints: Documentation/formats.rst.
 *
 * It hands out what it reads piece by piece and keeps nothing but the names of
 * the sections, so an answer of any length is read in constant memory. What it
 * does not know (notes, sections, columns) it hands out like the rest.
 */
#ifndef PARSE_H
#define PARSE_H

#include <stddef.h>
#include <stdint.h>

#include "fault.h"
#include "source.h"
#include "section.h"
#include "word.h"

/**
 * struct parse_ops - what is done with the pieces, in their order
 * @head: the first line
 * @note: a note
 * @section: a section begins; @section is good to the end of parse()
 * @row: a row of it, on line @line: one word a column, good until this returns
 *
 * None of them can fail; an output that fails is found when it is closed.
 */
struct parse_ops {
	void (*head)(void *data, const char *file, uint64_t version);
	void (*note)(void *data, const char *name, const char *text);
	void (*section)(void *data, const struct section *section);
	void (*row)(void *data, const struct section *section,
		    const struct word *words, unsigned long line);
};

int parse(struct source *src, const char *file, uint64_t version,
	  const struct parse_ops *ops, void *data, struct fault *why);

#endif /* PARSE_H */
