// SPDX-License-Identifier: GPL-2.0
/* What operations cost, as an exercise reports it. */
#include <linux/math64.h>
#include <linux/minmax.h>

#include "exercise.h"

/* p50 to p99.99, as parts of KML_QUANTILE_ALL. */
static const unsigned int quantiles[] = { 5000, 9000, 9900, 9990, 9999 };

static bool is_raw(const struct kml_lane *lane)
{
	return lane->run->request->record == KML_RECORD_RAW;
}

/* Of times counted at once only buckets are known; no time is longer than all. */
static u64 most(const struct kml_lane *lane, unsigned int op)
{
	if (is_raw(lane))
		return lane->timing[op].most;
	return min(kml_histogram_most(&lane->histogram[op]), lane->timing[op].total);
}

static u64 least(const struct kml_lane *lane, unsigned int op)
{
	return is_raw(lane) ? lane->timing[op].least :
			      kml_histogram_least(&lane->histogram[op]);
}

/* The middle of a bucket may lie beyond all that was seen. */
static u64 quantile(const struct kml_lane *lane, unsigned int op, unsigned int parts)
{
	return clamp(kml_histogram_quantile(&lane->histogram[op], parts),
		     least(lane, op), most(lane, op));
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

/**
 * kml_latency_row - a row for each operation: what it cost, the clock included
 * @s: session with a report
 * @t: the text
 * @pos: the operation
 *
 * Return: 1, or 0 at the end.
 */
int kml_latency_row(struct kml_session *s, struct kml_text *t, u64 *pos)
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

/* Of one operation, in picoseconds; some were timed. */
static u64 net_mean(const struct kml_run *run, const struct kml_timing *timing)
{
	u64 clock = min(timing->total, timing->timed * run->clock.cost);

	return div64_u64(kml_clock_ps(&run->clock, timing->total - clock),
			 operations(run, timing));
}

/**
 * kml_corrected_row - the same without the clock
 * @s: session with a report
 * @t: the text
 * @pos: the operation
 *
 * Return: 1, or 0 at the end.
 */
int kml_corrected_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_run *run = s->state;
	const struct kml_timing *timing = timing_at(run, *pos);
	unsigned int op = *pos, i;

	if (!timing)
		return 0;
	++*pos;
	kml_text_str(t, op_names[op]);
	if (!timing->timed) {
		put_none(t, 3 + ARRAY_SIZE(quantiles));
		kml_text_row_end(t);
		return 1;
	}
	kml_text_uint(t, net_mean(run, timing));
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

/**
 * kml_histogram_row - a row for each bucket that is not empty
 * @s: session with a report
 * @t: the text
 * @pos: operation * KML_HISTOGRAM_BUCKETS + bucket
 *
 * Return: 1, or 0 at the end.
 */
int kml_histogram_row(struct kml_session *s, struct kml_text *t, u64 *pos)
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

/**
 * kml_times_row - a row for each time that was taken
 * @s: session with a report
 * @t: the text
 * @pos: thread, operation and number of the time, counted through
 *
 * Return: 1, or 0 at the end.
 */
int kml_times_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_run *run = s->state;
	u64 i = *pos;
	unsigned int nr, op;

	for (nr = 0; nr < run->nr_lanes; nr++) {
		for (op = 0; op < KML_PAIR; op++) {
			if (i >= run->lanes[nr]->nr_kept[op]) {
				i -= run->lanes[nr]->nr_kept[op];
				continue;
			}
			kml_text_str(t, op_names[op]);
			kml_text_uint(t, nr);
			kml_text_uint(t, kml_clock_ps(&run->clock, run->lanes[nr]->kept[op][i]));
			kml_text_row_end(t);
			++*pos;
			return 1;
		}
	}
	return 0;
}

/**
 * kml_thread_row - a row for each thread and operation
 * @s: session with a report
 * @t: the text
 * @pos: thread * KML_NR_OPS + operation
 *
 * Return: 1, or 0 at the end.
 */
int kml_thread_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_run *run = s->state;
	u64 nr = *pos / KML_NR_OPS, op = *pos % KML_NR_OPS;
	const struct kml_timing *timing;

	if (!run->request->threads || nr >= run->nr_lanes)
		return 0;
	++*pos;
	timing = &run->lanes[nr]->timing[op];
	if (!timing->timed)
		return 1;
	kml_text_uint(t, nr);
	kml_text_int(t, run->lanes[nr]->cpu);
	kml_text_str(t, op_names[op]);
	kml_text_uint(t, timing->ops);
	kml_text_uint(t, net_mean(run, timing));
	kml_text_uint(t, kml_clock_ns(&run->clock, timing->total));
	kml_text_row_end(t);
	return 1;
}

/**
 * kml_latency_put_point - the columns of a range's row that say what it cost
 * @t: the text
 * @run: with a report
 */
void kml_latency_put_point(struct kml_text *t, const struct kml_run *run)
{
	const struct kml_timing *timing;
	unsigned int op;

	for (op = 0; op < KML_NR_OPS; op++) {
		timing = &run->lane->timing[op];
		if (timing->timed)
			kml_text_uint(t, net_mean(run, timing));
		else
			kml_text_none(t);
		if (op == KML_PAIR)
			break;
		if (has_each(run, timing)) {
			put_net(t, run, quantile(run->lane, op, 5000));
			put_net(t, run, quantile(run->lane, op, 9900));
			put_net(t, run, most(run->lane, op));
		} else {
			put_none(t, 3);
		}
	}
}
