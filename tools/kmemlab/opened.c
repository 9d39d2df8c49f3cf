// SPDX-License-Identifier: GPL-2.0
/*
 * What a verb says: see opened.h. It is this program that runs once more, as a child:
 * whatever the verb does, reads or finds wrong, the screen stays with us.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "curses_lib.h"
#include "opened.h"
#include "terminal.h"
#include "util.h"
#include "xalloc.h"

/* More is not read by anybody on a screen. */
#define SAID_MAX	(4 << 20)

#define SCROLL_RIGHT	8

/**
 * struct opened - what a verb says
 * @title: the command; owned
 * @text: what it said so far; owned
 * @len: bytes of that
 * @lines: where each begins in @text, and the end; owned
 * @nr: how many
 * @first: on the screen
 * @right: columns that are left out on the left
 * @pid: the verb, while it runs; else 0
 * @from: where it can be read; -1: all is
 */
struct opened {
	char *title;
	char *text;
	size_t len;
	size_t *lines;
	size_t nr;
	size_t first;
	size_t right;
	pid_t pid;
	int from;
};

/* All words: those for the recorded tree, and how it is to look, first. */
static void become(const struct session *session, char *const *words, int to)
{
	const char *argv[16] = { "kmemlab" };
	char columns[16];
	size_t nr = 1;
	int null = open("/dev/null", O_RDONLY);

	if (session->root) {
		argv[nr++] = "--root";
		argv[nr++] = session->root;
	}
	if (session->ascii)
		argv[nr++] = "--ascii";
	if (session->bytes)
		argv[nr++] = "--bytes";
	while (*words && nr < ARRAY_SIZE(argv) - 1)
		argv[nr++] = *words++;
	snprintf(columns, sizeof(columns), "%d", COLS);
	setenv("COLUMNS", columns, 1);
	dup2(null, STDIN_FILENO);
	dup2(to, STDOUT_FILENO);
	dup2(to, STDERR_FILENO);
	execv("/proc/self/exe", (char **)argv);
	_exit(127);
}

static bool start(struct opened *opened, const struct session *session, char *const *words)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return false;
	opened->pid = fork();
	if (!opened->pid)
		become(session, words, ends[1]);
	close(ends[1]);
	opened->from = ends[0];
	if (opened->pid > 0)
		return true;
	close(ends[0]);
	opened->from = -1;
	opened->pid = 0;
	return false;
}

/* Nothing is held by a verb that is not freed when it ends. */
static void stop(struct opened *opened)
{
	if (opened->from >= 0)
		close(opened->from);
	opened->from = -1;
	if (!opened->pid)
		return;
	kill(opened->pid, SIGTERM);
	while (waitpid(opened->pid, NULL, 0) < 0 && errno == EINTR)
		;
	opened->pid = 0;
}

/* A complaint is a sentence, in one line of any length. */
static void wrap(char *line)
{
	size_t i, blank = 0, begin = 0;

	if (!begins_with(line, "kmemlab: "))
		return;
	for (i = 0; line[i] && line[i] != '\n'; i++) {
		if (line[i] == ' ')
			blank = i;
		if (i - begin < (size_t)COLS - 1 || blank <= begin)
			continue;
		line[blank] = '\n';
		begin = blank + 1;
	}
}

static void find_lines(struct opened *opened)
{
	size_t at = opened->nr ? opened->lines[opened->nr] : 0;
	char *end;

	while (memchr(opened->text + at, '\n', opened->len - at)) {
		wrap(opened->text + at);
		end = memchr(opened->text + at, '\n', opened->len - at);
		opened->lines = xrealloc(opened->lines, opened->nr + 2, sizeof(*opened->lines));
		opened->lines[opened->nr++] = at;
		*end = '\0';
		at = end + 1 - opened->text;
		opened->lines[opened->nr] = at;
	}
}

/* What it said since; closes @from at the end. */
static void read_on(struct opened *opened)
{
	char buf[16384];
	ssize_t got = read(opened->from, buf, sizeof(buf));

	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (got > 0 && opened->len + got < SAID_MAX) {
		opened->text = xrealloc(opened->text, opened->len + got + 1, 1);
		memcpy(opened->text + opened->len, buf, got);
		opened->len += got;
	} else {
		/* An end without a newline is a line, too. */
		opened->text = xrealloc(opened->text, opened->len + 2, 1);
		if (opened->len && opened->text[opened->len - 1] != '\0')
			opened->text[opened->len++] = '\n';
		find_lines(opened);
		stop(opened);
		return;
	}
	find_lines(opened);
}

