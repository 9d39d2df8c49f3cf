/* SPDX-License-Identifier: GPL-2.0 */
/* What one run of the tool was asked for. */
#ifndef SESSION_H
#define SESSION_H

#include <stdbool.h>

#include "columns.h"
#include "fault.h"
#include "text.h"

/**
 * struct selection - what of an answer is wanted
 * @columns: names separated by commas, behind a "+" if besides those shown; or NULL
 * @section: names of sections separated by commas, or "all"; or NULL
 * @sort: columns to sort by, each behind a "-" if downwards; or NULL
 * @filter: which rows, see filter.h; or NULL
 * @all: all columns
 */
struct selection {
	const char *columns;
	const char *section;
	const char *sort;
	const char *filter;
	bool all;
};

/**
 * struct session - one run
 * @root: recorded tree to read, or NULL: the live machine
 * @json: print JSON
 * @raw: print tables for programs
 * @pairs: print NAME="word" pairs
 * @noheadings: print no heads of tables
 * @bytes: print exact numbers of bytes
 * @list_columns: only list the columns of the verb
 * @select: what of the answer
 * @verb: what is done, once it is known
 * @view: what the verb shows, or NULL
 * @help: only print the help
 * @version: only print the version
 * @ascii: print ASCII only
 * @color: when to use colours: auto, always or never; NULL: auto
 * @colour: use them
 * @screen: what may be printed to people
 * @why: what went wrong
 */
struct session {
	const char *root;
	bool json;
	bool raw;
	bool pairs;
	bool noheadings;
	bool bytes;
	bool list_columns;
	bool help;
	bool version;
	struct selection select;
	const struct verb *verb;
	const struct view *view;
	bool ascii;
	const char *color;
	bool colour;
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
 * @words: arguments that a shell may offer, separated by blanks, or NULL
 */
struct opt {
	const char *name;
	char letter;
	const char *arg;
	const char *help;
	bool *flag;
	const char **value;
	const char *words;
};

/**
 * struct verb - a subcommand; a row without @name ends the table
 * @name: what it is called: like the file it reads, and the file it is in
 * @args: its operands, for the help
 * @summary: one line; NULL: it is not for people, and not listed
 * @about: more for its own help: paragraphs, which are wrapped; an empty line or a
 *	line that begins with a blank ends one
 * @examples: the same; a line each
 * @opts: its options besides the global ones, or NULL
 * @view: what it shows; NULL: nothing that has columns
 * @word: what the first operand may be, the word with index i, NULL behind the
 *	last; or NULL
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
	const struct view *view;
	const char *(*word)(size_t i);
	int (*run)(struct session *session, int argc, char **argv);
	int (*help)(struct session *session, int argc, char **argv);
};

extern const struct verb verb_overview, verb_top, verb_zones, verb_buddy, verb_pageblocks,
			 verb_physmap, verb_balance, verb_frames, verb_why,
			 verb_slabs, verb_slab, verb_ladder,
			 verb_translate, verb_explain, verb_walk, verb_whomaps, verb_layout,
			 verb_exercise, verb_compare, verb_scale, verb_fragment,
			 verb_snapshot, verb_check,
			 verb_record, verb_diff,
			 verb_doctor, verb_load, verb_unload,
			 verb_version, verb_schema, verb_complete;

/* What the verbs show, where another verb shows it too. */
extern const struct view zones_view, buddy_view, pageblocks_view, version_view, columns_view,
			 translate_view, explain_view, walk_view, exercise_view,
			 compare_view, scale_view, fragment_view;

/* In the order of the help, ended by NULL. */
extern const struct verb *const verbs[];

const struct verb *find_verb(const char *name, struct fault *why);
int no_operands(struct session *session, const struct verb *verb, int argc,
		char **argv);

#endif /* SESSION_H */
