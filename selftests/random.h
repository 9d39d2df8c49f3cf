/* SPDX-License-Identifier: GPL-2.0 */
/* Random numbers that are the same for a seed everywhere. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

/* xorshift64*; *@state is never 0. */
static inline uint64_t random_next(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1dUL >> 8;
}

/* The number in the environment variable @name, else @standard. */
uint64_t setting(const char *name, uint64_t standard);

/* KMEMLAB_SEED or a fresh one; prints it, so that a failure can be repeated. */
uint64_t random_seed(void);

/* Skips a program that takes minutes, unless KMEMLAB_LONG is set. Before the plan. */
void only_when_asked(void);

#endif /* RANDOM_H */
