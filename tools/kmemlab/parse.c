// SPDX-License-Identifier: GPL-2.0
/* The one parser: see parse.h and Documentation/formats.rst. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lines.h"
#include "parse.h"
#include "text.h"
#include "xalloc.h"

/* How much of a wrong word a message repeats. */
#define SHOWN_MAX	40

struct parser {
	struct lines lines;
	const char *file;
	uint64_t version;
	const struct parse_ops *ops;
	void *data;
	struct fault *why;
	/* Pointers, so that a section stays where it is when more come. */
	struct section **sections;
	size_t nr_sections;
	struct word *words;	/* of the section being read */
};

#define wrong(p, ...) \
	fault_at((p)->why, (p)->lines.src->path, (p)->lines.nr, __VA_ARGS__)

/* ``# kmemlab FILE VERSION`` */
static int parse_head(struct parser *p, const char *line)
{
	static const char magic[] = "# kmemlab ";
	size_t len = strlen(p->file);
	const char *at = line + sizeof(magic) - 1;
	uint64_t version;

	if (strncmp(line, magic, sizeof(magic) - 1))
		return wrong(p, "the first line must be '%s%s %" PRIu64 "'",
			     magic, p->file, p->version);
	if (strncmp(at, p->file, len) || at[len] != ' ')
		return wrong(p, "this is not '%s' but '%.*s'", p->file,
			     SHOWN_MAX, at);
	at += len + 1;
	if (!text_decimal(at, strlen(at), &version))
		return wrong(p, "'%.*s' is not the version of a format",
			     SHOWN_MAX, at);
	if (version != p->version)
		return wrong(p, "format %" PRIu64 ", but this kmemlab reads format %" PRIu64 "; use the tool that was built with the module",
			     version, p->version);
	p->ops->head(p->data, p->file, version);
	return 0;
}

/* ``# NAME: TEXT`` */
static int parse_note(struct parser *p, char *line)
{
	char *name = line + 2;
	size_t len = strcspn(line, ":") - 2;

	if (line[1] != ' ' || !strchr(line, ':') || !len ||
	    strcspn(name, " \t\"\\") < len ||
	    (name[len + 1] != ' ' && name[len + 1]))
		return wrong(p, "a note must be '# NAME: TEXT'");
	name[len] = '\0';
	p->ops->note(p->data, name, name + len + (name[len + 1] ? 2 : 1));
	return 0;
}

/* ``@ SECTION COLUMN:TYPE ...`` */
static int parse_section(struct parser *p, char *line)
{
	struct section *section;
	char *reason = NULL;
	size_t i;

	section = section_parse(line, &reason);
	if (!section) {
		wrong(p, "%s", reason);
		free(reason);
		return -1;
	}
	for (i = 0; i < p->nr_sections; i++) {
		if (strcmp(p->sections[i]->name, section->name))
			continue;
		wrong(p, "section '%s' occurs twice", section->name);
		section_free(section);
		free(section);
		return -1;
	}
	p->sections = xgrow(p->sections, p->nr_sections, sizeof(*p->sections));
	p->sections[p->nr_sections++] = section;
	p->words = xrealloc(p->words, section->nr, sizeof(*p->words));
	p->ops->section(p->data, section);
	return 0;
}

static int bad_word(struct parser *p, const struct column *column,
		    const struct word *word, const char *reason)
{
	return wrong(p, "column '%s': '%.*s%s' %s", column->name,
		     (int)(word->len > SHOWN_MAX ? SHOWN_MAX : word->len),
		     word->text, word->len > SHOWN_MAX ? "..." : "", reason);
}

/* A byte that may stand nowhere, but in notes. */
static int check_bytes(struct parser *p, const char *line, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (!line[i])
			return wrong(p, "a NUL byte");
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			return wrong(p, "a bare control character (0x%02x)", line[i]);
	}
	return 0;
}

