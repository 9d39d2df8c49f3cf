/* SPDX-License-Identifier: GPL-2.0 */
/* What an entry is, where the entry alone does not tell. */
#ifndef KML_WHAT_H
#define KML_WHAT_H

#include <linux/types.h>

#include "decode.h"

u64 kml_node_span(u64 pfn, u64 nr, int *nid);
bool kml_is_anon(u64 pfn);
bool kml_is_zero(enum kml_level level, u64 raw, bool anonymous);
const char *kml_what_kernel(enum kml_level level, u64 raw);
const char *kml_what(enum kml_level level, u64 raw, unsigned long flags, bool anonymous);

#endif /* KML_WHAT_H */
