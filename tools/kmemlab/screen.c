// SPDX-License-Identifier: GPL-2.0
/* What the screen can show: see screen.h. */
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "screen.h"

/* NO_COLOR counts if it is not empty, see no-color.org. */
static bool has_colour(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no && *no) && term && *term && strcmp(term, "dumb");
}

/**
 * screen_choose - decide on colours and characters
 * @session: asked for by its options; its fault is filled on failure
 *
 * Return: 0 or -1.
 */
int screen_choose(struct session *session)
{
	const char *when = session->color ? session->color : "auto";

	session->screen = TEXT_ASCII;
	if (!session->ascii && !strcmp(nl_langinfo(CODESET), "UTF-8"))
		session->screen = TEXT_UTF8;
	if (!strcmp(when, "auto"))
		session->colour = has_colour();
	else if (!strcmp(when, "always") || !strcmp(when, "never"))
		session->colour = *when == 'a';
	else
		return fault(&session->why, EXIT_USAGE,
			     "--color '%s' is not known; give auto, always or never", when);
	return 0;
}