static int parse_words(struct parser *p, const struct section *section, char *line,
		       size_t len)
{
	const char *reason;
	size_t at = 0, i, step;
	bool quoted;

	for (i = 0; i < section->nr; i++) {
		if (at >= len)
			return wrong(p, "section '%s' has %zu columns, this row only %zu words",
				     section->name, section->nr, i);
		step = word_fast(line + at, section->columns[i].type, &p->words[i]);
		if (step) {
			at += step + 1;
			continue;
		}
		step = word_scan(line + at, len - at, &p->words[i], &quoted, &reason);
		if (!step)
			return wrong(p, "column '%s': %s", section->columns[i].name,
				     reason);
		if (!word_check(&p->words[i], quoted, section->columns[i].type,
				&reason))
			return bad_word(p, &section->columns[i], &p->words[i], reason);
		at += step + 1;
	}
	if (at <= len)
		return wrong(p, "section '%s' has %zu columns, this row more words",
			     section->name, section->nr);
	return 0;
}

/*
 * Words look at their bytes themselves, but for quoted ones, which are unescaped in
 * place. A byte that may stand nowhere is what is wrong, whatever else is.
 */
static int parse_row(struct parser *p, char *line, size_t len)
{
	bool quotes = memchr(line, '"', len);
	const struct section *section;

	if (quotes && check_bytes(p, line, len))
		return -1;
	if (!p->nr_sections) {
		wrong(p, "a row before the first section");
		check_bytes(p, line, len);
		return -1;
	}
	section = p->sections[p->nr_sections - 1];
	if (parse_words(p, section, line, len)) {
		if (!quotes)
			check_bytes(p, line, len);
		return -1;
	}
	p->ops->row(p->data, section, p->words, p->lines.nr);
	return 0;
}

/* ``error: TEXT``: the module's sentence becomes the tool's. */
static int parse_error(struct parser *p, const char *line)
{
	char *text, *next;
	size_t len;
	int more;

	if (line[6] != ' ' || !line[7])
		return wrong(p, "an error must be 'error: TEXT'");
	text = xstrdup(line + 7);
	more = lines_next(&p->lines, &next, &len, p->why);
	if (more > 0) {
		wrong(p, "a line behind the error, which must be the last");
	} else if (!more) {
		fault(p->why, EXIT_UNAVAILABLE, "%s", text);
		p->why->by_module = true;
	}
	free(text);
	return -1;
}

static int parse_line(struct parser *p, char *line, size_t len)
{
	bool error = *line == 'e' && !strncmp(line, "error:", 6);

	/* Of most lines the words are looked at byte by byte anyway. */
	if (len && !error && *line != '#' && *line != '@' && p->lines.nr > 1)
		return parse_row(p, line, len);
	if (strlen(line) != len)
		return wrong(p, "a NUL byte");
	/* Notes and errors may repeat what a user gave; they are escaped later. */
	if (*line != '#' && !error && check_bytes(p, line, len))
		return -1;
	if (error)
		return parse_error(p, line);
	if (p->lines.nr == 1)
		return parse_head(p, line);
	if (!len)
		return wrong(p, "an empty line");
	if (line[0] == '#')
		return parse_note(p, line);
	return parse_section(p, line);
}

static void parser_free(struct parser *p)
{
	size_t i;

	for (i = 0; i < p->nr_sections; i++) {
		section_free(p->sections[i]);
		free(p->sections[i]);
	}
	free(p->sections);
	free(p->words);
	lines_free(&p->lines);
}

/**
 * parse - read an answer of the module
 * @src: an open file; read to its end
 * @file: the name that must stand in the first line
 * @version: the version of the format that must stand there
 * @ops: what to do with the pieces
 * @data: passed to @ops
 * @why: filled on failure: "PATH:LINE: reason", or the module's own error
 *
 * Return: 0 or -1; what was read before a failure has been handed out.
 */
int parse(struct source *src, const char *file, uint64_t version,
	  const struct parse_ops *ops, void *data, struct fault *why)
{
	struct parser p = {
		.lines.src = src,
		.file = file,
		.version = version,
		.ops = ops,
		.data = data,
		.why = why,
	};
	char *line;
	size_t len;
	int ret;

	while ((ret = lines_next(&p.lines, &line, &len, why)) > 0) {
		ret = parse_line(&p, line, len);
		if (ret)
			break;
	}
	if (!ret && !p.lines.nr)
		ret = fault_at(why, src->path, 1,
			       "the file is empty; the first line must be '# kmemlab %s %" PRIu64 "'",
			       file, version);
	parser_free(&p);
	return ret;
}
