/* SPDX-License-Identifier: GPL-2.0 */
/* A pass over all frames that several CPUs share, and what it sums up. */
#ifndef KML_PASS_H
#define KML_PASS_H

#include <linux/mmzone.h>

#include "../file.h"
#include "scan.h"

/**
 * struct kml_zone_census - the sums of a zone
 * @classes: frames of each class
 * @pages: all of them
 * @blocks: pageblocks by migrate type
 * @mixed: those of them that are mixed
 * @clearable: pageblocks that compaction could empty: movable and not mixed, with
 *	nothing reserved and something to move
 * @clear: pageblocks by migrate type, and the largest order that moving pages could
 *	make free in them
 * @free_blocks: free blocks by migrate type of the pageblock they begin in, and
 *	order
 */
struct kml_zone_census {
	u64 classes[KMEMLAB_CLASSES];
	u64 pages;
	u64 blocks[KMEMLAB_MIGRATES];
	u64 mixed[KMEMLAB_MIGRATES];
	u64 clearable;
	u64 clear[KMEMLAB_MIGRATES][NR_PAGE_ORDERS];
	u64 free_blocks[KMEMLAB_MIGRATES][NR_PAGE_ORDERS];
};

/**
 * struct kml_sums - what a pass found
 * @zones: by node * MAX_NR_ZONES + zone
 * @no_zone: frames of memory that is not online, or in no zone, by class
 * @torn: frames that changed while they were looked at
 * @found: free pages found
 */
struct kml_sums {
	struct kml_zone_census *zones;
	u64 no_zone[KMEMLAB_CLASSES];
	u64 torn;
	u64 found;
};

struct kml_pass;

struct kml_pass *kml_pass_begin(struct kml_session *s);
int kml_pass_run(struct kml_session *s, struct kml_pass *pass);
const struct kml_sums *kml_pass_sums(const struct kml_pass *pass);
unsigned int kml_pass_cpus(const struct kml_pass *pass);
void kml_pass_end(struct kml_pass *pass);

int kml_pass_init(void);
void kml_pass_exit(void);

#endif /* KML_PASS_H */
