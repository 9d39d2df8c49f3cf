// SPDX-License-Identifier: GPL-2.0
/* Values of keys, of each type: see value.h and Documentation/formats.rst. */
#include <linux/bitops.h>
#include <linux/cpumask.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "value.h"

static void *field(const struct kml_key *key, void *request)
{
	return (char *)request + key->offset;
}

static void name_flags(const struct kml_flag *flags, char *names, size_t size)
{
	size_t len = 0;

	names[0] = '\0';
	for (; flags->name; flags++)
		if (flags->mask)
			len += scnprintf(names + len, size - len, "%s%s",
					 len ? ", " : "", flags->name);
}

static int suffix_shift(char suffix)
{
	switch (tolower(suffix)) {
	case 'k':
		return 10;
	case 'm':
		return 20;
	case 'g':
		return 30;
	case 't':
		return 40;
	default:
		return 0;
	}
}

/*
 * kstrtoull() with a base of 0 would take a leading 0 for octal, and any base
 * takes a sign and a newline: none of that is a number here.
 */
static int parse_digits(const char *word, unsigned int base, u64 *value)
{
	if (!isxdigit(*word))
		return -EINVAL;
	return kstrtoull(word, base, value);
}

static bool is_hex(const char *word)
{
	return word[0] == '0' && tolower(word[1]) == 'x';
}

static int parse_number(char *word, bool suffix_allowed, u64 *value)
{
	size_t len = strlen(word);
	char suffix = '\0';
	int shift = 0, err;

	if (is_hex(word))
		return parse_digits(word, 16, value);

	if (suffix_allowed && len)
		shift = suffix_shift(word[len - 1]);
	if (shift)
		swap(word[len - 1], suffix);
	err = parse_digits(word, 10, value);
	if (shift)
		swap(word[len - 1], suffix);
	if (err)
		return err;
	if (*value > U64_MAX >> shift)
		return -ERANGE;
	*value <<= shift;
	return 0;
}

static int bad_number(const struct kml_key *key, const char *word, int err,
		      const char *form, struct kml_why *why)
{
	if (err == -ERANGE)
		return kml_why(why, err, "%s=" KML_SHOWN " does not fit in 64 bits",
			       key->name, word);
	return kml_why(why, err, "%s='" KML_SHOWN "' is not %s", key->name, word, form);
}

static bool has_suffix(const struct kml_key *key)
{
	return key->type == KML_KEY_SIZE || key->type == KML_KEY_SIZES;
}

static int take_number(const struct kml_key *key, char *word, u64 *value,
		       struct kml_why *why)
{
	const char *form;
	int err;

	if (key->type == KML_KEY_PID) {
		form = "a decimal number";
		err = parse_digits(word, 10, value);
	} else if (has_suffix(key)) {
		form = "a number (a suffix K, M, G or T is allowed)";
		err = parse_number(word, true, value);
	} else {
		form = "a number";
		err = parse_number(word, false, value);
	}
	if (err)
		return bad_number(key, word, err, form, why);
	if (*value < key->min || *value > key->max)
		return kml_why(why, -ERANGE, "%s=%llu is out of range (%llu to %llu)",
			       key->name, *value, key->min, key->max);
	return 0;
}

/* What follows the end of a range: how it gets there. */
static int take_step(const struct kml_key *key, char sign, char *word,
		     struct kml_range *range, struct kml_why *why)
{
	int err = parse_number(word, has_suffix(key), &range->step);

	if (err)
		return bad_number(key, word, err, "a step", why);
	range->times = sign == '*';
	if (range->step > range->times)
		return 0;
	return kml_why(why, -EINVAL, "%s with a step of %c%llu never ends; the least is %s",
		       key->name, sign, range->step, range->times ? "*2" : "+1");
}

