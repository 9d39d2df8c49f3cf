/* SPDX-License-Identifier: GPL-2.0 */
/* Pages that stay where they are. */
#ifndef PIN_H
#define PIN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Takes a reference to each page, which keeps it from being moved, joined with
 * others or given up, whoever maps it, until this process and those it forks end.
 * @step: from one reference to the next, the size of the pages.
 */
bool pin(char *area, size_t bytes, size_t step);

#endif /* PIN_H */
