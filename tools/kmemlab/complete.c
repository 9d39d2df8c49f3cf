// SPDX-License-Identifier: GPL-2.0
/*
 * kmemlab complete: what a shell may offer for the last of some words. The scripts
 * in completion/ call it, so that all shells offer what the tables say.
 */
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "allocator.h"
#include "opts.h"
#include "session.h"
#include "source.h"
#include "util.h"

/**
 * struct words - a command line being completed
 * @session: of this run
 * @verb: the verb among the words, or NULL
 * @operands: words behind it that are no options, without the last word
 * @last: the word to complete
 */
struct words {
	struct session *session;
	const struct verb *verb;
	size_t operands;
	const char *last;
};

static void offer(const struct words *words, const char *word)
{
	if (begins_with(word, words->last))
		puts(word);
}

/* Of a list separated by commas the last name is completed, the rest stays. */
static void offer_listed(const struct words *words, const char *name, size_t len)
{
	const char *comma = strrchr(words->last, ',');
	const char *part = comma ? comma + 1 : words->last;

	part += *part == '-' || *part == '+';
	if (strlen(part) <= len && !strncmp(name, part, strlen(part)))
		printf("%.*s%.*s\n", (int)(part - words->last), words->last, (int)len, name);
}

static void offer_columns(const struct words *words)
{
	const struct view *view = words->verb ? words->verb->view : NULL;
	const struct section_doc *section;
	const struct column_doc *column;

	for (; view; view = view->other)
		for (section = view->sections; section->name; section++)
			for (column = section->columns; column->name; column++)
				offer_listed(words, column->name, column_name_len(column));
}

static void offer_sections(const struct words *words)
{
	const struct view *view = words->verb ? words->verb->view : NULL;
	const struct section_doc *section;

	for (; view; view = view->other)
		for (section = view->sections; section->name; section++)
			offer_listed(words, section->name, strlen(section->name));
	offer_listed(words, "all", 3);
}

static void offer_allocators(const struct words *words)
{
	size_t i;

	for (i = 0; allocator_name(i); i++)
		offer_listed(words, allocator_name(i), strlen(allocator_name(i)));
}

static void offer_verbs(const struct words *words)
{
	const struct verb *const *verb;

	for (verb = verbs; *verb; verb++)
		if ((*verb)->summary)
			offer(words, (*verb)->name);
}

static void offer_pids(const struct words *words)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;

	while (proc && (entry = readdir(proc)))
		if (isdigit((unsigned char)*entry->d_name))
			offer(words, entry->d_name);
	if (proc)
		closedir(proc);
}

/* Names with a colon are of what the kernel merged, not of a cache. */
static void offer_caches(const struct words *words)
{
	DIR *slab = opendir("/sys/kernel/slab");
	struct dirent *entry;

	while (slab && (entry = readdir(slab)))
		if (*entry->d_name != ':' && *entry->d_name != '.')
			offer(words, entry->d_name);
	if (slab)
		closedir(slab);
}

static void offer_times(const struct words *words)
{
	offer(words, "auto");
	offer(words, "always");
	offer(words, "never");
}

/* The shell knows files better. */
static void offer_files(const struct words *words)
{
	(void)words;
	puts(":files");
}

/* By the name an argument has in the help. */
static const struct {
	const char *argument;
	void (*offer)(const struct words *words);
} kinds[] = {
	{ "PID", offer_pids },
	{ "CACHE", offer_caches },
	{ "COLS", offer_columns },
	{ "EXPR", offer_columns },
	{ "NAMES", offer_sections },
	{ "ALLOCATOR", offer_allocators },
	{ "WHEN", offer_times },
	{ "VERB", offer_verbs },
	{ "FILE", offer_files },
	{ "DIR", offer_files },
	{ "BEFORE", offer_files },
	{ "AFTER", offer_files },
};

/* In small letters it is the word itself. */
static void offer_kind(const struct words *words, const char *name, size_t len)
{
	size_t i;

	if (islower((unsigned char)*name))
		offer_listed(words, name, len);
	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (begins_with(name, kinds[i].argument))
			kinds[i].offer(words);
}

/* One of several, as in PID|self. */
static void offer_argument(const struct words *words, const char *name)
{
	size_t len;

	name += *name == '[';
	for (;; name += len + 1) {
		len = strcspn(name, "| ]");
		offer_kind(words, name, len);
		if (name[len] != '|')
			return;
	}
}

static void offer_words(const struct words *words, const char *names)
{
	size_t len;

	for (; *names; names += len + (names[len] == ' ')) {
		len = strcspn(names, " ");
		offer_listed(words, names, len);
	}
}

static void offer_operand(const struct words *words)
{
	const char *args = words->verb->args, *command = args ? strstr(args, "-- ") : NULL;
	size_t skip, i;

	if (words->verb->word && !words->operands) {
		for (i = 0; words->verb->word(i); i++)
			offer(words, words->verb->word(i));
		return;
	}
	/* Of a command, the shell does not know which words are files; most are. */
	if (command) {
		offer_files(words);
		return;
	}
	for (skip = words->operands; args && skip; skip--) {
		args = strchr(args, ' ');
		args = args ? args + 1 : NULL;
	}
	if (args)
		offer_argument(words, args);
}

static void offer_option(void *data, const struct opt *opt)
{
	const struct words *words = data;
	char name[64];

	snprintf(name, sizeof(name), "--%s", opt->name);
	offer(words, name);
}

static int complete_run(struct session *session, int argc, char **argv)
{
	struct words words = { .session = session, .last = argc ? argv[argc - 1] : "" };
	const struct opt *opt = NULL;
	struct fault ignored = { 0 };
	int i;

	for (i = 0; i < argc - 1; i++) {
		if (opt) {
			opt = NULL;
			continue;
		}
		if (*argv[i] == '-')
			opt = opts_taking(words.verb, argv[i]);
		else if (!words.verb)
			words.verb = find_verb(argv[i], &ignored);
		else
			words.operands++;
		fault_clear(&ignored);
	}
	if (opt && opt->words)
		offer_words(&words, opt->words);
	else if (opt)
		offer_argument(&words, opt->arg);
	else if (*words.last == '-')
		opts_each(words.verb, offer_option, &words);
	else if (!words.verb)
		offer_verbs(&words);
	else
		offer_operand(&words);
	return 0;
}

/* Without a summary: it is for shells, and not listed. */
const struct verb verb_complete = {
	.name = "complete",
	.args = "WORD...",
	.examples = "  kmemlab complete -- zones --so\n",
	.run = complete_run,
};
