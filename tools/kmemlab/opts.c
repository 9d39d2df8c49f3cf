// SPDX-License-Identifier: GPL-2.0
/* Options: see opts.h. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "opts.h"
#include "source.h"
#include "util.h"
#include "xalloc.h"

/* What getopt_long() returns for row N of the options that apply. */
#define FIRST_OPT	256

/* The rows of the global options; pointers into the session come with it. */
#define NR_GLOBAL	16

static void global_opts(struct session *s, struct opt opts[NR_GLOBAL])
{
	const struct opt table[NR_GLOBAL] = {
		{ "root", 0, "DIR", "read what was recorded: a snapshot, or a directory",
		  .value = &s->root },
		{ "json", 'j', NULL, "print JSON", .flag = &s->json },
		{ "raw", 'r', NULL, "print words separated by single blanks, for scripts",
		  .flag = &s->raw },
		{ "pairs", 'P', NULL, "print NAME=\"word\" pairs, for a shell",
		  .flag = &s->pairs },
		{ "output", 'o', "COLS", "these columns, separated by commas; +COLS: as well",
		  .value = &s->select.columns },
		{ "output-all", 0, NULL, "all columns", .flag = &s->select.all },
		{ "section", 0, "NAMES", "these sections of the answer, or all",
		  .value = &s->select.section },
		{ "sort", 0, "COLS", "sort by these columns, downwards by -COL",
		  .value = &s->select.sort },
		{ "filter", 0, "EXPR", "rows, such as 'free_pages < 10M and nid == 0'",
		  .value = &s->select.filter },
		{ "noheadings", 0, NULL, "print no heads of tables", .flag = &s->noheadings },
		{ "list-columns", 0, NULL, "list the columns: name, type, unit, meaning",
		  .flag = &s->list_columns },
		{ "bytes", 'b', NULL, "print sizes as exact numbers of bytes",
		  .flag = &s->bytes },
		{ "color", 0, "WHEN", "colours: auto, always or never", .value = &s->color },
		{ "ascii", 0, NULL, "print ASCII only", .flag = &s->ascii },
		{ "help", 'h', NULL, "print this help", .flag = &s->help },
		{ "version", 'V', NULL, "print the version of the tool",
		  .flag = &s->version },
	};

	memcpy(opts, table, sizeof(table));
}

static size_t count_opts(const struct opt *opts)
{
	size_t nr = 0;

	while (opts && opts[nr].name)
		nr++;
	return nr;
}

/* The tables of getopt_long(), made of ours. */
struct getopt_tables {
	struct opt *opts;
	struct option *longs;
	char *shorts;
	size_t nr;
};

static void tables_make(struct getopt_tables *t, struct session *session,
			const struct verb *verb)
{
	size_t own = count_opts(verb ? verb->opts : NULL), i;
	char *letter;

	t->nr = NR_GLOBAL + own;
	t->opts = xrealloc(NULL, t->nr, sizeof(*t->opts));
	t->longs = xzalloc((t->nr + 1) * sizeof(*t->longs));
	t->shorts = xzalloc(t->nr * 2 + 3);
	global_opts(session, t->opts);
	if (verb && own)
		memcpy(t->opts + NR_GLOBAL, verb->opts, own * sizeof(*t->opts));

	/* Without a verb, what follows the first operand is the verb's. */
	letter = stpcpy(t->shorts, verb ? ":" : "+:");
	for (i = 0; i < t->nr; i++) {
		t->longs[i] = (struct option){
			.name = t->opts[i].name,
			.has_arg = t->opts[i].arg ? required_argument : no_argument,
			.val = FIRST_OPT + i,
		};
		if (t->opts[i].letter)
			*letter++ = t->opts[i].letter;
		if (t->opts[i].letter && t->opts[i].arg)
			*letter++ = ':';
	}
}

static void tables_free(struct getopt_tables *t)
{
	free(t->opts);
	free(t->longs);
	free(t->shorts);
}

static const struct opt *find_opt(const struct getopt_tables *t, int c)
{
	size_t i;

	for (i = 0; i < t->nr; i++)
		if (c == (int)(FIRST_OPT + i) || (c && c == t->opts[i].letter))
			return &t->opts[i];
	return NULL;
}

