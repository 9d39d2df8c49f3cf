// SPDX-License-Identifier: GPL-2.0
/* kmemlab explain: what an access to an address comes to, and why. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "cause.h"
#include "entry.h"
#include "lines.h"
#include "made.h"
#include "operand.h"
#include "output.h"
#include "session.h"
#include "translate.h"
#include "util.h"
#include "view.h"
#include "xalloc.h"

/* The last row of a section that is of an address, or NULL. */
static const struct row *last_of(const struct part *part, uint64_t addr)
{
	const struct word *word;
	size_t i;

	for (i = part ? part->nr : 0; i--; ) {
		word = doc_word(part, &part->rows[i], "addr");
		if (word && !word->none && word->value == addr)
			return &part->rows[i];
	}
	return NULL;
}

static const char *text_or_null(const struct part *part, const struct row *row,
				const char *column)
{
	const struct word *word = row ? doc_word(part, row, column) : NULL;

	return word && !word->none ? word->text : NULL;
}

static bool take(const struct part *part, const struct row *row, const char *column,
		 uint64_t *value)
{
	const struct word *word = row ? doc_word(part, row, column) : NULL;

	if (!word || word->none || word->negative)
		return false;
	*value = word->value;
	return true;
}

/* For a module that does not tell what an address holds: as far as it shows. */
static const char *guess(const struct doc *doc, const struct row *row,
			 const struct cause *cause, const char *flags)
{
	const char *state = doc_text(doc_part(doc, "address"), row, "state");

	if (!strcmp(state, "none"))
		return "none";
	if (strcmp(state, "mapped"))
		return "unknown";
	if (entry_has(flags, strlen(flags), "protnone"))
		return cause->area && !begins_with(cause->area, "---") ?
			"numa-hint" : "prot-none";
	/* Of the pages of anonymous memory only this one is special. */
	if (entry_has(flags, strlen(flags), "special") && cause->area && !cause->name)
		return "zero";
	return "page";
}

static void learn_area(const struct doc *doc, uint64_t addr, struct cause *cause)
{
	const struct part *part = doc_part(doc, "area");
	const struct row *row = last_of(part, addr);
	uint64_t start = 0, offset = 0;

	cause->area = text_or_null(part, row, "rights");
	cause->name = text_or_null(part, row, "name");
	if (take(part, row, "start", &start) && take(part, row, "offset_bytes", &offset))
		cause->offset = offset + addr - start;
}

static void learn(const struct doc *doc, const struct row *row, struct cause *cause)
{
	const struct part *part = doc_part(doc, "address"), *levels = doc_part(doc, "level");
	uint64_t addr = doc_word(part, row, "addr")->value;
	const struct row *last = last_of(levels, addr);
	const char *flags = last ? doc_text(levels, last, "flags") : "";

	*cause = (struct cause){
		.reason = doc_text(part, row, "reason"),
		.rights = doc_text(part, row, "rights"),
		.uffd_wp = entry_has(flags, strlen(flags), "uffd_wp"),
	};
	learn_area(doc, addr, cause);
	cause->swapped = take(part, row, "swap_type", &cause->swap_type) &&
			 take(part, row, "swap_offset", &cause->swap_offset);
	take(doc_part(doc, "frame"), last_of(doc_part(doc, "frame"), addr), "refcount",
	     &cause->refcount);
	cause->what = text_or_null(part, row, "what");
	if (cause->what)
		return;
	cause->what = guess(doc, row, cause, flags);
	/* It may be the huge zero page as well, which no count tells. */
	if (last && strcmp(doc_text(levels, last, "level"), "pte"))
		cause->refcount = 0;
}

/*
 * The name of swap area 0, owned by the caller, or NULL. The list is in the order
 * of the types, but leaves out those that were switched off: so only the first of
 * a type 0 that is in use is sure.
 */
static char *find_swap(const struct session *session, uint64_t type)
{
	struct fault ignored = { 0 };
	struct source src;
	struct lines lines = { .src = &src };
	char *line, *name = NULL;
	size_t len, i;

	if (type || source_open_proc(&src, session->root, "swaps", &ignored)) {
		fault_clear(&ignored);
		return NULL;
	}
	for (i = 0; i < 2; i++)
		if (lines_next(&lines, &line, &len, &ignored) <= 0)
			break;
	if (i == 2 && *line == '/')
		name = xmemdup(line, strcspn(line, " \t"));
	lines_free(&lines);
	source_close(&src);
	fault_clear(&ignored);
	return name;
}

