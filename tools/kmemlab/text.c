// SPDX-License-Identifier: GPL-2.0
/* Bytes and numbers: see text.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "util.h"
#include "xalloc.h"

struct utf8_lead {
	unsigned char mask, bits;
	size_t len;
	uint32_t least;		/* a smaller one is spelled too long */
};

static const struct utf8_lead utf8_leads[] = {
	{ 0xe0, 0xc0, 2, 0x80 },
	{ 0xf0, 0xe0, 3, 0x800 },
	{ 0xf8, 0xf0, 4, 0x10000 },
};

static size_t utf8_tail(const struct utf8_lead *lead, const char *text, size_t len)
{
	uint32_t code = (unsigned char)text[0] & ~lead->mask;
	size_t i;

	if (len < lead->len)
		return 0;
	for (i = 1; i < lead->len; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (text[i] & 0x3f);
	}
	if (code < lead->least || code > 0x10ffff)
		return 0;
	if (code >= 0xd800 && code <= 0xdfff)
		return 0;
	/* C1 controls steer a terminal as C0 ones do. */
	return code < 0xa0 ? 0 : lead->len;
}

/* Bytes of the character that @text begins with; 0: none that may be printed. */
static size_t utf8_char(const char *text, size_t len)
{
	unsigned char c = *text;
	size_t i;

	if (c < 0x80)
		return c >= 0x20 && c != 0x7f;
	for (i = 0; i < ARRAY_SIZE(utf8_leads); i++)
		if ((c & utf8_leads[i].mask) == utf8_leads[i].bits)
			return utf8_tail(&utf8_leads[i], text, len);
	return 0;
}

/* Write what may not stand as it is; bytes taken. */
static size_t put_special(FILE *f, const char *text, size_t len, enum text_form form)
{
	unsigned char c = text[0], next = len > 1 ? text[1] : 0;

	if (form != TEXT_JSON) {
		fprintf(f, "\\x%02x", c);
	} else if (c < 0x80) {
		fprintf(f, "\\u%04x", c);
	} else if (c == 0xc2 && (next & 0xe0) == 0x80) {
		fprintf(f, "\\u%04x", next);
		return 2;
	} else {
		fprintf(f, "\\\\x%02x", c);
	}
	return 1;
}

static bool is_special(char c, enum text_form form)
{
	if (c & 0x80)
		return form == TEXT_ASCII;
	if (form == TEXT_SHELL)
		return c == '"' || c == '$' || c == '`';
	return form == TEXT_RAW && (c == ' ' || c == '"');
}

/**
 * text_plain - bytes at the begin of a text that stand as they are in every form
 * @text: any bytes
 * @len: how many
 */
size_t text_plain(const char *text, size_t len)
{
	static const bool special[256] = {
		[0 ... ' '] = true, ['"'] = true, ['$'] = true, ['\\'] = true,
		['`'] = true, [0x7f ... 0xff] = true,
	};
	size_t i;

	for (i = 0; i < len; i++)
		if (special[(unsigned char)text[i]])
			break;
	return i;
}

/**
 * text_put - write bytes so that they are safe where they go
 * @f: where
 * @text: any bytes
 * @len: how many
 * @form: what @f is
 */
void text_put(FILE *f, const char *text, size_t len, enum text_form form)
{
	size_t chunk;

	for (; len; text += chunk, len -= chunk) {
		chunk = text_plain(text, len);
		if (chunk) {
			fwrite(text, 1, chunk, f);
			continue;
		}
		chunk = utf8_char(text, len);
		if (!chunk || is_special(*text, form)) {
			chunk = put_special(f, text, len, form);
		} else if (*text == '\\' && form >= TEXT_RAW) {
			fputs("\\\\", f);
		} else if (*text == '"' && form == TEXT_JSON) {
			fputs("\\\"", f);
		} else {
			fwrite(text, 1, chunk, f);
		}
	}
}

/**
 * text_dup - text_put() into a new string
 * @text: any bytes
 * @len: how many
 * @form: where the string will go
 *
 * Return: the string, owned by the caller.
 */
char *text_dup(const char *text, size_t len, enum text_form form)
{
	char *copy = NULL;
	size_t size;
	FILE *f;

	/* Nearly all are; a stream would clear a buffer for each. */
	if (text_plain(text, len) == len)
		return xmemdup(text, len);
	f = open_memstream(&copy, &size);
	if (f) {
		text_put(f, text, len, form);
		if (!fclose(f))
			return copy;
	}
	free(copy);
	return xasprintf("%s", "(out of memory)");
}

