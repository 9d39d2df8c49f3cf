/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Requests: one line of key=value words, parsed by a table of keys into the
 * fields of a struct the table's owner chose.
 *
 * Pure: nothing is looked up and nothing is taken while a request is parsed.
 */
#ifndef KML_REQUEST_H
#define KML_REQUEST_H

#include <linux/compiler_attributes.h>
#include <linux/stddef.h>
#include <linux/types.h>

#include "range.h"
#include "text.h"

#define KML_SENTENCE_MAX	512

/**
 * struct kml_why - why something was refused or failed, for a person
 * @err: negative errno, or 0: nothing failed
 * @sentence: what was wrong, what is allowed, what to do; no newline
 */
struct kml_why {
	int err;
	char sentence[KML_SENTENCE_MAX];
};

__printf(3, 4)
int kml_why(struct kml_why *why, int err, const char *fmt, ...);

enum kml_key_type {
	KML_KEY_NUMBER,		/* u64 */
	KML_KEY_SIZE,		/* u64, may have a suffix K, M, G, T */
	KML_KEY_ADDRESS,	/* u64, hexadecimal */
	KML_KEY_ADDRESSES,	/* struct kml_addresses, repeatable */
	KML_KEY_PID,		/* u64 */
	KML_KEY_GFP,		/* u64: names of @flags joined by '|' */
	KML_KEY_FLAGS,		/* the same, of what @flags are */
	KML_KEY_WORD,		/* u64: index into @words */
	KML_KEY_NUMBERS,	/* struct kml_range; A..B counts up by 1 */
	KML_KEY_SIZES,		/* struct kml_range; A..B doubles */
	KML_KEY_CPUS,		/* struct cpumask */
	KML_KEY_NAME,		/* struct kml_name: any word */
};

#define KML_NAME_MAX	64

/**
 * struct kml_name - the value of a key that takes any word
 * @text: the word; "" if it was not given
 */
struct kml_name {
	char text[KML_NAME_MAX];
};

#define KML_ADDRESSES_MAX	64

/**
 * struct kml_addresses - the values of a repeatable address key
 * @nr: how many were given
 * @addr: the addresses, in the order given
 */
struct kml_addresses {
	u64 nr;
	u64 addr[KML_ADDRESSES_MAX];
};

/**
 * struct kml_refusal - why a flag is not accepted; a row without @name ends a table
 * @name: of the flag
 * @reason: what follows "as"
 */
struct kml_refusal {
	const char *name;
	const char *reason;
};

/**
 * struct kml_key - a row of a table of keys; a row without @name ends it
 * @name: the word before the ``=``
 * @help: what it means, without a full stop
 * @type: how the value is read
 * @required: there is no default
 * @offset: of the field it fills, in the request
 * @min: least number allowed
 * @max: largest number allowed
 * @value: default; out of the range: there is none, and the field is set to it
 * @flags: for KML_KEY_GFP and KML_KEY_FLAGS, the names accepted; a default is spelled with these
 * @refused: for the same, names that are not accepted for a reason; optional
 * @words: for KML_KEY_WORD, the words accepted, ended by NULL
 */
struct kml_key {
	const char *name;
	const char *help;
	enum kml_key_type type;
	bool required;
	size_t offset;
	u64 min;
	u64 max;
	u64 value;
	const struct kml_flag *flags;
	const struct kml_refusal *refused;
	const char * const *words;
};

#define KML_KEYS_MAX	32

int kml_request_parse(char *line, const struct kml_key *keys, void *request,
		      struct kml_why *why);
const char *kml_key_type_name(enum kml_key_type type);
void kml_request_put(struct kml_text *t, const struct kml_key *key,
		     const void *request);
size_t kml_gfp_name(char *name, size_t size, u64 left, const struct kml_flag *flags);

#endif /* KML_REQUEST_H */
