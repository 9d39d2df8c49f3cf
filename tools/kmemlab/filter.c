// SPDX-License-Identifier: GPL-2.0
/* Choosing rows: see filter.h. */
#include <stdlib.h>
#include <string.h>

#include "filter.h"
#include "xalloc.h"

/* What one of a unit is, so that sizes compare with sizes. */
static uint64_t scale_of(enum unit unit, uint64_t page)
{
	switch (unit) {
	case UNIT_KIB:
		return 1024;
	case UNIT_PAGES:
		return page;
	case UNIT_NS:
		return 1000;
	default:
		return 1;
	}
}

static bool is_time(enum unit unit)
{
	return unit == UNIT_NS || unit == UNIT_PS;
}

static enum filter_fit bad(const struct filter *filter, const char *reason, struct fault *why)
{
	fault(why, EXIT_USAGE, "--filter: %s '%s': %s", filter->name, filter->value.text,
	      reason);
	return FILTER_WRONG;
}

static enum filter_fit bind_number(struct filter *filter, const struct section *section,
				   const struct section_doc *doc, uint64_t page,
				   struct fault *why)
{
	struct filter_value *value = &filter->value;
	const char *name = section->columns[filter->column].name, *other;
	enum unit unit = column_unit(name, strlen(name));

	filter->scale = scale_of(unit, page);
	if (value->none)
		return FILTER_FITS;
	if (value->number) {
		if (is_time(value->unit) && !is_time(unit))
			return bad(filter, "the column is not a time", why);
		if (value->unit == UNIT_BYTES && is_time(unit))
			return bad(filter, "the column is a time, not a size", why);
		/* A bare number is in the unit of the column. */
		value->scale = value->unit == UNIT_NONE ? filter->scale : 1;
		return FILTER_FITS;
	}
	if (value->quoted)
		return bad(filter, "the column is a number, the value a text", why);
	value->column = column_find(section, doc, value->text, strlen(value->text));
	if (value->column < 0)
		return FILTER_LACKS;
	other = section->columns[value->column].name;
	if (section->columns[value->column].type != TYPE_INT &&
	    section->columns[value->column].type != TYPE_HEX)
		return bad(filter, "a number cannot be compared with a text", why);
	value->scale = scale_of(column_unit(other, strlen(other)), page);
	return FILTER_FITS;
}

static enum filter_fit bind_comparison(struct filter *filter, const struct section *section,
				       const struct section_doc *doc, uint64_t page,
				       struct fault *why)
{
	ssize_t at = column_find(section, doc, filter->name, strlen(filter->name));
	bool pattern = filter->op == FILTER_MATCH || filter->op == FILTER_NO_MATCH;

	if (at < 0)
		return FILTER_LACKS;
	filter->column = at;
	filter->value.column = -1;
	filter->type = section->columns[at].type;
	if (pattern)
		return FILTER_FITS;
	if (filter->value.none && filter->op != FILTER_EQ && filter->op != FILTER_NE)
		return bad(filter, "only == and != can tell what does not apply", why);
	if (filter->type == TYPE_INT || filter->type == TYPE_HEX)
		return bind_number(filter, section, doc, page, why);
	if (filter->op != FILTER_EQ && filter->op != FILTER_NE)
		return bad(filter, "the column is a text; it has == != =~ !~", why);
	return FILTER_FITS;
}

/**
 * filter_bind - look up the columns in a section
 * @filter: the expression
 * @section: the header
 * @doc: what it means, or NULL
 * @page: bytes of a page
 * @why: filled for FILTER_WRONG; for FILTER_LACKS untouched
 */
enum filter_fit filter_bind(struct filter *filter, const struct section *section,
			    const struct section_doc *doc, uint64_t page, struct fault *why)
{
	enum filter_fit fit;

	if (filter->op > FILTER_NOT)
		return bind_comparison(filter, section, doc, page, why);
	fit = filter_bind(filter->left, section, doc, page, why);
	if (fit != FILTER_FITS || filter->op == FILTER_NOT)
		return fit;
	return filter_bind(filter->right, section, doc, page, why);
}

static __int128 scaled(uint64_t magnitude, bool negative, uint64_t scale)
{
	__int128 value = (__int128)magnitude * scale;

	return negative ? -value : value;
}

static bool judge(enum filter_op op, int order)
{
	switch (op) {
	case FILTER_EQ:
		return !order;
	case FILTER_NE:
		return order;
	case FILTER_LE:
		return order <= 0;
	case FILTER_GE:
		return order >= 0;
	case FILTER_LT:
		return order < 0;
	default:
		return order > 0;
	}
}

static bool matches_number(const struct filter *filter, const struct word *word,
			   const struct word *words)
{
	const struct filter_value *value = &filter->value;
	const struct word *other = value->column < 0 ? NULL : &words[value->column];
	__int128 left, right;

	if (other && other->none)
		return filter->op == FILTER_NE;
	left = scaled(word->value, word->negative, filter->scale);
	right = other ? scaled(other->value, other->negative, value->scale) :
			scaled(value->magnitude, value->negative, value->scale);
	return judge(filter->op, left < right ? -1 : left > right);
}

static bool matches_text(const struct filter *filter, const struct word *word)
{
	const char *text = filter->value.text;
	bool same = word->len == strlen(text) && !memcmp(word->text, text, word->len);

	return judge(filter->op, !same);
}

/* Words end with a blank or a NUL, not always with the latter. */
static bool matches_pattern(const struct filter *filter, const struct word *word)
{
	char *text = xmemdup(word->text, word->len);
	bool found = !regexec(&filter->pattern, text, 0, NULL, 0);

	free(text);
	return found == (filter->op == FILTER_MATCH);
}

static bool matches_comparison(const struct filter *filter, const struct word *words)
{
	const struct word *word = &words[filter->column];

	if (filter->op == FILTER_MATCH || filter->op == FILTER_NO_MATCH)
		return word->none ? filter->op == FILTER_NO_MATCH :
				    matches_pattern(filter, word);
	if (filter->value.none && !filter->value.quoted)
		return word->none == (filter->op == FILTER_EQ);
	if (word->none)
		return filter->op == FILTER_NE;
	if (filter->type == TYPE_INT || filter->type == TYPE_HEX)
		return matches_number(filter, word, words);
	return matches_text(filter, word);
}

/**
 * filter_matches - is a row wanted?
 * @filter: an expression that filter_bind() fitted to its section
 * @words: the row
 */
bool filter_matches(const struct filter *filter, const struct word *words)
{
	switch (filter->op) {
	case FILTER_AND:
		return filter_matches(filter->left, words) &&
		       filter_matches(filter->right, words);
	case FILTER_OR:
		return filter_matches(filter->left, words) ||
		       filter_matches(filter->right, words);
	case FILTER_NOT:
		return !filter_matches(filter->left, words);
	default:
		return matches_comparison(filter, words);
	}
}