/**
 * text_wrap_at - go on with a line by a sentence, broken at blanks before column 80
 * @f: where
 * @column: how much stands in the line already
 * @indent: blanks before each line that follows
 * @text: the sentence, without a newline
 * @form: what @f is
 */
void text_wrap_at(FILE *f, size_t column, int indent, const char *text, enum text_form form)
{
	bool first = true;
	size_t len;

	for (; *text; text += len + (text[len] == ' '), first = false) {
		len = strcspn(text, " ");
		if (!first && column + 1 + len > 79) {
			column = indent;
			fprintf(f, "\n%*s", indent, "");
		} else if (!first) {
			fputc(' ', f);
			column++;
		}
		text_put(f, text, len, form);
		column += len;
	}
	fputc('\n', f);
}

/**
 * text_wrap - write a sentence, broken at blanks before column 80
 * @f: where
 * @indent: blanks in front; lines that follow have two more, if there are any
 * @text: the sentence, without a newline
 * @form: what @f is
 */
void text_wrap(FILE *f, int indent, const char *text, enum text_form form)
{
	fprintf(f, "%*s", indent, "");
	text_wrap_at(f, indent, indent ? indent + 2 : 0, text, form);
}

/**
 * text_size - a number of bytes for people
 * @text: filled
 * @bytes: the number
 * @exact: the bare number instead
 *
 * Return: @text.
 */
const char *text_size(char text[SIZE_TEXT_MAX], uint64_t bytes, bool exact)
{
	static const char units[] = "KMGTPE";
	uint64_t unit = 1024, tenths;
	size_t i = 0;

	if (exact || bytes < 1024) {
		snprintf(text, SIZE_TEXT_MAX, "%" PRIu64 "%s", bytes, exact ? "" : " B");
		return text;
	}
	for (;; i++, unit *= 1024) {
		tenths = bytes / unit * 10 + (bytes % unit * 10 + unit / 2) / unit;
		if (tenths < 10240 || i == sizeof(units) - 2)
			break;
	}
	snprintf(text, SIZE_TEXT_MAX, "%" PRIu64 ".%" PRIu64 " %ciB",
		 tenths / 10, tenths % 10, units[i]);
	return text;
}

/**
 * text_order - the size of a block for people
 * @text: filled
 * @bytes: a power of two, at least 1024
 *
 * Return: @text; without a fraction, which a power of two does not have.
 */
const char *text_order(char text[SIZE_TEXT_MAX], uint64_t bytes)
{
	char *point;

	text_size(text, bytes, false);
	point = strstr(text, ".0");
	if (point)
		memmove(point, point + 2, strlen(point + 2) + 1);
	return text;
}

/**
 * text_upper - the capital of a letter, in no locale
 * @letter: any byte
 */
char text_upper(char letter)
{
	return letter >= 'a' && letter <= 'z' ? letter - 'a' + 'A' : letter;
}

/**
 * text_same - are they the same, if small letters and capitals are, in no locale?
 * @a: one, @len bytes or up to its NUL
 * @b: the other
 * @len: bytes that are compared
 */
bool text_same(const char *a, const char *b, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (text_upper(a[i]) != text_upper(b[i]))
			return false;
		if (!a[i])
			return true;
	}
	return true;
}

/**
 * text_decimal - read a decimal number
 * @text: digits only; no sign, no leading zero
 * @len: how many bytes
 * @value: filled
 *
 * Return: false if @text is not a number of at most 64 bits.
 */
bool text_decimal(const char *text, size_t len, uint64_t *value)
{
	size_t i;

	if (!len || (text[0] == '0' && len > 1))
		return false;
	for (*value = 0, i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		if (__builtin_mul_overflow(*value, 10, value) ||
		    __builtin_add_overflow(*value, (unsigned int)(text[i] - '0'), value))
			return false;
	}
	return true;
}

/**
 * text_amount - read a number with a suffix K, M or G, or without
 * @text: begins with it
 * @end: set to what follows it
 * @value: filled; at most 2^44
 *
 * Return: false if there is no such number.
 */
bool text_amount(const char *text, const char **end, uint64_t *value)
{
	size_t len = strspn(text, "0123456789");
	unsigned int shift = 0;

	if (!text_decimal(text, len, value))
		return false;
	text += len;
	switch (*text) {
	case 'K': case 'k':
		shift = 10;
		break;
	case 'M': case 'm':
		shift = 20;
		break;
	case 'G': case 'g':
		shift = 30;
		break;
	}
	*end = text + !!shift;
	if (*value > UINT64_MAX >> 20 >> shift)
		return false;
	*value <<= shift;
	return true;
}
