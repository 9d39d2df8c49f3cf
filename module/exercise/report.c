// SPDX-License-Identifier: GPL-2.0
/* The report of an exercise, section by section. */
#include <linux/cpumask.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/utsname.h>

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

static int machine_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_run *run = s->state;
	char cpus[16], nodes[16];
	const struct kml_string rows[] = {
		{ "kernel", init_utsname()->release },
		{ "online_cpus", cpus },
		{ "memory_nodes", nodes },
		{ "init_on_alloc", want_init_on_alloc(0) ? "yes" : "no" },
		{ "init_on_free", want_init_on_free() ? "yes" : "no" },
		{ "clock", kml_clock_words[run->clock.kind] },
	};

	snprintf(cpus, sizeof(cpus), "%u", num_online_cpus());
	snprintf(nodes, sizeof(nodes), "%u", num_node_state(N_MEMORY));
	return kml_text_string_row(t, rows, ARRAY_SIZE(rows), pos);
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
	const struct kml_place *place = &run->place;
	u64 requested = run->held * kml_object_size(run);
	u64 left = run->request->hold ? 0 : run->lane->held;
	const struct kml_number rows[] = {
		{ "allocated", run->allocated },
		{ "failures", run->lane->failures },
		{ "requested_bytes", requested },
		{ "usable_bytes", place->usable_bytes },
		{ "left_objects", left },
		{ "clock_ns", kml_clock_ns(&run->clock, run->clock.cost) },
		{ "clock_ps", kml_clock_ps(&run->clock, run->clock.cost) },
		{ "clock_khz", run->clock.khz },
		{ "held_objects", run->lane->held },
		{ "object_pages", place->pages },
		{ "physical_runs", place->runs },
		{ "align_bytes", place->align },
	};

	if (*pos >= ARRAY_SIZE(rows))
		return put_fact(run, t, pos, ARRAY_SIZE(rows));
	return kml_text_number_row(t, rows, ARRAY_SIZE(rows), pos);
}

/* p50 to p99.99, as parts of KML_QUANTILE_ALL. */
static const unsigned int quantiles[] = { 5000, 9000, 9900, 9990, 9999 };

/* The bounds of a bucket may lie beyond all that was seen; no time is longer than all. */
static u64 most(const struct kml_lane *lane, unsigned int op)
{
	return min(kml_histogram_most(&lane->histogram[op]), lane->timing[op].total);
}

static u64 least(const struct kml_lane *lane, unsigned int op)
{
	return kml_histogram_least(&lane->histogram[op]);
}

static u64 quantile(const struct kml_lane *lane, unsigned int op, unsigned int parts)
{
	return min(kml_histogram_quantile(&lane->histogram[op], parts), most(lane, op));
}

static void put_none(struct kml_text *t, unsigned int nr)
{
	while (nr--)
		kml_text_none(t);
}

static bool has_each(const struct kml_run *run, const struct kml_timing *timing)
{
	return run->request->mode == KML_MODE_LATENCY && timing->timed;
}

/* Of the time taken, how many operations it is the time of. */
static u64 operations(const struct kml_run *run, const struct kml_timing *timing)
{
	return run->request->mode == KML_MODE_LATENCY ? timing->timed : timing->ops;
}

static const char * const op_names[KML_NR_OPS] = { "alloc", "free", "pair" };

/* Which operation a row is of; pairs only where they were timed as such. */
static const struct kml_timing *timing_at(const struct kml_run *run, u64 pos)
{
	const struct kml_timing *timing = &run->lane->timing[pos];

	if (pos >= KML_NR_OPS || (pos == KML_PAIR && !timing->ops))
		return NULL;
	return timing;
}