static int check_range(const struct kml_key *key, const struct kml_range *range,
		       struct kml_why *why)
{
	if (range->from > range->to)
		return kml_why(why, -EINVAL, "%s=%llu..%llu goes down; write the smaller end first",
			       key->name, range->from, range->to);
	if (!range->from && range->times)
		return kml_why(why, -EINVAL, "%s=0..%llu*%llu never ends: it stays at 0",
			       key->name, range->to, range->step);
	if (kml_range_count(range) > KML_RANGE_MAX)
		return kml_why(why, -E2BIG, "%s has more than %d values; take larger steps",
			       key->name, KML_RANGE_MAX);
	return 0;
}

/* A value, or A..B, A..B*F, A..B+S. */
static int take_range(const struct kml_key *key, char *word, struct kml_range *range,
		      struct kml_why *why)
{
	char *to = strstr(word, ".."), *by, sign = '\0';
	int err;

	*range = (struct kml_range){};
	if (!to) {
		err = take_number(key, word, &range->from, why);
		range->to = range->from;
		return err;
	}
	*to = '\0';
	to += 2;
	by = strpbrk(to, "*+");
	if (by) {
		sign = *by;
		*by++ = '\0';
	}
	range->times = key->type == KML_KEY_SIZES;
	range->step = range->times ? 2 : 1;
	err = take_number(key, word, &range->from, why) ?:
	      take_number(key, to, &range->to, why);
	if (!err && by)
		err = take_step(key, sign, by, range, why);
	return err ?: check_range(key, range, why);
}

static int take_cpus(const struct kml_key *key, const char *word, struct cpumask *cpus,
		     struct kml_why *why)
{
	if (!cpulist_parse(word, cpus) && !cpumask_empty(cpus))
		return 0;
	return kml_why(why, -EINVAL,
		       "%s='" KML_SHOWN "' is no list of CPUs, such as 0-3,6, below %u",
		       key->name, word, nr_cpu_ids);
}

static int take_address(const struct kml_key *key, char *word, u64 *value,
			struct kml_why *why)
{
	int err = parse_digits(word, 16, value);

	return err ? bad_number(key, word, err, "a hexadecimal address", why) : 0;
}

static int take_addresses(const struct kml_key *key, char *word,
			  struct kml_addresses *list, struct kml_why *why)
{
	u64 value;
	int err = take_address(key, word, &value, why);

	if (err)
		return err;
	if (list->nr == ARRAY_SIZE(list->addr))
		return kml_why(why, -E2BIG, "%s is given more than %zu times",
			       key->name, ARRAY_SIZE(list->addr));
	list->addr[list->nr++] = value;
	return 0;
}

/* One without a mask this kernel does not have; to take it would mean nothing. */
static const struct kml_flag *find_flag(const struct kml_flag *flags, const char *name)
{
	for (; flags->name; flags++)
		if (flags->mask && !strcmp(flags->name, name))
			return flags;
	return NULL;
}

static int refuse_flag(const struct kml_key *key, const char *name, struct kml_why *why)
{
	const struct kml_refusal *row = key->refused;
	char names[KML_SENTENCE_MAX - 128];

	while (row && row->name && strcmp(row->name, name))
		row++;
	name_flags(key->flags, names, sizeof(names));
	return kml_why(why, -EINVAL, "%s does not accept '" KML_SHOWN "' here%s%s (accepted: %s)",
		       key->name, name, row && row->name ? ", as " : "",
		       row && row->name ? row->reason : "", names);
}

static int take_flags(const struct kml_key *key, char *word, u64 *value,
		      struct kml_why *why)
{
	const struct kml_flag *flag;
	char *name;

	*value = 0;
	while ((name = strsep(&word, "|"))) {
		flag = find_flag(key->flags, name);
		if (!flag)
			return refuse_flag(key, name, why);
		*value |= flag->mask;
	}
	return 0;
}

/*
 * What gfp_zone() and the choice of a migrate type would stumble over
 * (include/linux/gfp.h).
 */
