/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UTIL_H
#define UTIL_H

#include <stdbool.h>
#include <string.h>

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

static inline bool begins_with(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

#endif /* UTIL_H */
