/* SPDX-License-Identifier: GPL-2.0 */
/* Counting page tables themselves: what they cost, and how full they are. */
#ifndef KML_TABLES_H
#define KML_TABLES_H

#include <linux/types.h>

#include "reader.h"

#define KML_TENTHS	10

/**
 * struct kml_tables - counts
 * @nr: tables, by level
 * @used: entries in them that are not empty
 * @last: the table of each level that was counted last: its number among those
 *	an address space can have, plus 1
 * @open_used: entries used in the lowest-level table being counted
 * @tenths: lowest-level tables by how full they are
 */
struct kml_tables {
	u64 nr[KML_LEVELS];
	u64 used[KML_LEVELS];
	u64 last[KML_LEVELS];
	unsigned int open_used;
	u64 tenths[KML_TENTHS];
};

void kml_tables_take(struct kml_tables *tables, const struct kml_chunk *chunk);
void kml_tables_end(struct kml_tables *tables);

#endif /* KML_TABLES_H */
