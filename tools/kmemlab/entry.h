/* SPDX-License-Identifier: GPL-2.0 */
/* Page-table entries as people read them. Pure. */
#ifndef ENTRY_H
#define ENTRY_H

#include <stdbool.h>
#include <stddef.h>

bool entry_has(const char *flags, size_t len, const char *flag);
char *entry_flags(const char *flags, size_t len);

#endif /* ENTRY_H */
