// SPDX-License-Identifier: GPL-2.0
/* The self-describing text: see text.h and Documentation/formats.rst. */
#include <linux/kernel.h>
#include <linux/string.h>

#include "text.h"

static const char hex_digits[] = "0123456789abcdef";

static void put(struct kml_text *t, const char *bytes, size_t len)
{
	if (t->overflow)
		return;
	if (len > t->size - t->len) {
		t->overflow = true;
		t->len = t->row;
		return;
	}
	memcpy(t->buf + t->len, bytes, len);
	t->len += len;
}

static void put_char(struct kml_text *t, char c)
{
	if (t->len < t->size && !t->overflow)
		t->buf[t->len++] = c;
	else
		put(t, &c, 1);
}

/* Finds the end and copies at once, a word at a time. */
static void put_string(struct kml_text *t, const char *s)
{
	ssize_t len = t->overflow ? 0 : strscpy(t->buf + t->len, s, t->size - t->len);

	if (len >= 0)
		t->len += len;
	else
		put(t, s, strlen(s));
}

static __printf(2, 0)
void put_format(struct kml_text *t, const char *fmt, va_list args)
{
	size_t room = t->size - t->len;
	int len;

	/* What is a string already needs no format. */
	if (fmt[0] == '%' && fmt[1] == 's' && !fmt[2]) {
		put_string(t, va_arg(args, const char *));
		return;
	}
	if (t->overflow)
		return;
	len = vsnprintf(t->buf + t->len, room, fmt, args);
	if (len < room)
		t->len += len;
	else
		put(t, NULL, SIZE_MAX);
}

static void end_line(struct kml_text *t)
{
	put_char(t, '\n');
	t->row = t->len;
	t->column = 0;
}

/**
 * kml_text_head - begin an answer
 * @t: the text
 * @file: name of the file, as below kmemlab/
 * @version: version of the file's format
 */
void kml_text_head(struct kml_text *t, const char *file, unsigned int version)
{
	put_string(t, "# kmemlab ");
	put_string(t, file);
	kml_text_uint(t, version);
	end_line(t);
}

/**
 * kml_text_note - say something of the whole answer
 * @t: the text
 * @name: one word
 * @fmt: the rest of the line; must not produce a newline
 */
void kml_text_note(struct kml_text *t, const char *name, const char *fmt, ...)
{
	va_list args;

	put_string(t, "# ");
	put_string(t, name);
	put_string(t, ": ");
	va_start(args, fmt);
	put_format(t, fmt, args);
	va_end(args);
	end_line(t);
}

/**
 * kml_text_error - end an answer by saying why there is no more of it
 * @t: the text
 * @fmt: one sentence; must not produce a newline
 */
void kml_text_error(struct kml_text *t, const char *fmt, ...)
{
	va_list args;

	put_string(t, "error: ");
	va_start(args, fmt);
	put_format(t, fmt, args);
	va_end(args);
	end_line(t);
}

static unsigned int count_columns(const char *columns)
{
	unsigned int nr = 1;

	while ((columns = strchr(columns, ' '))) {
		columns++;
		nr++;
	}
	return nr;
}

/**
 * kml_text_section - begin a section
 * @t: the text
 * @name: its name, once in an answer
 * @columns: "name:type name:type", see formats.rst
 */
void kml_text_section(struct kml_text *t, const char *name, const char *columns)
{
	put_string(t, "@ ");
	put_string(t, name);
	put_char(t, ' ');
	put_string(t, columns);
	end_line(t);
	if (IS_ENABLED(CONFIG_KUNIT))
		t->columns = count_columns(columns);
}

static void next_column(struct kml_text *t)
{
	if (t->len != t->row)
		put_char(t, ' ');
	t->column++;
}

#define DIGITS_MAX	20

/* Writes a number, and returns its end. Most numbers of a table are small. */
static __always_inline char *write_decimal(char *to, u64 value)
{
	char digits[DIGITS_MAX];
	unsigned int at = sizeof(digits);

	if (value < 10) {
		*to++ = '0' + value;
		return to;
	}
	do {
		digits[--at] = '0' + value % 10;
		value /= 10;
	} while (value);
	while (at < sizeof(digits))
		*to++ = digits[at++];
	return to;
}

static void put_decimal(struct kml_text *t, u64 value)
{
	char digits[DIGITS_MAX];

	if (t->size - t->len >= DIGITS_MAX && !t->overflow)
		t->len = write_decimal(t->buf + t->len, value) - t->buf;
	else
		put(t, digits, write_decimal(digits, value) - digits);
}

/**
 * kml_text_uint - an ``int`` column that is not negative
 * @t: the text
 * @value: the value
 */
void kml_text_uint(struct kml_text *t, u64 value)
{
	next_column(t);
	put_decimal(t, value);
}

/**
 * kml_text_uints - kml_text_uint() of columns that follow each other
 * @t: the text
 * @values: the values
 * @nr: how many
 *
 * For rows of many numbers: that there is room is asked once.
 */
void kml_text_uints(struct kml_text *t, const u64 *values, unsigned int nr)
{
	unsigned int i = 0;
	char *to;

	if (t->overflow || t->size - t->len < nr * (DIGITS_MAX + 1)) {
		while (i < nr)
			kml_text_uint(t, values[i++]);
		return;
	}
	to = t->buf + t->len;
	if (nr && t->len == t->row)
		to = write_decimal(to, values[i++]);
	for (; i < nr; i++) {
		*to++ = ' ';
		to = write_decimal(to, values[i]);
	}
	t->len = to - t->buf;
	t->column += nr;
}

/**
 * kml_text_int - an ``int`` column
 * @t: the text
 * @value: the value
 */
