// SPDX-License-Identifier: GPL-2.0
/* Page-table entries: see entry.h. */
#include <stdlib.h>
#include <string.h>

#include "entry.h"
#include "util.h"
#include "xalloc.h"

/**
 * entry_has - is a flag set?
 * @flags: names joined by '|'; need not end with a NUL
 * @len: bytes of it
 * @flag: the name
 */
bool entry_has(const char *flags, size_t len, const char *flag)
{
	const char *at = flags, *end = flags + len, *bar;

	for (; at < end; at = bar + 1) {
		bar = memchr(at, '|', end - at);
		if (!bar)
			bar = end;
		if ((size_t)(bar - at) == strlen(flag) && !memcmp(at, flag, bar - at))
			return true;
	}
	return false;
}

/* What the rights, or the size of the page, say already. */
static bool is_told(const char *flag, size_t len)
{
	static const char *const told[] = { "present", "rw", "user", "nx", "pse", "none" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(told); i++)
		if (strlen(told[i]) == len && !memcmp(told[i], flag, len))
			return true;
	return false;
}

/**
 * entry_flags - the flags of an entry that maps memory
 * @flags: names joined by '|', x86's; need not end with a NUL
 * @len: bytes of it
 *
 * Return: "rw- accessed dirty", owned by the caller: the rights that the entry
 * gives, then what else is set; "kernel" for what user space may not reach.
 */
char *entry_flags(const char *flags, size_t len)
{
	const char *at = flags, *end = flags + len, *bar;
	bool present = entry_has(flags, len, "present");
	char *text, *longer;

	text = xasprintf("%c%c%c%s", present ? 'r' : '-',
			 present && entry_has(flags, len, "rw") ? 'w' : '-',
			 present && !entry_has(flags, len, "nx") ? 'x' : '-',
			 present && !entry_has(flags, len, "user") ? " kernel" : "");
	for (; at < end; at = bar + 1) {
		bar = memchr(at, '|', end - at);
		if (!bar)
			bar = end;
		if (is_told(at, bar - at))
			continue;
		longer = xasprintf("%s %.*s", text, (int)(bar - at), at);
		free(text);
		text = longer;
	}
	return text;
}
