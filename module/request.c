// SPDX-License-Identifier: GPL-2.0
/* Requests: see request.h and Documentation/formats.rst. */
#include <linux/bitops.h>
#include <linux/build_bug.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "request.h"
#include "value.h"

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

static void name_keys(const struct kml_key *keys, char *names, size_t size)
{
	size_t len = 0;

	names[0] = '\0';
	for (; keys->name; keys++)
		len += scnprintf(names + len, size - len, "%s%s",
				 len ? ", " : "", keys->name);
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
		return kml_why(why, -EINVAL, "unknown key '" KML_SHOWN "' (known: %s)",
			       word, names);
	}
	if (!value)
		return kml_why(why, -EINVAL, "%s has no value; write %s=VALUE",
			       word, word);
	if (__test_and_set_bit(i, given) && keys[i].type != KML_KEY_ADDRESSES)
		return kml_why(why, -EINVAL, "%s is given twice", word);
	return kml_value_take(&keys[i], value, request, why);
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

	for (i = 0; keys[i].name; i++)
		kml_value_default(&keys[i], request);
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
