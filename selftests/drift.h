/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Is memory lost? Two samples would say nothing: free memory moves by itself. So
 * this takes the slope over many, with caches dropped and the pages that wait on
 * the CPUs' lists counted as free.
 */
#ifndef DRIFT_H
#define DRIFT_H

#include <stddef.h>

/*
 * Before the first sample, and after the last. Huge pages are off in between: on 7.2 some
 * 2 MiB at a time are then neither free nor counted as anything, without any module.
 */
void drift_begin(void);
void drift_end(void);

/* As the kernel's own zoneinfo has it: the module need not be there. */
double memory_free_pages(void);

/* Pages a sample, by least squares; negative when they are lost. */
double memory_slope(const double *pages, size_t nr);

#endif /* DRIFT_H */
