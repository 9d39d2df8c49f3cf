// SPDX-License-Identifier: GPL-2.0
/* ncurses, loaded when it is needed: see curses_lib.h. */
#include <dlfcn.h>
#include <stddef.h>

#define CURSES_LIB_LOADER
#include "curses_lib.h"
#include "util.h"

#define STRING_OF(number)	#number
#define LIBRARY(version)	"libncursesw.so." STRING_OF(version)

struct curses_lib curses_lib;

static const struct {
	const char *name;
	size_t offset;
} symbols[] = {
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
 * It stays until the program ends.
 *
 * Return: 0 or -1.
 */
int curses_load(struct fault *why)
{
	void *lib = dlopen(LIBRARY(NCURSES_VERSION_MAJOR), RTLD_NOW | RTLD_LOCAL), *found;
	size_t i;

	for (i = 0; lib && i < ARRAY_SIZE(symbols); i++) {
		found = dlsym(lib, symbols[i].name);
		if (!found)
			break;
		*(void **)((char *)&curses_lib + symbols[i].offset) = found;
	}
	if (lib && i == ARRAY_SIZE(symbols))
		return 0;
	return fault(why, EXIT_UNAVAILABLE,
		     "top needs ncurses for its screen: %s; install libncursesw6, or use --batch, or --once",
		     dlerror());
}
