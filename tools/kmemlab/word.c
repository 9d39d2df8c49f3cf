// SPDX-License-Identifier: GPL-2.0
/* The words of a row: see word.h and Documentation/formats.rst. */
#include <string.h>

#include "text.h"
#include "util.h"
#include "word.h"

static const char *const type_names[] = {
	[TYPE_INT] = "int",
	[TYPE_HEX] = "hex",
	[TYPE_STR] = "str",
	[TYPE_FLAGS] = "flags",
};

/**
 * word_type - the type of a name
 * @name: the name; need not end with a NUL
 * @len: its length
 * @type: filled
 *
 * Return: false if there is no such type.
 */
bool word_type(const char *name, size_t len, enum column_type *type)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(type_names); i++) {
		if (strlen(type_names[i]) != len || memcmp(type_names[i], name, len))
			continue;
		*type = i;
		return true;
	}
	return false;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool is_control(unsigned char c)
{
	return c < 0x20 || c == 0x7f;
}

/* Take an escape at @in; bytes taken, or 0. */
static size_t unescape(const char *in, size_t len, char *out)
{
	int high, low;

	if (len >= 2 && (in[1] == '"' || in[1] == '\\')) {
		*out = in[1];
		return 2;
	}
	if (len < 4 || in[1] != 'x')
		return 0;
	high = hex_digit(in[2]);
	low = hex_digit(in[3]);
	if (high < 0 || low < 0 || !is_control(high << 4 | low))
		return 0;
	*out = high << 4 | low;
	return 4;
}

/*
 * Take a quoted text, in place: without its quotes and escapes it is shorter.
 * Bytes taken, or 0.
 */
static size_t scan_quoted(char *line, size_t len, struct word *word, const char **wrong)
{
	size_t in = 1, step;
	char *out = line;

	word->text = line;
	while (in < len && line[in] != '"') {
		step = 1;
		if (line[in] == '\\')
			step = unescape(line + in, len - in, out);
		else
			*out = line[in];
		if (!step) {
			*wrong = "unknown escape; known are \\\", \\\\ and \\xHH for a control character";
			return 0;
		}
		out++;
		in += step;
	}
	if (in == len) {
		*wrong = "a quoted text is not closed";
		return 0;
	}
	word->len = out - line;
	in++;
	if (in < len && line[in] != ' ') {
		*wrong = "no blank behind a quoted text";
		return 0;
	}
	return in;
}

/**
 * word_scan - take the first word of a line
 * @line: the line, at a word; a quoted text is unescaped in place
 * @len: bytes of it, at least 1
 * @word: filled but for what word_check() fills
 * @quoted: set if the word was between double quotes
 * @wrong: set to the reason on failure
 *
 * Return: bytes taken, without the blank behind; 0: not a word.
 */
size_t word_scan(char *line, size_t len, struct word *word, bool *quoted,
		 const char **wrong)
{
	const char *blank;

	*word = (struct word){ .text = line };
	*quoted = *line == '"';
	if (*quoted)
		return scan_quoted(line, len, word, wrong);
	blank = memchr(line, ' ', len);
	word->len = blank ? (size_t)(blank - line) : len;
	if (!word->len)
		*wrong = "words are separated by single blanks";
	return word->len;
}

static bool check_int(struct word *word, const char **wrong)
{
	size_t sign = word->text[0] == '-';

	word->negative = sign;
	if (!text_decimal(word->text + sign, word->len - sign, &word->value)) {
		*wrong = "is not a decimal number of at most 64 bits";
		return false;
	}
	if (sign && (word->value > (uint64_t)1 << 63 || !word->value)) {
		*wrong = "is not a number from -2^63 to 2^64 - 1";
		return false;
	}
	return true;
}

static bool check_hex(struct word *word, const char **wrong)
{
	size_t i;

	*wrong = "is not 0x and lower-case hexadecimal digits";
	if (word->len < 3 || memcmp(word->text, "0x", 2))
		return false;
	for (i = 2; i < word->len; i++) {
		int digit = hex_digit(word->text[i]);

		if (digit < 0 || (word->text[i] >= 'A' && word->text[i] <= 'F'))
			return false;
		if (word->value >> 60) {
			*wrong = "has more than 64 bits";
			return false;
		}
		word->value = word->value << 4 | digit;
	}
	return true;
}

static bool check_str(const struct word *word, const char **wrong)
{
	*wrong = "must stand between double quotes";
	if (word->text[0] == '#' || word->text[0] == '@')
		return false;
	if (word->len >= 6 && !memcmp(word->text, "error:", 6))
		return false;
	return !memchr(word->text, '"', word->len) && !memchr(word->text, '\\', word->len);
}

static bool check_flags(const struct word *word, const char **wrong)
{
	size_t i;

	*wrong = "is not names joined by '|'";
	for (i = 0; i < word->len; i++) {
		if (word->text[i] == '"' || word->text[i] == '\\')
			return false;
		if (word->text[i] == '|' &&
		    (!i || i == word->len - 1 || word->text[i - 1] == '|'))
			return false;
	}
	return true;
}

/**
 * word_check - is a word one of its column's type?
 * @word: the word; its value is filled
 * @quoted: it was between double quotes
 * @type: the type
 * @wrong: set to what is wrong, in words that continue "'WORD' ..."
 */
bool word_check(struct word *word, bool quoted, enum column_type type,
		const char **wrong)
{
	if (quoted) {
		*wrong = "is quoted, which only a str may be";
		return type == TYPE_STR;
	}
	if (word->len == 1 && word->text[0] == '-') {
		word->none = true;
		return true;
	}
	switch (type) {
	case TYPE_INT:
		return check_int(word, wrong);
	case TYPE_HEX:
		return check_hex(word, wrong);
	case TYPE_STR:
		return check_str(word, wrong);
	case TYPE_FLAGS:
		return check_flags(word, wrong);
	}
	return false;
}
