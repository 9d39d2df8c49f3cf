// SPDX-License-Identifier: GPL-2.0
/* kmemlab why: would this allocation succeed now, and why (not)? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "session.h"
#include "grid.h"
#include "table.h"
#include "text.h"
#include "util.h"
#include "view.h"
#include "xalloc.h"

static const char *order, *gfp, *node;

static const struct opt why_opts[] = {
	{ "order", 'O', "N", "2^N pages that lie together (0)", .value = &order },
	{ "gfp", 'g', "MASK", "how to allocate (GFP_KERNEL): GFP_ATOMIC, GFP_DMA32, ...",
	  .value = &gfp },
	{ "node", 'n', "N", "node to begin with (that of this CPU)", .value = &node },
	{ 0 },
};

static void add_key(char **request, const char *key, const char *value)
{
	char *longer;

	if (!value)
		return;
	longer = xasprintf("%s%s%s=%s", *request, **request ? " " : "", key, value);
	free(*request);
	*request = longer;
}

static int print_verdict(struct session *session, const struct doc *doc)
{
	const struct part *verdict = doc_need(doc, "verdict", &session->why);
	const struct part *zones = doc_need(doc, "zone", &session->why);
	const char *sentence;

	if (!verdict || !zones)
		return -1;
	if (verdict->nr) {
		sentence = doc_text(verdict, &verdict->rows[0], "sentence");
		text_wrap(stdout, 0, sentence, session->screen);
	}
	table_heading(session, "The zones, in the order the allocator looks:");
	return grid_part(session, zones);
}

static int why_run(struct session *session, int argc, char **argv)
{
	char *request;
	int ret;

	if (no_operands(session, &verb_why, argc, argv))
		return -1;
	request = xstrdup("");
	add_key(&request, "order", order);
	add_key(&request, "gfp", gfp);
	add_key(&request, "nid", node);
	ret = view_show(session, KMEMLAB_FILE_WHY, request, print_verdict);
	free(request);
	return ret;
}

static const struct column_doc verdict_docs[] = {
	{ "outcome:str", "OUTCOME", "what would happen" },
	{ "nid:int", "NODE", "number of the node" },
	{ "zone:str", "ZONE", "where it would come from" },
	{ "succeeds:int", "SUCCEEDS", "1: it would get pages" },
	{ "sentence:str", "SENTENCE", "why" },
	{ 0 }
};

static const struct column_doc zone_docs[] = {
	{ "nid:int", "NODE", "number of the node" },
	{ "zone:str", "ZONE", "name of the zone" },
	{ "free_pages:int", "FREE", "on the free lists" },
	{ "unusable_pages:int", "UNUSABLE", "of these, what does not count for this request" },
	{ "reserve_pages:int", "RESERVE", "held back from it" },
	{ "low_pages:int", "LOW", "watermark for the first look" },
	{ "min_pages:int", "MIN", "watermark for the second" },
	{ "low_ok:int", NULL, "1: above the first" },
	{ "min_ok:int", NULL, "1: above the second" },
	{ "fitting:int", "FIT", "free blocks large enough" },
	{ "largest_order:int", "MAX", "largest order with a free block" },
	{ "own_type:int", NULL, "1: one is of the type asked for" },
	{ "fallback:str", "FALLBACK", "type a block would be taken from else" },
	{ "pcp_pages:int", NULL, "free, but in the per-CPU lists" },
	{ "reclaimable_pages:int", NULL, "what reclaim could free at most" },
	{ "clearable:int", NULL, "blocks that compaction could empty" },
	{ 0 }
};

static const struct section_doc view_sections[] = {
	{ "zone", "a zone, in the order the allocator looks", zone_docs, true },
	{ "verdict", "what would happen, and why", verdict_docs },
	{ 0 }
};

static const struct view why_view = { KMEMLAB_FILE_WHY, view_sections };

const struct verb verb_why = {
	.name = "why",
	.summary = "Whether an allocation of pages would succeed now, and why",
	.about =
	"Nothing is allocated. For each zone: free pages, those that do not count for this\n"
	"request, the reserve held back from it, the watermarks, and whether they hold;\n"
	"blocks that fit, and the migrate type a block would be taken from.\n",
	.examples =
	"  kmemlab why --order 9\n"
	"  kmemlab why --order 4 --gfp GFP_ATOMIC\n"
	"  kmemlab why -O 9 --json | jq -r '.sections.verdict[0].sentence'\n",
	.opts = why_opts,
	.view = &why_view,
	.run = why_run,
};
