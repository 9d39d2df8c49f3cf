/* SPDX-License-Identifier: GPL-2.0 */
/* Making a guest full, and its free memory fragments. */
#ifndef FILL_H
#define FILL_H

#include <stddef.h>
#include <stdint.h>

/* A larger guest than this is not filled within the time of a test. */
#define FILL_KIB_MAX (768 << 10)

/*
 * What the program needs from now on is there: a fault in a full guest would wake
 * the OOM killer, which is to end this program if it comes to that.
 */
void fill_prepare(void);

/* Anonymous small pages, until so much is free. *@size is set to their bytes. */
char *fill(size_t left_kib, size_t *size);

/* One of @every pages goes back to the kernel. */
void fill_punch(char *mem, size_t size, size_t every);

/*
 * The same as a file in memory, which no process maps, and of which every other page
 * goes back to the kernel: closing it gives back the rest.
 */
int fill_file_with_holes(size_t left_kib);

/*
 * Memory of the kernel, which cannot be moved, until the descriptor that is returned
 * is closed; as much of it as there is.
 */
int fill_hold(unsigned int order, uint64_t count, const char *gfp);

#endif /* FILL_H */
