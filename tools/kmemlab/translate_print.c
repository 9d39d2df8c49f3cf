// SPDX-License-Identifier: GPL-2.0
/* How the answer of "translate" is shown to people. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table.h"
#include "text.h"
#include "translate.h"
#include "util.h"
#include "view.h"
#include "xalloc.h"

/* Of the section level: it is of one address, which stands above. */
static const char *const shown[] = {
	"level", "table_pfn", "index", "entry", "kind", "flags",
};

static bool is_of(const struct part *part, const struct row *row, uint64_t addr)
{
	const struct word *word = doc_word(part, row, "addr");

	return word && !word->none && word->value == addr;
}

static const struct row *find_row(const struct part *part, uint64_t addr)
{
	size_t i;

	for (i = 0; part && i < part->nr; i++)
		if (is_of(part, &part->rows[i], addr))
			return &part->rows[i];
	return NULL;
}

static void put_word(const struct session *session, const char *before,
		     const struct part *part, const struct row *row, const char *column)
{
	const char *text = doc_text(part, row, column);

	fputs(before, stdout);
	text_put(stdout, text, strlen(text), session->screen);
}

/* Each level a blank further in, so that the way down is seen. */
static void put_level(struct table *table, const struct part *part,
		      const struct row *row, unsigned int depth)
{
	char *text = xasprintf("%*s%s", depth, "", doc_text(part, row, "level"));
	char *bar;
	size_t i;

	table_line(table);
	table_text(table, text);
	free(text);
	for (i = 1; i < ARRAY_SIZE(shown) - 1; i++)
		table_text(table, doc_text(part, row, shown[i]));
	text = xstrdup(doc_text(part, row, "flags"));
	while ((bar = strchr(text, '|')))
		*bar = ' ';
	table_text(table, text);
	free(text);
}

static int print_levels(struct session *session, const struct part *part, uint64_t addr)
{
	struct table_column columns[ARRAY_SIZE(shown)];
	unsigned int depth = 0;
	struct table *table;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(shown); i++)
		columns[i] = table_column(translate_level_docs, shown[i]);
	table = table_new(session, columns, ARRAY_SIZE(columns));
	for (i = 0; i < part->nr; i++)
		if (is_of(part, &part->rows[i], addr))
			put_level(table, part, &part->rows[i], depth++);
	return table_print(table, &session->why);
}

static bool is_none(const struct part *part, const struct row *row, const char *column)
{
	const struct word *word = doc_word(part, row, column);

	return !word || word->none;
}

/* Who may not see addresses gets 0, which no process has mapped. */
static bool is_hidden(const struct part *part, const struct row *row)
{
	const struct word *word = doc_word(part, row, "phys");

	return !word || word->none || !word->value;
}

static const char *page_text(const struct session *session, const struct word *bytes,
			     char size[SIZE_TEXT_MAX])
{
	uint64_t value = bytes ? bytes->value : 0;

	return session->bytes ? text_size(size, value, true) : text_order(size, value);
}

static void print_protection(const struct part *part, const struct row *row)
{
	const struct word *wx = doc_word(part, row, "wx"), *key = doc_word(part, row, "key");

	if (wx && !wx->none && wx->value)
		fputs("  W+X: writable and executable at once", stdout);
	if (key && !key->none && key->value)
		printf("  protection key %" PRIu64, key->value);
}

static void print_page(const struct session *session, const struct doc *doc,
		       const struct row *row, uint64_t addr)
{
	const struct part *part = doc_part(doc, "address");
	const struct part *frames = doc_part(doc, "frame");
	const struct row *frame = find_row(frames, addr);
	const struct word *bytes = doc_word(part, row, "page_bytes");
	char size[SIZE_TEXT_MAX];

	if (bytes && !bytes->none)
		printf("page    %s\n", page_text(session, bytes, size));
	if (is_none(part, row, "pfn"))
		return;
	if (is_hidden(part, row))
		fputs("frame   hidden: CAP_SYS_ADMIN is missing, or the kernel is locked down", stdout);
	else
		put_word(session, "frame   ", part, row, "pfn");
	putchar('\n');
	if (frame) {
		put_word(session, "        node ", frames, frame, "nid");
		put_word(session, ", zone ", frames, frame, "zone");
		put_word(session, ", reference count ", frames, frame, "refcount");
		putchar('\n');
	}
	if (!is_none(part, row, "rights")) {
		put_word(session, "rights  ", part, row, "rights");
		print_protection(part, row);
		putchar('\n');
	}
}

