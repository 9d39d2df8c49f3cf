// SPDX-License-Identifier: GPL-2.0
/* kmemlab overview: what memory this machine has, and what is unusual on it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "buddy.h"
#include "meminfo.h"
#include "overview.h"
#include "session.h"
#include "unusual.h"
#include "version.h"
#include "view.h"
#include "xalloc.h"
#include "zones.h"

/*
 * A file that is missing (an older module, a partly recorded tree) is told and
 * done without; one that is wrong is not.
 */
static int load(struct session *session, const char *file, struct doc *doc,
		struct remarks *missing)
{
	if (!view_load(session, file, NULL, doc))
		return 0;
	doc_free(doc);
	if (!session->why.missing)
		return -1;
	remarks_add(missing, xasprintf("%s: %s", file, session->why.text));
	fault_clear(&session->why);
	return 0;
}

static int load_meminfo(struct session *session, struct overview *all)
{
	if (!meminfo_read(session, &all->meminfo))
		return 0;
	if (!session->why.missing)
		return -1;
	remarks_add(&all->missing, xstrdup(session->why.text));
	fault_clear(&session->why);
	return 0;
}

static void find_unavailable(struct overview *all)
{
	const struct part *part = doc_part(&all->version, "feature");
	const char *state, *name;
	size_t i;

	for (i = 0; part && i < part->nr; i++) {
		name = doc_text(part, &part->rows[i], "name");
		state = doc_text(part, &part->rows[i], "state");
		if (strcmp(state, "available"))
			remarks_add(&all->missing,
				    xasprintf("%s: %s", name,
					      doc_text(part, &part->rows[i], "reason")));
	}
}

static int read_zones(struct session *session, struct overview *all)
{
	const struct part *part;
	size_t i;

	if (!all->zones.file)
		return 0;
	part = doc_need(&all->zones, "zone", &session->why);
	if (!part)
		return -1;
	all->zone = xzalloc((part->nr + 1) * sizeof(*all->zone));
	for (i = 0; i < part->nr; i++)
		if (zone_read(&all->zones, part, &part->rows[i], &all->zone[i],
			      &session->why))
			return -1;
	all->nr_zones = part->nr;
	return 0;
}

static int overview_read(struct session *session, struct overview *all)
{
	size_t i;

	all->machine = (struct version){ .page = 4096, .assumed = true };
	if (load(session, KMEMLAB_FILE_VERSION, &all->version, &all->missing) ||
	    load(session, KMEMLAB_FILE_ZONES, &all->zones, &all->missing) ||
	    load(session, KMEMLAB_FILE_BUDDY, &all->buddy, &all->missing) ||
	    load_meminfo(session, all))
		return -1;
	if (all->version.file &&
	    version_read(&all->version, &all->machine, &session->why))
		return -1;
	find_unavailable(all);
	if (read_zones(session, all))
		return -1;
	if (all->buddy.file && buddy_read(&all->buddy, &all->buddies, &session->why))
		return -1;
	for (i = 0; i < all->nr_zones; i++) {
		unusual_zone(&all->unusual, &all->zone[i], all->machine.page);
		unusual_buddy(&all->unusual, &all->zone[i], &all->buddies,
			      all->machine.page);
	}
	return 0;
}

static void overview_free(struct overview *all)
{
	buddy_free(&all->buddies);
	free(all->zone);
	doc_free(&all->version);
	doc_free(&all->zones);
	doc_free(&all->buddy);
	remarks_free(&all->missing);
	remarks_free(&all->unusual);
}

static void json_doc(struct json *json, const char *key, const struct doc *doc)
{
	if (!doc->file) {
		json_null(json, key);
		return;
	}
	json_open(json, key, '{');
	doc_replay(doc, &json_ops, json);
	json_answer_end(json, NULL);
	json_close(json);
}

static void json_remarks(struct json *json, const char *key, const struct remarks *list)
{
	size_t i;

	json_open(json, key, '[');
	for (i = 0; i < list->nr; i++)
		json_string(json, NULL, list->text[i], strlen(list->text[i]));
	json_close(json);
}

static void overview_json(const struct overview *all)
{
	struct json json = { .first = true };
	char *key;
	size_t i;

	json_open(&json, NULL, '{');
	json_doc(&json, "version", &all->version);
	json_doc(&json, "zones", &all->zones);
	json_doc(&json, "buddy", &all->buddy);
	json_open(&json, "meminfo", '{');
	for (i = 0; i < MEM_NR; i++) {
		if (!all->meminfo.known[i])
			continue;
		key = xasprintf("%s_kib", meminfo_names[i]);
		json_number(&json, key, all->meminfo.kib[i]);
		free(key);
	}
	json_close(&json);
	json_remarks(&json, "unavailable", &all->missing);
	json_remarks(&json, "unusual", &all->unusual);
	json_close(&json);
}

static int overview_run(struct session *session, int argc, char **argv)
{
	struct overview all = { 0 };
	int ret;

	if (no_operands(session, &verb_overview, argc, argv))
		return -1;
	ret = overview_read(session, &all);
	if (!ret && session->json)
		overview_json(&all);
	else if (!ret)
		ret = overview_print(session, &all);
	overview_free(&all);
	return ret;
}

const struct verb verb_overview = {
	.name = "overview",
	.summary = "What memory this machine has, and what is unusual on it",
	.about =
	"MAX is the largest order with a free block; see 'kmemlab zones --help' and\n"
	"'kmemlab buddy --help' for the rest.\n",
	.examples =
	"  kmemlab\n"
	"  kmemlab --root /tmp/recorded\n"
	"  kmemlab overview --json | jq '.unusual[]'\n",
	.run = overview_run,
};
