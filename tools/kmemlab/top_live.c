// SPDX-License-Identifier: GPL-2.0
/* The screen of top: see top.h. */
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "curses_lib.h"
#include "opened.h"
#include "pane.h"
#include "terminal.h"
#include "top.h"
#include "util.h"
#include "xalloc.h"

/* Below this, nothing can be read. */
#define LINES_MIN	8
#define COLUMNS_MIN	40

/* Below this, only the table that has the keys is shown. */
#define LINES_ALL	16

static void draw_free(const struct top *top, const struct part *part, const struct row *row,
		      char *text, int width)
{
	const struct top_zone *zone = top_find_zone(top, doc_word(part, row, "nid")->value,
						    doc_text(part, row, "zone"));

	if (zone)
		spark_history(text, &zone->free, width, top->session->screen);
}

static void draw_orders(const struct top *top, const struct part *part, const struct row *row,
			char *text, int width)
{
	const struct top_zone *zone = top_find_zone(top, doc_word(part, row, "nid")->value,
						    doc_text(part, row, "zone"));

	if (zone && zone->orders <= (unsigned int)width)
		spark_bars(text, zone->blocks, zone->orders, top->session->screen);
}

static void draw_used(const struct top *top, const struct part *part, const struct row *row,
		      char *text, int width)
{
	const struct top_slab *slab = top_find_slab(top, doc_text(part, row, "cache"));

	if (slab)
		spark_history(text, &slab->used, width, top->session->screen);
}

static const struct pane_column zone_columns[] = {
	{ "nid", 4 },
	{ "zone", 7, .left = true },
	{ "managed_pages", 10, .rank = 3 },
	{ "free_pages", 10 },
	{ "change_pages", 11 },
	{ "low_pages", 10, .rank = 1 },
	{ "largest_order", 3 },
	{ "pressure", 10, .rank = 2, .left = true },
	{ "BY ORDER", 14, .left = true, .draw = draw_orders },
	{ "OVER TIME", 8, .left = true, .draw = draw_free },
};

static const struct pane_column slab_columns[] = {
	{ "cache", 20, .left = true },
	{ "live", 9 },
	{ "used_bytes", 10 },
	{ "size_bytes", 10, .rank = 1 },
	{ "growth_bytes", 11 },
	{ "rate_bytes", 11 },
	{ "OVER TIME", 9, .left = true, .draw = draw_used },
};

static const struct pane_column process_columns[] = {
	{ "pid", 7 },
	{ "comm", 15, .left = true },
	{ "rss_bytes", 10 },
	{ "tables_bytes", 10 },
	{ "tables_permille", 5 },
	{ "entries", 9 },
	{ "least_entries", 9, .rank = 1 },
	{ "reach_bytes", 9 },
	{ "age_s", 6 },
};

static char **words_of(const char *verb, const char *a, char *b)
{
	char **words = xzalloc(4 * sizeof(*words));

	words[0] = xstrdup(verb);
	words[1] = xstrdup(a);
	words[2] = b;
	return words;
}

static char **open_zone(const struct part *part, const struct row *row)
{
	return words_of("buddy", "--filter",
			xasprintf("nid == %" PRIu64 " and zone == '%s'",
				  doc_word(part, row, "nid")->value,
				  doc_text(part, row, "zone")));
}

static char **open_slab(const struct part *part, const struct row *row)
{
	return words_of("slab", "--", xstrdup(doc_text(part, row, "cache")));
}

static char **open_process(const struct part *part, const struct row *row)
{
	return words_of("walk", "--", xstrdup(doc_text(part, row, "pid")));
}

enum { ZONES, SLABS, PROCESSES, PANES };

/**
 * struct live - the screen
 * @top: what is known
 * @interval_s: seconds from tick to tick
 * @paused: there are no ticks
 * @help: the help is shown
 * @focus: the table that has the keys
 * @panes: the tables
 * @doc: what they show; owned
 * @next: when the next tick is due, by pace_now()
 */
struct live {
	struct top *top;
	unsigned int interval_s;
	bool paused;
	bool help;
	size_t focus;
	struct pane panes[PANES];
	struct doc doc;
	uint64_t next;
};

