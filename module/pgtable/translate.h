/* SPDX-License-Identifier: GPL-2.0 */
/* What the two halves of the bench `translate` share: reading, and telling. */
#ifndef KML_TRANSLATE_H
#define KML_TRANSLATE_H

#include "../file.h"
#include "area.h"
#include "decode.h"
#include "reader.h"
#include "space.h"

struct kml_translate_request {
	struct kml_space_request of;
	struct kml_addresses addrs;
};

/**
 * struct kml_translated - all that is known of one address
 * @path: its entries
 * @area: the area it lies in, without a reference to its file
 * @name: what that maps; owned, NULL without an area
 * @covered: there is an area
 * @kernel: the address is the kernel's; then there is no area
 * @rights: what all levels allow, if the last entry is a leaf
 */
struct kml_translated {
	struct kml_path path;
	struct kml_area area;
	const char *name;
	bool covered;
	bool kernel;
	unsigned int rights;
};

/**
 * struct kml_translate_state - an answer in the making
 * @nr: addresses read
 * @each: in the order asked for
 */
struct kml_translate_state {
	unsigned int nr;
	struct kml_translated each[KML_ADDRESSES_MAX];
};

const struct kml_entry *kml_last_entry(const struct kml_translated *one);
bool kml_is_mapped(const struct kml_translated *one);

extern const struct kml_section kml_translate_sections[];

#endif /* KML_TRANSLATE_H */
