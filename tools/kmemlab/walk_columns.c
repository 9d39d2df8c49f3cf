// SPDX-License-Identifier: GPL-2.0
/* What the columns of "walk" mean: see columns.h. */
#include <kmemlab.h>

#include "columns.h"
#include "session.h"
#include "walk.h"

/* What is counted of an area, and of all of them. */
#define COUNT_COLUMNS \
	{ "present_pages:int", "PRESENT", "memory that is mapped" }, \
	{ "entries_4k:int", "4K", "entries that map 4 KiB" }, \
	{ "entries_2m:int", "2M", "entries that map 2 MiB" }, \
	{ "entries_1g:int", "1G", "entries that map 1 GiB" }, \
	{ "not_present:int", "ABSENT", "entries that are not empty but map nothing, such as swap" }, \
	{ "accessed_pages:int", NULL, "marked accessed" }, \
	{ "dirty_pages:int", NULL, "marked dirty" }, \
	{ "writable_pages:int", NULL, "writable in their entries" }, \
	{ "anon_pages:int", "ANON", "anonymous" }, \
	{ "file_pages:int", "FILE", "of files or shared" }, \
	{ "zero_pages:int", NULL, "the zero page" }, \
	{ "other_pages:int", NULL, "frames without a struct page of their own" }, \
	{ "extents:int", "EXTENTS", "runs of neighbouring frames" }, \
	{ "longest_pages:int", "LONGEST", "the longest of them" }

static const struct column_doc area_columns[] = {
	{ "start:hex", "START", "first address" },
	{ "end:hex", "END", "first address behind" },
	{ "rights:str", "RIGHTS", "what the area allows" },
	COUNT_COLUMNS,
	{ "name:str", "NAME", "file, or what the area is" },
	{ "nodes:str", NULL, "pages on each NUMA node, as N0=12,N1=3" },
	{ 0 }
};

static const struct column_doc total_columns[] = {
	COUNT_COLUMNS,
	{ "empty_pages:int", NULL, "in areas, but without an entry" },
	{ "nodes:str", NULL, "pages on each NUMA node, as N0=12,N1=3" },
	{ 0 }
};

static const struct column_doc run_columns[] = {
	{ "start:hex", "START", "first address" },
	{ "end:hex", "END", "first address behind" },
	{ "entries:int", "ENTRIES", "entries in it" },
	{ "level:str", "LEVEL", "of the tables they are in" },
	{ "kind:str", "KIND", "leaf, swap and so on" },
	{ "flags:flags", "FLAGS", "that are set in each" },
	{ "extents:int", "EXTENTS", "runs of neighbouring frames in it" },
	{ "rights:str", NULL, "what all levels together allow" },
	{ 0 }
};

static const struct column_doc extent_columns[] = {
	{ "start:hex", "START", "first address" },
	{ "end:hex", "END", "first address behind" },
	{ "entries:int", "ENTRIES", "entries in it" },
	{ "level:str", "LEVEL", "of the tables they are in" },
	{ "kind:str", "KIND", "leaf, swap and so on" },
	{ "flags:flags", "FLAGS", "that are set in each" },
	{ "pfn:hex", "PFN", "frame of the first" },
	{ "frames:int", "FRAMES", "how many" },
	{ "rights:str", NULL, "what all levels together allow" },
	{ 0 }
};

static const struct column_doc page_columns[] = {
	{ "addr:hex", "ADDRESS", "of the page" },
	{ "level:str", "LEVEL", "of the table it is in" },
	{ "kind:str", "KIND", "leaf, swap and so on" },
	{ "flags:flags", "FLAGS", "that are set in the entry" },
	{ "pfn:hex", "PFN", "its frame" },
	{ "rights:str", NULL, "what all levels together allow" },
	{ 0 }
};

static const struct column_doc contiguity_columns[] = {
	{ "from_pages:int", "FROM", "lengths from this one to twice as much" },
	{ "extents:int", "EXTENTS", "runs that are as long" },
	{ "pages:int", "PAGES", "pages in them" },
	{ 0 }
};

static const struct column_doc reach_columns[] = {
	{ "group_bytes:int", "GROUP", "what one entry of a TLB could hold" },
	{ "groups:int", "GROUPS", "how many could be held so" },
	{ 0 }
};

static const struct column_doc occupancy_columns[] = {
	{ "from_percent:int", "FROM", "of the entries used, up to the next row's" },
	{ "tables:int", "TABLES", "lowest-level tables that full" },
	{ 0 }
};

static const struct column_doc change_columns[] = {
	{ "start:hex", "START", "first address" },
	{ "end:hex", "END", "first address behind" },
	{ "change:flags", "CHANGE", "what changed" },
	{ "old_level:str", NULL, "level of the entry then" },
	{ "old_kind:str", NULL, "kind of the entry then" },
	{ "old_flags:flags", NULL, "its flags then" },
	{ "old_pfn:hex", "OLD_PFN", "its frame then" },
	{ "new_level:str", NULL, "level of the entry now" },
	{ "new_kind:str", NULL, "kind of the entry now" },
	{ "new_flags:flags", NULL, "its flags now" },
	{ "new_pfn:hex", "NEW_PFN", "its frame now" },
	{ 0 }
};

static const struct section_doc walk_sections[] = {
	{ "area", "an area with something in it", area_columns, true },
	{ "run", "neighbouring entries with the same flags", run_columns, true },
	{ "extent", "of those, the ones whose frames are neighbours", extent_columns, true },
	{ "page", "an entry", page_columns, true },
	{ "table", "the tables of a level", walk_table_docs, true },
	{ "occupancy", "how full the lowest-level tables are", occupancy_columns },
	{ "total", "all areas", total_columns },
	{ "contiguity", "how long runs of frames are", contiguity_columns },
	{ "reach", "what larger entries of a TLB could hold", reach_columns },
	{ "tlb", "entries of a TLB needed, as mapped and at least", scalar_columns },
	{ "state", "entries that map nothing", scalar_columns },
	{ "walk", "what walking took", scalar_columns },
	{ 0 }
};

static const struct section_doc diff_sections[] = {
	{ "change", "entries that changed", change_columns, true },
	{ 0 }
};

static const struct view walk_diff_view = { "walk-diff", diff_sections };
const struct view walk_view = { KMEMLAB_FILE_WALK, walk_sections, &walk_diff_view };
