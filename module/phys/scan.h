/* SPDX-License-Identifier: GPL-2.0 */
/* One pass over the frames: what each is, pageblock by pageblock. */
#ifndef KML_SCAN_H
#define KML_SCAN_H

#include <linux/types.h>

#include <kmemlab.h>
#include "../compat.h"

/**
 * struct kml_scan - a pass over a range of frames
 * @pfn: where it continues; a caller that wants less than all RAM sets it
 * @end: where it ends
 */
struct kml_scan {
	unsigned long pfn;
	unsigned long end;
};

/**
 * struct kml_block - what was found in a pageblock, or its part in one zone
 * @map: the counts; its flags are set
 * @frames: sum over the classes: frames that are no hole
 * @free_blocks: free blocks that begin in it, by order
 * @torn: frames that changed their owner while they were looked at
 * @clear_order: largest order of a block that would be free if all that can be
 *	moved were, or -1
 * @class: of the frames found last
 * @clear_pfn: of the first frame since the last one that cannot be moved
 * @pcp_end: behind the last frame that the per-CPU free block found last may have
 */
struct kml_block {
	struct kmemlab_physmap map;
	unsigned int frames;
	u16 free_blocks[NR_PAGE_ORDERS];
	u16 torn;
	s8 clear_order;
	u8 class;
	unsigned long clear_pfn;
	unsigned long pcp_end;
};

extern const char * const kml_class_names[KMEMLAB_CLASSES];
extern const char * const kml_migrate_names[KMEMLAB_MIGRATES];

void kml_scan_all(struct kml_scan *scan);
bool kml_is_device(unsigned long pfn);
bool kml_scan_next(struct kml_scan *scan, struct kml_block *block);

int kml_migrate_name(unsigned int type);
int kml_migrate_of(unsigned long pfn);

#endif /* KML_SCAN_H */
