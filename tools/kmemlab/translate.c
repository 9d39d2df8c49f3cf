// SPDX-License-Identifier: GPL-2.0
/* kmemlab translate: the way of addresses through the page tables. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "operand.h"
#include "session.h"
#include "translate.h"
#include "view.h"
#include "xalloc.h"

/* What was asked for. */
struct query {
	uint64_t pid;	/* 0: any, which only a recorded answer can be asked for */
	bool kernel;
	uint64_t *addrs;
	size_t nr;
};

static bool asked_for(const struct query *query, uint64_t addr)
{
	size_t i;

	for (i = 0; i < query->nr; i++)
		if (query->addrs[i] == addr)
			return true;
	return false;
}

static int read_address(struct session *session, const char *word, struct query *query)
{
	uint64_t addr;

	if (operand_address(session, word, &addr))
		return -1;
	if (asked_for(query, addr))
		return 0;
	query->addrs = xgrow(query->addrs, query->nr, sizeof(*query->addrs));
	query->addrs[query->nr++] = addr;
	return 0;
}

static int read_query(struct session *session, int argc, char **argv,
		      struct query *query)
{
	int i;

	*query = (struct query){ 0 };
	if (!session->root && !argc)
		return fault(&session->why, EXIT_USAGE,
			     "whose address? give a pid, self, or kernel, and addresses; see 'kmemlab translate --help'");
	if (argc && operand_space(session, argv[0], &query->pid, &query->kernel))
		return -1;
	if (!session->root && argc == 1 && query->kernel)
		return fault(&session->why, EXIT_USAGE,
			     "which address? give one or more; 'kmemlab layout' lists the kernel's regions");
	if (!session->root && argc == 1)
		return fault(&session->why, EXIT_USAGE,
			     "which address? give one or more; /proc/%s/maps lists what the process has mapped",
			     argv[0]);
	for (i = 1; i < argc; i++)
		if (read_address(session, argv[i], query))
			return -1;
	return 0;
}

static char *make_request(const struct query *query)
{
	char *request = query->kernel ? xstrdup("space=kernel") :
					xasprintf("pid=%" PRIu64, query->pid), *longer;
	size_t i;

	for (i = 0; i < query->nr; i++) {
		longer = xasprintf("%s addr=0x%" PRIx64, request, query->addrs[i]);
		free(request);
		request = longer;
	}
	return request;
}

static int need_address(struct session *session, const struct doc *doc,
			const struct part *part, uint64_t addr)
{
	const struct word *word;
	size_t i;

	for (i = 0; i < part->nr; i++) {
		word = doc_word(part, &part->rows[i], "addr");
		if (word && word->value == addr)
			return 0;
	}
	return fault(&session->why, EXIT_UNAVAILABLE,
		     "%s holds no answer for 0x%" PRIx64 "; without an address, all that was recorded is printed",
		     doc->path, addr);
}

/**
 * translate_select - of a recorded answer, keep what is asked for
 * @session: its fault is filled if there is no such thing
 * @doc: the answer
 * @pid: the process; 0: any, or the kernel
 * @kernel: the kernel's addresses are asked for
 * @addrs: the addresses
 * @nr: how many; 0: all
 *
 * Return: 0 or -1.
 */
int translate_select(struct session *session, struct doc *doc, uint64_t pid, bool kernel,
		     const uint64_t *addrs, size_t nr)
{
	const struct part *part = doc_need(doc, "address", &session->why);
	size_t i;

	if (!part || recorded_of(session, doc, pid, kernel))
		return -1;
	for (i = 0; i < nr; i++)
		if (need_address(session, doc, part, addrs[i]))
			return -1;
	if (nr)
		doc_keep(doc, "addr", addrs, nr);
	return 0;
}

static int translate(struct session *session, const struct query *query)
{
	char *request = make_request(query);
	struct doc doc;
	int ret;

	ret = view_load(session, KMEMLAB_FILE_TRANSLATE, request, &doc);
	free(request);
	/* An address that nothing covers is an error, told behind the answer. */
	if (doc.file) {
		struct fault told = session->why;

		session->why = (struct fault){ 0 };
		if (session->root &&
		    translate_select(session, &doc, query->pid, query->kernel, query->addrs,
				     query->nr)) {
			fault_clear(&told);
			ret = -1;
		} else {
			session->why = told;
			if (view_print(session, &doc, translate_print))
				ret = -1;
		}
	}
	doc_free(&doc);
	return ret;
}

static int translate_run(struct session *session, int argc, char **argv)
{
	struct query query;
	int ret = read_query(session, argc, argv, &query);

	if (!ret)
		ret = translate(session, &query);
	free(query.addrs);
	return ret;
}

const struct verb verb_translate = {
	.name = "translate",
	.args = "PID|self|kernel ADDRESS...",
	.summary = "The way of addresses through page tables, entry by entry",
	.about =
	"ADDRESS is hexadecimal, with or without 0x; /proc/PID/maps lists what a process\n"
	"has mapped, layout the regions of the kernel. With --root, PID and ADDRESS may\n"
	"be left out: all that was recorded is printed.\n",
	.examples =
	"  kmemlab translate 1 $(sed -n 's/-.*//p;q' /proc/1/maps)\n"
	"  kmemlab translate 1234 0x7ffc0a3e1000 0x55d0c1a5e010\n"
	"  kmemlab translate kernel ffffffff81000000\n"
	"  kmemlab translate 1234 7ffc0a3e1000 --json | jq '.sections.level'\n",
	.view = &translate_view,
	.run = translate_run,
};
