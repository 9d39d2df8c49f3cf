// SPDX-License-Identifier: GPL-2.0
/* What --help says: see help.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "help.h"
#include "opts.h"
#include "text.h"
#include "util.h"
#include "xalloc.h"

/* Where what an option does begins, if its name leaves that much room. */
#define MEANING_COLUMN	25

static void print_opt(void *data, const struct opt *opt)
{
	char letter[4] = "";
	int column;

	(void)data;
	if (opt->letter)
		snprintf(letter, sizeof(letter), "-%c,", opt->letter);
	column = printf("  %3s --%s%s%s ", letter, opt->name, opt->arg ? " " : "",
			opt->arg ? opt->arg : "");
	if (column < MEANING_COLUMN)
		column += printf("%*s", MEANING_COLUMN - column, "");
	text_wrap_at(stdout, column, MEANING_COLUMN, opt->help, TEXT_ASCII);
}

static void print_global(void)
{
	puts("\nGlobal options, before or after the verb:");
	opts_each(NULL, print_opt, NULL);
}

/* Is it the end of a paragraph? Lines that begin with a blank stay as they are. */
static bool ends_here(const char *begin, const char *newline)
{
	return newline == begin || *begin == ' ' || !newline[1] || newline[1] == '\n' || newline[1] == ' ';
}

static void print_paragraphs(const char *text)
{
	char *copy = xstrdup(text), *begin = copy, *at;

	for (at = strchr(copy, '\n'); at; at = strchr(at + 1, '\n')) {
		if (!ends_here(begin, at)) {
			*at = ' ';
			continue;
		}
		*at = '\0';
		if (*begin == ' ')
			puts(begin);
		else
			text_wrap(stdout, 0, begin, TEXT_ASCII);
		begin = at + 1;
	}
	free(copy);
}

/**
 * help_tool - print what ``kmemlab --help`` says
 */
void help_tool(void)
{
	const struct verb *const *verb;

	puts("Usage: kmemlab [OPTIONS] [VERB [ARGUMENTS]]\n\n"
	     "Shows what the kernel's memory allocators hold and do; needs kmemlab.ko, or\n"
	     "files recorded from it. Without a verb it prints the overview.\n\n"
	     "Verbs:");
	for (verb = verbs; *verb; verb++)
		if ((*verb)->summary)
			text_wrap_at(stdout, printf("  %-11s ", (*verb)->name), 14,
				     (*verb)->summary, TEXT_ASCII);
	print_global();
	puts("\n'kmemlab VERB --help' tells more of a verb. Exit status: 0 done, 1 a check\n"
	     "failed, 2 usage, 3 not available, 4 permission. See also kmemlab(8).");
}

/**
 * help_verb - print what ``kmemlab VERB --help`` says
 * @verb: the verb
 */
void help_verb(const struct verb *verb)
{
	const struct opt *opt;

	printf("Usage: kmemlab %s [OPTIONS]%s%s\n\n%s.\n", verb->name,
	       verb->args ? " " : "", verb->args ? verb->args : "",
	       verb->summary ? verb->summary : "For the scripts that complete words in a shell");
	if (verb->about) {
		putchar('\n');
		print_paragraphs(verb->about);
	}
	if (verb->opts)
		puts("\nOptions:");
	for (opt = verb->opts; opt && opt->name; opt++)
		print_opt(NULL, opt);
	print_global();
	printf("\nExamples:\n%s", verb->examples);
}
