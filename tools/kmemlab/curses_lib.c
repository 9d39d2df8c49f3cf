// SPDX-License-Identifier: GPL-2.0
/* ncurses, loaded when it is needed: see curses_lib.h. */
#include <stddef.h>

#define CURSES_LIB_LOADER
#include "curses_lib.h"
#include "library.h"
#include "util.h"

#define STRING_OF(number)	#number
#define LIBRARY(version)	"libncursesw.so." STRING_OF(version)

struct curses_lib curses_lib;

LIBRARY_NOTE(LIBRARY(NCURSES_VERSION_MAJOR), "top", "the screen of top");

static const struct symbol symbols[] = {
#define CURSES_SYMBOL(name)	{ #name, offsetof(struct curses_lib, name) },
	CURSES_FUNCTIONS(CURSES_SYMBOL)
	CURSES_SYMBOL(setupterm)
	CURSES_SYMBOL(del_curterm)
	CURSES_SYMBOL(cur_term)
	CURSES_SYMBOL(stdscr)
	CURSES_SYMBOL(LINES)
	CURSES_SYMBOL(COLS)
};

/**
 * curses_load - load the library
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int curses_load(struct fault *why)
{
	const char *wrong = library_load(LIBRARY(NCURSES_VERSION_MAJOR), symbols,
					 ARRAY_SIZE(symbols), &curses_lib);

	if (!wrong)
		return 0;
	return fault(why, EXIT_UNAVAILABLE,
		     "top needs ncurses for its screen: %s; install libncursesw6, or use --batch, or --once",
		     wrong);
}
