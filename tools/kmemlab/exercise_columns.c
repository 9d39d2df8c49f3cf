// SPDX-License-Identifier: GPL-2.0
/* What the columns of "exercise" mean: see columns.h. */
#include <kmemlab.h>

#include "columns.h"
#include "session.h"

static const struct column_doc latency_columns[] = {
	{ "op:str", "OP", "what was measured" },
	{ "ops:int", "OPS", "how often" },
	{ "min_ns:int", "MIN_NS", "fastest" },
	{ "mean_ns:int", "MEAN_NS", "on average" },
	COLUMNS_QUANTILES,
	{ "total_ns:int", NULL, "all of them" },
	{ "timed:int", NULL, "of the operations, those with a time of their own" },
	{ "failures:int", NULL, "of the operations, those that failed" },
	{ 0 }
};

static const struct column_doc corrected_columns[] = {
	{ "op:str", "OP", "what was measured" },
	{ "mean_ps:int", "MEAN_PS", "on average" },
	{ "min_ns:int", "MIN_NS", "fastest" },
	COLUMNS_QUANTILES,
	{ 0 }
};

static const struct column_doc histogram_columns[] = {
	{ "op:str", "OP", "what was measured" },
	{ "low_ps:int", "LOW_PS", "times from this one" },
	{ "high_ps:int", "HIGH_PS", "up to this one" },
	{ "ops:int", "OPS", "how often" },
	{ 0 }
};

static const struct column_doc times_columns[] = {
	{ "op:str", "OP", "what was measured" },
	{ "thread:int", "THREAD", "number of the thread" },
	{ "time_ps:int", "TIME_PS", "how long it took, the clock included" },
	{ 0 }
};

static const struct column_doc thread_columns[] = {
	{ "thread:int", "THREAD", "number of the thread" },
	{ "cpu:int", "CPU", "where it was bound" },
	{ "op:str", "OP", "what was measured" },
	{ "ops:int", "OPS", "how often" },
	{ "mean_ps:int", "MEAN_PS", "on average, without the clock's own cost" },
	{ "total_ns:int", "TOTAL_NS", "all of them" },
	{ 0 }
};

static const struct column_doc point_columns[] = {
	{ "size_bytes:int", "SIZE", "of an object" },
	{ "allocations:int", "OPS", "how many were asked for" },
	{ "failures:int", "FAILED", "of those, how many failed" },
	{ "truncated:int", NULL, "1: time ran out" },
	{ "alloc_mean_ps:int", NULL, "of an allocation, on average" },
	{ "alloc_p50_ns:int", "ALLOC_P50", "median of an allocation" },
	{ "alloc_p99_ns:int", "ALLOC_P99", "99 of 100 are not slower" },
	{ "alloc_max_ns:int", NULL, "slowest" },
	{ "free_mean_ps:int", NULL, "of a free, on average" },
	{ "free_p50_ns:int", "FREE_P50", "median of a free" },
	{ "free_p99_ns:int", "FREE_P99", "99 of 100 are not slower" },
	{ "free_max_ns:int", NULL, "slowest" },
	{ "pair_mean_ps:int", NULL, "of both together, where they were timed so" },
	{ "usable_bytes:int", "USABLE", "what an object can hold" },
	{ "object_pages:int", NULL, "pages of all objects" },
	{ "physical_runs:int", "RUNS", "pieces of neighbouring frames, of all objects" },
	{ 0 }
};

static const struct column_doc place_columns[] = {
	{ "kind:str", "KIND", "node, zone and so on" },
	{ "name:str", "NAME", "which" },
	{ "pages:int", "PAGES", "pages there, each for every object in it" },
	{ 0 }
};

static const struct column_doc block_columns[] = {
	{ "nid:int", "NODE", "number of the node" },
	{ "zone:str", "ZONE", "name of the zone" },
	{ "order:int", "ORDER", "a block is 2^order pages" },
	{ "before:int", "BEFORE", "free blocks before" },
	{ "held:int", "HELD", "while everything was held" },
	{ "after:int", "AFTER", "afterwards" },
	{ 0 }
};

static const struct column_doc page_columns[] = {
	{ "nid:int", "NODE", "number of the node; - of the machine" },
	{ "zone:str", "ZONE", "name of the zone; - of the machine" },
	{ "name:str", "NAME", "what is counted" },
	{ "before_pages:int", "BEFORE", "before" },
	{ "held_pages:int", "HELD", "while everything was held" },
	{ "after_pages:int", "AFTER", "afterwards" },
	{ 0 }
};

static const struct column_doc event_columns[] = {
	{ "name:str", "NAME", "as in /proc/vmstat" },
	{ "allocating:int", "ALLOCATING", "how often while allocating" },
	{ "freeing:int", "FREEING", "how often while freeing" },
	{ 0 }
};

static const struct column_doc failure_columns[] = {
	{ "nid:int", "NODE", "number of the node" },
	{ "zone:str", "ZONE", "name of the zone" },
	{ "order:int", "ORDER", "a block is 2^order pages" },
	{ "blocks:int", "BLOCKS", "free blocks of this order" },
	{ "free_pages:int", "FREE", "pages on the free lists" },
	{ "pcp_pages:int", "PCP", "free, in the per-CPU lists" },
	{ "min_pages:int", "MIN", "the watermark" },
	{ 0 }
};

static const struct column_doc object_columns[] = {
	{ "index:int", "INDEX", "number of the object" },
	{ "addr:hex", "ADDRESS", "of it" },
	{ "pfn:hex", "PFN", "its first frame" },
	{ "usable_bytes:int", "USABLE", "what it can hold" },
	{ "nid:int", "NODE", "number of the node" },
	{ 0 }
};

static const struct column_doc key_columns[] = {
	{ "name:str", "KEY", "of a request" },
	{ "type:str", "KIND", "of its value" },
	{ "default:str", "DEFAULT", "what is used when it is left out" },
	{ "min:int", "MIN", "the least" },
	{ "max:int", "MAX", "the most" },
	{ "accepts:flags", "ACCEPTS", "words it may be" },
	{ "help:str", "HELP", "what it is" },
	{ 0 }
};

static const struct column_doc effect_columns[] = {
	{ "zone:str", "ZONE", "name of the zone" },
	{ "order:int", "ORDER", "a block is 2^order pages" },
	{ "blocks:int", "BLOCKS", "free blocks that came or went" },
	{ 0 }
};

static const struct section_doc exercise_sections[] = {
	{ "latency", "what an operation took", latency_columns, true },
	{ "corrected", "the same without the clock's own cost", corrected_columns },
	{ "histogram", "how often a time was seen", histogram_columns },
	{ "request", "a key and the value that was used", scalar_text_columns },
	{ "result", "what came of it", scalar_columns },
	{ "point", "one size or order of a range", point_columns },
	{ "times", "a time that was taken", times_columns },
	{ "thread", "what a thread did", thread_columns },
	{ "place", "where the objects lay", place_columns },
	{ "effect_blocks", "free blocks that came or went", block_columns },
	{ "effect_pages", "pages below", page_columns },
	{ "effect_events", "what the kernel counted meanwhile", event_columns },
	{ "effect", "free blocks that came or went, of older modules", effect_columns },
	{ "failure", "zones when the first allocation failed", failure_columns },
	{ "object", "an object that is held", object_columns },
	{ "machine", "what times depend on", scalar_text_columns },
	{ "key", "a key of a request", key_columns },
	{ 0 }
};

const struct view exercise_view = { "exercise/", exercise_sections };