static int latency_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_run *run = s->state;
	const struct kml_timing *timing = timing_at(run, *pos);
	const struct kml_clock *clock = &run->clock;
	unsigned int op = *pos, i;

	if (!timing)
		return 0;
	kml_text_str(t, op_names[op]);
	kml_text_uint(t, timing->ops);
	kml_text_uint(t, kml_clock_ns(clock, timing->total));
	if (has_each(run, timing))
		kml_text_uint(t, kml_clock_ns(clock, least(run->lane, op)));
	else
		kml_text_none(t);
	if (timing->timed)
		kml_text_uint(t, div64_u64(kml_clock_ns(clock, timing->total),
					   operations(run, timing)));
	else
		kml_text_none(t);
	if (has_each(run, timing)) {
		kml_text_uint(t, kml_clock_ns(clock, most(run->lane, op)));
		for (i = 0; i < ARRAY_SIZE(quantiles); i++)
			kml_text_uint(t, kml_clock_ns(clock, quantile(run->lane, op,
								      quantiles[i])));
	} else {
		put_none(t, 1 + ARRAY_SIZE(quantiles));
	}
	kml_text_uint(t, timing->timed);
	kml_text_uint(t, op == KML_FREE ? 0 : run->lane->failures);
	kml_text_row_end(t);
	++*pos;
	return 1;
}

/* Without the clock; one time is never shorter than nothing. */
static void put_net(struct kml_text *t, const struct kml_run *run, u64 ticks)
{
	kml_text_uint(t, kml_clock_ns(&run->clock, ticks - min(ticks, run->clock.cost)));
}

static int corrected_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_run *run = s->state;
	const struct kml_timing *timing = timing_at(run, *pos);
	unsigned int op = *pos, i;
	u64 clock;

	if (!timing)
		return 0;
	++*pos;
	kml_text_str(t, op_names[op]);
	if (!timing->timed) {
		put_none(t, 3 + ARRAY_SIZE(quantiles));
		kml_text_row_end(t);
		return 1;
	}
	clock = min(timing->total, timing->timed * run->clock.cost);
	kml_text_uint(t, div64_u64(kml_clock_ps(&run->clock, timing->total - clock),
				   operations(run, timing)));
	if (has_each(run, timing)) {
		put_net(t, run, least(run->lane, op));
		for (i = 0; i < ARRAY_SIZE(quantiles); i++)
			put_net(t, run, quantile(run->lane, op, quantiles[i]));
		put_net(t, run, most(run->lane, op));
	} else {
		put_none(t, 2 + ARRAY_SIZE(quantiles));
	}
	kml_text_row_end(t);
	return 1;
}

/* Positions count the buckets of all operations, one operation after another. */
static int histogram_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_run *run = s->state;
	u64 op = *pos / KML_HISTOGRAM_BUCKETS, count;
	unsigned int bucket = *pos % KML_HISTOGRAM_BUCKETS;

	if (!run->request->histogram || op >= KML_PAIR)
		return 0;
	for (; bucket < KML_HISTOGRAM_BUCKETS; bucket++) {
		count = run->lane->histogram[op].count[bucket];
		if (!count)
			continue;
		kml_text_str(t, op_names[op]);
		kml_text_uint(t, kml_clock_ps(&run->clock, kml_histogram_low(bucket)));
		kml_text_uint(t, kml_clock_ps(&run->clock, kml_histogram_high(bucket)));
		kml_text_uint(t, count);
		kml_text_row_end(t);
		break;
	}
	*pos = op * KML_HISTOGRAM_BUCKETS + bucket + 1;
	if (bucket == KML_HISTOGRAM_BUCKETS)
		*pos = (op + 1) * KML_HISTOGRAM_BUCKETS;
	return 1;
}

#define QUANTILES	"p50_ns:int p90_ns:int p99_ns:int p999_ns:int p9999_ns:int"

const struct kml_section kml_exercise_sections[] = {
	{ "request", "name:str value:str", request_row },
	{ "result", "name:str value:int", result_row },
	{ "latency",
	  "op:str ops:int total_ns:int min_ns:int mean_ns:int max_ns:int " QUANTILES
	  " timed:int failures:int", latency_row },
	{ "corrected",
	  "op:str mean_ps:int min_ns:int " QUANTILES " max_ns:int", corrected_row },
	{ "histogram", "op:str low_ps:int high_ps:int ops:int", histogram_row },
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
	{ "machine", "name:str value:str", machine_row },
	{ }
};
