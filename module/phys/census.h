/* SPDX-License-Identifier: GPL-2.0 */
/* A pass over all frames, summed by zone: what several views show a side of. */
#ifndef KML_CENSUS_H
#define KML_CENSUS_H

#include "../file.h"
#include "pass.h"

/**
 * struct kml_census - the sums of all zones
 * @pass: that made them
 * @sums: they are its
 * @retries: passes that were dropped because free memory moved
 * @before: free pages of the buddy allocator's own counters before the pass
 * @after: the same after it
 * @pcp_before: pages in per-CPU lists by the lists' own counts, before the pass
 * @pcp_after: the same after it
 * @note: the consistency of all this, for the session
 */
struct kml_census {
	struct kml_pass *pass;
	const struct kml_sums *sums;
	unsigned int retries;
	u64 before;
	u64 after;
	u64 pcp_before;
	u64 pcp_after;
	char note[128];
};

int kml_census_take(struct kml_session *s, struct kml_census *census);
void kml_census_drop(struct kml_census *census);
const struct kml_zone_census *kml_census_zone(const struct kml_census *census,
					      struct zone *zone);

int kml_census_row(const struct kml_census *census, struct kml_text *t, u64 *pos);

#define KML_CENSUS_COLUMNS "name:str value:int"

#endif /* KML_CENSUS_H */
