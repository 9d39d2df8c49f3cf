// SPDX-License-Identifier: GPL-2.0
/* What the columns of "translate" and "explain" mean: see columns.h. */
#include <kmemlab.h>

#include "columns.h"
#include "session.h"
#include "translate.h"

static const struct column_doc address_columns[] = {
	{ "addr:hex", "ADDRESS", "what was asked for" },
	{ "state:str", "STATE", "mapped, or why not" },
	{ "level:str", "LEVEL", "of the last table looked at" },
	{ "page_bytes:int", "PAGE", "size of the page" },
	{ "pfn:hex", "PFN", "frame of the address" },
	{ "phys:hex", "PHYS", "physical address" },
	{ "rights:str", "RIGHTS", "what all levels together allow" },
	{ "reason:str", NULL, "why it could not be looked up" },
	{ "stable:int", NULL, "1: nothing changed meanwhile" },
	{ "retries:int", NULL, "how often it was read anew" },
	{ "what:str", "WHAT", "what is there instead of a page" },
	{ "swap_type:int", NULL, "number of the swap area" },
	{ "swap_offset:int", NULL, "place in it" },
	{ "wx:int", NULL, "1: writable and executable at once" },
	{ "key:int", NULL, "its protection key" },
	{ 0 }
};

const struct column_doc translate_level_docs[] = {
	{ "addr:hex", "ADDRESS", "what was asked for" },
	{ "level:str", "LEVEL", "of the table" },
	{ "table_pfn:hex", "TABLE", "frame of the table" },
	{ "index:int", "INDEX", "of the entry in it" },
	{ "entry:hex", "ENTRY", "its bits" },
	{ "kind:str", "KIND", "table, leaf or none" },
	{ "flags:flags", "FLAGS", "that are set in it" },
	{ 0 }
};

static const struct column_doc region_columns[] = {
	{ "addr:hex", "ADDRESS", "what was asked for" },
	{ "start:hex", "START", "first address of the kernel's region" },
	{ "last:hex", "LAST", "its last address" },
	{ "name:str", "NAME", "what the region is for" },
	{ 0 }
};

static const struct column_doc frame_columns[] = {
	{ "addr:hex", "ADDRESS", "what was asked for" },
	{ "pfn:hex", "PFN", "number of the frame" },
	{ "nid:int", "NODE", "number of the node" },
	{ "zone:str", "ZONE", "name of the zone" },
	{ "refcount:int", "REFS", "references to it" },
	{ "mapcount:int", NULL, "entries of page tables that map it" },
	{ "kind:str", NULL, "what it is used for" },
	{ 0 }
};

static const struct column_doc area_columns[] = {
	{ "addr:hex", "ADDRESS", "what was asked for" },
	{ "start:hex", "START", "first address of the area" },
	{ "end:hex", "END", "first address behind it" },
	{ "rights:str", "RIGHTS", "what the area allows" },
	{ "offset_bytes:int", "OFFSET", "place in the file" },
	{ "name:str", "NAME", "file, or what the area is" },
	{ 0 }
};

static const struct column_doc explanation_columns[] = {
	{ "addr:hex", "ADDRESS", "what was asked for" },
	{ "what:str", "WHAT", "kind of the next access" },
	{ "text:str", "TEXT", "the same in a sentence" },
	{ 0 }
};

static const struct section_doc translate_sections[] = {
	{ "address", "an address that was asked for", address_columns, true },
	{ "level", "an entry on the way to it", translate_level_docs },
	{ "frame", "the frame it leads to", frame_columns },
	{ "area", "the area it lies in", area_columns },
	{ "region", "the kernel's region it lies in", region_columns },
	{ 0 }
};

const struct view translate_view = { KMEMLAB_FILE_TRANSLATE, translate_sections };

static const struct section_doc explain_sections[] = {
	{ "explanation", "what the next access to an address comes to", explanation_columns, true },
	{ "address", "an address that was asked for", address_columns },
	{ "level", "an entry on the way to it", translate_level_docs },
	{ "frame", "the frame it leads to", frame_columns },
	{ "area", "the area it lies in", area_columns },
	{ "region", "the kernel's region it lies in", region_columns },
	{ 0 }
};

const struct view explain_view = { KMEMLAB_FILE_TRANSLATE, explain_sections };
