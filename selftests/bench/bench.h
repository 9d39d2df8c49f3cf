/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Measuring in a guest under -icount, where a nanosecond is an instruction.
 * Time jumps by whole ticks there, so a figure is the least of several, taken
 * until two of them agree within half a percent.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>

/**
 * bench_least_ns - what a piece of work costs
 * @work: does it once; returns a number that must be the same each time
 * @arg: passed to @work
 * @result: set to that number
 *
 * Exits if the results differ: what is measured must be the same work.
 *
 * Return: nanoseconds.
 */
uint64_t bench_least_ns(uint64_t (*work)(void *arg), void *arg, uint64_t *result);

/**
 * bench_row - print a row of the table, and remember whether it was met
 * @what: the work
 * @peer_name: what it is compared with
 * @peer: its cost, a unit; 0: this kernel does not have it
 * @ours: ours
 * @limit: most that ours may be
 */
void bench_row(const char *what, const char *peer_name, double peer, double ours,
	       double limit);

/**
 * bench_premise - what a row is about has to be there
 * @holds: is it?
 * @fmt: if not: what is there instead
 *
 * Without it the rows that follow are of other work: the verdict is that something
 * was missed.
 */
void __attribute__((format(printf, 2, 3))) bench_premise(int holds, const char *fmt, ...);

/**
 * bench_end - print the machine and the verdict
 *
 * Return: exit status.
 */
int bench_end(void);

#endif /* BENCH_H */
