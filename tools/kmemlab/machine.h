/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel says of itself outside of the module, live or recorded. */
#ifndef MACHINE_H
#define MACHINE_H

#include <stdbool.h>
#include <stddef.h>

enum lockdown {
	LOCKDOWN_UNKNOWN,	/* the kernel does not say: usually it has none */
	LOCKDOWN_NONE,
	LOCKDOWN_INTEGRITY,
	LOCKDOWN_CONFIDENTIALITY,
};

char *machine_bytes(const char *root, const char *file, size_t *len);
char *machine_text(const char *root, const char *file);
bool machine_has(const char *root, const char *file);
enum lockdown machine_lockdown(const char *root);
int machine_secure_boot(const char *root);
char *machine_release(const char *root);

#endif /* MACHINE_H */
