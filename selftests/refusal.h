/* SPDX-License-Identifier: GPL-2.0 */
/* Requests with what must become of them, as rows of a table. */
#ifndef REFUSAL_H
#define REFUSAL_H

#include <stddef.h>

#define REFUSAL_WORDS 4

struct refusal {
	const char *file;
	const char *request;
	int error;			/* of the write; 0: it must be accepted */
	const char *words[REFUSAL_WORDS]; /* each must be in the answer */
};

/*
 * The whole program: a result for each row, one that the limit is as the rows
 * expect it, and one that nothing is held afterwards.
 */
int refusals_main(const struct refusal *rows, size_t nr);

#endif /* REFUSAL_H */