static void tick(struct live *live)
{
	struct doc doc;
	size_t i;

	top_tick(live->top, false);
	top_doc(live->top, &doc);
	for (i = 0; i < PANES; i++)
		pane_take(&live->panes[i], doc_part(&doc, live->panes[i].section));
	doc_free(&live->doc);
	live->doc = doc;
	live->next = live->top->now + live->interval_s * 1000000000ull;
}

static void draw_title(const struct live *live)
{
	const struct top *top = live->top;
	char clock[16], *text;
	time_t now = time(NULL);

	strftime(clock, sizeof(clock), "%H:%M:%S", localtime(&now));
	text = xasprintf("kmemlab top  %s  every %u s%s%s", clock, live->interval_s,
			 live->paused ? "  PAUSED: Space goes on" : "",
			 top->session->root ? "  recorded" : "");
	terminal_put(0, 1, COLS - 2, text, false);
	free(text);
}

/* What keys there are; or what is wrong. */
static void draw_foot(const struct live *live)
{
	const struct top *top = live->top;
	const int alert = terminal_attr(top->session, TERMINAL_ALERT);
	char *text;
	size_t i;

	for (i = 0; i < TOP_WORKS && !top->why[i]; i++)
		;
	if (i == TOP_WORKS || live->help) {
		terminal_put(LINES - 1, 1, COLS - 2, live->help ? "any key: back" :
			     "q quit  h help  Tab table  Enter open  <> sort  r reverse  Space pause",
			     false);
		return;
	}
	attron(alert);
	text = text_dup(top->why[i], strlen(top->why[i]), top->session->screen);
	terminal_put(LINES - 1, 1, COLS - 2, text, false);
	free(text);
	attroff(alert);
}

static const char *const help_lines[] = {
	"Tab, 1, 2, 3    the table that has the keys: zones, slabs, processes",
	"Up, Down, k, j  another row; also PgUp, PgDn, Home, End",
	"Enter           open it: a zone's buddy, a cache's slab, a process's walk",
	"<, >, r         sort by the column on the left, right; the other way",
	"Space, p        pause, and go on",
	"+, -            a second more, or less, from tick to tick",
	"h, ?            this help",
	"q               quit",
	"",
	"BY ORDER has a bar for the free blocks of each order from 0 on, by powers",
	"of two; a blank is none. OVER TIME goes from the least to the largest value",
	"in sight. RATE is over the last ten ticks, GROWTH since the first.",
	"COST: page tables in thousandths of RSS. ENTRIES: of the TLB, for all of",
	"it; LEAST: if each aligned group took one; REACH: memory an entry maps.",
	"AGE: since a process was looked at. They take turns, so that top takes less",
	"than 2% of a processor.",
};

static void draw_help(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(help_lines); i++)
		terminal_put(2 + i, 2, COLS - 4, help_lines[i], false);
}

static void draw_panes(struct live *live)
{
	int room = LINES - 2, heights[PANES], y = 1, zones;
	size_t i;

	if (LINES < LINES_ALL) {
		pane_draw(&live->panes[live->focus], live->top, y, room, true);
		return;
	}
	zones = live->panes[ZONES].part->nr + 1;
	heights[ZONES] = zones < room / 3 ? zones : room / 3;
	heights[SLABS] = (room - heights[ZONES]) / 2;
	heights[PROCESSES] = room - heights[ZONES] - heights[SLABS];
	for (i = 0; i < PANES; y += heights[i], i++)
		pane_draw(&live->panes[i], live->top, y, heights[i], live->focus == i);
}

static void draw(struct live *live)
{
	erase();
	if (LINES < LINES_MIN || COLS < COLUMNS_MIN) {
		terminal_put(0, 0, COLS, "too small", false);
		refresh();
		return;
	}
	draw_title(live);
	if (live->help)
		draw_help();
	else
		draw_panes(live);
	draw_foot(live);
	refresh();
}

