/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What went wrong, for a person and for the exit status.
 *
 * Nothing below main() prints an error: it fills a struct fault and returns -1,
 * so that a caller can also live with it (overview shows what is missing and
 * goes on).
 */
#ifndef FAULT_H
#define FAULT_H

#include <stdbool.h>

enum exit_status {
	EXIT_DONE,
	EXIT_CHECK,		/* a check failed */
	EXIT_USAGE,		/* the command line, or the request, is wrong */
	EXIT_UNAVAILABLE,	/* no module, no debugfs, no such feature or target */
	EXIT_PERMISSION,
};

/**
 * struct fault - why something cannot be done
 * @status: exit status; 0: nothing is wrong
 * @missing: a file does not exist, in an otherwise usable tree
 * @by_module: @text is the module's own
 * @text: what was wrong, what is allowed, what to do; owned, may be NULL
 */
struct fault {
	enum exit_status status;
	bool missing;
	bool by_module;
	char *text;
};

__attribute__((format(printf, 3, 4)))
int fault(struct fault *why, enum exit_status status, const char *fmt, ...);
__attribute__((format(printf, 4, 5)))
int fault_at(struct fault *why, const char *path, unsigned long line,
	     const char *fmt, ...);
void fault_clear(struct fault *why);

#endif /* FAULT_H */
