// SPDX-License-Identifier: GPL-2.0
/* The loops over a table's entries. Pure: they know entries and nothing else. */
#include <linux/compiler.h>
#include <linux/minmax.h>

#include "../compat.h"
#include "decode.h"
#include "entries.h"

/**
 * kml_entries_until - entries of a table that translate what lies before an end
 * @level: of the table
 * @addr: address the first of them translates
 * @end: first address not wanted, above @addr
 *
 * Return: how many, at most to the end of the table.
 */
unsigned int kml_entries_until(enum kml_level level, unsigned long addr, unsigned long end)
{
	unsigned int shift = kml_level_shift(level);
	unsigned int in_table = KML_CHUNK_MAX - kml_level_index(level, addr);
	unsigned long wanted = ((end - 1) >> shift) - (addr >> shift) + 1;

	return min_t(unsigned long, wanted, in_table);
}

#define ANY_OF_8(from)							\
	((from)[0] | (from)[1] | (from)[2] | (from)[3] |		\
	 (from)[4] | (from)[5] | (from)[6] | (from)[7])

static bool sixteen_empty(const u64 *from)
{
	/*
	 * Plain loads, which the compiler can make operands of the ORs, as it does
	 * not with READ_ONCE(): most of a desert is passed here. What is found not
	 * to be empty is read again, once, by whoever looks at it.
	 */
	return !data_race(ANY_OF_8(from) | ANY_OF_8(from + 8));
}

/**
 * kml_count_empty - empty entries before the first that is not
 * @from: the entries
 * @nr: how many
 *
 * Return: how many, at most @nr.
 */
unsigned int kml_count_empty(const u64 *from, unsigned int nr)
{
	const u64 *at = from, *whole = from + (nr & ~15), *end = from + nr;

	while (at < whole && sixteen_empty(at))
		at += 16;
	while (at < end && !READ_ONCE(*at))
		at++;
	return at - from;
}

/**
 * kml_trim_empty - entries up to the last that is not empty
 * @from: the entries
 * @nr: how many
 *
 * Return: how many, 0 if all are empty.
 */
unsigned int kml_trim_empty(const u64 *from, unsigned int nr)
{
	const u64 *end = from + nr, *rest = from + (nr & 15);

	while (end > rest && sixteen_empty(end - 16))
		end -= 16;
	while (end > from && !READ_ONCE(end[-1]))
		end--;
	return end - from;
}

/**
 * kml_copy_entries - copy entries that may change meanwhile, each read once
 * @to: where to
 * @from: the entries
 * @nr: how many
 *
 * Eight at a time: this is most of what a walk over small pages does.
 */
void kml_copy_entries(u64 *to, const u64 *from, unsigned int nr)
{
	for (; nr >= 8; nr -= 8, to += 8, from += 8) {
		to[0] = READ_ONCE(from[0]);
		to[1] = READ_ONCE(from[1]);
		to[2] = READ_ONCE(from[2]);
		to[3] = READ_ONCE(from[3]);
		to[4] = READ_ONCE(from[4]);
		to[5] = READ_ONCE(from[5]);
		to[6] = READ_ONCE(from[6]);
		to[7] = READ_ONCE(from[7]);
	}
	while (nr--)
		*to++ = READ_ONCE(*from++);
}

/**
 * kml_copy_upper - the same, above the lowest level
 * @to: where to
 * @from: the entries
 * @nr: how many
 *
 * Return: how many were copied: up to the first that leads to a table.
 */
unsigned int kml_copy_upper(u64 *to, const u64 *from, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		to[i] = READ_ONCE(from[i]);
		if (kml_entry_leads_on(to[i]))
			break;
	}
	return i;
}
