// SPDX-License-Identifier: GPL-2.0
/* kmemlab walk: page tables of a process, or the kernel's. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "frames.h"
#include "operand.h"
#include "output.h"
#include "session.h"
#include "text.h"
#include "util.h"
#include "view.h"
#include "walk.h"
#include "xalloc.h"

/* The modes, and the section that only an answer in this mode has. */
static const struct {
	const char *name;
	const char *section;
} modes[] = {
	{ "summary", "area" },
	{ "runs", "run" },
	{ "extents", "extent" },
	{ "pages", "page" },
	{ "tables", "table" },
};

static const char *mode, *save, *diff, *flags, *without, *level, *node, *frames;
static bool tree;

static const struct opt walk_opts[] = {
	{ "mode", 'm', "MODE", "summary (the default), runs, extents, pages or tables",
	  .value = &mode, .words = "summary runs extents pages tables" },
	{ "tree", 't', NULL, "the summary as a tree of kinds, names and areas",
	  .flag = &tree },
	{ "save", 's', "FILE", "write the extents to FILE, for --diff", .value = &save },
	{ "diff", 'd', "FILE", "show what changed since FILE was saved", .value = &diff },
	{ "flags", 'f', "FLAGS", "only entries with these flags, such as 'rw|dirty'",
	  .value = &flags },
	{ "without", 'w', "FLAGS", "only entries with none of these flags", .value = &without },
	{ "level", 'l', "LEVEL", "only entries of pte, pmd or pud tables", .value = &level,
	  .words = "pte pmd pud" },
	{ "node", 'n', "N", "only pages on this NUMA node", .value = &node },
	{ "frames", 'p', "FRAMES", "only pages with a frame of PFN or FIRST-LAST",
	  .value = &frames },
	{ 0 },
};

static int check_mode(struct session *session, struct walk_query *query)
{
	size_t i;

	if ((save || diff) && (mode || tree))
		return fault(&session->why, EXIT_USAGE,
			     "--save and --diff are of extents; leave out %s",
			     mode ? "--mode" : "--tree");
	if (save && diff)
		return fault(&session->why, EXIT_USAGE,
			     "--save and --diff exclude each other; save first, then compare");
	if (save && output_is_data(session))
		return fault(&session->why, EXIT_USAGE,
			     "--save writes the module's own answer; leave out --json, --raw and what selects");
	query->mode = mode;
	for (i = 0; mode && i < ARRAY_SIZE(modes); i++)
		if (!strcmp(modes[i].name, mode))
			break;
	if (i == ARRAY_SIZE(modes))
		return fault(&session->why, EXIT_USAGE,
			     "unknown mode '%s'; known are summary, runs, extents, pages and tables",
			     mode);
	if (tree && (output_is_data(session) || (mode && strcmp(mode, "summary"))))
		return fault(&session->why, EXIT_USAGE,
			     "--tree shows the summary to people; leave out --mode, --json, --raw and what selects");
	if (!mode && !session->root)
		query->mode = save || diff ? "extents" : "summary";
	return 0;
}

static bool is_filtered(void)
{
	return flags || without || level || node || frames;
}

/* What passes is for the module to say; what would break its request is not. */
static int check_filters(struct session *session, struct walk_query *query)
{
	const char *const words[] = { flags, without, level, node };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (words[i] && (!*words[i] || strpbrk(words[i], " \t\n=")))
			return fault(&session->why, EXIT_USAGE,
				     "'%s' is no name or number to select by", words[i]);
	if (is_filtered() && session->root)
		return fault(&session->why, EXIT_USAGE,
			     "--root reads a recorded answer; select its rows with --filter");
	if (is_filtered() && (save || diff))
		return fault(&session->why, EXIT_USAGE,
			     "--save and --diff are of all extents; leave out what selects entries");
	query->flags = flags;
	query->not_flags = without;
	query->level = level;
	query->node = node;
	query->by_frames = frames;
	return frames ? operand_frames(frames, &query->frames, &session->why) : 0;
}

static int read_query(struct session *session, int argc, char **argv,
		      struct walk_query *query)
{
	*query = (struct walk_query){ 0 };
	if (!session->root && !argc)
		return fault(&session->why, EXIT_USAGE,
			     "whose page tables? give a pid, self, or kernel; see 'kmemlab walk --help'");
	if (argc && operand_space(session, argv[0], &query->pid, &query->kernel))
		return -1;
	if (argc == 2)
		return fault(&session->why, EXIT_USAGE,
			     "a range needs two addresses: the first, and the first one behind it");
	if (argc > 3)
		return fault(&session->why, EXIT_USAGE,
			     "'%s' is too much: walk takes a pid and a range", argv[3]);
	if (argc == 3) {
		if (operand_address(session, argv[1], &query->start) ||
		    operand_address(session, argv[2], &query->end))
			return -1;
		if (query->start >= query->end)
			return fault(&session->why, EXIT_USAGE,
				     "the range %s to %s is empty", argv[1], argv[2]);
		query->ranged = true;
	}
	if (session->root && query->ranged && !diff)
		return fault(&session->why, EXIT_USAGE,
			     "--root reads a recorded answer, which is of one range; leave out START and END");
	return check_filters(session, query) ? -1 : check_mode(session, query);
}

