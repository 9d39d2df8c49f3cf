/* SPDX-License-Identifier: GPL-2.0 */
/* A sign of life on a terminal while something takes long. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stddef.h>

void progress_off(void);
void progress_begin(const char *what);
void progress_step(size_t done, size_t of);
void progress_end(void);

#endif /* PROGRESS_H */
