/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the sections and columns of an answer mean. A verb has a table of those it
 * shows; from it come the heads and units of tables, --list-columns, the names that
 * --output, --sort and --filter take, and the schema of the JSON.
 */
#ifndef COLUMNS_H
#define COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "section.h"
#include "word.h"

/* From the end of a column's name: _bytes, _kib, _pages, _ns, _ps. */
enum unit {
	UNIT_NONE,
	UNIT_BYTES,
	UNIT_KIB,
	UNIT_PAGES,
	UNIT_NS,
	UNIT_PS,
};

/**
 * struct column_doc - a column; a row without @name ends a table
 * @name: as in the header of the section: NAME:TYPE
 * @head: over it in a table for people; NULL: shown only when asked for
 * @help: what is in it, one line
 * @derive: NULL for a column of the module; else what the tool adds behind them,
 *	makes it of a row, and returns its text, good until the next row, or NULL
 *	for none
 */
struct column_doc {
	const char *name;
	const char *head;
	const char *help;
	const char *(*derive)(const struct section *section, const struct word *words);
};

/**
 * struct section_doc - a section; a row without @name ends a table
 * @name: its name
 * @help: what a row of it is, one line
 * @columns: its columns
 * @main: what is shown when no column is named that says which is meant
 */
struct section_doc {
	const char *name;
	const char *help;
	const struct column_doc *columns;
	bool main;
};

/**
 * struct view - an answer
 * @file: the name in its first line; one that ends with '/' is of all files there
 * @sections: all sections it may have
 * @other: another answer of the same verb, or NULL
 */
struct view {
	const char *file;
	const struct section_doc *sections;
	const struct view *other;
};

/* Rows that several tables have: what the slow ones of many took, and of a pair. */
#define COLUMNS_QUANTILES \
	{ "p50_ns:int", "P50_NS", "half are not slower" }, \
	{ "p90_ns:int", "P90_NS", "nine of ten are not slower" }, \
	{ "p99_ns:int", "P99_NS", "99 of 100 are not slower" }, \
	{ "p999_ns:int", "P99.9_NS", "999 of 1000 are not slower" }, \
	{ "p9999_ns:int", NULL, "9999 of 10000 are not slower" }, \
	{ "max_ns:int", "MAX_NS", "slowest" }

#define COLUMNS_PAIR \
	{ "alloc_p50_ns:int", "ALLOC_P50", "median of an allocation" }, \
	{ "alloc_p99_ns:int", "ALLOC_P99", "99 of 100 are not slower" }, \
	{ "free_p50_ns:int", "FREE_P50", "median of a free" }, \
	{ "free_p99_ns:int", "FREE_P99", "99 of 100 are not slower" }, \
	{ "failures:int", "FAILED", "allocations that failed" }

/* How far to trust what several runs of the module said. */
#define MEASURED	"measured one after the other, without the clock's own cost"

/* Sections of names and values: numbers, and texts. */
extern const struct column_doc scalar_columns[], scalar_text_columns[];

size_t column_name_len(const struct column_doc *column);
enum column_type column_type(const struct column_doc *column);
enum unit column_unit(const char *name, size_t len);
const char *unit_name(enum unit unit);
const struct section_doc *section_doc(const struct view *view, const char *name);
char *column_head(const struct section_doc *section, const char *name);
const struct column_doc *column_doc(const struct section_doc *section, const char *name);
ssize_t column_find(const struct section *section, const struct section_doc *doc,
		    const char *name, size_t len);

#endif /* COLUMNS_H */
