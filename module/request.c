// SPDX-License-Identifier: GPL-2.0
/* Requests: see request.h and Documentation/formats.rst. */
#include <linux/bitops.h>
#include <linux/build_bug.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "request.h"

/**
 * kml_why - remember why, and pass the errno on
 * @why: filled
 * @err: negative errno
 * @fmt: one sentence; control characters in it become question marks
 *
 * Return: @err, so that a caller can say ``return kml_why(...)``.
 */
int kml_why(struct kml_why *why, int err, const char *fmt, ...)
{
	va_list args;
	char *c;

	why->err = err;
	va_start(args, fmt);
	vscnprintf(why->sentence, sizeof(why->sentence), fmt, args);
	va_end(args);
	/* It can repeat a word of a stranger's, and goes to a terminal. */
	for (c = why->sentence; *c; c++)
		if (iscntrl(*c))
			*c = '?';
	return err;
}

/* How much of a hostile word an error repeats. */
#define SHOWN	"%.64s"

static void *field(const struct kml_key *key, void *request)
{
	return (char *)request + key->offset;
}

static void name_keys(const struct kml_key *keys, char *names, size_t size)
{
	size_t len = 0;

	names[0] = '\0';
	for (; keys->name; keys++)
		len += scnprintf(names + len, size - len, "%s%s",
				 len ? ", " : "", keys->name);
}

static void name_flags(const struct kml_flag *flags, char *names, size_t size)
{
	size_t len = 0;

	names[0] = '\0';
	for (; flags->name; flags++)
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
		return parse_digits(word + 2, 16, value);

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
		return kml_why(why, err, "%s=" SHOWN " does not fit in 64 bits",
			       key->name, word);
	return kml_why(why, err, "%s='" SHOWN "' is not %s", key->name, word, form);
}

static int take_number(const struct kml_key *key, char *word, u64 *value,
		       struct kml_why *why)
{
	const char *form;
	int err;

	if (key->type == KML_KEY_PID) {
		form = "a decimal number";
		err = parse_digits(word, 10, value);
	} else if (key->type == KML_KEY_SIZE) {
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

static int take_address(const struct kml_key *key, char *word, u64 *value,
			struct kml_why *why)
{
	int err = parse_digits(is_hex(word) ? word + 2 : word, 16, value);

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

static const struct kml_flag *find_flag(const struct kml_flag *flags, const char *name)
{
	for (; flags->name; flags++)
		if (!strcmp(flags->name, name))
			return flags;
	return NULL;
}

static int take_gfp(const struct kml_key *key, char *word, u64 *value,
		    struct kml_why *why)
{
	const struct kml_flag *flag;
	char names[KML_SENTENCE_MAX - 128];
	char *name;

	*value = 0;
	while ((name = strsep(&word, "|"))) {
		flag = find_flag(key->flags, name);
		if (!flag) {
			name_flags(key->flags, names, sizeof(names));
			return kml_why(why, -EINVAL,
				       "%s does not accept '" SHOWN "' here (accepted: %s)",
				       key->name, name, names);
		}
		*value |= flag->mask;
	}
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
	return kml_why(why, -EINVAL, "%s='" SHOWN "' is not known (known: %s)",
		       key->name, word, names);
}

static int take_value(const struct kml_key *key, char *word, void *request,
		      struct kml_why *why)
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
	case KML_KEY_WORD:
		return take_word_of(key, word, field(key, request), why);
	}
	return kml_why(why, -EINVAL, "%s has a type that is not known", key->name);
}

static int take_word(char *word, const struct kml_key *keys, void *request,
		     unsigned long *given, struct kml_why *why)
{
	char names[KML_SENTENCE_MAX - 128];
	char *value = strchr(word, '=');
	unsigned int i;

	if (value)
		*value++ = '\0';
	for (i = 0; keys[i].name; i++)
		if (!strcmp(keys[i].name, word))
			break;
	if (!keys[i].name) {
		name_keys(keys, names, sizeof(names));
		return kml_why(why, -EINVAL, "unknown key '" SHOWN "' (known: %s)",
			       word, names);
	}
	if (!value)
		return kml_why(why, -EINVAL, "%s has no value; write %s=VALUE",
			       word, word);
	if (__test_and_set_bit(i, given) && keys[i].type != KML_KEY_ADDRESSES)
		return kml_why(why, -EINVAL, "%s is given twice", word);
	return take_value(&keys[i], value, request, why);
}

static void set_defaults(const struct kml_key *keys, void *request)
{
	for (; keys->name; keys++) {
		if (keys->type == KML_KEY_ADDRESSES)
			((struct kml_addresses *)field(keys, request))->nr = 0;
		else
			*(u64 *)field(keys, request) = keys->value;
	}
}

/**
 * kml_request_parse - read a request
 * @line: the request, with or without a final newline; taken apart
 * @keys: what is known
 * @request: the struct @keys describe; all its fields are set on success and
 *	meaningless on failure
 * @why: filled on failure
 *
 * Return: 0, or a negative errno: -EINVAL (not a request), -ERANGE (a number
 * out of its range or over 64 bits), -E2BIG (a key repeated too often).
 */
int kml_request_parse(char *line, const struct kml_key *keys, void *request,
		      struct kml_why *why)
{
	unsigned long given = 0;
	unsigned int i;
	char *word, *end;
	int err;

