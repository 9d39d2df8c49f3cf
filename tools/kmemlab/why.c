// SPDX-License-Identifier: GPL-2.0
/* kmemlab why: would this allocation succeed now, and why (not)? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "operand.h"
#include "output.h"
#include "session.h"
#include "grid.h"
#include "table.h"
#include "text.h"
#include "util.h"
#include "view.h"
#include "why_log.h"
#include "xalloc.h"

static const char *order, *gfp, *node, *log_path;

static const struct opt why_opts[] = {
	{ "order", 'O', "N", "2^N pages that lie together (0)", .value = &order },
	{ "gfp", 'g', "MASK", "how to allocate (GFP_KERNEL): GFP_ATOMIC, GFP_DMA32, ...",
	  .value = &gfp },
	{ "node", 'n', "N", "node to begin with (as this process' memory policy says)",
	  .value = &node },
	{ "log", 'l', "FILE", "of a kernel log with a 'page allocation failure': why it failed",
	  .value = &log_path },
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

static void print_failure(const struct session *session, const struct log *log)
{
	printf("order %llu, ", (unsigned long long)log->order);
	text_put(stdout, log->gfp, strlen(log->gfp), session->screen);
	puts(":");
}

/* Needs neither the module nor the machine the log is of. */
static int why_log(struct session *session)
{
	struct doc doc;
	struct log log;
	int ret;

	if (order || gfp || node)
		return fault(&session->why, EXIT_USAGE,
			     "--log has order, mask and node of the failure; leave out the other options");
	if (log_read(log_path, &log, &session->why))
		return -1;
	ret = log_judge(&log, &doc, &session->why);
	if (!ret) {
		if (!output_is_data(session))
			print_failure(session, &log);
		ret = view_print(session, &doc, print_verdict);
		if (!ret && !output_is_data(session))
			view_consistency(session, &doc);
		doc_free(&doc);
	}
	log_free(&log);
	return ret;
}

static int why_run(struct session *session, int argc, char **argv)
{
	char *request;
	int ret;

	if (no_operands(session, &verb_why, argc, argv))
		return -1;
	if (log_path)
		return why_log(session);
	request = xstrdup("");
	add_key(&request, "order", order);
	add_key(&request, "gfp", gfp);
	add_key(&request, "nid", node);
	ret = recorded_answers(session, KMEMLAB_FILE_WHY, request);
	if (!ret)
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
	{ "clear_order:int", NULL, "largest order that compaction could make" },
	{ "deferred:int", NULL, "1: compaction failed lately, and is put off" },
	{ 0 }
};

static const struct column_doc policy_docs[] = {
	{ "policy:str", "POLICY", "memory policy of the process, or node: one was asked for" },
	{ "nid:int", "NODE", "number of the node the zonelist is of" },
	{ "nodes:str", "NODES", "those the pages may come from" },
	{ 0 }
};

static const struct section_doc view_sections[] = {
	{ "zone", "a zone, in the order the allocator looks", zone_docs, true },
	{ "verdict", "what would happen, and why", verdict_docs },
	{ "policy", "nodes it may come from", policy_docs },
	{ 0 }
};

static const struct view why_view = { KMEMLAB_FILE_WHY, view_sections };

const struct verb verb_why = {
	.name = "why",
	.summary = "Whether an allocation of pages would succeed now, and why",
	.about =
	"Nothing is allocated. For each zone: free pages, those that do not count for this\n"
	"request, the reserve held back from it, the watermarks, and whether they hold;\n"
	"blocks that fit, and the migrate type a block would be taken from. Nodes are those\n"
	"of this process' memory policy and cpuset. With --root, the recorded answer must be\n"
	"one to the order, mask and node that are given.\n\n"
	"--log reads what the kernel printed when an allocation failed, from dmesg or a bug\n"
	"report, and gives the verdict for that: the module is not needed.\n",
	.examples =
	"  kmemlab why --order 9\n"
	"  kmemlab why --order 4 --gfp GFP_ATOMIC\n"
	"  dmesg >failure.txt; kmemlab why --log failure.txt\n"
	"  kmemlab why -O 9 --json | jq -r '.sections.verdict[0].sentence'\n",
	.opts = why_opts,
	.view = &why_view,
	.run = why_run,
};