void kml_text_int(struct kml_text *t, s64 value)
{
	next_column(t);
	if (value < 0)
		put_char(t, '-');
	put_decimal(t, value < 0 ? -(u64)value : value);
}

/**
 * kml_text_hex - a ``hex`` column
 * @t: the text
 * @value: the value
 */
void kml_text_hex(struct kml_text *t, u64 value)
{
	char digits[2 + 16];
	unsigned int at = sizeof(digits);

	do {
		digits[--at] = hex_digits[value & 0xf];
		value >>= 4;
	} while (value);
	digits[--at] = 'x';
	digits[--at] = '0';

	next_column(t);
	put(t, digits + at, sizeof(digits) - at);
}

static bool is_control(unsigned char c)
{
	return c < 0x20 || c == 0x7f;
}

/* What may not stand within a word that is written as it is. */
static const bool is_special[256] = {
	[0 ... ' '] = true, ['"'] = true, ['\\'] = true, [0x7f] = true,
};

/* Would the word be taken for something else at the beginning of a row? */
static bool is_misleading(const char *s)
{
	return !*s || *s == '#' || *s == '@' || (s[0] == '-' && !s[1]) ||
	       (*s == 'e' && !strncmp(s, "error:", 6));
}

static bool needs_quotes(const char *s)
{
	if (is_misleading(s))
		return true;
	while (!is_special[(unsigned char)*s])
		s++;
	return *s;
}

static void put_quoted(struct kml_text *t, const char *s)
{
	put_char(t, '"');
	for (; *s; s++) {
		if (is_control(*s)) {
			char escape[4] = { '\\', 'x', hex_digits[*s >> 4], hex_digits[*s & 0xf] };

			put(t, escape, sizeof(escape));
			continue;
		}
		if (*s == '"' || *s == '\\')
			put_char(t, '\\');
		put_char(t, *s);
	}
	put_char(t, '"');
}

/**
 * kml_text_str - a ``str`` column
 * @t: the text
 * @value: any bytes up to a NUL; quoted as formats.rst says
 */
void kml_text_str(struct kml_text *t, const char *value)
{
	next_column(t);
	if (needs_quotes(value))
		put_quoted(t, value);
	else
		put_string(t, value);
}

/**
 * kml_text_none - a column that does not apply to this row
 * @t: the text
 */
void kml_text_none(struct kml_text *t)
{
	next_column(t);
	put_char(t, '-');
}

/**
 * kml_text_flags - a ``flags`` column
 * @t: the text
 * @value: bits
 * @flags: their names, ended by one without; bits without a name are left out,
 *	and so are names whose bits this kernel does not have (no mask)
 */
void kml_text_flags(struct kml_text *t, u64 value, const struct kml_flag *flags)
{
	bool any = false;

	next_column(t);
	for (; flags->name; flags++) {
		if (!flags->mask || (value & flags->mask) != flags->mask)
			continue;
		if (any)
			put_char(t, '|');
		put_string(t, flags->name);
		any = true;
	}
	if (!any)
		put_string(t, "none");
}

/**
 * kml_text_words - a ``flags`` column of all words of a list
 * @t: the text
 * @words: the words, ended by NULL
 */
void kml_text_words(struct kml_text *t, const char * const *words)
{
	const char * const *word;

	next_column(t);
	for (word = words; *word; word++) {
		if (word != words)
			put_char(t, '|');
		put_string(t, *word);
	}
}

/**
 * kml_text_filled - take what was written at @t->buf + @t->len
 * @t: the text; kml_text_room() said there is room
 * @len: bytes written there, at most KML_ROW_MAX
 */
void kml_text_filled(struct kml_text *t, size_t len)
{
	t->len += len;
	t->row = t->len;
}

/**
 * kml_text_row_end - end a row
 * @t: the text
 */
void kml_text_row_end(struct kml_text *t)
{
	if (IS_ENABLED(CONFIG_KUNIT) && t->column != t->columns)
		t->ragged = true;
	end_line(t);
}

/**
 * kml_text_number_row - the row at a position of a section ``name:str value:int``
 * @t: the text
 * @rows: all of them
 * @nr: how many
 * @pos: the position; moved on
 *
 * Return: as a section's row function: 1, or 0 behind the last.
 */
int kml_text_number_row(struct kml_text *t, const struct kml_number *rows, size_t nr,
			u64 *pos)
{
	const struct kml_number *row = rows + *pos;

	if (*pos >= nr)
		return 0;
	kml_text_str(t, row->name);
	if (row->value < 0)
		kml_text_none(t);
	else
		kml_text_uint(t, row->value);
	kml_text_row_end(t);
	++*pos;
	return 1;
}

/**
 * kml_text_string_row - the row at a position of a section ``name:str value:str``
 * @t: the text
 * @rows: all of them
 * @nr: how many
 * @pos: the position; moved on
 *
 * Return: as a section's row function: 1, or 0 behind the last.
 */
int kml_text_string_row(struct kml_text *t, const struct kml_string *rows, size_t nr,
			u64 *pos)
{
	const struct kml_string *row = rows + *pos;

	if (*pos >= nr)
		return 0;
	kml_text_str(t, row->name);
	kml_text_str(t, row->value);
	kml_text_row_end(t);
	++*pos;
	return 1;
}

/**
 * kml_text_bytes - a record of a binary answer
 * @t: the text, which holds nothing but records
 * @bytes: the record
 * @len: its length, at most KML_ROW_MAX
 */
void kml_text_bytes(struct kml_text *t, const void *bytes, size_t len)
{
	put(t, bytes, len);
	t->row = t->len;
}
