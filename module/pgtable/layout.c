// SPDX-License-Identifier: GPL-2.0
/*
 * The view `layout`: what the kernel's regions map, and with what. A recursion
 * over all tables, read as kernel.c says.
 */
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "decode.h"
#include "entries.h"
#include "kernel.h"
#include "region.h"
#include "space.h"

#define RETRIES_MAX	3

/**
 * struct layout_count - what a region maps
 * @leaves: by level of their table
 * @wx_leaves: writable and executable, by all levels together
 */
struct layout_count {
	u64 leaves[KML_LEVELS];
	u64 wx_leaves;
};

/**
 * struct layout_state - an answer in the making
 * @table: the copy of the table being read, by level
 * @counted: last table that was counted, by level: its first address
 * @regions: what there is
 * @nr: how many
 * @count: of the region being read
 * @tables: of the region
 * @skipped: tables that kept changing, in all regions
 */
struct layout_state {
	u64 table[KML_LEVELS][PTRS_PER_PTE];
	u64 counted[KML_LEVELS];
	struct kml_region regions[KML_REGIONS_MAX];
	unsigned int nr;
	struct layout_count count;
	u64 tables;
	u64 skipped;
};

/**
 * struct visit - a table to be read
 * @level: of the table
 * @table: where the kernel sees it
 * @parent: the entry it was found by; NULL for the top
 * @raw: what that entry was
 * @base: first address the table translates
 * @rights: what the levels above allow
 */
struct visit {
	enum kml_level level;
	const u64 *table;
	const u64 *parent;
	u64 raw;
	u64 base;
	unsigned int rights;
};

static bool copy_table(u64 *copy, const struct visit *visit)
{
	unsigned int try;

	for (try = 0; try <= RETRIES_MAX; try++) {
		if (!kml_kernel_copy(copy, visit->table, KML_CHUNK_MAX))
			return false;
		if (!visit->parent || kml_kernel_is_still(visit->parent, visit->raw))
			return true;
	}
	return false;
}

/* Two regions can share an upper table; it counts where it begins to be used. */
static void count_table(struct layout_state *state, const struct visit *visit)
{
	if (state->counted[visit->level] == visit->base)
		return;
	state->counted[visit->level] = visit->base;
	state->tables++;
}

/* Without rights it is not PROT_NONE here, but taken out: KFENCE's guards. */
static void count_leaf(struct layout_count *count, enum kml_level level, unsigned int rights)
{
	if (!rights)
		return;
	count->leaves[level]++;
	if ((rights & (KML_WRITE | KML_EXEC)) == (KML_WRITE | KML_EXEC))
		count->wx_leaves++;
}

static void add_again(struct layout_count *sum, const struct layout_count *before)
{
	struct layout_count now = *sum;
	unsigned int i;

	for (i = 0; i < KML_LEVELS; i++)
		sum->leaves[i] += now.leaves[i] - before->leaves[i];
	sum->wx_leaves += now.wx_leaves - before->wx_leaves;
}

static void visit_table(struct layout_state *state, const struct visit *visit,
			u64 start, u64 last);

static void visit_entry(struct layout_state *state, const struct visit *visit,
			unsigned int i, u64 addr, u64 start, u64 last)
{
	u64 raw = state->table[visit->level][i];
	unsigned int rights = visit->rights & kml_entry_rights(visit->level, raw);
	struct visit below = {
		.level = kml_level_below(visit->level),
		.parent = visit->table + i,
		.raw = raw,
		.base = addr,
		.rights = rights,
	};

	if (kml_entry_is_table(visit->level, raw)) {
		below.table = kml_table_of(raw);
		visit_table(state, &below, start, last);
	} else if (kml_entry_kind(visit->level, raw) == KML_LEAF) {
		count_leaf(&state->count, visit->level, rights);
	}
}

/* Most entries there are: none of them leads on, so little is asked of each. */
static void visit_ptes(struct layout_state *state, const struct visit *visit,
		       u64 start, u64 last)
{
	const u64 *copy = state->table[KML_PTE];
	unsigned int first = start > visit->base ? (start - visit->base) >> PAGE_SHIFT : 0;
	unsigned int end = min_t(u64, ((last - visit->base) >> PAGE_SHIFT) + 1, KML_CHUNK_MAX);
	unsigned int i;

	for (i = first; i < end; i++) {
		i += kml_count_empty(copy + i, end - i);
		for (; i < end && copy[i]; i++)
			count_leaf(&state->count, KML_PTE,
				   visit->rights & kml_entry_rights(KML_PTE, copy[i]));
	}
}

