/* SPDX-License-Identifier: GPL-2.0 */
/* Requests made to break a file: by its own grammar, beside it, and without any. */
#ifndef HOSTILE_H
#define HOSTILE_H

#include <stddef.h>
#include <stdint.h>

#include "subject.h"

#define HOSTILE_BYTES (1UL << 20)

/*
 * Fills @request, HOSTILE_BYTES large, and returns its length; all of it follows
 * from *@random. What makes sense in it runs for a tenth of a second at most.
 */
size_t hostile_request(const struct subject *subject, uint64_t *random, char *request);

#endif /* HOSTILE_H */
