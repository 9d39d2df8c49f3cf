/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading page tables. The walk copies raw entries; what they mean is for
 * decode, what to print is for the files.
 */
#ifndef KML_READER_H
#define KML_READER_H

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

/* Entries copied at one moment: at most a table's. */
#define KML_CHUNK_MAX	512

/**
 * struct kml_chunk - neighbouring entries of one table, copied at one moment
 * @addr: first address the first entry translates; without entries, one that
 *	their table translates, if the walk stops at each, else one before it
 * @next: first address that was not looked at
 * @level: of the table
 * @rights: what the levels above allow, KML_* bits
 * @nr: entries; above the lowest level none of them leads to a table. What lies
 *	between @addr and those of the chunk before is empty.
 * @settled: false: what lies before @next kept changing and was left out
 * @raw: the entries. Room for KML_CHUNK_MAX, which whoever reads provides; of
 *	the kernel's tables, set to a copy that holds until the next chunk.
 */
struct kml_chunk {
	unsigned long addr;
	unsigned long next;
	enum kml_level level;
	unsigned int rights;
	unsigned int nr;
	bool settled;
	u64 *raw;
};

/**
 * struct kml_extent - the area a chunk lies in, as it was when it was copied
 * @start: first address
 * @end: first address behind it
 * @flags: vm_flags
 * @anonymous: it maps no file and is no special mapping
 * @kernel: it is a region of the kernel, or lies between two
 */
struct kml_extent {
	unsigned long start;
	unsigned long end;
	unsigned long flags;
	bool anonymous;
	bool kernel;
};

struct kml_kernel;

/**
 * struct kml_walk - a walk over the mapped part of an address space
 * @mm: address space; whoever walks holds mm_users
 * @kernel: copies of the kernel's tables, to walk those; NULL: those of @mm
 * @each_table: stop at each table, be there something in it or not
 * @start: where the walk began
 * @pos: first address not yet walked
 * @end: first address not to be walked
 * @told: first address not yet told of; 0 at first, when the walk may begin
 *	within a large page
 * @area: of the chunk read last
 * @retries: chunks read again because the tables changed
 * @walked_bytes: of areas, walked so far
 * @skipped_bytes: of those, given up after too many changes
 * @alias_bytes: of the kernel's, left out: translated by the same table as what
 *	lies before
 * @hold_max_ns: longest time mmap_lock was held
 * @holds: times mmap_lock was taken
 */
struct kml_walk {
	struct mm_struct *mm;
	struct kml_kernel *kernel;
	bool each_table;
	unsigned long start;
	unsigned long pos;
	unsigned long end;
	unsigned long told;
	struct kml_extent area;
	u64 retries;
	u64 walked_bytes;
	u64 skipped_bytes;
	u64 alias_bytes;
	u64 hold_max_ns;
	u64 holds;
};

int kml_walk_next(struct kml_walk *walk, struct kml_chunk *chunk);
void kml_path_read(struct mm_struct *mm, unsigned long addr, struct kml_path *path);

#endif /* KML_READER_H */
