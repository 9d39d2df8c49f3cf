// SPDX-License-Identifier: GPL-2.0
/* A number over time: see history.h. */
#include <string.h>

#include "history.h"
#include "util.h"

#define RATE_MAX	1e18

/**
 * history_add - a number has a value now
 * @history: zeroed before the first
 * @ns: now; later than the last time
 * @value: the value
 */
void history_add(struct history *history, uint64_t ns, uint64_t value)
{
	const struct moment now = { ns, value };

	if (!history->nr)
		history->first = now;
	history->ring[history->nr++ % HISTORY_MAX] = now;
}

/**
 * history_back - what it was
 * @history: the number
 * @back: how many moments ago; 0: the last one
 *
 * Return: it, or NULL: that is longer ago than is known.
 */
const struct moment *history_back(const struct history *history, size_t back)
{
	if (back >= history->nr || back >= HISTORY_MAX)
		return NULL;
	return &history->ring[(history->nr - 1 - back) % HISTORY_MAX];
}

/**
 * history_change - by how much it changed in the last moment
 * @history: the number
 * @change: set to that
 *
 * Return: false if there was no moment before.
 */
bool history_change(const struct history *history, int64_t *change)
{
	const struct moment *then = history_back(history, 1);

	if (then)
		*change = history_back(history, 0)->value - then->value;
	return then;
}

/**
 * history_growth - by how much it grew since the first moment
 * @history: the number
 * @growth: set to that
 *
 * Return: as of history_change().
 */
bool history_growth(const struct history *history, int64_t *growth)
{
	if (history->nr < 2)
		return false;
	*growth = history_back(history, 0)->value - history->first.value;
	return true;
}

/**
 * history_rate - how fast it grows
 * @history: the number
 * @per_s: set to what it grows by in a second, over the last HISTORY_WINDOW moments
 *
 * Return: as of history_change().
 */
bool history_rate(const struct history *history, int64_t *per_s)
{
	size_t back = history->nr <= HISTORY_WINDOW ? history->nr - 1 : HISTORY_WINDOW;
	const struct moment *now, *then;
	double seconds, rate;

	now = history_back(history, 0);
	then = history_back(history, back);
	if (history->nr < 2 || !now || !then)
		return false;
	seconds = (now->ns - then->ns) / 1e9;
	if (seconds <= 0)
		return false;
	rate = (int64_t)(now->value - then->value) / seconds;
	/* More is of a damaged file. */
	if (rate > RATE_MAX || rate < -RATE_MAX)
		return false;
	*per_s = rate;
	return true;
}

/* From nothing to all. */
static const char *const bars_utf8[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
static const char *const bars_ascii[] = { "_", ".", "-", "=", "+", "*", "%", "#" };

static char *put_bar(char *text, uint64_t part, uint64_t whole, enum text_form form)
{
	const size_t last = ARRAY_SIZE(bars_utf8) - 1;
	size_t bar = whole ? (double)part / whole * last + 0.5 : 0;

	return stpcpy(text, form == TEXT_UTF8 ? bars_utf8[bar] : bars_ascii[bar]);
}

/**
 * spark_history - draw a number over time, the last moment last
 * @text: filled; has room for SPARK_BYTES * @width + 1 bytes
 * @history: the number; drawn between its least and its largest value
 * @width: characters; blanks come first where less is known
 * @form: what the screen can show
 */
void spark_history(char *text, const struct history *history, size_t width,
		   enum text_form form)
{
	uint64_t least = UINT64_MAX, most = 0;
	const struct moment *moment;
	size_t i;

	for (i = 0; i < width && (moment = history_back(history, i)); i++) {
		if (moment->value < least)
			least = moment->value;
		if (moment->value > most)
			most = moment->value;
	}
	memset(text, ' ', width - i);
	text += width - i;
	*text = '\0';
	for (; i && (moment = history_back(history, i - 1)); i--)
		text = put_bar(text, moment->value - least, most - least, form);
}

static unsigned int bits(uint64_t value)
{
	return value ? 64 - __builtin_clzll(value) : 0;
}

/**
 * spark_bars - draw numbers beside each other, by their powers of two
 * @text: filled; has room for SPARK_BYTES * @nr + 1 bytes
 * @values: the numbers; one that is 0 is a blank
 * @nr: how many
 * @form: what the screen can show
 */
void spark_bars(char *text, const uint64_t *values, size_t nr, enum text_form form)
{
	uint64_t most = 0;
	size_t i;

	for (i = 0; i < nr; i++)
		if (values[i] > most)
			most = values[i];
	*text = '\0';
	for (i = 0; i < nr; i++)
		text = values[i] ? put_bar(text, bits(values[i]), bits(most), form) :
				   stpcpy(text, " ");
}
