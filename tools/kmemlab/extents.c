// SPDX-License-Identifier: GPL-2.0
/* Answers with mode=extents: see extents.h. */
#include <stdlib.h>
#include <string.h>

#include "entry.h"
#include "extents.h"
#include "xalloc.h"

/* There are few of them: levels, kinds, sets of flags. */
static unsigned int intern(struct names *names, const struct word *word)
{
	size_t i;

	for (i = 0; i < names->nr; i++)
		if (strlen(names->list[i]) == word->len &&
		    !memcmp(names->list[i], word->text, word->len))
			return i;
	names->list = xgrow(names->list, names->nr, sizeof(*names->list));
	names->list[names->nr++] = xmemdup(word->text, word->len);
	return i;
}

static void set_bad(struct extents *extents, unsigned long line, const char *bad)
{
	if (extents->bad)
		return;
	extents->bad = bad;
	extents->line = line;
}

static const struct word *cell(const struct section *section, const struct word *words,
			       const char *name, enum column_type type)
{
	ssize_t at = section_column(section, name);

	if (at < 0 || section->columns[at].type != type || words[at].negative)
		return NULL;
	return &words[at];
}

/* The zero page is special, the huge one as a page of its size never is writable. */
static bool may_repeat(const struct word *entries, const struct word *level,
		       const struct word *flags)
{
	if (entries->value < 2)
		return false;
	if (level->len == 3 && !memcmp(level->text, "pte", 3))
		return entry_has(flags->text, flags->len, "special");
	return !entry_has(flags->text, flags->len, "rw");
}

static bool read_extent(struct extents *extents, const struct section *section,
			const struct word *words, struct extent *extent)
{
	const struct word *start = cell(section, words, "start", TYPE_HEX);
	const struct word *end = cell(section, words, "end", TYPE_HEX);
	const struct word *entries = cell(section, words, "entries", TYPE_INT);
	const struct word *level = cell(section, words, "level", TYPE_STR);
	const struct word *kind = cell(section, words, "kind", TYPE_STR);
	const struct word *flags = cell(section, words, "flags", TYPE_FLAGS);
	const struct word *pfn = cell(section, words, "pfn", TYPE_HEX);
	const struct word *frames = cell(section, words, "frames", TYPE_INT);

	if (!start || !end || !entries || !level || !kind || !flags || !pfn)
		return false;
	if (start->none || end->none || entries->none)
		return false;
	*extent = (struct extent){
		.start = start->value,
		.end = end->value,
		.entries = entries->value,
		.level = intern(extents->names, level),
		.kind = intern(extents->names, kind),
		.flags = intern(extents->names, flags),
		.pfn = pfn->value,
		.mapped = !pfn->none,
		.frames = frames ? frames->value : 0,
		.unsure = !frames && !pfn->none && may_repeat(entries, level, flags),
	};
	return true;
}

static void extents_row(void *data, const struct section *section,
			const struct word *words, unsigned long line)
{
	struct extents *extents = data;
	struct extent extent;

	if (section != extents->section) {
		doc_ops.row(&extents->rest, section, words, line);
		return;
	}
	if (extents->bad)
		return;
	if (!read_extent(extents, section, words, &extent)) {
		set_bad(extents, line, "the range or another column of an extent is missing");
		return;
	}
	if (extent.end <= extent.start || extent.start < extents->last ||
	    !extent.entries || (extent.end - extent.start) % extent.entries) {
		set_bad(extents, line, "an extent that is empty, overlaps the one before, or does not consist of whole entries");
		return;
	}
	extents->last = extent.end;
	if (extents->each) {
		extents->each(extents->data, &extent);
		return;
	}
	extents->list = xgrow(extents->list, extents->nr, sizeof(*extents->list));
	extents->list[extents->nr++] = extent;
}

static void extents_head(void *data, const char *file, uint64_t version)
{
	struct extents *extents = data;

	doc_ops.head(&extents->rest, file, version);
}

static void extents_note(void *data, const char *name, const char *text)
{
	struct extents *extents = data;

	doc_ops.note(&extents->rest, name, text);
}

static void extents_section(void *data, const struct section *section)
{
	struct extents *extents = data;

	if (strcmp(section->name, "extent"))
		doc_ops.section(&extents->rest, section);
	else
		extents->section = section;
}

/* For parse(): reads into the struct extents passed as data. */
const struct parse_ops extents_ops = {
	.head = extents_head,
	.note = extents_note,
	.section = extents_section,
	.row = extents_row,
};

/**
 * extents_check - was it a whole answer, and a sound one?
 * @extents: what was read
 * @why: filled if not
 *
 * Return: 0 or -1.
 */
int extents_check(const struct extents *extents, struct fault *why)
{
	const char *path = extents->rest.path;

	if (extents->bad)
		return fault_at(why, path, extents->line, "%s", extents->bad);
	if (!extents->section && doc_part(&extents->rest, "walk"))
		return fault_at(why, path, 0, "no extents: this is a walk in another mode");
	if (!extents->section || !doc_part(&extents->rest, "walk"))
		return fault_at(why, path, 0, "not a whole walk: the file is cut short");
	return 0;
}

/**
 * extents_free - free what reading took
 * @extents: emptied
 */
void extents_free(struct extents *extents)
{
	doc_free(&extents->rest);
	free(extents->list);
	*extents = (struct extents){ 0 };
}

/**
 * extent_frame - the frame an address is in
 * @extent: the extent, mapped
 * @addr: an address in it
 * @page: bytes of a base page
 *
 * Where the module does not tell the frames, they are taken to be all different.
 *
 * Return: its frame.
 */
uint64_t extent_frame(const struct extent *extent, uint64_t addr, uint64_t page)
{
	uint64_t within = addr - extent->start;
	uint64_t entry = (extent->end - extent->start) / extent->entries;

	if (extent->frames && extent->frames < (extent->end - extent->start) / page)
		within %= entry;
	return extent->pfn + within / page;
}

/**
 * names_free - free words
 * @names: emptied
 */
void names_free(struct names *names)
{
	size_t i;

	for (i = 0; i < names->nr; i++)
		free(names->list[i]);
	free(names->list);
	*names = (struct names){ 0 };
}