static void open_row(struct live *live)
{
	struct pane *pane = &live->panes[live->focus];
	char **words;
	size_t i;

	if (!pane->part->nr)
		return;
	words = pane->command(pane->part, pane->rows[pane->selected]);
	opened_show(live->top->session, words);
	for (i = 0; words[i]; i++)
		free(words[i]);
	free(words);
}

static void do_move(struct live *live, int key)
{
	struct pane *pane = &live->panes[live->focus];
	const long page = LINES / 3;

	switch (key) {
	case KEY_UP: case 'k':
		pane_move(pane, -1);
		break;
	case KEY_DOWN: case 'j':
		pane_move(pane, 1);
		break;
	case KEY_PPAGE:
		pane_move(pane, -page);
		break;
	case KEY_NPAGE:
		pane_move(pane, page);
		break;
	case KEY_HOME: case 'g':
		pane_move(pane, -(long)pane->part->nr);
		break;
	case KEY_END: case 'G':
		pane_move(pane, pane->part->nr);
		break;
	}
}

static void set_interval(struct live *live, int by)
{
	if (by > 0 ? live->interval_s < 60 : live->interval_s > 1)
		live->interval_s += by;
	live->next = live->top->now + live->interval_s * 1000000000ull;
}

/* False: quit. */
static bool do_key(struct live *live, int key)
{
	struct pane *pane = &live->panes[live->focus];

	switch (key) {
	case 'q':
		return false;
	case '\t':
		live->focus = (live->focus + 1) % PANES;
		break;
	case KEY_BTAB:
		live->focus = (live->focus + PANES - 1) % PANES;
		break;
	case '1': case '2': case '3':
		live->focus = key - '1';
		break;
	case '<': case '>':
		pane_sort(pane, key == '<' ? -1 : 1);
		break;
	case 'r':
		pane_sort(pane, 0);
		break;
	case ' ': case 'p':
		live->paused = !live->paused;
		break;
	case '+': case '-':
		set_interval(live, key == '+' ? 1 : -1);
		break;
	case 'h': case '?':
		live->help = true;
		break;
	case '\r': case '\n': case KEY_ENTER:
		open_row(live);
		break;
	case 12: /* Ctrl-L */
		clearok(stdscr, true);
		break;
	default:
		do_move(live, key);
	}
	return true;
}

static unsigned int wait_ms(const struct live *live)
{
	uint64_t now = pace_now();

	if (live->paused)
		return 1000;
	return now >= live->next ? 0 : (live->next - now + 999999) / 1000000;
}

static void run(struct live *live)
{
	bool on = true;
	int key;

	tick(live);
	draw(live);
	while (on && !terminal_stopped()) {
		key = terminal_key(wait_ms(live));
		if (key != ERR && key != KEY_RESIZE && live->help && key != 'q')
			live->help = false;
		else if (key != ERR)
			on = do_key(live, key);
		else if (live->paused || pace_now() < live->next)
			continue;
		else
			tick(live);
		if (on)
			draw(live);
	}
}

/**
 * top_live - show it on the terminal until somebody quits
 * @top: what is known; its session's fault is filled on failure
 * @interval_s: seconds from tick to tick
 *
 * Return: 0 or -1. A signal that wants the end of the program ends it here, with the
 * terminal as it was; an interrupt is a way to quit.
 */
int top_live(struct top *top, unsigned int interval_s)
{
	struct live live = {
		.top = top,
		.interval_s = interval_s,
		.focus = SLABS,
		.panes = {
			[ZONES] = { "zone", zone_columns, ARRAY_SIZE(zone_columns),
				    .sort = -1, .command = open_zone },
			[SLABS] = { "slab", slab_columns, ARRAY_SIZE(slab_columns),
				    .sort = 5, .command = open_slab },
			[PROCESSES] = { "process", process_columns, ARRAY_SIZE(process_columns),
					.sort = 3, .command = open_process },
		},
	};
	size_t i;

	if (terminal_begin(top->session))
		return -1;
	run(&live);
	terminal_end();
	for (i = 0; i < PANES; i++)
		pane_free(&live.panes[i]);
	doc_free(&live.doc);
	if (terminal_stopped() && terminal_stopped() != SIGINT)
		terminal_die(terminal_stopped());
	return 0;
}
