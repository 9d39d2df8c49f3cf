// SPDX-License-Identifier: GPL-2.0
/* kmemlab ladder: what kmalloc() gives. */
#include <kmemlab.h>

#include "grid.h"
#include "util.h"
#include "view.h"

static int print_ladder(struct session *session, const struct doc *doc)
{
	const struct part *part = doc_need(doc, "rung", &session->why);

	/* A byte more is another cache. */
	return part ? grid_columns(session, part, NULL, true) : -1;
}

static int ladder_run(struct session *session, int argc, char **argv)
{
	if (no_operands(session, &verb_ladder, argc, argv))
		return -1;
	return view_show(session, KMEMLAB_FILE_LADDER, NULL, print_ladder);
}

static const struct column_doc rung_docs[] = {
	{ "kind:str", "KIND", "what was asked for" },
	{ "from_bytes:int", "FROM", "least size that is served so" },
	{ "to_bytes:int", "TO", "largest such size" },
	{ "cache:str", "CACHE", "slab cache; none: whole pages" },
	{ "usable_bytes:int", "USABLE", "bytes the owner may use" },
	{ "slot_bytes:int", "SLOT", "bytes it takes" },
	{ "least_waste_bytes:int", "LEAST", "lost with the largest size" },
	{ "most_waste_bytes:int", "MOST", "lost with the least size" },
	{ 0 }
};

static const struct section_doc ladder_sections[] = {
	{ "rung", "sizes that are served alike", rung_docs, true },
	{ 0 }
};

static const struct view ladder_view = { KMEMLAB_FILE_LADDER, ladder_sections };

const struct verb verb_ladder = {
	.name = "ladder",
	.summary = "Which slab cache kmalloc() takes each size from, and what is lost",
	.about =
	"Measured: an object of each size is allocated, looked at and freed.\n",
	.examples = "  kmemlab ladder\n  kmemlab ladder --filter 'kind == \"normal\"'\n",
	.view = &ladder_view,
	.run = ladder_run,
};
