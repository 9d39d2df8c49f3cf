// SPDX-License-Identifier: GPL-2.0
/*
 * A range of sizes or orders: one run after the other, each begun when its row is
 * read and gone when the row is written, so that a reader that stops ends it all.
 */
#include <linux/math64.h>
#include <linux/mm.h>

#include "exercise.h"

static int asked_row(struct kml_session *s, struct kml_text *t, u64 *pos)
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

static void put_point(struct kml_text *t, const struct kml_run *run)
{
	const struct kml_place *place = run->place;

	kml_text_uint(t, kml_object_size(run));
	kml_text_uint(t, run->lane->calls);
	kml_text_uint(t, run->lane->failures);
	kml_text_uint(t, run->late || run->moved);
	kml_latency_put_point(t, run);
	if (run->held) {
		kml_text_uint(t, div64_u64(place->usable_bytes, run->held));
		kml_text_uint(t, place->pages);
		kml_text_uint(t, place->runs);
	} else {
		kml_text_none(t);
		kml_text_none(t);
		kml_text_none(t);
	}
	kml_text_row_end(t);
}

static int point_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct kml_run *run = s->state;
	int err;

	if (*pos >= kml_exercise_points(s->request))
		return 0;
	err = kml_run_begin(s, run, *pos);
	if (err)
		return err;
	put_point(t, run);
	kml_run_end(run);
	++*pos;
	return 1;
}

const struct kml_section kml_sweep_sections[] = {
	{ "request", "name:str value:str", asked_row },
	{ "point",
	  "size_bytes:int allocations:int failures:int truncated:int "
	  "alloc_mean_ps:int alloc_p50_ns:int alloc_p99_ns:int alloc_max_ns:int "
	  "free_mean_ps:int free_p50_ns:int free_p99_ns:int free_max_ns:int "
	  "pair_mean_ps:int usable_bytes:int object_pages:int physical_runs:int",
	  point_row },
	{ "machine", "name:str value:str", kml_machine_row },
	{ }
};