/* The mode of a recorded answer, which must be the one asked for, if any. */
static int find_mode(struct session *session, const struct doc *doc, const char **asked)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(modes); i++)
		if (doc_part(doc, modes[i].section))
			break;
	if (i == ARRAY_SIZE(modes))
		return fault_at(&session->why, doc->path, 0,
				"no section of a walk: the file is cut short");
	if ((*asked && strcmp(*asked, modes[i].name)) || (tree && i))
		return fault(&session->why, EXIT_UNAVAILABLE,
			     "%s is a walk with mode=%s, not mode=%s", doc->path,
			     modes[i].name, *asked ? *asked : "summary");
	*asked = modes[i].name;
	return 0;
}

static int print_doc(struct session *session, const struct doc *doc)
{
	struct walk_list list = { .session = session };

	if (tree)
		return walk_tree(session, doc);
	if (doc_part(doc, modes[0].section))
		return walk_summary(session, doc);
	if (doc_part(doc, "table"))
		return walk_tables(session, doc);
	list.rest.path = xstrdup(doc->path);
	doc_replay(doc, &walk_list_ops, &list);
	return walk_list_end(&list);
}

/* Recorded answers and summaries are kept, to be looked at first. */
static int walk_kept(struct session *session, struct walk_query *query)
{
	char *request = session->root ? xstrdup("") : walk_request(query);
	struct doc doc;
	int ret;

	ret = view_load(session, KMEMLAB_FILE_WALK, request, &doc);
	if (!ret && session->root)
		ret = recorded_of(session, &doc, query->pid, query->kernel) ||
		      find_mode(session, &doc, &query->mode) ? -1 : 0;
	if (!ret)
		ret = view_print(session, &doc, print_doc);
	doc_free(&doc);
	free(request);
	return ret;
}

static int walk_live(struct session *session, const struct walk_query *query)
{
	struct walk_list list = { .session = session };
	const struct view_tap tap = { .path = &list.rest.path };
	char *request = walk_request(query);
	int ret;

	if (output_is_data(session)) {
		ret = view_data(session, KMEMLAB_FILE_WALK, request);
	} else {
		ret = view_stream(session, KMEMLAB_FILE_WALK, request, &walk_list_ops,
				  &list, &tap);
		if (!ret)
			ret = walk_list_end(&list);
		doc_free(&list.rest);
	}
	free(request);
	return ret;
}

/* What is read to its end before it is shown. Which mode a recorded answer has, it says. */
static bool is_kept(const char *name)
{
	return !name || !strcmp(name, "summary") || !strcmp(name, "tables");
}

static int walk_run(struct session *session, int argc, char **argv)
{
	struct walk_query query;

	if (read_query(session, argc, argv, &query))
		return -1;
	if (save)
		return walk_save(session, &query, save);
	if (diff)
		return walk_diff(session, &query, diff);
	if (session->root || (!output_is_data(session) && is_kept(query.mode)))
		return walk_kept(session, &query);
	return walk_live(session, &query);
}

const struct verb verb_walk = {
	.name = "walk",
	.args = "PID|self|kernel [START END]",
	.summary = "Page tables of a process or the kernel: what they map, and how",
	.about =
	"START and END are hexadecimal, with or without 0x; END is the first address\n"
	"behind the range. Modes:\n"
	"  summary  counts for each area and in all, contiguity, TLB reach\n"
	"  runs     neighbours with the same flags\n"
	"  extents  of those, the ones whose frames lie together\n"
	"  pages    each page\n"
	"  tables   the tables themselves: how many, how full\n"
	"What selects entries is done by the module, so that all modes count only those.\n"
	"With --root, what was recorded is printed; PID may be left out.\n",
	.examples =
	"  kmemlab walk 1\n"
	"  kmemlab walk 1234 --tree\n"
	"  kmemlab walk 1234 7f31c0000000 7f31c4000000 --mode extents\n"
	"  kmemlab walk 1234 --mode pages --json | jq '.sections.page | length'\n"
	"  kmemlab walk 1234 --flags 'rw|dirty' --level pmd\n"
	"  kmemlab walk kernel ffffffff80000000 fffffffffffff000 --mode runs\n"
	"  kmemlab walk 1234 --save /tmp/before; sleep 1\n"
	"  kmemlab walk 1234 --diff /tmp/before\n",
	.opts = walk_opts,
	.view = &walk_view,
	.run = walk_run,
};
