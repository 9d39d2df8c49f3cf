// SPDX-License-Identifier: GPL-2.0
#include <linux/minmax.h>
#include <linux/pgtable.h>

#include "../compat.h"
#include "decode.h"
#include "tables.h"

/**
 * kml_tables_end - no more chunks follow
 * @tables: the counts
 */
void kml_tables_end(struct kml_tables *tables)
{
	unsigned int tenth = tables->open_used * KML_TENTHS / KML_CHUNK_MAX;

	if (!tables->last[KML_PTE])
		return;
	tables->tenths[min_t(unsigned int, tenth, KML_TENTHS - 1)]++;
	tables->open_used = 0;
}

/* A walk ascends, so a table is new if it is not the last one of its level. */
static void take_table(struct kml_tables *tables, enum kml_level level,
		       enum kml_level above, u64 addr)
{
	u64 number = (addr >> kml_level_shift(above)) + 1;

	if (tables->last[level] == number)
		return;
	if (level == KML_PTE)
		kml_tables_end(tables);
	tables->last[level] = number;
	tables->nr[level]++;
	tables->used[above]++;
}

/**
 * kml_tables_take - count the tables a chunk was found by
 * @tables: the counts; zeroed at first
 * @chunk: the chunks of a walk, in its order
 */
void kml_tables_take(struct kml_tables *tables, const struct kml_chunk *chunk)
{
	enum kml_level level, above = KML_PGD;
	unsigned int used = 0, i;
	u64 addr = chunk->addr;

	if (!chunk->settled)
		return;
	tables->nr[KML_PGD] = 1;
	while (above < chunk->level) {
		level = kml_level_below(above);
		take_table(tables, level, above, addr);
		above = level;
	}
	for (i = 0; i < chunk->nr; i++)
		used += !!chunk->raw[i];
	tables->used[chunk->level] += used;
	if (chunk->level == KML_PTE)
		tables->open_used += used;
}
