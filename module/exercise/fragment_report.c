// SPDX-License-Identifier: GPL-2.0
/* The report of the fragmentation maker. */
#include <linux/math64.h>
#include <linux/mm.h>

#include "fragment.h"

static int request_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_key *key = &s->node->file->keys[*pos];

	if (!key->name)
		return 0;
	kml_text_str(t, key->name);
	kml_request_put(t, key, s->request);
	kml_text_row_end(t);
	++*pos;
	return 1;
}

static int result_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_fragment_run *run = s->state;
	const struct kml_number rows[] = {
		{ "free_pages", run->free_pages },
		{ "taken_pages", run->taken },
		{ "kept_pages", run->kept },
		{ "held_pages", run->nr },
		{ "needed_bytes", run->bytes },
	};

	return kml_text_number_row(t, rows, ARRAY_SIZE(rows), pos);
}

/* Begins a row with the stage's name, and what was still held. */
static void put_stage(const struct kml_fragment_run *run, struct kml_text *t, unsigned int nr)
{
	kml_text_str(t, !nr ? "before" : nr == 1 ? "fragmented" : "recovering");
	kml_text_uint(t, run->stage[nr].kept);
}

static void put_tries(struct kml_text *t, const struct kml_stage *stage, unsigned int how,
		      unsigned int order)
{
	u64 tries = stage->tries[how][order];

	kml_text_uint(t, tries);
	kml_text_uint(t, stage->got[how][order]);
	if (tries)
		kml_text_uint(t, div64_u64(stage->ns[how][order], tries));
	else
		kml_text_none(t);
}

static int rate_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_fragment_run *run = s->state;
	u64 nr = *pos / NR_PAGE_ORDERS;
	unsigned int order = *pos % NR_PAGE_ORDERS, how;
	const struct kml_stage *stage = &run->stage[nr];

	if (nr >= run->nr_stages)
		return 0;
	put_stage(run, t, nr);
	kml_text_uint(t, order);
	kml_text_uint(t, stage->blocks[order]);
	for (how = 0; how < KML_TRYINGS; how++)
		put_tries(t, stage, how, order);
	kml_text_row_end(t);
	++*pos;
	return 1;
}

static int event_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	static const char * const names[KML_FRAGMENT_EVENTS] = {
		[KML_COMPACT_STALL] = "compact_stall",
		[KML_COMPACT_FAIL] = "compact_fail",
		[KML_COMPACT_SUCCESS] = "compact_success",
		[KML_MIGRATED] = "pgmigrate_success",
		[KML_NOT_MIGRATED] = "pgmigrate_fail",
	};
	const struct kml_fragment_run *run = s->state;
	u64 nr = *pos / KML_FRAGMENT_EVENTS;
	unsigned int event = *pos % KML_FRAGMENT_EVENTS;

	if (nr >= run->nr_stages)
		return 0;
	put_stage(run, t, nr);
	kml_text_str(t, names[event]);
	kml_text_uint(t, run->stage[nr].event[event]);
	kml_text_row_end(t);
	++*pos;
	return 1;
}

const struct kml_section kml_fragment_sections[] = {
	{ "request", "name:str value:str", request_row },
	{ "result", "name:str value:int", result_row },
	{ "rate",
	  "stage:str kept_pages:int order:int blocks:int "
	  "at_hand_tries:int at_hand:int at_hand_ns:int "
	  "compacting_tries:int compacting:int compacting_ns:int", rate_row },
	{ "events", "stage:str kept_pages:int name:str count:int", event_row },
	{ }
};