/*
 * Neighbouring entries that lead to one and the same table, as those of KASAN's
 * shadow of nothing do by the thousand, are read once and counted each.
 */
static void visit_entries(struct layout_state *state, const struct visit *visit,
			  u64 start, u64 last)
{
	const u64 *copy = state->table[visit->level];
	const u64 bytes = kml_level_bytes(visit->level);
	unsigned int first = start > visit->base ? (start - visit->base) / bytes : 0, i;
	struct layout_count before = {};
	u64 addr;

	for (i = first; i < PTRS_PER_PTE; i++) {
		i += kml_count_empty(copy + i, PTRS_PER_PTE - i);
		addr = visit->base + i * bytes;
		if (i == PTRS_PER_PTE || addr > last)
			return;
		if (i > first && copy[i] == copy[i - 1] &&
		    addr - bytes >= start && addr + bytes - 1 <= last) {
			struct layout_count now = state->count;

			add_again(&state->count, &before);
			before = now;
			continue;
		}
		before = state->count;
		visit_entry(state, visit, i, addr, start, last);
	}
}

static void visit_table(struct layout_state *state, const struct visit *visit,
			u64 start, u64 last)
{
	if (fatal_signal_pending(current))
		return;
	if (visit->level <= KML_PMD)
		cond_resched();
	if (!copy_table(state->table[visit->level], visit)) {
		state->skipped++;
		return;
	}
	count_table(state, visit);
	if (visit->level == KML_PTE)
		visit_ptes(state, visit, start, last);
	else
		visit_entries(state, visit, start, last);
}

static int layout_run(struct kml_session *s)
{
	struct layout_state *state = s->state;

	if (kml_tables_unavailable())
		return kml_fail(s, -EOPNOTSUPP, "%s", kml_tables_unavailable());
	state->nr = kml_regions(state->regions);
	return 0;
}

static u64 leaf_bytes(const struct layout_state *state, enum kml_level level)
{
	return state->count.leaves[level] * kml_level_bytes(level);
}

static int region_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct layout_state *state = s->state;
	const struct kml_region *region;
	struct visit top = { .level = KML_PGD, .rights = KML_RIGHTS };

	if (*pos == state->nr)
		return 0;
	region = &state->regions[(*pos)++];
	memset(&state->count, 0, sizeof(state->count));
	state->tables = 0;
	top.table = kml_kernel_top();
	top.base = -(u64)PTRS_PER_PGD * PGDIR_SIZE;
	visit_table(state, &top, region->start, region->last);

	kml_text_str(t, region->name);
	kml_text_hex(t, s->may_see_addresses ? region->start : 0);
	kml_text_hex(t, s->may_see_addresses ? region->last : 0);
	kml_text_uint(t, leaf_bytes(state, KML_PTE));
	kml_text_uint(t, leaf_bytes(state, KML_PMD));
	kml_text_uint(t, leaf_bytes(state, KML_PUD));
	kml_text_uint(t, state->tables);
	kml_text_uint(t, state->count.wx_leaves);
	kml_text_row_end(t);
	return 1;
}

static int walk_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct layout_state *state = s->state;

	kml_text_str(t, "skipped_tables");
	kml_text_uint(t, state->skipped);
	kml_text_row_end(t);
	return 0;
}

static const struct kml_section sections[] = {
	{ "region",
	  "name:str start:hex last:hex mapped_4k_bytes:int mapped_2m_bytes:int "
	  "mapped_1g_bytes:int tables:int wx_leaves:int",
	  region_row },
	{ "walk", "name:str value:int", walk_row },
	{ }
};

const struct kml_file kml_layout_file = {
	.name = KMEMLAB_FILE_LAYOUT,
	.help = "the kernel's regions: what they map, with which pages",
	.version = 1,
	.state_size = sizeof(struct layout_state),
	.consistency = "racy, kernel tables are copied without a lock",
	.unavailable = kml_tables_unavailable,
	.run = layout_run,
	.sections = sections,
};
