/* SPDX-License-Identifier: GPL-2.0 */
/* How much memory the module may hold at once, for all its users together. */
#ifndef KML_LIMITS_H
#define KML_LIMITS_H

#include <linux/types.h>

#include "request.h"

int kml_limits_init(void);
int kml_limit_take(u64 bytes, struct kml_why *why);
int kml_limit_check(u64 bytes, struct kml_why *why);
void kml_limit_give(u64 bytes);
u64 kml_limit_bytes(void);
u64 kml_limit_held(void);

#endif /* KML_LIMITS_H */
