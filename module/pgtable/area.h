/* SPDX-License-Identifier: GPL-2.0 */
/* The area (VMA) an address lies in, copied out so that no lock is needed. */
#ifndef KML_AREA_H
#define KML_AREA_H

#include <linux/types.h>

struct file;
struct mm_struct;

/**
 * struct kml_area - a copy of what is told of an area
 * @start: first address
 * @end: first address behind it
 * @flags: vm_flags
 * @anonymous: it maps no file and is no special mapping
 * @offset_bytes: where in @file it begins
 * @file: the mapped file, or NULL; a reference, which holds all that is in shared
 *	memory: to be put before anybody is waited for
 * @name: what is mapped if it is not a file: "[heap]", "[stack]", or empty
 */
struct kml_area {
	unsigned long start;
	unsigned long end;
	unsigned long flags;
	bool anonymous;
	u64 offset_bytes;
	struct file *file;
	char name[80];
};

bool kml_area_find(struct mm_struct *mm, unsigned long addr, struct kml_area *area);
const char *kml_area_name(const struct kml_area *area, char *buf, size_t size);
void kml_area_put(struct kml_area *area);

#endif /* KML_AREA_H */
