/* SPDX-License-Identifier: GPL-2.0 */
/* The processor's own clock, on x86. */
#ifndef KML_CLOCK_X86_H
#define KML_CLOCK_X86_H

#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/tsc.h>

/*
 * All of a reading is done in its place, what puts the two halves together included:
 * else the compiler moves that behind the next reading where it can, and the cost of
 * a reading is not the same everywhere.
 */
static __always_inline u64 kml_ticks(void)
{
	u64 ticks = rdtsc_ordered();

	asm volatile("" : "+r" (ticks));
	return ticks;
}

/* Does it tick at one known rate, on all CPUs alike, whatever they do? */
static inline bool kml_ticks_steady(void)
{
	return boot_cpu_has(X86_FEATURE_CONSTANT_TSC) &&
	       boot_cpu_has(X86_FEATURE_NONSTOP_TSC) && !check_tsc_unstable();
}

/* Ticks a millisecond; 0: it cannot be used. */
static inline u32 kml_ticks_khz(void)
{
	return boot_cpu_has(X86_FEATURE_TSC) ? tsc_khz : 0;
}

#endif /* KML_CLOCK_X86_H */
