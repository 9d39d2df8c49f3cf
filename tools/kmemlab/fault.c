// SPDX-License-Identifier: GPL-2.0
/* Faults: see fault.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "fault.h"
#include "xalloc.h"

/**
 * fault - say what is wrong
 * @why: filled; what it said before is forgotten
 * @status: exit status
 * @fmt: one sentence, without "kmemlab:" and without a newline
 *
 * Return: -1, so that a caller can say ``return fault(...)``.
 */
int fault(struct fault *why, enum exit_status status, const char *fmt, ...)
{
	char *text;
	va_list args;

	va_start(args, fmt);
	text = xvasprintf(fmt, args);
	va_end(args);
	/* Only now: the arguments may be taken from the old text. */
	fault_clear(why);
	why->status = status;
	why->text = text;
	return -1;
}

/**
 * fault_at - say what is wrong with a line of a file
 * @why: filled; what it said before is forgotten
 * @path: the file
 * @line: the line, from 1; 0: the file as a whole
 * @fmt: one sentence
 *
 * Return: -1.
 */
int fault_at(struct fault *why, const char *path, unsigned long line,
	     const char *fmt, ...)
{
	char *text;
	va_list args;

	va_start(args, fmt);
	text = xvasprintf(fmt, args);
	va_end(args);
	if (line)
		fault(why, EXIT_UNAVAILABLE, "%s:%lu: %s", path, line, text);
	else
		fault(why, EXIT_UNAVAILABLE, "%s: %s", path, text);
	free(text);
	return -1;
}

/**
 * fault_clear - forget what was wrong
 * @why: emptied
 */
void fault_clear(struct fault *why)
{
	free(why->text);
	*why = (struct fault){ 0 };
}