static int bad_option(struct session *session, const struct verb *verb,
		      const struct getopt_tables *t, int c, char **argv)
{
	const struct opt *opt = find_opt(t, optopt);
	const char *name = verb ? verb->name : "", *gap = verb ? " " : "";

	if (c == ':' && opt)
		return fault(&session->why, EXIT_USAGE,
			     "option '--%s' needs an argument %s; see 'kmemlab %s%s--help'",
			     opt->name, opt->arg, name, gap);
	if (opt)
		return fault(&session->why, EXIT_USAGE,
			     "option '--%s' takes no argument; see 'kmemlab %s%s--help'",
			     opt->name, name, gap);
	if (optopt)
		return fault(&session->why, EXIT_USAGE,
			     "unknown option '-%c'; see 'kmemlab %s%s--help'",
			     optopt, name, gap);
	return fault(&session->why, EXIT_USAGE,
		     "unknown or ambiguous option '%s'; see 'kmemlab %s%s--help'",
		     argv[optind - 1], name, gap);
}

static int check_global(struct session *session)
{
	if (session->json + session->raw + session->pairs > 1)
		return fault(&session->why, EXIT_USAGE,
			     "--json, --raw and --pairs exclude each other; give one of them");
	return session->root ? source_check_root(session->root, &session->why) : 0;
}

/**
 * opts_parse - take the options out of a command line
 * @session: filled from the global options
 * @verb: whose options are allowed as well, anywhere; NULL: only global ones,
 *	up to the first operand
 * @argc: number of @argv
 * @argv: argv[0] is not looked at; on success, the operands have moved behind
 *	the options
 *
 * Return: index of the first operand, or -1 with @session->why filled.
 */
int opts_parse(struct session *session, const struct verb *verb, int argc, char **argv)
{
	struct getopt_tables t = { 0 };
	const struct opt *opt;
	int c, ret = 0;

	tables_make(&t, session, verb);
	opterr = 0;
	optind = 0;
	while (!ret && (c = getopt_long(argc, argv, t.shorts, t.longs, NULL)) != -1) {
		opt = c == '?' || c == ':' ? NULL : find_opt(&t, c);
		if (!opt)
			ret = bad_option(session, verb, &t, c, argv);
		else if (opt->arg)
			*opt->value = optarg;
		else
			*opt->flag = true;
	}
	if (!ret)
		ret = check_global(session);
	tables_free(&t);
	return ret ? ret : optind;
}

/**
 * opts_each - look at every option
 * @verb: whose options come first; NULL: only global ones
 * @each: called for each
 * @data: passed to @each; what it gets is good until it returns
 */
void opts_each(const struct verb *verb, void (*each)(void *data, const struct opt *opt),
	       void *data)
{
	struct session unused;
	struct opt opts[NR_GLOBAL];
	size_t i, own = count_opts(verb ? verb->opts : NULL);

	for (i = 0; verb && i < own; i++)
		each(data, &verb->opts[i]);
	global_opts(&unused, opts);
	for (i = 0; i < NR_GLOBAL; i++)
		each(data, &opts[i]);
}

struct wanted {
	const char *word;
	const struct opt *found;
};

static void is_wanted(void *data, const struct opt *opt)
{
	static struct opt kept;
	struct wanted *wanted = data;
	const char *word = wanted->word;

	if (wanted->found || !opt->arg)
		return;
	if (begins_with(word, "--") ? strcmp(word + 2, opt->name) :
				      !opt->letter || word[1] != opt->letter || word[2])
		return;
	kept = *opt;
	wanted->found = &kept;
}

/**
 * opts_taking - the option that a word is, if the next word is its argument
 * @verb: as of opts_each()
 * @word: the word
 *
 * Return: the option, good until the next call, or NULL.
 */
const struct opt *opts_taking(const struct verb *verb, const char *word)
{
	struct wanted wanted = { .word = word };

	opts_each(verb, is_wanted, &wanted);
	return wanted.found;
}

/**
 * no_operands - refuse operands
 * @session: its fault is filled if there are any
 * @verb: who takes none
 * @argc: number of @argv
 * @argv: the operands
 *
 * Return: 0 or -1.
 */
int no_operands(struct session *session, const struct verb *verb, int argc, char **argv)
{
	if (!argc)
		return 0;
	return fault(&session->why, EXIT_USAGE,
		     "'%s' is too much: %s takes options only; see 'kmemlab %s --help'",
		     argv[0], verb->name, verb->name);
}
