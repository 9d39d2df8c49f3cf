/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading page tables. The walk copies raw entries; what they mean is for
 * decode, what to print is for the files.
 */
#ifndef KML_WALK_H
#define KML_WALK_H

#include <linux/types.h>

struct mm_struct;

/* From the top down. */
enum kml_level {
	KML_PGD,
	KML_P4D,
	KML_PUD,
	KML_PMD,
	KML_PTE,
	KML_LEVELS,
};

extern const char * const kml_level_names[KML_LEVELS];

/**
 * struct kml_entry - an entry of a page table, as it was read
 * @level: of the table
 * @index: in the table
 * @table_pfn: frame of the table
 * @raw: the entry
 */
struct kml_entry {
	enum kml_level level;
	unsigned int index;
	u64 table_pfn;
	u64 raw;
};

/**
 * struct kml_path - the way of one address through the tables
 * @nr: entries read, from the top; a folded level has none
 * @retries: times the tables changed while they were read
 * @stable: the upper entries were the same after the last was read
 * @entry: the entries; the last does not lead to a table
 */
struct kml_path {
	unsigned int nr;
	unsigned int retries;
	bool stable;
	struct kml_entry entry[KML_LEVELS];
};

void kml_path_read(struct mm_struct *mm, unsigned long addr, struct kml_path *path);

#endif /* KML_WALK_H */
