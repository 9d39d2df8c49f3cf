/* SPDX-License-Identifier: GPL-2.0 */
/* The loops over a table's entries. */
#ifndef KML_ENTRIES_H
#define KML_ENTRIES_H

#include <linux/types.h>

#include "reader.h"

unsigned int kml_entries_until(enum kml_level level, unsigned long addr, unsigned long end);
unsigned int kml_count_empty(const u64 *from, unsigned int nr);
unsigned int kml_trim_empty(const u64 *from, unsigned int nr);
void kml_copy_entries(u64 *to, const u64 *from, unsigned int nr);
unsigned int kml_copy_upper(u64 *to, const u64 *from, unsigned int nr);

#endif /* KML_ENTRIES_H */
