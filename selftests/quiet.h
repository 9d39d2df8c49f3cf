/* SPDX-License-Identifier: GPL-2.0 */
#ifndef QUIET_H
#define QUIET_H

#include <stddef.h>

#include "answer.h"

/*
 * Reads the view @file between two reads of @peer that are equal, so that both
 * tell of the same moment, and puts what @peer said into *@peer_text. A guest
 * that never is that quiet fails the test: to allow for a difference would let
 * a wrong figure through.
 */
struct answer *quiet_read(const char *file, const char *peer, char **peer_text);

/*
 * The bytes of a view or of any other file, into memory that is there already: to
 * parse them takes more, and that is memory views show. Ends the test if they do
 * not fit; they are closed by a NUL.
 */
size_t quiet_raw(const char *file, void *to, size_t room);
size_t quiet_slurp(const char *path, void *to, size_t room);

#endif /* QUIET_H */
