// SPDX-License-Identifier: GPL-2.0
/* Reading an expression that says which rows are wanted: see filter.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filter.h"
#include "text.h"
#include "util.h"
#include "xalloc.h"

/* Parentheses and "not" inside one another; nobody writes as many. */
#define DEPTH_MAX	64

struct reader {
	const char *at;
	unsigned int depth;
	struct fault *why;
};

static const struct {
	const char *sign;
	enum filter_op op;
} comparisons[] = {
	{ "==", FILTER_EQ }, { "!=", FILTER_NE }, { "<=", FILTER_LE },
	{ ">=", FILTER_GE }, { "=~", FILTER_MATCH }, { "!~", FILTER_NO_MATCH },
	{ "<", FILTER_LT }, { ">", FILTER_GT }, { "=", FILTER_EQ },
};

static const struct {
	const char *suffix;
	enum unit unit;
	uint64_t factor;
} suffixes[] = {
	{ "B", UNIT_BYTES, 1 },
	{ "K", UNIT_BYTES, 1ULL << 10 }, { "KiB", UNIT_BYTES, 1ULL << 10 },
	{ "M", UNIT_BYTES, 1ULL << 20 }, { "MiB", UNIT_BYTES, 1ULL << 20 },
	{ "G", UNIT_BYTES, 1ULL << 30 }, { "GiB", UNIT_BYTES, 1ULL << 30 },
	{ "T", UNIT_BYTES, 1ULL << 40 }, { "TiB", UNIT_BYTES, 1ULL << 40 },
	{ "ps", UNIT_PS, 1 }, { "ns", UNIT_PS, 1000 }, { "us", UNIT_PS, 1000000 },
	{ "ms", UNIT_PS, 1000000000 }, { "s", UNIT_PS, 1000000000000 },
};

static struct filter *read_or(struct reader *in);

static struct filter *wrong(struct reader *in, const char *expected)
{
	if (*in->at)
		fault(in->why, EXIT_USAGE, "--filter: %s is expected at '%s'", expected,
		      in->at);
	else
		fault(in->why, EXIT_USAGE, "--filter: %s is expected at the end", expected);
	return NULL;
}

static void skip_blanks(struct reader *in)
{
	in->at += strspn(in->at, " \t\n");
}

static size_t word_len(const char *at)
{
	return strcspn(at, " \t\n()<>=!~&|\"'");
}

/* Take a sign, or a word that nothing is joined to. */
static bool take(struct reader *in, const char *word)
{
	size_t len = strlen(word);

	skip_blanks(in);
	if (!begins_with(in->at, word) || (word_len(word) && word_len(in->at) != len))
		return false;
	in->at += len;
	return true;
}

static struct filter *join(enum filter_op op, struct filter *left, struct filter *right)
{
	struct filter *filter = xzalloc(sizeof(*filter));

	filter->op = op;
	filter->left = left;
	filter->right = right;
	return filter;
}

/* Digits, then a suffix or nothing; what is neither is a text. */
static void read_number(struct filter_value *value)
{
	const char *digits = value->text;
	size_t len, i;
	char *end;

	value->negative = *digits == '-';
	digits += value->negative;
	if (begins_with(digits, "0x")) {
		len = strspn(digits + 2, "0123456789abcdefABCDEF");
		value->number = len && len <= 16 && !digits[2 + len];
		value->magnitude = value->number ? strtoull(digits, &end, 16) : 0;
		return;
	}
	len = strspn(digits, "0123456789");
	if (!text_decimal(digits, len, &value->magnitude))
		return;
	value->number = !digits[len];
	for (i = 0; i < ARRAY_SIZE(suffixes) && !value->number; i++) {
		if (strcmp(suffixes[i].suffix, digits + len))
			continue;
		value->unit = suffixes[i].unit;
		value->number = !__builtin_mul_overflow(value->magnitude, suffixes[i].factor,
							&value->magnitude);
	}
}

