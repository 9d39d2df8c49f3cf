/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Work that is done again and again, and must not take more than its share of a
 * processor, however large the machine is: what took long is done less often.
 */
#ifndef PACE_H
#define PACE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct pace - a kind of work
 * @share: of a processor, in thousandths
 * @due_ns: not before this; by pace_now()
 * @done_ns: when it was done last; 0: never
 * @begin_cpu_ns: what this program had used when it began
 */
struct pace {
	unsigned int share;
	uint64_t due_ns;
	uint64_t done_ns;
	uint64_t begin_cpu_ns;
};

uint64_t pace_now(void);
uint64_t pace_used(const struct pace *pace);
bool pace_begin(struct pace *pace, uint64_t now_ns);
void pace_end(struct pace *pace, uint64_t now_ns);

#endif /* PACE_H */
