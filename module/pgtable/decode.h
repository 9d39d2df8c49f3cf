/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a page-table entry means. One implementation an architecture; the walk
 * and the files know entries through these functions only.
 *
 * Pure: a raw entry and its level in, its meaning out.
 */
#ifndef KML_DECODE_H
#define KML_DECODE_H

#include <linux/types.h>

#include "../text.h"
#include "reader.h"
#include "x86.h"

enum kml_kind {
	KML_NONE,		/* empty */
	KML_TABLE,		/* points to a table of the next level */
	KML_LEAF,		/* maps memory; PROT_NONE included */
	KML_NOT_PRESENT,	/* software's: swap, migration, a marker */
	KML_BAD,		/* present, and neither a leaf nor a table */
	KML_KINDS,
};

extern const char * const kml_kind_names[KML_KINDS];

/* What software keeps in an entry that is not present. */
enum kml_state {
	KML_SWAP,
	KML_MIGRATION,
	KML_UFFD_WP_MARKER,
	KML_POISON_MARKER,
	KML_GUARD_MARKER,
	KML_HWPOISON,
	KML_DEVICE_PRIVATE,
	KML_DEVICE_EXCLUSIVE,
	KML_STATE_UNKNOWN,
	KML_STATES,
};

extern const char * const kml_state_names[KML_STATES];

/**
 * struct kml_absent - an entry that is not present
 * @state: what it is
 * @type: of a swap entry: the swap area
 * @offset: of a swap entry: where in it, in pages; of a migrating, poisoned or
 *	device page: its frame, as the kernel stored it
 */
struct kml_absent {
	enum kml_state state;
	unsigned int type;
	u64 offset;
};

struct kml_absent kml_entry_absent(u64 raw);

enum kml_kind kml_entry_kind(enum kml_level level, u64 raw);
u64 kml_entry_pfn(enum kml_level level, u64 raw);
bool kml_entry_accessed(u64 raw);
bool kml_entry_dirty(u64 raw);
u64 kml_entry_step(enum kml_level level, u64 raw);
u64 kml_entry_attributes(enum kml_level level, u64 raw);
u64 kml_entry_public(enum kml_level level, u64 raw);
extern const struct kml_flag kml_flag_names[];

u64 kml_entry_named(enum kml_level level, u64 raw);
unsigned int kml_entry_key(u64 raw);

/**
 * kml_level_bytes - how much an entry of a level spans
 * @level: the level
 *
 * Return: bytes.
 */
static inline u64 kml_level_bytes(enum kml_level level)
{
	return 1ULL << kml_level_shift(level);
}

enum kml_half {
	KML_HALF_USER,
	KML_HALF_NONE,		/* not canonical */
	KML_HALF_KERNEL,
};

enum kml_half kml_address_half(u64 addr);
unsigned int kml_address_bits(void);

#endif /* KML_DECODE_H */
