/* SPDX-License-Identifier: GPL-2.0 */
/* A pass over all frames, summed by zone: what several views show a side of. */
#ifndef KML_CENSUS_H
#define KML_CENSUS_H

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
 * @free_blocks: free blocks by migrate type of the pageblock they begin in, and
 *	order
 */
struct kml_zone_census {
	u64 classes[KMEMLAB_CLASSES];
	u64 pages;
	u64 blocks[KMEMLAB_MIGRATES];
	u64 mixed[KMEMLAB_MIGRATES];
	u64 clearable;
	u64 free_blocks[KMEMLAB_MIGRATES][NR_PAGE_ORDERS];
};

/**
 * struct kml_census - the sums of all zones
 * @nr: number of elements of @zones
 * @zones: by node * MAX_NR_ZONES + zone; allocated
 * @not_online: frames of memory that is not online, by class
 * @torn: frames that changed while they were looked at
 * @retries: passes that were dropped because free memory moved
 * @before: free pages of the buddy allocator's own counters before the pass
 * @after: the same after it
 * @found: free pages found
 * @note: the consistency of all this, for the session
 */
struct kml_census {
	unsigned int nr;
	struct kml_zone_census *zones;
	u64 not_online[KMEMLAB_CLASSES];
	u64 torn;
	unsigned int retries;
	u64 before;
	u64 after;
	u64 found;
	char note[128];
};

int kml_census_take(struct kml_session *s, struct kml_census *census);
void kml_census_drop(struct kml_census *census);
const struct kml_zone_census *kml_census_zone(const struct kml_census *census,
					      struct zone *zone);

int kml_census_row(const struct kml_census *census, struct kml_text *t, u64 *pos);

#define KML_CENSUS_COLUMNS "name:str value:int"

#endif /* KML_CENSUS_H */