static char *explain_row(const struct session *session, const struct doc *doc,
			 const struct row *row)
{
	char *swap = NULL, *text;
	struct cause cause;

	learn(doc, row, &cause);
	if (cause.swapped)
		swap = find_swap(session, cause.swap_type);
	cause.swap_file = swap;
	text = cause_text(&cause);
	free(swap);
	return text;
}

/* What the tool adds to the answer of the module, for JSON and raw output. */
static void add_explanations(const struct session *session, struct doc *doc)
{
	struct made made = { .ops = &doc_ops, .data = doc };
	const struct row *row;
	struct cause cause;
	size_t i, nr;
	char *text;

	made_section(&made, "@ explanation addr:hex what:str text:str");
	/* The section moved what doc_part() finds; the rows stay. */
	nr = doc_part(doc, "address")->nr;
	for (i = 0; i < nr; i++) {
		row = &doc_part(doc, "address")->rows[i];
		learn(doc, row, &cause);
		text = explain_row(session, doc, row);
		made_hex(&made, doc_word(doc_part(doc, "address"), row, "addr")->value);
		made_str(&made, cause.what);
		made_str(&made, text);
		made_row(&made);
		free(text);
	}
	made_free(&made);
}

static int explain_print(struct session *session, const struct doc *doc)
{
	return translate_show(session, doc, explain_row);
}

static int check_addresses(struct session *session, const struct doc *doc)
{
	const struct part *part = doc_need(doc, "address", &session->why);
	const struct word *addr;
	size_t i;

	for (i = 0; part && i < part->nr; i++) {
		addr = doc_word(part, &part->rows[i], "addr");
		if (!addr || addr->none)
			return fault_at(&session->why, doc->path, part->rows[i].line,
					"a row without an address");
	}
	return part ? 0 : -1;
}

/* That no area covers an address is no failure here, but the explanation. */
static bool is_explained(const struct fault *why)
{
	return why->by_module && begins_with(why->text, "EFAULT ");
}

static int explain(struct session *session, uint64_t pid, uint64_t *addr)
{
	char *request = addr ? xasprintf("pid=%" PRIu64 " addr=0x%" PRIx64, pid, *addr) :
			xstrdup("");
	struct doc doc;
	int ret;

	ret = view_load(session, KMEMLAB_FILE_TRANSLATE, request, &doc);
	free(request);
	if (ret && doc.file && is_explained(&session->why)) {
		fault_clear(&session->why);
		ret = 0;
	}
	if (!ret && session->root)
		ret = translate_select(session, &doc, pid, false, addr, addr ? 1 : 0);
	if (!ret)
		ret = check_addresses(session, &doc);
	if (!ret && output_is_data(session))
		add_explanations(session, &doc);
	if (!ret)
		ret = view_print(session, &doc, explain_print);
	doc_free(&doc);
	return ret;
}

static int explain_run(struct session *session, int argc, char **argv)
{
	uint64_t pid = 0, addr;

	if (!argc && !session->root)
		return fault(&session->why, EXIT_USAGE,
			     "whose address? give a pid (or self) and an address; see 'kmemlab explain --help'");
	if (argc == 1 && !session->root)
		return fault(&session->why, EXIT_USAGE,
			     "which address? /proc/%s/maps lists what the process has mapped",
			     argv[0]);
	if (argc > 2)
		return fault(&session->why, EXIT_USAGE,
			     "'%s' is too much: explain takes one address; translate takes many",
			     argv[2]);
	if (argc && operand_pid(session, argv[0], &pid))
		return -1;
	if (argc == 2 && operand_address(session, argv[1], &addr))
		return -1;
	return explain(session, pid, argc == 2 ? &addr : NULL);
}

const struct verb verb_explain = {
	.name = "explain",
	.args = "PID|self ADDRESS",
	.summary = "What an access to an address comes to, and why",
	.about =
	"Shows each level of the page tables, the frame and the area, and says in a\n"
	"sentence whether the next access faults, how, and what the kernel does then.\n"
	"ADDRESS is hexadecimal, with or without 0x. With --root, all that was recorded\n"
	"with translate is explained, or what PID and ADDRESS select.\n",
	.examples =
	"  kmemlab explain 1 $(sed -n 's/-.*//p;q' /proc/1/maps)\n"
	"  kmemlab explain 1234 7ffc0a3e1000\n"
	"  kmemlab explain 1 7ffc0a3e1000 -j | jq -r '.sections.explanation[].text'\n",
	.view = &explain_view,
	.run = explain_run,
};
