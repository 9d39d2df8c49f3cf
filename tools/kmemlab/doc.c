// SPDX-License-Identifier: GPL-2.0
/* An answer of the module kept in memory: see doc.h. */
#include <stdlib.h>
#include <string.h>

#include "doc.h"
#include "xalloc.h"

static void add_head(void *data, const char *file, uint64_t version)
{
	struct doc *doc = data;

	doc->file = xstrdup(file);
	doc->version = version;
}

static void add_note(void *data, const char *name, const char *text)
{
	struct doc *doc = data;

	doc->notes = xgrow(doc->notes, doc->nr_notes, sizeof(*doc->notes));
	doc->notes[doc->nr_notes++] = (struct note){ xstrdup(name), xstrdup(text) };
}

static void add_section(void *data, const struct section *section)
{
	struct doc *doc = data;
	struct part *part;

	doc->parts = xgrow(doc->parts, doc->nr, sizeof(*doc->parts));
	part = &doc->parts[doc->nr++];
	*part = (struct part){ .nr = 0 };
	section_copy(&part->section, section);
}

/* The words and their bytes are one piece of memory, the words in front. */
static struct word *copy_words(const struct word *words, size_t nr)
{
	size_t i, bytes = nr * sizeof(*words);
	struct word *copy;
	char *text;

	for (i = 0; i < nr; i++)
		bytes += words[i].len + 1;
	copy = xzalloc(bytes);
	text = (char *)(copy + nr);
	for (i = 0; i < nr; i++) {
		copy[i] = words[i];
		copy[i].text = text;
		memcpy(text, words[i].text, words[i].len);
		text += words[i].len + 1;
	}
	return copy;
}

static void add_row(void *data, const struct section *section,
		    const struct word *words, unsigned long line)
{
	struct doc *doc = data;
	struct part *part = &doc->parts[doc->nr - 1];

	part->rows = xgrow(part->rows, part->nr, sizeof(*part->rows));
	part->rows[part->nr++] = (struct row){
		.line = line,
		.words = copy_words(words, section->nr),
	};
}

/* For parse(): keeps everything in the struct doc that is passed as data. */
const struct parse_ops doc_ops = {
	.head = add_head,
	.note = add_note,
	.section = add_section,
	.row = add_row,
};

/**
 * doc_replay - hand out what is kept as parse() did
 * @doc: an answer with a first line
 * @ops: what to do with the pieces
 * @data: passed to @ops
 */
void doc_replay(const struct doc *doc, const struct parse_ops *ops, void *data)
{
	size_t i, j;

	ops->head(data, doc->file, doc->version);
	for (i = 0; i < doc->nr; i++) {
		const struct part *part = &doc->parts[i];

		ops->section(data, &part->section);
		for (j = 0; j < part->nr; j++)
			ops->row(data, &part->section, part->rows[j].words,
				 part->rows[j].line);
	}
	for (i = 0; i < doc->nr_notes; i++)
		ops->note(data, doc->notes[i].name, doc->notes[i].text);
}

/**
 * doc_free - free what a document holds
 * @doc: emptied, itself not freed
 */
void doc_free(struct doc *doc)
{
	size_t i, j;

	for (i = 0; i < doc->nr_notes; i++) {
		free(doc->notes[i].name);
		free(doc->notes[i].text);
	}
	for (i = 0; i < doc->nr; i++) {
		for (j = 0; j < doc->parts[i].nr; j++)
			free(doc->parts[i].rows[j].words);
		free(doc->parts[i].rows);
		section_free(&doc->parts[i].section);
	}
	free(doc->notes);
	free(doc->parts);
	free(doc->file);
	free(doc->path);
	*doc = (struct doc){ 0 };
}

/**
 * doc_note - the text of a note
 * @doc: the answer
 * @name: of the note
 *
 * Return: its text, owned by @doc, or NULL.
 */
const char *doc_note(const struct doc *doc, const char *name)
{
	size_t i;

	for (i = 0; i < doc->nr_notes; i++)
		if (!strcmp(doc->notes[i].name, name))
			return doc->notes[i].text;
	return NULL;
}

/**
 * doc_part - find a section
 * @doc: the answer
 * @name: of the section
 *
 * Return: the section, owned by @doc, or NULL.
 */
