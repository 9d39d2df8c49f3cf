/* SPDX-License-Identifier: GPL-2.0 */
/* Which entries a walk tells of. */
#ifndef KML_FILTER_H
#define KML_FILTER_H

#include "../file.h"
#include "decode.h"
#include "runs.h"

/**
 * struct kml_filter - which entries; all of it must hold
 * @flags: must be set; bits of kml_flag_names
 * @not_flags: must not be set
 * @level: 0: any; otherwise 1 + place among kml_filter_levels
 * @node: of the frame, or KML_ANY_NODE; only leaves have one
 * @first_pfn: the page holds this frame or a later one
 * @last_pfn: and this frame or an earlier one; only leaves have frames
 */
struct kml_filter {
	u64 flags;
	u64 not_flags;
	u64 level;
	u64 node;
	u64 first_pfn;
	u64 last_pfn;
};

#define KML_ANY_NODE	U64_MAX
#define KML_ANY_PFN	U64_MAX

extern const char * const kml_filter_levels[];

/* The keys that fill it; @request_type has it as @member. */
#define KML_FILTER_KEYS(request_type, member)					\
	{									\
		.name = "flags",						\
		.help = "only entries with all of these flags",			\
		.type = KML_KEY_FLAGS,						\
		.offset = offsetof(request_type, member.flags),				\
		.flags = kml_flag_names,					\
	}, {									\
		.name = "not_flags",						\
		.help = "only entries with none of these flags",		\
		.type = KML_KEY_FLAGS,						\
		.offset = offsetof(request_type, member.not_flags),				\
		.flags = kml_flag_names,					\
	}, {									\
		.name = "level",						\
		.help = "only entries of tables of this level",			\
		.type = KML_KEY_WORD,						\
		.offset = offsetof(request_type, member.level),				\
		.words = kml_filter_levels,					\
	}, {									\
		.name = "node",							\
		.help = "only pages on this NUMA node; by default on any",	\
		.type = KML_KEY_NUMBER,						\
		.offset = offsetof(request_type, member.node),				\
		.max = MAX_NUMNODES - 1,					\
		.value = KML_ANY_NODE,						\
	}, {									\
		.name = "first_pfn",						\
		.help = "only pages that hold this frame or a later one",	\
		.type = KML_KEY_ADDRESS,					\
		.offset = offsetof(request_type, member.first_pfn),				\
	}, {									\
		.name = "last_pfn",						\
		.help = "only pages that hold this frame or an earlier one",	\
		.type = KML_KEY_ADDRESS,					\
		.offset = offsetof(request_type, member.last_pfn),				\
		.value = KML_ANY_PFN,						\
	}

int kml_filter_check(struct kml_session *s, const struct kml_filter *filter);
bool kml_filter_is_on(const struct kml_filter *filter);
bool kml_filter_take(const struct kml_filter *filter, struct kml_run *from,
		     struct kml_run *part);
bool kml_filter_passes(const struct kml_filter *filter, enum kml_level level, u64 raw);

#endif /* KML_FILTER_H */
