/* SPDX-License-Identifier: GPL-2.0 */
/* What request.c reads a request with: the value of one key. */
#ifndef KML_VALUE_H
#define KML_VALUE_H

#include "request.h"

/* How much of a hostile word an error repeats. */
#define KML_SHOWN	"%.64s"

int kml_value_take(const struct kml_key *key, char *word, void *request, struct kml_why *why);
void kml_value_default(const struct kml_key *key, void *request);

#endif /* KML_VALUE_H */
