/* SPDX-License-Identifier: GPL-2.0 */
/* The keys that back-ends share, as rows of their tables. */
#ifndef KML_KEYS_H
#define KML_KEYS_H

#include "exercise.h"

extern const char * const kml_mode_words[];
extern const char * const kml_record_words[];
extern const char * const kml_pattern_words[];

#define KML_KEY_FIELD(field, words_of_it, kind, least, most, usual)	\
	.name = #field,							\
	.help = words_of_it,						\
	.type = kind,							\
	.offset = offsetof(struct kml_exercise, field),			\
	.min = least,							\
	.max = most,							\
	.value = usual

#define KML_KEY_SIZES_OF(key, text, least, most, usual)	{		\
		.name = key,						\
		.help = text "; A..B*F: one run each",			\
		.type = KML_KEY_SIZES,					\
		.offset = offsetof(struct kml_exercise, sizes),		\
		.min = least,						\
		.max = most,						\
		.value = usual,						\
	}
#define KML_KEY_BYTES(text, most, usual)	KML_KEY_SIZES_OF("size", text, 1, most, usual)

#define KML_KEY_COUNT_OF(most, usual)					\
	{ KML_KEY_FIELD(count, "objects of each thread, all held at once, but for pattern=pair", \
			KML_KEY_SIZE, 1, most, usual) }
#define KML_KEY_COUNT	KML_KEY_COUNT_OF(1 << 24, 1000)

#define KML_KEY_BATCH							\
	{ KML_KEY_FIELD(batch, "objects of one call, for call=bulk",	\
			KML_KEY_NUMBER, 1, KML_BLOCK, 64) }

#define KML_KEY_NODE							\
	{ KML_KEY_FIELD(node, "NUMA node to ask for; the largest value: any", \
			KML_KEY_NUMBER, 0, KML_ANY_NODE, KML_ANY_NODE) }

#define KML_KEY_CALL(names)	{					\
		.name = "call",						\
		.help = "the function that allocates",			\
		.type = KML_KEY_WORD,					\
		.offset = offsetof(struct kml_exercise, call),		\
		.words = names,						\
	}

/* check.c: why some masks are accepted nowhere, or not where it sleeps */
extern const struct kml_refusal kml_masks_refused[];
extern const struct kml_refusal kml_masks_refused_asleep[];

#define KML_KEY_MASK_BUT(names, but)	{				\
		.name = "gfp",						\
		.help = "allocation mask; __GFP_NOWARN is added, and "	\
			"__GFP_RETRY_MAYFAIL where it may reclaim",	\
		.type = KML_KEY_GFP,					\
		.offset = offsetof(struct kml_exercise, gfp),		\
		.value = (__force u64)GFP_KERNEL,			\
		.flags = names,						\
		.refused = but,						\
	}
#define KML_KEY_MASK(names)	KML_KEY_MASK_BUT(names, kml_masks_refused)

/* A row of a table of masks; compound masks go before their parts. */
#define KML_MASK(mask)	{ #mask, (__force u64)(mask) }

/* What every exercise can do. */
#define KML_KEYS_ALL							\
	{ KML_KEY_FIELD(time_limit_ms, "no more objects are allocated after so long", \
			KML_KEY_NUMBER, 1, 600000, 10000) },		\
	{ KML_KEY_FIELD(threads, "kernel threads, each bound to a CPU; 0: the reader itself", \
			KML_KEY_NUMBER, 0, KML_THREADS_MAX, 0) },	\
	{								\
		.name = "cpus",						\
		.help = "where threads are bound, in turn; without threads: one each", \
		.type = KML_KEY_CPUS,					\
		.offset = offsetof(struct kml_exercise, cpus),		\
	}, {								\
		.name = "record",					\
		.help = "raw: times are counted between blocks; at_once: as they are taken", \
		.type = KML_KEY_WORD,					\
		.offset = offsetof(struct kml_exercise, record),	\
		.words = kml_record_words,				\
	}, {								\
		.name = "mode",						\
		.help = "latency: a clock around each operation; throughput: around many", \
		.type = KML_KEY_WORD,					\
		.offset = offsetof(struct kml_exercise, mode),		\
		.words = kml_mode_words,				\
	}, {								\
		.name = "clock",					\
		.help = "auto: tsc where it ticks steadily, else ktime", \
		.type = KML_KEY_WORD,					\
		.offset = offsetof(struct kml_exercise, clock),		\
		.words = kml_clock_words,				\
	}, {								\
		.name = "pattern",					\
		.help = "order of the frees; pair: each object at once; remote: on another CPU", \
		.type = KML_KEY_WORD,					\
		.offset = offsetof(struct kml_exercise, pattern),	\
		.words = kml_pattern_words,				\
	},								\
	{ KML_KEY_FIELD(seed, "of pattern=random", KML_KEY_NUMBER, 0, U64_MAX, 1) }, \
	{ KML_KEY_FIELD(sample, "one of so many operations is timed in latency mode", \
			KML_KEY_SIZE, 1, 1 << 24, 1) },			\
	{ KML_KEY_FIELD(repeat, "rounds that are measured, each of count objects", \
			KML_KEY_SIZE, 1, 1 << 24, 1) },			\
	{ KML_KEY_FIELD(warmup, "rounds before them that are not",	\
			KML_KEY_SIZE, 0, 1 << 24, 0) },			\
	{ KML_KEY_FIELD(touch, "1: all of each object is written to, untimed", \
			KML_KEY_NUMBER, 0, 1, 0) },			\
	{ KML_KEY_FIELD(fail, "a thread's allocations from this one on are made to fail; 0: none", \
			KML_KEY_SIZE, 0, U64_MAX, 0) },			\
	{ KML_KEY_FIELD(hold, "1: the objects stay until release or a request is written", \
			KML_KEY_NUMBER, 0, 1, 0) },			\
	{ KML_KEY_FIELD(times, "1: list each time that was taken",	\
			KML_KEY_NUMBER, 0, 1, 0) },			\
	{ KML_KEY_FIELD(histogram, "1: list all buckets of times that are not empty", \
			KML_KEY_NUMBER, 0, 1, 0) }

#endif /* KML_KEYS_H */