const struct part *doc_part(const struct doc *doc, const char *name)
{
	size_t i;

	for (i = 0; i < doc->nr; i++)
		if (!strcmp(doc->parts[i].section.name, name))
			return &doc->parts[i];
	return NULL;
}

/**
 * doc_need - find a section that cannot be done without
 * @doc: the answer
 * @name: of the section
 * @why: filled if there is none
 *
 * Return: the section, owned by @doc, or NULL.
 */
const struct part *doc_need(const struct doc *doc, const char *name, struct fault *why)
{
	const struct part *part = doc_part(doc, name);

	if (!part)
		fault_at(why, doc->path, 0,
			 "section '%s' is missing: the file is cut short", name);
	return part;
}

/**
 * doc_word - a cell
 * @part: the section
 * @row: a row of it
 * @column: name of the column
 *
 * Return: the cell, owned by the document; NULL: there is no such column.
 */
const struct word *doc_word(const struct part *part, const struct row *row,
			    const char *column)
{
	ssize_t i = section_column(&part->section, column);

	return i < 0 ? NULL : &row->words[i];
}

/**
 * doc_text - the text of a cell
 * @part: the section
 * @row: a row of it
 * @column: name of the column
 *
 * Return: the text, owned by the document; "-" if there is no such column.
 */
const char *doc_text(const struct part *part, const struct row *row,
		     const char *column)
{
	const struct word *word = doc_word(part, row, column);

	return word ? word->text : "-";
}

static bool is_among(uint64_t value, const uint64_t *values, size_t nr)
{
	while (nr--)
		if (values[nr] == value)
			return true;
	return false;
}

/**
 * doc_keep - drop the rows that are not asked for
 * @doc: the answer
 * @column: a section without it stays whole
 * @values: rows with one of these in @column stay
 * @nr: how many
 */
void doc_keep(struct doc *doc, const char *column, const uint64_t *values, size_t nr)
{
	size_t i, j, kept;

	for (i = 0; i < doc->nr; i++) {
		struct part *part = &doc->parts[i];
		ssize_t at = section_column(&part->section, column);

		for (j = kept = 0; at >= 0 && j < part->nr; j++) {
			if (is_among(part->rows[j].words[at].value, values, nr))
				part->rows[kept++] = part->rows[j];
			else
				free(part->rows[j].words);
		}
		if (at >= 0)
			part->nr = kept;
	}
}

/**
 * doc_scalar - a value of a section of names and values
 * @doc: the answer
 * @part: name of the section
 * @name: name of the value
 *
 * Return: the value, owned by @doc, or NULL.
 */
const struct word *doc_scalar(const struct doc *doc, const char *part,
			      const char *name)
{
	const struct part *set = doc_part(doc, part);
	size_t i;

	for (i = 0; set && i < set->nr; i++)
		if (!strcmp(doc_text(set, &set->rows[i], "name"), name))
			return doc_word(set, &set->rows[i], "value");
	return NULL;
}

static bool is_pages(const char *column)
{
	size_t len = strlen(column);

	return len > 6 && !strcmp(column + len - 6, "_pages");
}

/**
 * doc_fields - take numbers out of a row
 * @doc: the answer, for messages
 * @part: a section of it
 * @row: a row of that
 * @fields: the columns wanted, all of them needed
 * @nr: how many
 * @to: the struct that @fields describe
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int doc_fields(const struct doc *doc, const struct part *part, const struct row *row,
	       const struct field *fields, size_t nr, void *to, struct fault *why)
{
	const struct word *word;
	const char *column;
	ssize_t at;

	for (; nr; fields++, nr--) {
		column = fields->column;
		at = section_column(&part->section, column);
		if (at < 0 || part->section.columns[at].type != TYPE_INT)
			return fault_at(why, doc->path, 0,
					"section '%s' has no column '%s:int'",
					part->section.name, column);
		word = &row->words[at];
		if (word->none || word->negative)
			return fault_at(why, doc->path, row->line,
					"column '%s': '%s' where a count is needed",
					column, word->text);
		if (is_pages(column) && word->value > PAGES_MAX)
			return fault_at(why, doc->path, row->line,
					"column '%s': %s pages are more than a machine can have",
					column, word->text);
		*(uint64_t *)((char *)to + fields->offset) = word->value;
	}
	return 0;
}
