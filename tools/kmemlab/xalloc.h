/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory, or the end of the program: the tool holds nothing that would have to
 * be undone, and the kernel frees what an open file of the module holds.
 */
#ifndef XALLOC_H
#define XALLOC_H

#include <stdarg.h>
#include <stddef.h>

void *xrealloc(void *old, size_t nr, size_t size);
void *xzalloc(size_t size);
char *xmemdup(const char *bytes, size_t len);
char *xstrdup(const char *s);
char *xvasprintf(const char *fmt, va_list args);
__attribute__((format(printf, 1, 2)))
char *xasprintf(const char *fmt, ...);
void *xgrow(void *array, size_t nr, size_t size);

#endif /* XALLOC_H */
