// SPDX-License-Identifier: GPL-2.0
/* Answers that the tool makes itself: see made.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "made.h"
#include "xalloc.h"

/**
 * made_section - begin a section
 * @made: the answer
 * @header: "@ SECTION COLUMN:TYPE ...", at most MADE_COLUMNS_MAX columns
 */
void made_section(struct made *made, const char *header)
{
	char *reason = NULL;

	made->section = section_parse(header, &reason);
	if (!made->section || made->section->nr > MADE_COLUMNS_MAX)
		abort();
	made->sections = xgrow(made->sections, made->nr, sizeof(*made->sections));
	made->sections[made->nr++] = made->section;
	made->ops->section(made->data, made->section);
}

/**
 * made_table - begin a section that a table of columns describes
 * @made: the answer
 * @view: has the section
 * @name: of the section; all its columns are to be filled
 */
void made_table(struct made *made, const struct view *view, const char *name)
{
	const struct column_doc *column = section_doc(view, name)->columns;
	char *header = xasprintf("@ %s", name), *longer;

	for (; column->name; column++) {
		longer = xasprintf("%s %s", header, column->name);
		free(header);
		header = longer;
	}
	made_section(made, header);
	free(header);
}

static void add(struct made *made, const char *text, uint64_t value, bool none)
{
	made->words[made->at++] = (struct word){
		.text = text,
		.len = strlen(text),
		.none = none,
		.value = value,
	};
}

/**
 * made_int - fill an int of the row
 * @made: the answer
 * @value: the number
 */
void made_int(struct made *made, uint64_t value)
{
	char *text = made->text[made->at];

	snprintf(text, sizeof(made->text[0]), "%" PRIu64, value);
	add(made, text, value, false);
}

/**
 * made_signed - fill an int of the row that may be negative
 * @made: the answer
 * @value: the number
 */
void made_signed(struct made *made, int64_t value)
{
	char *text = made->text[made->at];

	snprintf(text, sizeof(made->text[0]), "%" PRId64, value);
	add(made, text, value < 0 ? -(uint64_t)value : (uint64_t)value, false);
	made->words[made->at - 1].negative = value < 0;
}

/**
 * made_hex - fill a hex of the row
 * @made: the answer
 * @value: the number
 */
void made_hex(struct made *made, uint64_t value)
{
	char *text = made->text[made->at];

	snprintf(text, sizeof(made->text[0]), "0x%" PRIx64, value);
	add(made, text, value, false);
}

/**
 * made_str - fill a str or flags of the row
 * @made: the answer
 * @text: must stay until made_row()
 */
void made_str(struct made *made, const char *text)
{
	add(made, text, 0, false);
}

/**
 * made_none - say that a column does not apply to the row
 * @made: the answer
 */
void made_none(struct made *made)
{
	add(made, "-", 0, true);
}

/**
 * made_row - end the row
 * @made: the answer; all columns are filled
 */
void made_row(struct made *made)
{
	made->ops->row(made->data, made->section, made->words, 0);
	made->at = 0;
}

/**
 * made_free - free what an answer holds, when its readers are done
 * @made: emptied
 */
void made_free(struct made *made)
{
	size_t i;

	for (i = 0; i < made->nr; i++) {
		section_free(made->sections[i]);
		free(made->sections[i]);
	}
	free(made->sections);
	*made = (struct made){ 0 };
}
