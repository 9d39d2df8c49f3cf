// SPDX-License-Identifier: GPL-2.0
/* Keys and their values as text: what an answer repeats of its request. */
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "request.h"

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
	case KML_KEY_FLAGS:
		return "flags";
	case KML_KEY_WORD:
		return "word";
	case KML_KEY_NUMBERS:
		return "numbers";
	case KML_KEY_SIZES:
		return "sizes";
	case KML_KEY_NAME:
		return "name";
	case KML_KEY_CPUS:
		return "cpus";
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

static void put_range(char *word, size_t size, const struct kml_range *range)
{
	if (kml_range_is_one(range))
		snprintf(word, size, "%llu", range->from);
	else
		snprintf(word, size, "%llu..%llu%c%llu", range->from, range->to,
			 range->times ? '*' : '+', range->step);
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
	const void *field = (const char *)request + key->offset;
	char word[256];

	switch (key->type) {
	case KML_KEY_GFP:
	case KML_KEY_FLAGS:
		kml_gfp_name(word, sizeof(word), *(const u64 *)field, key->flags);
		break;
	case KML_KEY_WORD:
		strscpy(word, key->words[*(const u64 *)field], sizeof(word));
		break;
	case KML_KEY_ADDRESS:
		snprintf(word, sizeof(word), "0x%llx", *(const u64 *)field);
		break;
	case KML_KEY_NUMBERS:
	case KML_KEY_SIZES:
		put_range(word, sizeof(word), field);
		break;
	case KML_KEY_NAME:
		strscpy(word, ((const struct kml_name *)field)->text, sizeof(word));
		break;
	case KML_KEY_CPUS:
		if (cpumask_empty(field)) {
			kml_text_none(t);
			return;
		}
		snprintf(word, sizeof(word), "%*pbl",
			 cpumask_pr_args((const struct cpumask *)field));
		break;
	default:
		snprintf(word, sizeof(word), "%llu", *(const u64 *)field);
	}
	kml_text_str(t, word);
}
