/* SPDX-License-Identifier: GPL-2.0 */
/* What decides about an allocation, taken from the running kernel. */
#ifndef KML_DECIDE_H
#define KML_DECIDE_H

#include <linux/gfp.h>
#include <linux/mmzone.h>
#include <linux/types.h>

#include <kmemlab_why.h>

void kml_wish_of(gfp_t gfp, unsigned int order, struct kmemlab_wish *wish);
void kml_decide(const struct kmemlab_wish *wish, enum zone_type highest,
		struct zone *zone, int clear_order, struct kmemlab_odds *odds);

#endif /* KML_DECIDE_H */