/* The line without its first characters; each is a column here, but for rare ones. */
static const char *skip(const char *line, size_t columns)
{
	for (; *line && columns; columns--)
		do
			line++;
		while ((*line & 0xc0) == 0x80);
	return line;
}

static void draw(const struct opened *opened)
{
	size_t i;
	char *foot;
	int y;

	erase();
	attron(A_REVERSE);
	mvhline(0, 0, ' ', COLS);
	terminal_put(0, 1, COLS - 2, opened->title, false);
	attroff(A_REVERSE);
	for (y = 1; y < LINES - 1; y++) {
		i = opened->first + y - 1;
		if (i >= opened->nr)
			break;
		terminal_put(y, 0, COLS, skip(opened->text + opened->lines[i], opened->right),
			     false);
	}
	foot = opened->from >= 0 ?
		xasprintf("reading; q: stop and go back") :
		xasprintf("line %zu of %zu; arrows, PgUp, PgDn, Home, End: scroll; q: back",
			  opened->nr ? opened->first + 1 : 0, opened->nr);
	terminal_put(LINES - 1, 1, COLS - 2, foot, false);
	free(foot);
	refresh();
}

static void scroll_by(struct opened *opened, long by)
{
	long page = LINES - 2, last = (long)opened->nr - page, to = (long)opened->first + by;

	opened->first = to > last ? last < 0 ? 0 : last : to < 0 ? 0 : to;
}

/* False: go back. */
static bool do_key(struct opened *opened, int key)
{
	switch (key) {
	case 'q': case 27: case KEY_BACKSPACE:
		return false;
	case KEY_UP: case 'k':
		scroll_by(opened, -1);
		break;
	case KEY_DOWN: case 'j':
		scroll_by(opened, 1);
		break;
	case KEY_PPAGE:
		scroll_by(opened, -(LINES - 2));
		break;
	case KEY_NPAGE: case ' ':
		scroll_by(opened, LINES - 2);
		break;
	case KEY_HOME: case 'g':
		opened->first = 0;
		break;
	case KEY_END: case 'G':
		scroll_by(opened, opened->nr);
		break;
	case KEY_LEFT:
		opened->right -= opened->right < SCROLL_RIGHT ? opened->right : SCROLL_RIGHT;
		break;
	case KEY_RIGHT:
		opened->right += SCROLL_RIGHT;
		break;
	case KEY_RESIZE:
		scroll_by(opened, 0);
		break;
	}
	return true;
}

/* Until it said more, or somebody pressed a key. */
static void wait_for_either(const struct opened *opened)
{
	struct pollfd in[] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = opened->from, .events = POLLIN },
	};

	poll(in, ARRAY_SIZE(in), 1000);
}

static char *title_of(char *const *words)
{
	char *title = xstrdup("kmemlab"), *longer;

	for (; *words; words++) {
		if (!strcmp(*words, "--"))
			continue;
		longer = xasprintf("%s %s", title, *words);
		free(title);
		title = longer;
	}
	return title;
}

/**
 * opened_show - show what a verb says, until it is closed or a signal comes
 * @session: how it is to look, and where from
 * @words: the verb and its arguments, up to NULL
 */
void opened_show(const struct session *session, char *const *words)
{
	struct opened opened = { .title = title_of(words), .from = -1 };
	struct pollfd more;
	bool on = start(&opened, session, words);

	while (on && !terminal_stopped()) {
		more = (struct pollfd){ .fd = opened.from, .events = POLLIN };
		while (opened.from >= 0 && poll(&more, 1, 0) > 0)
			read_on(&opened);
		draw(&opened);
		if (opened.from >= 0)
			wait_for_either(&opened);
		on = do_key(&opened, terminal_key(opened.from >= 0 ? 0 : 1000));
	}
	stop(&opened);
	free(opened.title);
	free(opened.text);
	free(opened.lines);
}
