// SPDX-License-Identifier: GPL-2.0
/* walk, mode=tables: what the page tables themselves cost. */
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "../compat.h"
#include "decode.h"
#include "walk.h"

/* The first row walks it all; what it costs is the same for a single number. */
static int count_tables(struct kml_session *s)
{
	struct kml_walk_state *state = s->state;
	int more;

	while ((more = kml_walk_next(&state->runs.walk, &state->runs.chunk)) > 0) {
		kml_tables_take(&state->tables, &state->runs.chunk);
		if (fatal_signal_pending(current))
			return kml_fail(s, -EINTR, "interrupted");
		cond_resched();
	}
	if (more < 0)
		return kml_fail(s, more, "interrupted");
	kml_tables_end(&state->tables);
	return 0;
}

static int table_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_tables *tables = &((struct kml_walk_state *)s->state)->tables;
	u64 level = *pos;
	int err = level ? 0 : count_tables(s);

	if (err)
		return err;
	if (level == KML_LEVELS)
		return 0;
	++*pos;
	if (level == KML_P4D && kml_p4d_is_folded())
		return 1;
	kml_text_str(t, kml_level_names[level]);
	kml_text_uint(t, tables->nr[level]);
	kml_text_uint(t, tables->nr[level] * PAGE_SIZE);
	kml_text_uint(t, tables->used[level]);
	kml_text_uint(t, tables->nr[level] * PTRS_PER_PTE - tables->used[level]);
	kml_text_row_end(t);
	return 1;
}

static int occupancy_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_walk_state *state = s->state;
	u64 i = (*pos)++;

	if (i == KML_TENTHS)
		return 0;
	kml_text_uint(t, i * 100 / KML_TENTHS);
	kml_text_uint(t, state->tables.tenths[i]);
	kml_text_row_end(t);
	return 1;
}

const struct kml_section kml_walk_tables[] = {
	{ "table",
	  "level:str tables:int table_bytes:int used_entries:int empty_entries:int",
	  table_row },
	{ "occupancy", "from_percent:int tables:int", occupancy_row },
	KML_WALK_COST,
	{ }
};
