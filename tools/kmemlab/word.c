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

/* What a byte is; a word remembers all it has. */
enum {
	IS_DIGIT = 1,
	IS_HEX = 2,		/* a to f: a digit of a lower-case number */
	IS_PLAIN = 4,		/* any other that stands as it is in every form */
	IS_BAR = 8,
	IS_QUOTE = 16,		/* a double quote or a backslash */
	IS_OTHER = 32,
	IS_CONTROL = 64,
	IS_BLANK = 128,
};

static const unsigned char classes[256] = {
	[0 ... 0x1f] = IS_CONTROL,
	[' '] = IS_BLANK,
	['!'] = IS_PLAIN,
	['"'] = IS_QUOTE,
	['#'] = IS_PLAIN,
	['$'] = IS_OTHER,
	['%' ... '/'] = IS_PLAIN,
	['0' ... '9'] = IS_DIGIT,
	[':' ... '['] = IS_PLAIN,
	['\\'] = IS_QUOTE,
	[']' ... '_'] = IS_PLAIN,
	['`'] = IS_OTHER,
	['a' ... 'f'] = IS_HEX,
	['g' ... '{'] = IS_PLAIN,
	['|'] = IS_BAR,
	['}' ... '~'] = IS_PLAIN,
	[0x7f] = IS_CONTROL,
	[0x80 ... 0xff] = IS_OTHER,
};

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
	return classes[c] & IS_CONTROL;
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

static const char *fast_int(const char *at, uint64_t *value)
{
	const char *begin = at;
	unsigned char digit;

	for (*value = 0; (digit = *at - '0') <= 9; at++)
		*value = *value * 10 + digit;
	/* More digits may not fit; zeros in front are wrong. */
	return at - begin > 19 || (*begin == '0' && at - begin > 1) ? begin : at;
}

static const char *fast_hex(const char *at, uint64_t *value)
{
	const char *begin = at;

	*value = 0;
	if (at[0] != '0' || at[1] != 'x')
		return begin;
	for (at += 2; classes[(unsigned char)*at] & (IS_DIGIT | IS_HEX); at++)
		*value = *value << 4 | (*at <= '9' ? *at - '0' : *at - 'a' + 10);
	return at - begin > 18 || at - begin < 3 ? begin : at;
}

static const char *fast_text(const char *at)
{
	const char *begin = at;

	/* What may mean something else than itself is looked at again. */
	if (*at == '#' || *at == '@' || *at == '-' || *at == 'e')
		return begin;
	while (classes[(unsigned char)*at] & (IS_DIGIT | IS_HEX | IS_PLAIN | IS_BAR))
		at++;
	return at;
}

static const char *fast_flags(const char *at)
{
	const char *begin = at;
	unsigned char class, last = IS_BAR;

	if (*at == '-')
		return begin;
	for (;; at++, last = class) {
		class = classes[(unsigned char)*at];
		if (!(class & (IS_DIGIT | IS_HEX | IS_PLAIN | IS_BAR)))
			return last & IS_BAR ? begin : at;
		if (class & last & IS_BAR)
			return begin;
	}
}

/**
 * word_fast - take the first word of a line, if it is of the simple kind
 * @line: the line, at a word; a NUL ends it
 * @type: of its column
 * @word: filled
 *
 * Nearly all words are plain and right: these take a step a byte.
 *
 * Return: bytes taken, without the blank or the NUL behind; 0: look closer, with
 * word_scan() and word_check().
 */
size_t word_fast(const char *line, enum column_type type, struct word *word)
{
	const char *end = line;
	uint64_t value = 0;

	switch (type) {
	case TYPE_INT:
		end = fast_int(line, &value);
		break;
	case TYPE_HEX:
		end = fast_hex(line, &value);
		break;
	case TYPE_STR:
		end = fast_text(line);
		break;
	case TYPE_FLAGS:
		end = fast_flags(line);
		break;
	}
	if (end == line || (*end != ' ' && *end))
		return 0;
	*word = (struct word){
		.text = line,
		.len = end - line,
		.plain = true,
		.value = value,
	};
	return end - line;
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
	unsigned char seen = 0, class;
	size_t i;

	*quoted = *line == '"';
	if (*quoted) {
		*word = (struct word){ .text = line };
		return scan_quoted(line, len, word, wrong);
	}
	for (i = 0; i < len; i++) {
		class = classes[(unsigned char)line[i]];
		if (class & (IS_BLANK | IS_CONTROL))
			break;
		seen |= class;
	}
	if (i < len && is_control(line[i])) {
		*wrong = "a bare control character";
		return 0;
	}
	if (!i)
		*wrong = "words are separated by single blanks";
	*word = (struct word){
		.text = line,
		.len = i,
		.plain = !(seen & (IS_QUOTE | IS_OTHER)),
		.seen = seen,
	};
	return i;
}

/* At most 19 digits: they fit. */
static uint64_t short_number(const char *digits, size_t len)
{
	uint64_t value = 0;
	size_t i;

	for (i = 0; i < len; i++)
		value = value * 10 + (digits[i] - '0');
	return value;
}

static bool check_int(struct word *word, const char **wrong)
{
	size_t sign = word->text[0] == '-';

	if (word->seen == IS_DIGIT && word->len < 20 && (*word->text != '0' || word->len == 1)) {
		word->value = short_number(word->text, word->len);
		return true;
	}
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
	uint64_t value = 0;
	size_t i;
	char c;

	*wrong = "is not 0x and lower-case hexadecimal digits";
	if (word->len < 3 || word->text[0] != '0' || word->text[1] != 'x')
		return false;
	for (i = 2; i < word->len; i++) {
		c = word->text[i];
		if (!(classes[(unsigned char)c] & (IS_DIGIT | IS_HEX)))
			return false;
		if (value >> 60) {
			*wrong = "has more than 64 bits";
			return false;
		}
		value = value << 4 | (c <= '9' ? c - '0' : c - 'a' + 10);
	}
	word->value = value;
	return true;
}

static bool check_str(const struct word *word, const char **wrong)
{
	*wrong = "must stand between double quotes";
	if (word->text[0] == '#' || word->text[0] == '@')
		return false;
	if (*word->text == 'e' && word->len >= 6 && !memcmp(word->text, "error:", 6))
		return false;
	return !(word->seen & IS_QUOTE);
}

static bool check_flags(const struct word *word, const char **wrong)
{
	size_t i;

	*wrong = "is not names joined by '|'";
	if (word->seen & IS_QUOTE)
		return false;
	if (!(word->seen & IS_BAR))
		return true;
	if (word->text[0] == '|' || word->text[word->len - 1] == '|')
		return false;
	for (i = 1; i < word->len; i++)
		if (word->text[i] == '|' && word->text[i - 1] == '|')
			return false;
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

static int compare_numbers(const struct word *a, const struct word *b)
{
	if (a->negative != b->negative)
		return a->negative ? -1 : 1;
	if (a->value == b->value)
		return 0;
	return (a->value < b->value) == a->negative ? 1 : -1;
}

static int compare_texts(const struct word *a, const struct word *b)
{
	int order = memcmp(a->text, b->text, a->len < b->len ? a->len : b->len);

	return order ? order : a->len < b->len ? -1 : a->len > b->len;
}

/**
 * word_compare - which of two words comes first
 * @a: one; neither is none
 * @b: the other
 * @number: of a column of numbers, not of texts
 *
 * Return: below, equal to or above 0, as of strcmp().
 */
int word_compare(const struct word *a, const struct word *b, bool number)
{
	return number ? compare_numbers(a, b) : compare_texts(a, b);
}
