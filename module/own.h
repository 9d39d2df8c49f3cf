/* SPDX-License-Identifier: GPL-2.0 */
/* Memory that the lab needs for itself. */
#ifndef KML_OWN_H
#define KML_OWN_H

#include <linux/types.h>

void *kml_own_calloc(size_t nr, size_t bytes);
void kml_own_free(void *memory);

#endif /* KML_OWN_H */
