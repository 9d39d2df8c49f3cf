// SPDX-License-Identifier: GPL-2.0
/* Memory, or the end of the program: see xalloc.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "xalloc.h"

static void *checked(void *memory)
{
	if (!memory) {
		fputs("kmemlab: out of memory\n", stderr);
		exit(EXIT_UNAVAILABLE);
	}
	return memory;
}

/**
 * xrealloc - resize an array
 * @old: the array, or NULL
 * @nr: elements wanted, at least 1
 * @size: of one
 *
 * Return: the array; @old is gone.
 */
void *xrealloc(void *old, size_t nr, size_t size)
{
	return checked(reallocarray(old, nr, size));
}

/**
 * xzalloc - allocate zeroed memory
 * @size: bytes, at least 1
 */
void *xzalloc(size_t size)
{
	return checked(calloc(1, size));
}

/**
 * xmemdup - copy bytes, and end them with a NUL
 * @bytes: the bytes
 * @len: how many
 */
char *xmemdup(const char *bytes, size_t len)
{
	char *copy = xrealloc(NULL, len + 1, 1);

	memcpy(copy, bytes, len);
	copy[len] = '\0';
	return copy;
}

/**
 * xstrdup - copy a string
 * @s: the string
 */
char *xstrdup(const char *s)
{
	return checked(strdup(s));
}

/**
 * xvasprintf - print into a new string
 * @fmt: as of printf()
 * @args: its arguments
 */
char *xvasprintf(const char *fmt, va_list args)
{
	char *text;

	return checked(vasprintf(&text, fmt, args) < 0 ? NULL : text);
}

/**
 * xasprintf - print into a new string
 * @fmt: as of printf()
 */
char *xasprintf(const char *fmt, ...)
{
	char *text;
	va_list args;

	va_start(args, fmt);
	text = xvasprintf(fmt, args);
	va_end(args);
	return text;
}

/**
 * xgrow - make room for one more element
 * @array: NULL, or an array that has only ever been grown by this function
 * @nr: elements in use
 * @size: of one
 *
 * Capacities are powers of two, so @nr alone tells when the array is full.
 *
 * Return: the array, with room for @nr + 1; @array is gone.
 */
void *xgrow(void *array, size_t nr, size_t size)
{
	if (nr & (nr - 1))
		return array;
	return xrealloc(array, nr ? 2 * nr : 1, size);
}
