/* SPDX-License-Identifier: GPL-2.0 */
/* What the screen can show. */
#ifndef SCREEN_H
#define SCREEN_H

#include "session.h"

/* Colours only repeat what words say. */
#define SCREEN_WARN	"\033[33m"
#define SCREEN_ALERT	"\033[31m"
#define SCREEN_PLAIN	"\033[0m"

int screen_choose(struct session *session);

#endif /* SCREEN_H */
