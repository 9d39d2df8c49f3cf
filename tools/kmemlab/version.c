// SPDX-License-Identifier: GPL-2.0
/* kmemlab version: the module, its limits, and what it can do here. */
#include <stdio.h>
#include <string.h>

#include <kmemlab.h>

#include "output.h"
#include "table.h"
#include "text.h"
#include "version.h"
#include "view.h"

/* Of all architectures Linux runs on. */
#define PAGE_MIN	4096
#define PAGE_MAX	(1024 * 1024)

/**
 * version_read - take what other views need out of a document
 * @doc: an answer of the view "version"
 * @version: filled
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int version_read(const struct doc *doc, struct version *version, struct fault *why)
{
	const struct word *word = doc_scalar(doc, "limit", "page_bytes");
	uint64_t page;

	if (!word)
		return fault_at(why, doc->path, 0,
				"section 'limit' has no value 'page_bytes': the file is cut short");
	if (!text_decimal(word->text, word->len, &page) || page < PAGE_MIN ||
	    page > PAGE_MAX || page & (page - 1))
		return fault_at(why, doc->path, 0,
				"page_bytes is '%s', which is not the size of a page",
				word->text);
	*version = (struct version){ .page = page };
	return 0;
}

/**
 * version_page - find out what other views need
 * @session: where from; its fault is filled on failure
 * @version: filled; a recorded tree may lack the view, so that a file alone can
 *	be looked at
 *
 * Return: 0 or -1.
 */
int version_page(struct session *session, struct version *version)
{
	struct doc doc;
	int ret;

	ret = view_load(session, KMEMLAB_FILE_VERSION, NULL, &doc);
	if (ret) {
		doc_free(&doc);
		if (!session->root || !session->why.missing)
			return -1;
		fault_clear(&session->why);
		*version = (struct version){ .page = PAGE_MIN, .assumed = true };
		return 0;
	}
	ret = version_read(&doc, version, &session->why);
	doc_free(&doc);
	return ret;
}

/**
 * version_remark - tell people what was assumed
 * @session: how the output is to look
 * @version: what is known
 */
void version_remark(const struct session *session, const struct version *version)
{
	(void)session;
	if (version->assumed)
		printf("sizes: for pages of %d bytes; the file 'version' was not recorded\n",
		       PAGE_MIN);
}

static int version_run(struct session *session, int argc, char **argv)
{
	struct doc doc;
	int ret;
	size_t i;

	if (no_operands(session, &verb_version, argc, argv))
		return -1;
	if (output_is_data(session))
		return view_data(session, KMEMLAB_FILE_VERSION, NULL);
	ret = view_load(session, KMEMLAB_FILE_VERSION, NULL, &doc);
	if (!ret)
		puts("tool " KMEMLAB_VERSION);
	for (i = 0; i < doc.nr && !ret; i++) {
		table_heading(session, doc.parts[i].section.name);
		ret = grid_part(session, &doc.parts[i]);
	}
	doc_free(&doc);
	return ret;
}

static const struct column_doc feature_docs[] = {
	{ "name:str", "FEATURE", "what could be done" },
	{ "state:str", "STATE", "available or unavailable here" },
	{ "reason:str", "REASON", "why it is unavailable" },
	{ 0 }
};

static const struct section_doc view_sections[] = {
	{ "module", "what was loaded", scalar_text_columns },
	{ "limit", "what it may take, and sizes of this machine", scalar_columns },
	{ "feature", "what works here", feature_docs, true },
	{ 0 }
};

const struct view version_view = { KMEMLAB_FILE_VERSION, view_sections };

const struct verb verb_version = {
	.name = "version",
	.summary = "The module, its limits, and what it can do here",
	.about =
	"A feature that is unavailable says why. 'kmemlab --version' prints the version\n"
	"of the tool and needs no module.\n",
	.examples =
	"  kmemlab version\n"
	"  kmemlab version --json | jq '.sections.feature'\n",
	.view = &version_view,
	.run = version_run,
};
