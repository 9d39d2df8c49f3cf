/* SPDX-License-Identifier: GPL-2.0 */
/* A command that the tool runs, and the signals that are meant for both. */
#ifndef COMMAND_H
#define COMMAND_H

#include "fault.h"

void command_signals(void);
int command_stopped(void);
int command_run(char **argv, struct fault *why);

#endif /* COMMAND_H */
