/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ncurses, loaded for a screen. To be included in the place of curses.h; what its
 * macros call is taken out of the library as well.
 */
#ifndef CURSES_LIB_H
#define CURSES_LIB_H

#include <curses.h>

#include "fault.h"

#define CURSES_FUNCTIONS(X) \
	X(cbreak) X(clearok) X(curs_set) X(delscreen) X(endwin) X(has_colors) \
	X(init_pair) X(keypad) X(newterm) X(nodelay) X(noecho) X(nonl) X(set_escdelay) \
	X(start_color) X(tigetstr) X(use_default_colors) X(waddch) X(waddnwstr) \
	X(wattr_get) X(wattr_off) X(wattr_on) X(wattr_set) X(werase) X(wgetch) X(whline) \
	X(wmove) X(wrefresh)

/**
 * struct curses_lib - what is used of the library, by its names there
 */
struct curses_lib {
#define CURSES_POINTER(name)	__typeof__(name) *name;
	CURSES_FUNCTIONS(CURSES_POINTER)
#undef CURSES_POINTER
	/* Of term.h, most of whose names are macros of words that others use. */
	int (*setupterm)(const char *term, int fd, int *found);
	int (*del_curterm)(void *terminal);
	void **cur_term;
	WINDOW **stdscr;
	int *LINES;
	int *COLS;
};

extern struct curses_lib curses_lib;

int curses_load(struct fault *why);

/* All but the file that loads them use them as if they were linked. */
#ifndef CURSES_LIB_LOADER
#undef cbreak
#define cbreak	(*curses_lib.cbreak)
#undef clearok
#define clearok	(*curses_lib.clearok)
#undef curs_set
#define curs_set	(*curses_lib.curs_set)
#undef delscreen
#define delscreen	(*curses_lib.delscreen)
#undef endwin
#define endwin	(*curses_lib.endwin)
#undef has_colors
#define has_colors	(*curses_lib.has_colors)
#undef init_pair
#define init_pair	(*curses_lib.init_pair)
#undef keypad
#define keypad	(*curses_lib.keypad)
#undef newterm
#define newterm	(*curses_lib.newterm)
#undef nodelay
#define nodelay	(*curses_lib.nodelay)
#undef noecho
#define noecho	(*curses_lib.noecho)
#undef nonl
#define nonl	(*curses_lib.nonl)
#undef set_escdelay
#define set_escdelay	(*curses_lib.set_escdelay)
#undef start_color
#define start_color	(*curses_lib.start_color)
#undef tigetstr
#define tigetstr	(*curses_lib.tigetstr)
#undef use_default_colors
#define use_default_colors	(*curses_lib.use_default_colors)
#undef waddch
#define waddch	(*curses_lib.waddch)
#undef waddnwstr
#define waddnwstr	(*curses_lib.waddnwstr)
#undef wattr_get
#define wattr_get	(*curses_lib.wattr_get)
#undef wattr_off
#define wattr_off	(*curses_lib.wattr_off)
#undef wattr_on
#define wattr_on	(*curses_lib.wattr_on)
#undef wattr_set
#define wattr_set	(*curses_lib.wattr_set)
#undef werase
#define werase	(*curses_lib.werase)
#undef wgetch
#define wgetch	(*curses_lib.wgetch)
#undef whline
#define whline	(*curses_lib.whline)
#undef wmove
#define wmove	(*curses_lib.wmove)
#undef wrefresh
#define wrefresh	(*curses_lib.wrefresh)
#undef stdscr
#define stdscr	(*curses_lib.stdscr)
#undef LINES
#define LINES	(*curses_lib.LINES)
#undef COLS
#define COLS	(*curses_lib.COLS)
#endif

#endif /* CURSES_LIB_H */