	BUILD_BUG_ON(KML_KEYS_MAX > BITS_PER_LONG);

	end = strchr(line, '\n');
	if (end && end[1])
		return kml_why(why, -EINVAL,
			       "a request is one line; write one request at a time");
	if (end)
		*end = '\0';

	set_defaults(keys, request);
	while ((word = strsep(&line, " \t"))) {
		if (!*word)
			continue;
		err = take_word(word, keys, request, &given, why);
		if (err)
			return err;
	}
	for (i = 0; keys[i].name; i++)
		if (keys[i].required && !test_bit(i, &given))
			return kml_why(why, -EINVAL, "%s is missing: %s",
				       keys[i].name, keys[i].help);
	return 0;
}

/**
 * kml_key_type_name - the type of a key, as its help prints it
 * @type: the type
 *
 * Return: one word; see the table in formats.rst.
 */
const char *kml_key_type_name(enum kml_key_type type)
{
	switch (type) {
	case KML_KEY_NUMBER:
		return "number";
	case KML_KEY_SIZE:
		return "size";
	case KML_KEY_ADDRESS:
	case KML_KEY_ADDRESSES:
		return "address";
	case KML_KEY_PID:
		return "pid";
	case KML_KEY_GFP:
		return "gfp";
	case KML_KEY_WORD:
		return "word";
	}
	return "unknown";
}

/**
 * kml_gfp_name - spell a mask with the names of a table
 * @name: filled, always terminated
 * @size: of @name
 * @left: the mask
 * @flags: the names; compound ones (GFP_KERNEL) first, so that they are taken
 *	before their parts
 *
 * Return: length of @name.
 */
size_t kml_gfp_name(char *name, size_t size, u64 left, const struct kml_flag *flags)
{
	size_t len = 0;

	name[0] = '\0';
	for (; flags->name; flags++) {
		if ((left & flags->mask) != flags->mask)
			continue;
		left &= ~flags->mask;
		len += scnprintf(name + len, size - len, "%s%s",
				 len ? "|" : "", flags->name);
	}
	return len;
}

/**
 * kml_request_put - write the value of a key as a ``str`` column
 * @t: the text
 * @key: the key; one that is not repeatable
 * @request: the request it was read into
 */
void kml_request_put(struct kml_text *t, const struct kml_key *key,
		     const void *request)
{
	u64 value = *(u64 *)((const char *)request + key->offset);
	char word[256];

	if (key->type == KML_KEY_GFP)
		kml_gfp_name(word, sizeof(word), value, key->flags);
	else if (key->type == KML_KEY_WORD)
		strscpy(word, key->words[value], sizeof(word));
	else if (key->type == KML_KEY_ADDRESS)
		snprintf(word, sizeof(word), "0x%llx", value);
	else
		snprintf(word, sizeof(word), "%llu", value);
	kml_text_str(t, word);
}
