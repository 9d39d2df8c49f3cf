/* SPDX-License-Identifier: GPL-2.0 */
#ifndef QUIET_H
#define QUIET_H

#include "answer.h"

/*
 * Reads the view @file between two reads of @peer that are equal, so that both
 * tell of the same moment, and puts what @peer said into *@peer_text. A guest
 * that never is that quiet fails the test: to allow for a difference would let
 * a wrong figure through.
 */
struct answer *quiet_read(const char *file, const char *peer, char **peer_text);

#endif /* QUIET_H */