static int take_gfp(const struct kml_key *key, char *word, u64 *value, struct kml_why *why)
{
	const u64 zones = (__force u64)(__GFP_DMA | __GFP_DMA32 | __GFP_HIGHMEM);
	const u64 types = (__force u64)(__GFP_MOVABLE | __GFP_RECLAIMABLE);
	int err = take_flags(key, word, value, why);

	if (err)
		return err;
	if (hweight64(*value & zones) > 1)
		return kml_why(why, -EINVAL,
			       "%s names more than one of the zones DMA, DMA32 and HIGHMEM; it has at most one",
			       key->name);
	if ((*value & types) == types)
		return kml_why(why, -EINVAL,
			       "%s has both __GFP_MOVABLE and __GFP_RECLAIMABLE; a page is of one type",
			       key->name);
	return 0;
}

static void name_words(const char * const *words, char *names, size_t size)
{
	size_t len = 0;

	names[0] = '\0';
	for (; *words; words++)
		len += scnprintf(names + len, size - len, "%s%s",
				 len ? ", " : "", *words);
}

static int take_word_of(const struct kml_key *key, const char *word, u64 *value,
			struct kml_why *why)
{
	char names[KML_SENTENCE_MAX - 128];

	for (*value = 0; key->words[*value]; ++*value)
		if (!strcmp(key->words[*value], word))
			return 0;
	name_words(key->words, names, sizeof(names));
	return kml_why(why, -EINVAL, "%s='" KML_SHOWN "' is not known (known: %s)",
		       key->name, word, names);
}

static int take_name(const struct kml_key *key, const char *word,
		     struct kml_name *name, struct kml_why *why)
{
	if (strscpy(name->text, word, sizeof(name->text)) >= 0)
		return 0;
	return kml_why(why, -E2BIG, "%s='" KML_SHOWN "...' is longer than %zu bytes", key->name,
		       word, sizeof(name->text) - 1);
}

/**
 * kml_value_take - read the value of a key
 * @key: the key
 * @word: what follows its ``=``; taken apart
 * @request: the struct @key is a field of; meaningless on failure
 * @why: filled on failure
 *
 * Return: 0, or a negative errno: as kml_request_parse().
 */
int kml_value_take(const struct kml_key *key, char *word, void *request, struct kml_why *why)
{
	if (!*word)
		return kml_why(why, -EINVAL, "%s has no value; write %s=VALUE",
			       key->name, key->name);
	switch (key->type) {
	case KML_KEY_NUMBER:
	case KML_KEY_SIZE:
	case KML_KEY_PID:
		return take_number(key, word, field(key, request), why);
	case KML_KEY_ADDRESS:
		return take_address(key, word, field(key, request), why);
	case KML_KEY_ADDRESSES:
		return take_addresses(key, word, field(key, request), why);
	case KML_KEY_GFP:
		return take_gfp(key, word, field(key, request), why);
	case KML_KEY_FLAGS:
		return take_flags(key, word, field(key, request), why);
	case KML_KEY_WORD:
		return take_word_of(key, word, field(key, request), why);
	case KML_KEY_NUMBERS:
	case KML_KEY_SIZES:
		return take_range(key, word, field(key, request), why);
	case KML_KEY_CPUS:
		return take_cpus(key, word, field(key, request), why);
	case KML_KEY_NAME:
		return take_name(key, word, field(key, request), why);
	}
	return kml_why(why, -EINVAL, "%s has a type that is not known", key->name);
}

/**
 * kml_value_default - set the field of a key to what it is without a value
 * @key: the key
 * @request: the struct @key is a field of
 */
void kml_value_default(const struct kml_key *key, void *request)
{
	void *to = field(key, request);

	switch (key->type) {
	case KML_KEY_ADDRESSES:
		((struct kml_addresses *)to)->nr = 0;
		break;
	case KML_KEY_NUMBERS:
	case KML_KEY_SIZES:
		*(struct kml_range *)to = (struct kml_range){ key->value, key->value };
		break;
	case KML_KEY_CPUS:
		cpumask_clear(to);
		break;
	case KML_KEY_NAME:
		((struct kml_name *)to)->text[0] = '\0';
		break;
	default:
		*(u64 *)to = key->value;
	}
}
