// SPDX-License-Identifier: GPL-2.0
/* walk, modes runs, extents and pages: what is mapped, and where. */
#include <linux/build_bug.h>
#include <linux/mm.h>
#include <linux/string.h>

#include <kmemlab.h>
#include "../compat.h"
#include "decode.h"
#include "entries.h"
#include "put.h"
#include "walk.h"
#include "what.h"

static u64 run_end(const struct kml_run *run)
{
	return run->addr + (run->entries << kml_level_shift(run->level));
}

/* In the kernel's tables a leaf that is not present is a page that was taken out. */
static bool is_unmapped(const struct kml_run *run, const struct kml_extent *area)
{
	return area->kernel && !kml_entry_rights(run->level, run->raw);
}

static void put_run_kind(struct kml_text *t, const struct kml_run *run,
			 const struct kml_extent *area)
{
	enum kml_kind kind = kml_entry_kind(run->level, run->raw);

	kml_text_str(t, kml_level_names[run->level]);
	if (is_unmapped(run, area))
		kml_text_str(t, kml_what_kernel(run->level, run->raw));
	else if (kind == KML_NOT_PRESENT)
		kml_text_str(t, kml_state_names[kml_entry_absent(run->raw).state]);
	else
		kml_text_str(t, kml_kind_names[kind]);
	kml_put_flags(t, run->level, run->raw);
}

/* What all levels allow. */
static void put_run_rights(struct kml_text *t, const struct kml_run *run)
{
	if (kml_entry_kind(run->level, run->raw) == KML_LEAF)
		kml_put_rights(t, run->rights & kml_entry_rights(run->level, run->raw));
	else
		kml_text_none(t);
}

static bool is_leaf(const struct kml_run *run)
{
	return kml_entry_kind(run->level, run->raw) == KML_LEAF;
}

static void put_pfn(struct kml_session *s, struct kml_text *t, const struct kml_run *run,
		    u64 page)
{
	u64 step = run->step ? page << (kml_level_shift(run->level) - PAGE_SHIFT) : 0;

	if (!is_leaf(run))
		kml_text_none(t);
	else if (s->may_see_addresses)
		kml_text_hex(t, kml_entry_pfn(run->level, run->raw) + step);
	else
		kml_text_hex(t, 0);
}

static int extent_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct kml_extent area;
	struct kml_run run;
	int more = kml_walk_next_run(s, &run, &area);

	if (more <= 0)
		return more;
	kml_text_hex(t, run.addr);
	kml_text_hex(t, run_end(&run));
	kml_text_uint(t, run.entries);
	put_run_kind(t, &run, &area);
	put_pfn(s, t, &run, 0);
	if (is_leaf(&run))
		kml_text_uint(t, (run.step ? run.entries : 1) <<
				 (kml_level_shift(run.level) - PAGE_SHIFT));
	else
		kml_text_none(t);
	put_run_rights(t, &run);
	kml_text_row_end(t);
	return 1;
}

static bool alike(const struct kml_run *a, const struct kml_run *b)
{
	return a->level == b->level && a->rights == b->rights &&
	       kml_entry_attributes(a->level, a->raw) == kml_entry_attributes(b->level, b->raw);
}

static int run_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct kml_extent area, first;
	struct kml_run run, all;
	u64 extents = 0;
	int more = kml_walk_next_run(s, &all, &first);

	if (more <= 0)
		return more;
	run = all;
	area = first;
	all.entries = 0;
	do {
		all.entries += run.entries;
		extents++;
		more = kml_walk_next_run(s, &run, &area);
	} while (more > 0 && kml_walk_same_area(&area, &first) && alike(&run, &all) &&
		 run.addr == run_end(&all));
	if (more < 0)
		return more;
	if (more)
		kml_walk_keep(s->state, &run, &area);
	kml_text_hex(t, all.addr);
	kml_text_hex(t, run_end(&all));
	kml_text_uint(t, all.entries);
	put_run_kind(t, &all, &first);
	if (is_leaf(&all))
		kml_text_uint(t, extents);
	else
		kml_text_none(t);
	put_run_rights(t, &all);
	kml_text_row_end(t);
	return 1;
}

static int page_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct kml_walk_state *state = s->state;
	struct kml_extent area;
	struct kml_run run;
	int more = kml_walk_next_run(s, &run, &area);

	if (more <= 0)
		return more;
	kml_text_hex(t, run.addr + (state->page << kml_level_shift(run.level)));
	put_run_kind(t, &run, &area);
	put_pfn(s, t, &run, state->page);
	put_run_rights(t, &run);
	kml_text_row_end(t);
	if (++state->page < run.entries)
		kml_walk_keep(state, &run, &area);
	else
		state->page = 0;
	return 1;
}

static_assert((int)KMEMLAB_PGD == (int)KML_PGD && (int)KMEMLAB_PTE == (int)KML_PTE);

/* The entries are copied to where the reader's answer is made, and once only. */
static int block_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct kml_walk_state *state = s->state;
	struct kmemlab_block *block = (void *)(t->buf + t->len);
	struct kml_chunk chunk = { .raw = (u64 *)(block + 1) };
	int more = kml_walk_next(&state->runs.walk, &chunk);
	unsigned int i;

	if (more <= 0)
		return more < 0 ? kml_fail(s, more, "interrupted") : 0;
	if (state->runs.walk.kernel)
		memcpy(block + 1, chunk.raw, chunk.nr * sizeof(*chunk.raw));
	chunk.raw = (u64 *)(block + 1);
	for (i = 0; state->filter && i < chunk.nr; i++)
		if (!kml_filter_passes(state->filter, chunk.level, chunk.raw[i]))
			chunk.raw[i] = 0;
	chunk.nr = kml_trim_empty(chunk.raw, chunk.nr);
	if (!chunk.nr && chunk.settled)
		return 1;
	block->addr = chunk.addr;
	block->level = chunk.level;
	block->nr = chunk.nr;
	if (!s->may_see_addresses)
		for (i = 0; i < chunk.nr; i++)
			chunk.raw[i] = kml_entry_public(chunk.level, chunk.raw[i]);
	kml_text_filled(t, sizeof(*block) + chunk.nr * sizeof(*chunk.raw));
	return 1;
}

const struct kml_section kml_walk_runs[] = {
	{ "run",
	  "start:hex end:hex entries:int level:str kind:str flags:flags extents:int "
	  "rights:str",
	  run_row },
	KML_WALK_COST,
	{ }
};

const struct kml_section kml_walk_extents[] = {
	{ "extent",
	  "start:hex end:hex entries:int level:str kind:str flags:flags pfn:hex "
	  "frames:int rights:str",
	  extent_row },
	KML_WALK_COST,
	{ }
};

const struct kml_section kml_walk_pages[] = {
	{ "page", "addr:hex level:str kind:str flags:flags pfn:hex rights:str", page_row },
	KML_WALK_COST,
	{ }
};

const struct kml_section kml_walk_blocks[] = {
	{ "block", "", block_row },
	{ }
};
