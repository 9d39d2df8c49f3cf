// SPDX-License-Identifier: GPL-2.0
/* One word of a row, by the type of its column. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "word.h"

static bool is_int(const char *s)
{
	const char *digits = s + (*s == '-');

	if (!isdigit((unsigned char)*digits) || digits[strspn(digits, "0123456789")])
		return false;
	if (*digits == '0' && (digits[1] || digits != s))
		return false;
	errno = 0;
	if (*s == '-')
		strtoll(s, NULL, 10);
	else
		strtoull(s, NULL, 10);
	return !errno;
}

static bool is_hex(const char *s)
{
	size_t digits;

	if (strncmp(s, "0x", 2))
		return false;
	digits = strspn(s + 2, "0123456789abcdef");
	return digits && !s[2 + digits] && strlen(s + 2 + strspn(s + 2, "0")) <= 16;
}

static bool is_flags(const char *s)
{
	for (;;) {
		size_t name = strcspn(s, "|");

		if (!name || strcspn(s, " \"\\") < name)
			return false;
		if (!s[name])
			return true;
		s += name + 1;
	}
}

static bool is_bare_str(const char *s)
{
	return *s && !strchr("#@", *s) && strncmp(s, "error:", 6) && !strpbrk(s, " \"\\");
}

bool word_is(const char *s, const char *type)
{
	if (!strcmp(type, "int"))
		return is_int(s);
	if (!strcmp(type, "hex"))
		return is_hex(s);
	if (!strcmp(type, "flags"))
		return is_flags(s);
	return is_bare_str(s);
}

/* What an escape stands for, or 0. Only control characters need \xHH. */
static char unescaped(const char **p)
{
	unsigned int c;

	switch (*++*p) {
	case '"':
	case '\\':
		return **p;
	case 'x':
		if (!isxdigit((unsigned char)(*p)[1]) || !isxdigit((unsigned char)(*p)[2]))
			return 0;
		sscanf(*p + 1, "%2x", &c);
		*p += 2;
		return iscntrl(c) ? c : 0;
	}
	return 0;
}

static bool parse_quoted(const char **p, char **word)
{
	char *out = *word = malloc(strlen(*p) + 1);

	for (++*p; **p != '"'; ++*p, out++) {
		if (!**p)
			return false;
		*out = **p == '\\' ? unescaped(p) : **p;
		if (!*out)
			return false;
	}
	++*p;
	*out = '\0';
	return true;
}

bool word_parse(const char **p, const char *type, char **word)
{
	size_t len = strcspn(*p, " ");

	if (**p == '"' && !strcmp(type, "str"))
		return parse_quoted(p, word);
	*word = strndup(*p, len);
	*p += len;
	if (!strcmp(*word, "-")) {
		free(*word);
		*word = NULL;
		return true;
	}
	return word_is(*word, type);
}
