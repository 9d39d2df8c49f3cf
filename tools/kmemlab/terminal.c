// SPDX-License-Identifier: GPL-2.0
/* The terminal: see terminal.h. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "curses_lib.h"
#include "terminal.h"
#include "util.h"

#define HINT	"use --batch, or --once, which need none"

/* A cell is no wider than the widest terminal that anybody has. */
#define CELL_MAX	512

static const int asked_to_end[] = {
	SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU,
};

static const int crashed[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT };

static volatile sig_atomic_t stopped;
static bool is_on;
static SCREEN *screen;

static void stop(int sig)
{
	stopped = sig;
}

/* Nothing is safe any more; but a terminal in this state is of no use to anybody. */
static void crash(int sig)
{
	if (is_on)
		endwin();
	signal(sig, SIG_DFL);
	raise(sig);
}

static void catch(const int *signals, size_t nr, void (*handler)(int sig))
{
	struct sigaction action = { .sa_handler = handler }, old;
	size_t i;

	for (i = 0; i < nr; i++)
		if (!sigaction(signals[i], NULL, &old) && old.sa_handler == SIG_DFL)
			sigaction(signals[i], &action, NULL);
}

/* Before ncurses has a look, which ends the program if it does not like what it sees. */
static int check_terminal(struct session *session)
{
	const char *term = getenv("TERM"), *move;
	bool can_move;
	int found;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return fault(&session->why, EXIT_USAGE,
			     "top needs a terminal for its input and output; " HINT);
	if (!term || !*term)
		return fault(&session->why, EXIT_USAGE,
			     "top cannot tell what terminal this is: TERM is not set; set it, or " HINT);
	if (curses_load(&session->why))
		return -1;
	if (curses_lib.setupterm(NULL, STDOUT_FILENO, &found) != OK)
		return fault(&session->why, EXIT_USAGE,
			     "top does not know the terminal '%s' (TERM): install ncurses-term, or " HINT,
			     term);
	move = tigetstr("cup");
	can_move = move && move != (char *)-1;
	curses_lib.del_curterm(*curses_lib.cur_term);
	if (!can_move)
		return fault(&session->why, EXIT_USAGE,
			     "the terminal '%s' (TERM) has lines only; " HINT, term);
	return 0;
}

/**
 * terminal_begin - take the terminal
 * @session: its fault is filled on failure
 *
 * It is given back by terminal_end(), and by every end of the program but SIGKILL.
 *
 * Return: 0 or -1.
 */
int terminal_begin(struct session *session)
{
	if (check_terminal(session))
		return -1;
	/* Those that nobody catches so far: ncurses leaves them alone then. */
	catch(asked_to_end, ARRAY_SIZE(asked_to_end), stop);
	catch(crashed, ARRAY_SIZE(crashed), crash);
	screen = newterm(NULL, stdout, stdin);
	if (!screen)
		return fault(&session->why, EXIT_USAGE,
			     "top cannot use this terminal; " HINT);
	is_on = true;
	atexit(terminal_end);
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, true);
	nodelay(stdscr, true);
	set_escdelay(50);
	curs_set(0);
	if (session->colour && has_colors() && start_color() == OK) {
		use_default_colors();
		init_pair(TERMINAL_WARN, COLOR_YELLOW, -1);
		init_pair(TERMINAL_ALERT, COLOR_RED, -1);
	}
	return 0;
}

/**
 * terminal_end - give the terminal back
 */
void terminal_end(void)
{
	if (!is_on)
		return;
	is_on = false;
	endwin();
	delscreen(screen);
}

/**
 * terminal_stopped - which signal wants the end?
 *
 * Return: its number, or 0.
 */
int terminal_stopped(void)
{
	return stopped;
}

/**
 * terminal_die - end by a signal, as if nobody had caught it
 * @sig: the signal
 */
void terminal_die(int sig)
{
	terminal_end();
	signal(sig, SIG_DFL);
	raise(sig);
}

/**
 * terminal_key - wait for a key
 * @wait_ms: no longer than this
 *
 * Return: what getch() returns: ERR if there was none, KEY_RESIZE if the terminal
 * has another size. A terminal that is gone counts as SIGHUP.
 */
int terminal_key(unsigned int wait_ms)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	int key = getch();

	if (key != ERR || stopped)
		return key;
	if (poll(&in, 1, wait_ms) > 0) {
		key = getch();
		if (key == ERR && in.revents & (POLLHUP | POLLERR | POLLNVAL))
			stopped = SIGHUP;
		return key;
	}
	return getch();
}

/**
 * terminal_attr - how something is to look that has a colour
 * @session: whether it has colours
 * @colour: which
 */
int terminal_attr(const struct session *session, enum terminal_colour colour)
{
	return session->colour && has_colors() ? COLOR_PAIR(colour) : A_BOLD;
}

/* Characters that fit, and the columns they take; what cannot be shown is "?". */
static int fit(wchar_t *text, int width)
{
	int used = 0, one;

	for (; *text; text++) {
		one = wcwidth(*text);
		if (one < 0) {
			*text = L'?';
			one = 1;
		}
		if (used + one > width)
			break;
		used += one;
	}
	*text = L'\0';
	return used;
}

/**
 * terminal_put - write a text into a cell
 * @y: line
 * @x: first column
 * @width: columns; what does not fit is cut off
 * @text: the text, of which nothing steers a terminal: see text.h
 * @right: at the right end of the cell
 *
 * Return: the columns that are written.
 */
int terminal_put(int y, int x, int width, const char *text, bool right)
{
	wchar_t wide[CELL_MAX];
	size_t nr = mbstowcs(wide, text, CELL_MAX - 1);
	int used;

	if (width <= 0 || x >= COLS || y >= LINES)
		return 0;
	if (nr == (size_t)-1)
		nr = 0;
	wide[nr] = L'\0';
	used = fit(wide, width < COLS - x ? width : COLS - x);
	mvaddwstr(y, right ? x + width - used : x, wide);
	return used;
}
