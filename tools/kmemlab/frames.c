// SPDX-License-Identifier: GPL-2.0
/* kmemlab frames: the state of page frames. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "operand.h"
#include "session.h"
#include "util.h"
#include "view.h"
#include "xalloc.h"

static const char *count;

static const struct opt frames_opts[] = {
	{ "count", 'c', "N", "frames, beginning with the one PFN", .value = &count },
	{ 0 },
};

static bool is_word(const char *word)
{
	return *word && !word[strcspn(word, " \t\n=")];
}

static int check_words(struct session *session, int argc, char **argv)
{
	int i;

	if (!session->root && !argc)
		return fault(&session->why, EXIT_USAGE,
			     "which frame? give one or more numbers in hexadecimal; see 'kmemlab frames --help'");
	if (count && argc != 1)
		return fault(&session->why, EXIT_USAGE, "--count needs one PFN to begin with");
	for (i = 0; i < argc; i++)
		if (!is_word(argv[i]))
			return fault(&session->why, EXIT_USAGE,
				     "'%s' is not the number of a frame", argv[i]);
	if (count && !is_word(count))
		return fault(&session->why, EXIT_USAGE, "'%s' is not a number", count);
	return 0;
}

static char *make_request(int argc, char **argv)
{
	char *request, *longer;
	int i;

	if (count)
		return xasprintf("start=%s count=%s", argv[0], count);
	request = xstrdup("");
	for (i = 0; i < argc; i++) {
		longer = xasprintf("%s%spfn=%s", request, i ? " " : "", argv[i]);
		free(request);
		request = longer;
	}
	return request;
}

static int frames_run(struct session *session, int argc, char **argv)
{
	char *request;
	int ret;

	if (check_words(session, argc, argv))
		return -1;
	request = make_request(argc, argv);
	ret = recorded_answers(session, KMEMLAB_FILE_FRAMES, request);
	/* There may be a million: a table of them is printed while they are read. */
	if (!ret)
		ret = view_data(session, KMEMLAB_FILE_FRAMES, request);
	free(request);
	return ret;
}

static const struct column_doc frame_docs[] = {
	{ "pfn:hex", "PFN", "number of the frame" },
	{ "state:str", NULL, "online, or why nothing is known" },
	{ "class:str", "CLASS", "what it is used for" },
	{ "flags:flags", "FLAGS", "of the page" },
	{ "order:int", "ORDER", "of the compound page it is in" },
	{ "head:hex", NULL, "first frame of that" },
	{ "refcount:int", "REFS", "references to it" },
	{ "mapcount:int", "MAPS", "entries of page tables that map it" },
	{ "type:str", NULL, "what the kernel marked it as" },
	{ "cache:str", "CACHE", "slab cache it belongs to" },
	{ "free_order:int", "FREE", "of the free block that begins here" },
	{ "nid:int", NULL, "number of the node" },
	{ "zone:str", "ZONE", "name of the zone" },
	{ "migrate:str", "TYPE", "migrate type of its pageblock" },
	{ "section:int", NULL, "number of its memory section" },
	{ 0 }
};

static const struct section_doc view_sections[] = {
	{ "frame", "a page frame", frame_docs, true },
	{ 0 }
};

static const struct view frames_view = { KMEMLAB_FILE_FRAMES, view_sections };

const struct verb verb_frames = {
	.name = "frames",
	.args = "PFN...",
	.summary = "The state of page frames: class, flags, counts, free block, place",
	.about =
	"PFN is hexadecimal, with or without 0x. 'kmemlab translate' has the PFNs of a\n"
	"process, 'kmemlab physmap' those of pageblocks. With --root, what was recorded is\n"
	"printed.\n",
	.examples =
	"  kmemlab frames 0x1000 0x1001\n"
	"  kmemlab frames 1000 --count 512\n",
	.opts = frames_opts,
	.view = &frames_view,
	.run = frames_run,
};
