/* SPDX-License-Identifier: GPL-2.0 */
/* The counters of zones and nodes, by the names of /proc/vmstat. */
#ifndef KML_COUNTER_H
#define KML_COUNTER_H

#include <linux/mmzone.h>
#include <linux/types.h>

#include <kmemlab.h>

extern const char * const kml_zone_counter_names[KMEMLAB_ZONE_COUNTERS];
extern const char * const kml_node_counter_names[KMEMLAB_NODE_COUNTERS];

u64 kml_zone_counter(const struct zone *zone, enum kmemlab_zone_counter which);
u64 kml_node_counter(int nid, enum kmemlab_node_counter which);

#endif /* KML_COUNTER_H */
