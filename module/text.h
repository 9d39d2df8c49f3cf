/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writer of the self-describing text of Documentation/formats.rst.
 *
 * Pure: it knows a buffer and nothing else. A row that does not fit sets
 * @overflow and leaves the buffer as it was before that row, so that what a
 * reader gets is whole lines only.
 */
#ifndef KML_TEXT_H
#define KML_TEXT_H

#include <linux/compiler_attributes.h>
#include <linux/types.h>

/*
 * The longest row any file writes: a path of PATH_MAX bytes, each escaped in
 * four, and the numbers around it.
 */
#define KML_ROW_MAX	(4 * 4096 + 1024)

/**
 * struct kml_text - a buffer being filled with text
 * @buf: the bytes; owned by whoever set it
 * @size: bytes @buf can hold
 * @len: bytes written
 * @row: where the row in the making begins; equal to @len between rows
 * @columns: columns of the section, to be filled by each row; known only where
 *	there are KUnit suites to ask
 * @column: columns the row in the making has so far
 * @overflow: something did not fit, and was left out as a whole row
 * @ragged: a row ended with too few or too many columns: a bug of the caller,
 *	asserted by the KUnit suites
 */
struct kml_text {
	char *buf;
	size_t size;
	size_t len;
	size_t row;
	unsigned int columns;
	unsigned int column;
	bool overflow;
	bool ragged;
};

/**
 * struct kml_flag - a name for some bits
 * @name: as the kernel's sources or the architecture's manual spell it
 * @mask: the bits; all of them must be set
 */
struct kml_flag {
	const char *name;
	u64 mask;
};

/**
 * struct kml_number - a row of a section ``name:str value:int``
 * @name: one word, its unit in it
 * @value: below 0: does not apply here
 */
struct kml_number {
	const char *name;
	s64 value;
};

/**
 * struct kml_string - a row of a section ``name:str value:str``
 * @name: one word
 * @value: any bytes up to a NUL
 */
struct kml_string {
	const char *name;
	const char *value;
};

void kml_text_head(struct kml_text *t, const char *file, unsigned int version);
__printf(3, 4)
void kml_text_note(struct kml_text *t, const char *name, const char *fmt, ...);
__printf(2, 3)
void kml_text_error(struct kml_text *t, const char *fmt, ...);
void kml_text_section(struct kml_text *t, const char *name, const char *columns);

void kml_text_int(struct kml_text *t, s64 value);
void kml_text_uint(struct kml_text *t, u64 value);
void kml_text_uints(struct kml_text *t, const u64 *values, unsigned int nr);
void kml_text_hex(struct kml_text *t, u64 value);
void kml_text_str(struct kml_text *t, const char *value);
void kml_text_none(struct kml_text *t);
void kml_text_flags(struct kml_text *t, u64 value, const struct kml_flag *flags);
void kml_text_words(struct kml_text *t, const char * const *words);
void kml_text_filled(struct kml_text *t, size_t len);
void kml_text_row_end(struct kml_text *t);
int kml_text_number_row(struct kml_text *t, const struct kml_number *rows, size_t nr,
			u64 *pos);
int kml_text_string_row(struct kml_text *t, const struct kml_string *rows, size_t nr,
			u64 *pos);
void kml_text_bytes(struct kml_text *t, const void *bytes, size_t len);

/**
 * kml_text_room - is there room for a row of any length?
 * @t: the text
 */
static inline bool kml_text_room(const struct kml_text *t)
{
	return t->size - t->len >= KML_ROW_MAX;
}

#endif /* KML_TEXT_H */