/* An address of the kernel lies in no area. */
static void print_region(const struct session *session, const struct doc *doc, uint64_t addr)
{
	const struct part *part = doc_part(doc, "region");
	const struct row *row = find_row(part, addr);

	if (!row) {
		puts("area    none");
		return;
	}
	put_word(session, "region  ", part, row, "start");
	put_word(session, "-", part, row, "last");
	put_word(session, " ", part, row, "name");
	putchar('\n');
}

static void print_area(const struct session *session, const struct doc *doc, uint64_t addr)
{
	const struct part *part = doc_part(doc, "area");
	const struct row *row = find_row(part, addr);

	if (!row) {
		print_region(session, doc, addr);
		return;
	}
	put_word(session, "area    ", part, row, "start");
	put_word(session, "-", part, row, "end");
	put_word(session, " ", part, row, "rights");
	if (!is_none(part, row, "name")) {
		put_word(session, "\n        offset ", part, row, "offset_bytes");
		put_word(session, " of ", part, row, "name");
	}
	putchar('\n');
}

static const char *not(const char *rights, char letter)
{
	return strchr(rights, letter) ? "" : "not ";
}

/* The answer in one sentence. */
static char *summary_text(const struct session *session, const struct doc *doc,
			  const struct row *row)
{
	const struct part *part = doc_part(doc, "address");
	const char *addr = doc_text(part, row, "addr");
	const char *rights = doc_text(part, row, "rights");
	bool hidden = is_hidden(part, row);
	char size[SIZE_TEXT_MAX];

	if (strcmp(doc_text(part, row, "state"), "mapped"))
		return xasprintf("%s is not mapped: %s.", addr,
				 doc_text(part, row, "reason"));
	return xasprintf("%s is mapped by a %s page at %s%s, %sreadable, %swritable, %sexecutable, for %s.",
			 addr, page_text(session, doc_word(part, row, "page_bytes"), size),
			 hidden ? "a hidden address" : "physical ",
			 hidden ? "" : doc_text(part, row, "phys"),
			 not(rights, 'r'), not(rights, 'w'), not(rights, 'x'),
			 strchr(rights, 'u') ? "user space" : "the kernel only");
}

static void print_sentence(const struct session *session, char *text)
{
	putchar('\n');
	text_wrap(stdout, 0, text, session->screen);
	free(text);
}

static int print_one(struct session *session, const struct doc *doc,
		     const struct row *row, translate_sentence *sentence)
{
	const struct part *part = doc_part(doc, "address");
	const struct word *addr = doc_word(part, row, "addr");
	const struct part *levels = doc_need(doc, "level", &session->why);
	const char *request = doc_note(doc, "request");

	if (!addr || addr->none)
		return fault_at(&session->why, doc->path, row->line,
				"a row without an address");
	if (!levels)
		return -1;
	printf("0x%" PRIx64, addr->value);
	if (request) {
		fputs("  (", stdout);
		text_put(stdout, request, strcspn(request, " "), session->screen);
		putchar(')');
	}
	puts("\n");
	if (print_levels(session, levels, addr->value))
		return -1;
	putchar('\n');
	print_page(session, doc, row, addr->value);
	print_area(session, doc, addr->value);
	print_sentence(session, sentence(session, doc, row));
	return 0;
}

/**
 * translate_show - show an answer: a block for each address
 * @session: how it is to look; its fault is filled on failure
 * @doc: the answer
 * @sentence: makes what ends a block
 *
 * Return: 0 or -1.
 */
int translate_show(struct session *session, const struct doc *doc,
		   translate_sentence *sentence)
{
	const struct part *part = doc_need(doc, "address", &session->why);
	size_t i;

	if (!part)
		return -1;
	for (i = 0; i < part->nr; i++) {
		if (i)
			puts("\n");
		if (print_one(session, doc, &part->rows[i], sentence))
			return -1;
	}
	view_consistency(session, doc);
	return 0;
}

/**
 * translate_print - show an answer, each address with what it comes to
 * @session: how it is to look; its fault is filled on failure
 * @doc: the answer
 *
 * Return: 0 or -1.
 */
int translate_print(struct session *session, const struct doc *doc)
{
	return translate_show(session, doc, summary_text);
}
