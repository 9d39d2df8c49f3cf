// SPDX-License-Identifier: GPL-2.0
/* Makes hostile requests. */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hostile.h"
#include "kselftest.h"
#include "random.h"

struct line {
	uint64_t *random;
	char *text;
	size_t len;
};

static uint64_t below(struct line *l, uint64_t limit)
{
	return random_next(l->random) % limit;
}

static void __attribute__((format(printf, 2, 3))) put(struct line *l, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	l->len += vsnprintf(l->text + l->len, HOSTILE_BYTES - l->len, format, args);
	va_end(args);
}

#define PICK(l, words) ((words)[below(l, ARRAY_SIZE(words))])

/* What is no value of anything. */
static void put_junk(struct line *l)
{
	static const char * const junk[] = {
		"", "-", "-1", "+1", "--", "=", "==1", "0x", "0xg", "0x0x1", "08", "1e9",
		"1.5", "1KK", "1 K", "K", "1P", "99999999999999999999", "NaN", "null",
		"%s%s%n", "%p", "$(reboot)", "'", "\"", "\\x00", "\x01", "\xff\xfe",
		"18446744073709551616", "18014398509481985K", "0x10000000000000000", "|",
		"||", "\r", "\v", "error:", "#", "@",
	};

	put(l, "%s", PICK(l, junk));
}

static uint64_t edge(struct line *l, const struct subject_key *k)
{
	uint64_t edges[] = {
		0, 1, 2, 7, 4095, 4096, 4097, 1UL << 20, 1UL << 31, 1UL << 32, 1UL << 47,
		1UL << 52, 1UL << 63, ~0UL, ~0UL - 1, k->min, k->min - 1, k->min + 1, k->max,
		k->max - 1, k->max + 1, k->max / 2, 1UL << below(l, 64), below(l, 1UL << 32),
	};

	return PICK(l, edges);
}

static void put_number(struct line *l, const struct subject_key *k)
{
	static const char * const forms[] = { "%lu", "%lu", "%lu", "%lu", "%lu", "%lu", "%lu",
					      "%lu", "%lu ", "0x%lx", "%luK", "%luM", "%lut",
					      "0%lu" };

	l->len += snprintf(l->text + l->len, HOSTILE_BYTES - l->len, PICK(l, forms),
			   below(l, 4) ? k->min + below(l, 16) : edge(l, k));
}

static void put_address(struct line *l, const struct subject_key *k)
{
	static char own[4096];
	uint64_t places[] = {
		(uint64_t)own, (uint64_t)l->text, (uint64_t)&places, (uint64_t)put_address,
		(uint64_t)environ, 0, 0x1000, 0x7ffffffff000, 0x800000000000,
		0xffff800000000000, 0xffff888000000000, 0xffffc90000000000,
		0xffffffff81000000, 0xffffffffff600000, 0xffffffffffffffff,
		0x00ffffffffffffff, 0xff00000000000000, edge(l, k), below(l, 1UL << 19),
	};

	put(l, below(l, 2) ? "%lx" : "0x%lX", PICK(l, places));
}

static void put_pid(struct line *l)
{
	uint64_t pids[] = { getpid(), getpid(), getpid(), 1, 2, 3, getppid(), 0, 4194303,
			    4194304, 4194305, 1UL << 32, ~0UL, below(l, 400) };

	put(l, "%lu", PICK(l, pids));
}

/* The word @which of a list that | divides. */
static void put_word(struct line *l, const char *list, uint64_t which)
{
	while (which-- && strchr(list, '|'))
		list = strchr(list, '|') + 1;
	put(l, "%.*s", (int)strcspn(list, "|"), list);
}

static size_t nr_words(const char *list)
{
	size_t nr = 1;

	for (; *list; list++)
		nr += *list == '|';
	return nr;
}

static void put_words(struct line *l, const struct subject_key *k)
{
	static const char * const forbidden[] = {
		"__GFP_NOFAIL", "__GFP_HIGHMEM", "__GFP_THISNODE", "GFP_kernel", "gfp",
		"___GFP_UNUSED_BIT", "SLAB_PANIC", "0x400000", "text", "Summary",
	};
	size_t nr = nr_words(k->accepts), times = 1 + (strcmp(k->type, "gfp") ? 0 : below(l, 4));

	while (times--) {
		if (below(l, 24))
			put_word(l, k->accepts, below(l, nr));
		else
			put(l, "%s", PICK(l, forbidden));
		if (times)
			put(l, "|");
	}
}

