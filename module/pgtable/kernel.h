/* SPDX-License-Identifier: GPL-2.0 */
/* Reading the kernel's own tables, which nothing keeps from being freed. */
#ifndef KML_KERNEL_H
#define KML_KERNEL_H

#include <linux/types.h>

#include "reader.h"
#include "region.h"

/* The last page, where error pointers lie, is never mapped. */
#define KML_KERNEL_END	(-PAGE_SIZE)

/**
 * struct kml_kernel - where a walk over the kernel's tables stands
 * @copy: of the table at each level
 * @table: where it was copied from; NULL: there is no copy
 * @base: first address it translates
 * @level: of the table the walk stands in
 * @regions: what the kernel's half is made of
 * @nr: how many
 */
struct kml_kernel {
	u64 copy[KML_LEVELS][KML_CHUNK_MAX];
	const u64 *table[KML_LEVELS];
	unsigned long base[KML_LEVELS];
	enum kml_level level;
	struct kml_region regions[KML_REGIONS_MAX];
	unsigned int nr;
};

struct kml_kernel *kml_kernel_begin(void);
void kml_kernel_end(struct kml_kernel *kernel);
int kml_kernel_next(struct kml_walk *walk, struct kml_chunk *chunk);
void kml_kernel_path(unsigned long addr, struct kml_path *path);
const u64 *kml_kernel_top(void);
bool kml_kernel_copy(u64 *copy, const u64 *from, unsigned int nr);
bool kml_kernel_is_still(const u64 *entry, u64 raw);

#endif /* KML_KERNEL_H */
