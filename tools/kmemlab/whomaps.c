// SPDX-License-Identifier: GPL-2.0
/* kmemlab whomaps: which processes map a frame, and where. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "entry.h"
#include "made.h"
#include "operand.h"
#include "output.h"
#include "table.h"
#include "text.h"
#include "util.h"
#include "version.h"
#include "view.h"
#include "whomaps.h"
#include "xalloc.h"

static const char *derive_rwx(const struct section *section, const struct word *words)
{
	ssize_t flags = section_column(section, "flags");
	static char rwx[4];
	char *text;

	if (flags < 0 || words[flags].none)
		return NULL;
	text = entry_flags(words[flags].text, words[flags].len);
	snprintf(rwx, sizeof(rwx), "%s", text);
	free(text);
	return rwx;
}

static const struct column_doc mapping_docs[] = {
	{ "pfn:hex", "FRAME", "the first of them" },
	{ "frames:int", "FRAMES", "how many, from there on" },
	{ "pid:int", "PID", "of the process" },
	{ "comm:str", "COMMAND", "its name" },
	{ "addr:hex", "ADDRESS", "where the first one is mapped" },
	{ "level:str", "LEVEL", "of the table whose entry maps it" },
	{ "rwx:str", "RWX", "what this entry allows", derive_rwx },
	{ "flags:flags", "FLAGS", "that are set in it" },
	{ 0 }
};

static int read_frames(struct session *session, const char *word, struct search *search)
{
	struct frames frames;

	if (operand_frames(word, &frames, &session->why))
		return -1;
	search->wanted = xgrow(search->wanted, search->nr_wanted, sizeof(frames));
	search->wanted[search->nr_wanted++] = frames;
	return 0;
}

static void put_mapping(struct table *table, const struct search *search,
			const struct mapping *mapping)
{
	const char *flags = search->names.list[mapping->extent.flags];
	char *text = entry_flags(flags, strlen(flags)), *hex;
	size_t rights = strcspn(text, " ");

	table_line(table);
	hex = xasprintf("0x%" PRIx64, mapping->first);
	table_text(table, hex);
	free(hex);
	table_number(table, mapping->frames);
	table_number(table, mapping->pid);
	table_text(table, mapping->comm);
	hex = xasprintf("%" PRIx64, mapping->addr);
	table_text(table, hex);
	free(hex);
	table_text(table, search->names.list[mapping->extent.level]);
	hex = xmemdup(text, rights);
	table_text(table, hex);
	free(hex);
	table_text(table, text[rights] ? text + rights + 1 : "");
	free(text);
}

static void tell(const struct search *search, const struct parse_ops *ops, void *data)
{
	const struct {
		const char *name;
		uint64_t value;
	} counts[] = {
		{ "processes", search->processes },
		{ "processes_with_mappings", search->with },
		{ "kernel_threads_skipped", search->kernel },
		{ "ended_meanwhile", search->ended },
		{ "unreadable", search->unreadable },
	};
	struct made made = { .ops = ops, .data = data };
	size_t i;

	ops->head(data, "whomaps", 1);
	made_section(&made, "@ mapping pfn:hex frames:int pid:int comm:str addr:hex"
		     " level:str flags:flags");
	for (i = 0; i < search->nr; i++) {
		const struct mapping *mapping = &search->found[i];

		made_hex(&made, mapping->first);
		made_int(&made, mapping->frames);
		made_int(&made, mapping->pid);
		made_str(&made, mapping->comm);
		made_hex(&made, mapping->addr);
		made_str(&made, search->names.list[mapping->extent.level]);
		made_str(&made, search->names.list[mapping->extent.flags]);
		made_row(&made);
	}
	made_section(&made, "@ search name:str value:int");
	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		made_str(&made, counts[i].name);
		made_int(&made, counts[i].value);
		made_row(&made);
	}
	made_free(&made);
}

static void append(char **text, const char *more)
{
	char *longer = xasprintf("%s%s", *text, more);

	free(*text);
	free((char *)more);
	*text = longer;
}

static const char *plural(uint64_t nr, const char *many)
{
	return nr == 1 ? "" : many;
}

static void put_counts(const struct search *search)
{
	char *text = xasprintf("%zu mapping%s in %" PRIu64 " process%s; %" PRIu64 " looked at.",
			       search->nr, plural(search->nr, "s"), search->with,
			       plural(search->with, "es"), search->processes);

	if (!search->nr)
		append(&text, xstrdup(" What no process maps is free, the kernel's own, or cached only."));
	if (search->kernel)
		append(&text, xasprintf(" %" PRIu64 " kernel thread%s skipped, having no memory of their own.",
					search->kernel, plural(search->kernel, "s")));
	if (search->ended)
		append(&text, xasprintf(" %" PRIu64 " process%s ended meanwhile.", search->ended,
					plural(search->ended, "es")));
	if (search->unreadable)
		append(&text, xasprintf(" %" PRIu64 " process%s could not be read: %s.",
					search->unreadable, plural(search->unreadable, "es"),
					search->reason));
	text_wrap(stdout, 0, text, search->session->screen);
	free(text);
	puts("\nconsistency: racy, one process after the other");
}

static int show(struct session *session, const struct search *search)
{
	struct output out;
	struct table *table;
	size_t i;

	if (output_is_data(session)) {
		if (output_begin(&out, session))
			return -1;
		tell(search, out.ops, out.data);
		return output_end(&out, 0);
	}
	if (search->nr) {
		table = table_docs(session, mapping_docs);
		for (i = 0; i < search->nr; i++)
			put_mapping(table, search, &search->found[i]);
		if (table_print(table, &session->why))
			return -1;
		putchar('\n');
	}
	put_counts(search);
	return 0;
}

/*
 * Who may not see frames is refused when searching for them; those of a recorded
 * answer read as 0. Then "no mapping" would be a lie.
 */
