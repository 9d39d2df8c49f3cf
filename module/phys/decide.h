/* SPDX-License-Identifier: GPL-2.0 */
/* What the page allocator would decide about one zone. */
#ifndef KML_DECIDE_H
#define KML_DECIDE_H

#include <linux/gfp.h>
#include <linux/mmzone.h>
#include <linux/types.h>

/**
 * struct kml_wish - an allocation that is not made
 * @order: of the block
 * @gfp: the mask
 * @highest: largest zone index the mask allows
 * @type: migrate type, of the kernel
 */
struct kml_wish {
	unsigned int order;
	gfp_t gfp;
	int highest;
	int type;
};

/**
 * struct kml_odds - how a wish stands with a zone
 * @free: free pages
 * @low: low watermark with boost
 * @min: min watermark, less what the mask may take of it
 * @reserve: held back from this mask for those that can use no other zone
 * @unusable: free pages that do not count for it
 * @fitting: free blocks of the order, if all larger ones were split
 * @largest: largest order with a free block, or -1
 * @own: there is a fitting block on the list of its migrate type
 * @fallback: the first other type that has one, or -1
 * @has_block: a list it may take from has a fitting block
 * @low_ok: the fast path would take from here
 * @min_ok: the slow path would, before it reclaims
 * @reclaimable: pages of files, and of anonymous memory if there is swap
 */
struct kml_odds {
	s64 free;
	s64 low;
	s64 min;
	s64 reserve;
	s64 unusable;
	u64 fitting;
	int largest;
	bool own;
	int fallback;
	bool has_block;
	bool low_ok;
	bool min_ok;
	u64 reclaimable;
};

void kml_decide(const struct kml_wish *wish, struct zone *zone, struct kml_odds *odds);

#endif /* KML_DECIDE_H */
