/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Elements of a pool that somebody else has for a while. mempool_alloc() that may
 * sleep waits until an element comes back (mm/mempool.c); from here it does.
 */
#ifndef KML_LENDER_H
#define KML_LENDER_H

#include <linux/mempool.h>

struct kml_lender;

struct kml_lender *kml_lender_create(mempool_t *pool, unsigned int nr, unsigned int return_ms);
void kml_lender_missed(struct kml_lender *lender);
unsigned int kml_lender_returned(const struct kml_lender *lender);
void kml_lender_destroy(struct kml_lender *lender);

#endif /* KML_LENDER_H */