static bool read_value(struct reader *in, struct filter_value *value)
{
	char quote;
	size_t len;

	skip_blanks(in);
	quote = *in->at;
	if (quote == '"' || quote == '\'') {
		len = strcspn(in->at + 1, quote == '"' ? "\"" : "'");
		if (!in->at[1 + len]) {
			wrong(in, "a text with its second quote");
			return false;
		}
		value->quoted = true;
		value->text = xmemdup(in->at + 1, len);
		in->at += len + 2;
		return true;
	}
	len = word_len(in->at);
	if (!len) {
		wrong(in, "a number, a text or a column");
		return false;
	}
	value->text = xmemdup(in->at, len);
	value->none = !strcmp(value->text, "-");
	read_number(value);
	in->at += len;
	return true;
}

static bool read_op(struct reader *in, enum filter_op *op)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(comparisons); i++) {
		if (!take(in, comparisons[i].sign))
			continue;
		*op = comparisons[i].op;
		return true;
	}
	wrong(in, "one of == != < <= > >= =~ !~");
	return false;
}

static bool compile(struct filter *filter, struct fault *why)
{
	char reason[128];
	int err = regcomp(&filter->pattern, filter->value.text, REG_EXTENDED | REG_NOSUB);

	if (!err)
		return true;
	regerror(err, &filter->pattern, reason, sizeof(reason));
	fault(why, EXIT_USAGE, "--filter: '%s' is not a regular expression: %s",
	      filter->value.text, reason);
	/* There is nothing for regfree() then. */
	filter->op = FILTER_EQ;
	return false;
}

static struct filter *read_comparison(struct reader *in)
{
	struct filter *filter;
	enum filter_op op;
	size_t len;

	skip_blanks(in);
	len = word_len(in->at);
	if (!len)
		return wrong(in, "a column");
	filter = join(FILTER_EQ, NULL, NULL);
	filter->name = xmemdup(in->at, len);
	in->at += len;
	if (!read_op(in, &op) || !read_value(in, &filter->value))
		goto bad;
	filter->op = op;
	if ((op == FILTER_MATCH || op == FILTER_NO_MATCH) && !compile(filter, in->why))
		goto bad;
	return filter;
bad:
	filter_free(filter);
	return NULL;
}

static struct filter *read_group(struct reader *in)
{
	struct filter *filter = read_or(in);

	if (!filter || take(in, ")"))
		return filter;
	filter_free(filter);
	return wrong(in, "'and', 'or' or ')'");
}

static struct filter *read_inner(struct reader *in)
{
	struct filter *filter;

	if (in->depth == DEPTH_MAX)
		return wrong(in, "something simpler, not 64 levels deep,");
	in->depth++;
	if (take(in, "not") || take(in, "!")) {
		filter = read_inner(in);
		filter = filter ? join(FILTER_NOT, filter, NULL) : NULL;
	} else if (take(in, "(")) {
		filter = read_group(in);
	} else {
		filter = read_comparison(in);
	}
	in->depth--;
	return filter;
}

static struct filter *read_and(struct reader *in)
{
	struct filter *left = read_inner(in), *right;

	while (left && (take(in, "and") || take(in, "&&"))) {
		right = read_inner(in);
		if (!right) {
			filter_free(left);
			return NULL;
		}
		left = join(FILTER_AND, left, right);
	}
	return left;
}

static struct filter *read_or(struct reader *in)
{
	struct filter *left = read_and(in), *right;

	while (left && (take(in, "or") || take(in, "||"))) {
		right = read_and(in);
		if (!right) {
			filter_free(left);
			return NULL;
		}
		left = join(FILTER_OR, left, right);
	}
	return left;
}

/**
 * filter_parse - read an expression
 * @text: the expression
 * @why: filled on failure
 *
 * Return: the expression, to be freed with filter_free(), or NULL.
 */
struct filter *filter_parse(const char *text, struct fault *why)
{
	struct reader in = { .at = text, .why = why };
	struct filter *filter = read_or(&in);

	skip_blanks(&in);
	if (!filter || !*in.at)
		return filter;
	filter_free(filter);
	return wrong(&in, "'and' or 'or'");
}

/**
 * filter_free - free an expression
 * @filter: gone afterwards; or NULL
 */
void filter_free(struct filter *filter)
{
	if (!filter)
		return;
	filter_free(filter->left);
	filter_free(filter->right);
	if (filter->op == FILTER_MATCH || filter->op == FILTER_NO_MATCH)
		regfree(&filter->pattern);
	free(filter->name);
	free(filter->value.text);
	free(filter);
}