static void put_value(struct line *l, const struct subject_key *k)
{
	if (!below(l, 40))
		put_junk(l);
	else if (!strcmp(k->name, "time_limit_ms"))
		put(l, "%lu", below(l, 100));
	else if (k->accepts)
		put_words(l, k);
	else if (!strcmp(k->type, "address"))
		put_address(l, k);
	else if (!strcmp(k->type, "pid"))
		put_pid(l);
	else
		put_number(l, k);
}

static void put_blank(struct line *l)
{
	static const char * const blanks[] = { "\t", "   ", "\n", "," };

	put(l, "%s", below(l, 16) ? " " : PICK(l, blanks));
}

static void put_pair(struct line *l, const struct subject_key *k)
{
	if (!below(l, 40)) {
		put_junk(l);
	} else {
		put(l, "%s%s", k->name, below(l, 40) ? "=" : "");
		put_value(l, k);
	}
	put_blank(l);
}

static void put_line(struct line *l, const struct subject *subject)
{
	const struct subject_key *k;
	uint64_t pairs = below(l, below(l, 20) ? 4 : 40);

	/*
	 * What must be given mostly is, or little would ever run. With cpus= it runs in
	 * threads, and on few CPUs: that seldom.
	 */
	for (k = subject->keys; k < subject->keys + subject->nr_keys; k++)
		if (!k->preset && (strcmp(k->type, "cpus") ? below(l, 20) : !below(l, 20))) {
			put(l, "%s=", k->name);
			put_value(l, k);
			put(l, " ");
		}
	while (pairs--)
		put_pair(l, &subject->keys[below(l, subject->nr_keys)]);
}

static const struct subject_key *key_of(const struct subject *subject, const char *word)
{
	size_t len = strcspn(word, "="), i;

	for (i = 0; i < subject->nr_keys; i++)
		if (strlen(subject->keys[i].name) == len &&
		    !strncmp(subject->keys[i].name, word, len))
			return &subject->keys[i];
	return NULL;
}

/* A request that makes sense, but for what is left out, said twice, changed or added. */
static void put_mutant(struct line *l, const struct subject *subject)
{
	uint64_t which = below(l, subject_nr_choices(subject) + subject->nr_keys);
	char sense[SUBJECT_REQUEST] = "", *rest = sense, *word;
	const struct subject_key *k;

	if (!subject_request(subject, which, sense))
		subject_request(subject, 0, sense);
	while ((word = strsep(&rest, " "))) {
		uint64_t how = below(l, 24);

		k = key_of(subject, word);
		if (!k || !how)
			continue;
		if (how == 1)
			put(l, "%s ", word);
		if (how > 4) {
			put(l, "%s", word);
		} else {
			put(l, "%s=", k->name);
			put_value(l, k);
		}
		put_blank(l);
	}
	if (!below(l, 3))
		put_pair(l, &subject->keys[below(l, subject->nr_keys)]);
}

/* 1 byte to 1 MiB, small ones as often as large. */
static void put_bytes(struct line *l)
{
	size_t nr = 1 + below(l, 1UL << below(l, 21)), i;
	uint64_t kind = below(l, 4), fill = below(l, 256);

	if (nr > HOSTILE_BYTES)
		nr = HOSTILE_BYTES;
	for (i = 0; i < nr; i++)
		l->text[i] = kind == 0 ? below(l, 256) : kind == 1 ? ' ' + below(l, 95) :
			     kind == 2 ? fill : (uint64_t)"a=1 "[i % 4];
	l->len = nr;
}

/* A request that was right, but for some bytes. */
static void spoil(struct line *l)
{
	uint64_t times = 1 + below(l, 4);

	while (l->len && times--)
		l->text[below(l, l->len)] = below(l, 256);
}

size_t hostile_request(const struct subject *subject, uint64_t *random, char *request)
{
	struct line l = { .random = random, .text = request };

	*request = '\0';
	if (!subject->nr_keys || !below(&l, 16)) {
		put_bytes(&l);
		return l.len;
	}
	if (below(&l, 4))
		put_mutant(&l, subject);
	else
		put_line(&l, subject);
	if (subject_has(subject, "time_limit_ms") && !strstr(l.text, "time_limit_ms"))
		put(&l, "time_limit_ms=%lu", 1 + below(&l, 50));
	if (!below(&l, 8))
		spoil(&l);
	if (below(&l, 2))
		put(&l, "\n");
	return l.len;
}
