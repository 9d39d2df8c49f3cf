/* SPDX-License-Identifier: GPL-2.0 */
/* A process that changes its address space in every way, at full speed. */
#ifndef STORM_H
#define STORM_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Each of its four threads has a quarter of the arena to itself, and rights it
 * never goes beyond. Outside lies what every program has.
 */
#define STORM_ARENA 0x100000000000UL
#define STORM_QUARTER (16UL << 20)
#define STORM_BYTES (4 * STORM_QUARTER)

static inline bool storm_has(uint64_t addr)
{
	return addr >= STORM_ARENA && addr < STORM_ARENA + STORM_BYTES;
}

/* Which ever set PROT_WRITE, and PROT_EXEC? */
static inline bool storm_may_write(uint64_t addr)
{
	return (addr - STORM_ARENA) / STORM_QUARTER != 1;
}

static inline bool storm_may_execute(uint64_t addr)
{
	return (addr - STORM_ARENA) / STORM_QUARTER == 1;
}

/* Never returns; becomes itself again, or exits. */
void __attribute__((noreturn)) storm_rage(uint64_t seed);

uint64_t storm_random(uint64_t *state);

#endif /* STORM_H */
