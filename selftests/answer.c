// SPDX-License-Identifier: GPL-2.0
/* Parses an answer: lines, notes, sections. Words are in word.c. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "word.h"

#define FIRST_LINE "# kmemlab "

static void broken(struct answer *a, const char *line, const char *why)
{
	if (!a->broken[0])
		snprintf(a->broken, sizeof(a->broken), "%s: '%.150s'", why, line);
}

static void *grown(void *array, size_t nr, size_t size)
{
	array = realloc(array, (nr + 1) * size);
	if (!array)
		abort();
	memset((char *)array + nr * size, 0, size);
	return array;
}

static bool is_name(const char *s)
{
	return islower((unsigned char)*s) && !s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

static void parse_first(struct answer *a, const char *line)
{
	const char *file = line + strlen(FIRST_LINE), *blank = strchr(file, ' ');

	if (strncmp(line, FIRST_LINE, strlen(FIRST_LINE)) || !blank || blank == file ||
	    !word_is(blank + 1, "int") || blank[1] == '-' || blank[1] == '0')
		return broken(a, line, "the first line is not '# kmemlab FILE VERSION'");
	a->file = strndup(file, blank - file);
}

static void parse_note(struct answer *a, char *line)
{
	char *name = line + 2, *colon = strstr(line, ": ");

	if (strncmp(line, "# ", 2) || !colon)
		return broken(a, line, "a note is not '# NAME: TEXT'");
	*colon = '\0';
	/* A request may be empty: all values by default. */
	if (!is_name(name) || (!colon[2] && strcmp(name, "request")))
		broken(a, line, "a note without a name or a text");
	if (!strcmp(name, "consistency")) {
		if (a->consistency)
			broken(a, line, "a second note");
		a->consistency = strdup(colon + 2);
	} else if (!strcmp(name, "request")) {
		if (a->request)
			broken(a, line, "a second note");
		a->request = strdup(colon + 2);
	}
}

static bool add_column(struct section *s, char *word)
{
	char *colon = strchr(word, ':');
	struct column *c;

	if (!colon)
		return false;
	*colon = '\0';
	for (c = s->columns; c < s->columns + s->nr_columns; c++)
		if (!strcmp(c->name, word))
			return false;
	s->columns = grown(s->columns, s->nr_columns, sizeof(*c));
	c = &s->columns[s->nr_columns++];
	c->name = strdup(word);
	c->type = strdup(colon + 1);
	return is_name(c->name) && (!strcmp(c->type, "int") || !strcmp(c->type, "hex") ||
				    !strcmp(c->type, "str") || !strcmp(c->type, "flags"));
}

/* @rest is what follows the "@" of @line, to be cut to pieces. */
static void parse_words(struct answer *a, const char *line, char *rest)
{
	struct section *s;
	char *word;
	size_t i;

	a->sections = grown(a->sections, a->nr_sections, sizeof(*s));
	s = &a->sections[a->nr_sections++];
	if (*rest != ' ' || !rest[1])
		return broken(a, line, "a section without a name");
	rest++;
	s->name = strdup(strsep(&rest, " "));
	if (!is_name(s->name) || !rest)
		broken(a, line, "a section without a name or columns");
	for (i = 0; i + 1 < a->nr_sections; i++)
		if (!strcmp(a->sections[i].name, s->name))
			broken(a, line, "a second section of that name");
	while ((word = strsep(&rest, " ")))
		if (!add_column(s, word))
			broken(a, line, "a column that is no NAME:TYPE, or is there twice");
}

static void parse_header(struct answer *a, const char *line)
{
	char *rest = strdup(line + 1);

	parse_words(a, line, rest);
	free(rest);
}

static void parse_row(struct answer *a, const char *line)
{
	struct section *s = a->sections + a->nr_sections - 1;
	size_t column = 0, at;
	const char *p = line;
	char *word;

	if (!a->nr_sections)
		return broken(a, line, "a row before any section");
	at = s->nr_rows * s->nr_columns;
	s->words = realloc(s->words, (at + s->nr_columns + 1) * sizeof(*s->words));
	for (;;) {
		if (column == s->nr_columns)
			return broken(a, line, "more words than columns");
		if (!word_parse(&p, s->columns[column].type, &word))
			return broken(a, line, "a word not of its column's type");
		s->words[at + column++] = word;
		if (!*p)
			break;
		if (*p++ != ' ')
			return broken(a, line, "words not separated by single blanks");
	}
	if (column != s->nr_columns)
		return broken(a, line, "fewer words than columns");
	s->nr_rows++;
}

/* A tab may be between the words of a request, which is shown as written. */
static bool has_controls(const char *line)
{
	bool request = !strncmp(line, "# request: ", strlen("# request: "));

	while (iscntrl((unsigned char)*line) ? request && *line == '\t' : *line)
		line++;
	return *line;
}

static void parse_line(struct answer *a, char *line, bool first, bool last)
{
	static const char error[] = "error: ";

	if (has_controls(line)) {
		broken(a, line, "control characters");
	} else if (!strncmp(line, error, strlen(error))) {
		a->error = strdup(line + strlen(error));
		if (!last || !a->error[0])
			broken(a, line, "an error without a text, or not at the end");
	} else if (first) {
		parse_first(a, line);
	} else if (*line == '#') {
		parse_note(a, line);
	} else if (*line == '@') {
		parse_header(a, line);
	} else {
		parse_row(a, line);
	}
}

struct answer *answer_parse(const char *text, size_t len)
{
	struct answer *a = grown(NULL, 0, sizeof(*a));
	char *copy = strndup(text, len), *rest = copy, *line;
	bool first = true;

	if (!len || text[len - 1] != '\n')
		broken(a, text, "the text is empty or its last line is not ended");
	if (strlen(text) < len)
		broken(a, text, "a NUL byte in the text");
	if (a->broken[0])
		return a;
	copy[len - 1] = '\0';
	while ((line = strsep(&rest, "\n")) && !a->broken[0]) {
		parse_line(a, line, first, !rest);
		first = false;
	}
	if (a->file && !a->consistency)
		broken(a, text, "no note on consistency");
	if (!a->file && !a->error)
		broken(a, text, "no first line");
	free(copy);
	return a;
}

void answer_free(struct answer *a)
{
	struct section *s;
	size_t i;

	for (s = a->sections; s < a->sections + a->nr_sections; s++) {
		for (i = 0; i < s->nr_rows * s->nr_columns; i++)
			free(s->words[i]);
		for (i = 0; i < s->nr_columns; i++) {
			free(s->columns[i].name);
			free(s->columns[i].type);
		}
		free(s->words);
		free(s->columns);
		free(s->name);
	}
	free(a->sections);
	free(a->file);
	free(a->consistency);
	free(a->request);
	free(a->error);
	free(a);
}
