/* SPDX-License-Identifier: GPL-2.0 */
#ifndef WORD_H
#define WORD_H

#include <stdbool.h>

/* Is all of @s a word of @type: int, hex, flags? */
bool word_is(const char *s, const char *type);

/*
 * Takes one word of @type from *@p and moves *@p behind it. *@word is what it
 * stands for, without quotes, or NULL for "-". False if it is none.
 */
bool word_parse(const char **p, const char *type, char **word);

#endif /* WORD_H */
