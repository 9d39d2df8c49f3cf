/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Answers that the tool makes itself, handed out as parse() hands out those of
 * the module: so they are shown, and become JSON and raw tables, the same way.
 */
#ifndef MADE_H
#define MADE_H

#include <stdint.h>

#include "columns.h"
#include "parse.h"

#define MADE_COLUMNS_MAX	16

/**
 * struct made - an answer in the making
 * @ops: where the pieces go
 * @data: passed to @ops
 * @section: the one that is open; owned
 * @words: of the row in the making
 * @text: their bytes, where they are not the caller's
 * @at: how many words it has
 * @sections: all so far, which readers may point to; owned
 * @nr: how many
 */
struct made {
	const struct parse_ops *ops;
	void *data;
	struct section *section;
	struct word words[MADE_COLUMNS_MAX];
	char text[MADE_COLUMNS_MAX][24];
	size_t at;
	struct section **sections;
	size_t nr;
};

void made_section(struct made *made, const char *header);
void made_table(struct made *made, const struct view *view, const char *name);
void made_int(struct made *made, uint64_t value);
void made_signed(struct made *made, int64_t value);
void made_hex(struct made *made, uint64_t value);
void made_str(struct made *made, const char *text);
void made_none(struct made *made);
void made_row(struct made *made);
void made_free(struct made *made);

#endif /* MADE_H */
