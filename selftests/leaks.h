/* SPDX-License-Identifier: GPL-2.0 */
/* What kmemleak has to say; for kernels that have it. */
#ifndef LEAKS_H
#define LEAKS_H

#include <stdbool.h>

bool leaks_known(void);

/*
 * Objects that nothing points to and that are not the kernel's own known leaks;
 * prints them. All are forgotten, so that the next scan finds new ones only.
 */
unsigned int leaks_count(void);

#endif /* LEAKS_H */
