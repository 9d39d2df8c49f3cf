/* SPDX-License-Identifier: GPL-2.0 */
/* Columns that several files of this folder have. */
#ifndef KML_PUT_H
#define KML_PUT_H

#include "../text.h"
#include "area.h"
#include "reader.h"

void kml_put_rights(struct kml_text *t, unsigned int rights);
void kml_put_flags(struct kml_text *t, enum kml_level level, u64 raw);
void kml_put_area_rights(struct kml_text *t, unsigned long flags);
void kml_put_area_name(struct kml_text *t, const char *name);

#endif /* KML_PUT_H */
