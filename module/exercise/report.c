// SPDX-License-Identifier: GPL-2.0
/* The report of an exercise, section by section. */
#include <linux/mm.h>

#include "../compat.h"
#include "effect.h"
#include "exercise.h"

static int request_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_run *run = s->state;
	const struct kml_key *key = &run->keys[(*pos)++];
	char mask[256];

	if (key->name) {
		kml_text_str(t, key->name);
		kml_request_put(t, key, run->request);
		kml_text_row_end(t);
		return 1;
	}
	snprintf(mask, sizeof(mask), "%pGg", &run->gfp);
	kml_text_str(t, "effective_gfp");
	kml_text_str(t, mask);
	kml_text_row_end(t);
	return 0;
}

static int put_fact(const struct kml_run *run, struct kml_text *t, u64 *pos, u64 first)
{
	const struct kml_fact *facts = run->backend->facts;
	u64 i = *pos - first;

	if (!facts || !facts[i].name)
		return 0;
	kml_text_str(t, facts[i].name);
	kml_text_uint(t, run->facts[i]);
	kml_text_row_end(t);
	++*pos;
	return 1;
}

static int result_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_run *run = s->state;
	const struct kml_place *place = run->place;
	u64 requested = run->held * kml_object_size(run);
	u64 held = kml_lanes_held(run);
	const struct kml_number rows[] = {
		{ "allocated", run->allocated },
		{ "failures", run->lane->failures },
		{ "requested_bytes", requested },
		{ "usable_bytes", place->usable_bytes },
		{ "left_objects", run->request->hold ? 0 : held },
		{ "clock_ns", kml_clock_ns(&run->clock, run->clock.cost) },
		{ "clock_ps", kml_clock_ps(&run->clock, run->clock.cost) },
		{ "clock_khz", run->clock.khz },
		{ "held_objects", held },
		{ "object_pages", place->pages },
		{ "physical_runs", place->runs },
		{ "align_bytes", place->align },
		{ "fold_ns", kml_clock_ns(&run->clock, run->lane->fold) },
	};

	if (*pos >= ARRAY_SIZE(rows))
		return put_fact(run, t, pos, ARRAY_SIZE(rows));
	return kml_text_number_row(t, rows, ARRAY_SIZE(rows), pos);
}

#define QUANTILES	"p50_ns:int p90_ns:int p99_ns:int p999_ns:int p9999_ns:int"

const struct kml_section kml_exercise_sections[] = {
	{ "request", "name:str value:str", request_row },
	{ "result", "name:str value:int", result_row },
	{ "latency",
	  "op:str ops:int total_ns:int min_ns:int mean_ns:int max_ns:int " QUANTILES
	  " timed:int failures:int", kml_latency_row },
	{ "corrected",
	  "op:str mean_ps:int min_ns:int " QUANTILES " max_ns:int", kml_corrected_row },
	{ "histogram", "op:str low_ps:int high_ps:int ops:int", kml_histogram_row },
	{ "times", "op:str thread:int time_ps:int", kml_times_row },
	{ "thread", "thread:int cpu:int op:str ops:int mean_ps:int total_ns:int",
	  kml_thread_row },
	{ "place", "kind:str name:str pages:int", kml_place_row },
	{ "effect_blocks",
	  "nid:int zone:str order:int before:int held:int after:int",
	  kml_effect_free_row },
	{ "effect_pages",
	  "nid:int zone:str name:str before_pages:int held_pages:int after_pages:int",
	  kml_effect_page_row },
	{ "effect_events", "name:str allocating:int freeing:int", kml_effect_event_row },
	{ "failure",
	  "nid:int zone:str order:int blocks:int free_pages:int pcp_pages:int min_pages:int",
	  kml_effect_failure_row },
	{ "object",
	  "index:int addr:hex pfn:hex usable_bytes:int nid:int",
	  kml_place_object_row },
	{ "machine", "name:str value:str", kml_machine_row },
	{ }
};