static int check_visible(struct session *session, const struct search *search)
{
	if (!search->processes && search->unreadable)
		return fault(&session->why, EXIT_PERMISSION, "%s", search->reason);
	if (!search->mapped || search->visible)
		return 0;
	return fault(&session->why, EXIT_PERMISSION,
		     "frames are hidden: CAP_SYS_ADMIN is missing, or the kernel is locked down for confidentiality");
}

static int whomaps_run(struct session *session, int argc, char **argv)
{
	struct search search = { .session = session };
	struct version machine = { 0 };
	int ret = 0;

	if (!argc)
		return fault(&session->why, EXIT_USAGE,
			     "which frame? give one or more; 'kmemlab translate' shows those of addresses");
	for (; !ret && argc; argc--)
		ret = read_frames(session, *argv++, &search);
	if (!ret)
		ret = version_page(session, &machine);
	if (!ret) {
		search.page = machine.page;
		ret = search_run(&search);
	}
	if (!ret)
		ret = check_visible(session, &search);
	if (!ret)
		ret = show(session, &search);
	search_free(&search);
	return ret;
}

static const struct section_doc view_sections[] = {
	{ "mapping", "where a process maps such frames", mapping_docs, true },
	{ "search", "who was asked", scalar_columns },
	{ 0 }
};

static const struct view whomaps_view = { "whomaps", view_sections };

const struct verb verb_whomaps = {
	.name = "whomaps",
	.args = "PFN|FIRST-LAST...",
	.summary = "Which processes map a frame, and where",
	.about =
	"Walks the page tables of every process of this pid namespace. Frames are\n"
	"hexadecimal, with or without 0x; of a range, both ends are searched for. With\n"
	"--root, the recorded walk is searched, which must have the mode extents.\n",
	.examples =
	"  kmemlab whomaps 0x1f2a3\n"
	"  kmemlab whomaps 1f200-1f3ff 3d000\n"
	"  kmemlab whomaps 0x1f2a3 --json | jq '.sections.mapping[].pid'\n",
	.view = &whomaps_view,
	.run = whomaps_run,
};
