/* SPDX-License-Identifier: GPL-2.0 */
/* A process that changes its address space in every way, at full speed. */
#ifndef STORM_H
#define STORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Each of its threads has a part of the arena to itself, and rights it never goes
 * beyond. Outside lies what every program has.
 */
#define STORM_ARENA 0x100000000000UL
#define STORM_PART (16UL << 20)
#define STORM_BYTES (STORM_PARTS * STORM_PART)
#define STORM_CHUNKS (STORM_PART >> 21)

enum storm_part {
	STORM_ANON,
	STORM_FILE,		/* private, and never written */
	STORM_ANON_CLOSED,	/* at times of no use to anyone */
	STORM_SHARED,
	STORM_HUGE,		/* shared, of huge pages where there are any */
	STORM_PARTS
};

static inline bool storm_has(uint64_t addr)
{
	return addr >= STORM_ARENA && addr < STORM_ARENA + STORM_BYTES;
}

static inline enum storm_part storm_part(uint64_t addr)
{
	return (addr - STORM_ARENA) / STORM_PART;
}

/* Which ever set PROT_WRITE, and PROT_EXEC? */
static inline bool storm_may_write(uint64_t addr)
{
	return storm_part(addr) != STORM_FILE;
}

static inline bool storm_may_execute(uint64_t addr)
{
	return storm_part(addr) == STORM_FILE;
}

/* A chunk of 2 MiB of a part that is never moved to the place of another. */
static inline bool storm_chunk_stays(size_t chunk)
{
	return chunk % 2;
}

struct storm_files;

/* Never returns; becomes itself again, or exits. */
void __attribute__((noreturn)) storm_rage(uint64_t seed, const struct storm_files *files);

/* Becomes it, as another program does; returns if that fails. */
void storm_become(uint64_t seed, const struct storm_files *files);

uint64_t storm_random(uint64_t *state);

#endif /* STORM_H */
