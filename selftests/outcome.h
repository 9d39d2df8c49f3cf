/* SPDX-License-Identifier: GPL-2.0 */
/* One conversation with a file, during which an allocation may fail; what came of it. */
#ifndef OUTCOME_H
#define OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

#include "subject.h"

enum step { OPEN, WRITE, READ, SEEK, CLOSE, STEPS };

extern const char * const step_names[STEPS];

/* No count in the answer. */
#define OUTCOME_NONE UINT64_MAX

struct outcome {
	int errnos[STEPS];
	char error[256];	/* the line that ends the answer early, or "" */
	uint64_t allocated;	/* objects of an exercise, or OUTCOME_NONE */
	uint64_t failures;	/* those that it could not have, or OUTCOME_NONE */
	char sections[512];	/* the names of all; of no exercise: "+" behind those with rows */
	bool whole;		/* they are all that there are */
};

/*
 * The steps up to @last, with the allocation @nth of step @faulty failing. Returns
 * what fault_disarm() says. A descriptor that could not be opened is -1.
 */
unsigned int converse(const struct subject *subject, const char *request, enum step first,
		      enum step last, enum step faulty, unsigned int nth, int *fd,
		      struct outcome *outcome);

bool outcome_is_alike(const struct subject *subject, const struct outcome *a,
		      const struct outcome *b);
/* Of a failure of memory, in an errno or in words. */
bool outcome_is_told(const struct outcome *o);
/* An object that is there without a fault. */
bool outcome_is_lost(const struct outcome *o, const struct outcome *normal);
/*
 * What a fault may change: a step fails for want of memory; or an object is missing,
 * and counted; or nothing does, as there was another way. Who is told of no failure
 * has all sections, and rows where there are some without a fault.
 */
bool outcome_is_excused(const struct subject *subject, const struct outcome *o,
			const struct outcome *normal);
/* Refused, as this kernel cannot do it. */
bool outcome_is_unsupported(const struct outcome *o);

#endif /* OUTCOME_H */
