/* SPDX-License-Identifier: GPL-2.0 */
/* What one run of the tool was asked for. */
#ifndef SESSION_H
#define SESSION_H

#include <stdbool.h>

#include "fault.h"
#include "text.h"

/**
 * struct session - one run
 * @root: recorded tree to read, or NULL: the live machine
 * @json: print JSON
 * @raw: print tables for programs
 * @bytes: print exact numbers of bytes
 * @help: only print the help
 * @version: only print the version
 * @screen: what may be printed to people
 * @why: what went wrong
 */
struct session {
	const char *root;
	bool json;
	bool raw;
	bool bytes;
	bool help;
	bool version;
	enum text_form screen;
	struct fault why;
};

/**
 * struct opt - an option; a row without @name ends a table
 * @name: long name
 * @letter: short name, or 0
 * @arg: what its argument is called in the help; NULL: it takes none
 * @help: one line
 * @flag: set to true, if it takes no argument
 * @value: set to the argument otherwise
 */
struct opt {
	const char *name;
	char letter;
	const char *arg;
	const char *help;
	bool *flag;
	const char **value;
};

/**
 * struct verb - a subcommand; a row without @name ends the table
 * @name: what it is called: like the file it reads, and the file it is in
 * @args: its operands, for the help
 * @summary: one line
 * @about: more lines for its own help, each with its newline
 * @examples: the same; a line each
 * @opts: its options besides the global ones, or NULL
 * @run: does it; argv are the operands. Returns 0, or -1 with @session->why
 * @help: prints more help, or NULL
 */
struct verb {
	const char *name;
	const char *args;
	const char *summary;
	const char *about;
	const char *examples;
	const struct opt *opts;
	int (*run)(struct session *session, int argc, char **argv);
	int (*help)(struct session *session, int argc, char **argv);
};

extern const struct verb verb_overview, verb_zones, verb_buddy, verb_pageblocks,
			 verb_physmap, verb_balance, verb_frames, verb_why,
			 verb_translate, verb_explain, verb_walk, verb_whomaps,
			 verb_exercise, verb_compare, verb_version;

int no_operands(struct session *session, const struct verb *verb, int argc,
		char **argv);

#endif /* SESSION_H */
