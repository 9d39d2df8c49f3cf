/* SPDX-License-Identifier: GPL-2.0 */
/* The whole terminal, by ncurses, and that it is given back as it was. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>

#include "session.h"

/* Colours only repeat what words say. */
enum terminal_colour {
	TERMINAL_WARN = 1,
	TERMINAL_ALERT,
};

int terminal_begin(struct session *session);
void terminal_end(void);
int terminal_stopped(void);
void terminal_die(int sig);
int terminal_key(unsigned int wait_ms);
int terminal_attr(const struct session *session, enum terminal_colour colour);
int terminal_put(int y, int x, int width, const char *text, bool right);

#endif /* TERMINAL_H */
