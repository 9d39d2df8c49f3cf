// SPDX-License-Identifier: GPL-2.0
/* What a walk itself was like, for people. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "text.h"
#include "walk.h"
#include "xalloc.h"

static bool take(const struct doc *doc, const char *name, uint64_t *value)
{
	const struct word *word = doc_scalar(doc, "walk", name);

	if (!word || word->none || word->negative)
		return false;
	*value = word->value;
	return true;
}

/**
 * walk_cost - say what the walk itself was like
 * @session: how it is to look; its fault is filled on failure
 * @doc: the answer
 *
 * Return: 0, or -1 if the answer does not say: it is not whole then.
 */
int walk_cost(struct session *session, const struct doc *doc)
{
	uint64_t retries, skipped, holds, ns;
	char size[SIZE_TEXT_MAX], *text, *missed = xstrdup("");

	if (!take(doc, "retries", &retries) || !take(doc, "skipped_bytes", &skipped) ||
	    !take(doc, "lock_holds", &holds) || !take(doc, "lock_hold_max_ns", &ns)) {
		free(missed);
		return fault_at(&session->why, doc->path, 0,
				"section 'walk' is missing or not whole: the file is cut short");
	}
	if (skipped) {
		free(missed);
		missed = xasprintf("; %s left out, because its tables kept changing",
				   text_size(size, skipped, session->bytes));
	}
	/* There is none to take over the kernel's tables. */
	if (!holds)
		text = xasprintf("The walk took no lock; %" PRIu64 " retr%s%s.", retries,
				 retries == 1 ? "y" : "ies", missed);
	else
		text = xasprintf("The walk took mmap_lock %" PRIu64 " time%s, for %.1f us at most; %" PRIu64 " retr%s%s.",
				 holds, holds == 1 ? "" : "s", ns / 1000.0, retries,
				 retries == 1 ? "y" : "ies", missed);
	putchar('\n');
	text_wrap(stdout, 0, text, session->screen);
	free(text);
	free(missed);
	return 0;
}
