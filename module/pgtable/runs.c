// SPDX-License-Identifier: GPL-2.0
#include <linux/align.h>
#include <linux/log2.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "../compat.h"
#include "decode.h"
#include "runs.h"

/* Is @raw[i] the entry that goes on with the run? Then expect the one behind it. */
#define GOES_ON(i)	(raw[i] == expected && (expected += step, true))

/*
 * The hot loop of a walk: how many entries go on with the run. Three
 * instructions an entry while they do.
 */
static size_t matching(const u64 *first, size_t nr, const u64 begin, const u64 step)
{
	const u64 *raw = first, *end = first + nr;
	u64 expected = begin;

	for (; end - raw >= 8; raw += 8)
		if (!(GOES_ON(0) && GOES_ON(1) && GOES_ON(2) && GOES_ON(3) &&
		      GOES_ON(4) && GOES_ON(5) && GOES_ON(6) && GOES_ON(7)))
			break;
	for (expected = begin + (raw - first) * step; raw < end && *raw == expected; raw++)
		expected += step;
	return raw - first;
}

static void extend(struct kml_runs *runs)
{
	struct kml_run *run = &runs->run;
	size_t more = matching(runs->chunk.raw + runs->at, runs->chunk.nr - runs->at,
			       run->expected, run->step);

	run->entries += more;
	run->expected += more * run->step;
	runs->at += more;
}

static u64 address_at(const struct kml_runs *runs)
{
	return runs->chunk.addr + ((u64)runs->at << kml_level_shift(runs->chunk.level));
}

/* A frame mapped again and again, as the zero page is, is a run as well. */
static void begin(struct kml_runs *runs)
{
	const struct kml_chunk *chunk = &runs->chunk;
	u64 raw = chunk->raw[runs->at];

	runs->run.addr = address_at(runs);
	runs->run.entries = 1;
	runs->run.raw = raw;
	runs->run.level = chunk->level;
	runs->run.rights = chunk->rights;
	runs->run.step = kml_entry_step(chunk->level, raw);
	if (runs->at + 1 < chunk->nr && chunk->raw[runs->at + 1] == raw)
		runs->run.step = 0;
	runs->run.expected = raw + runs->run.step;
	runs->area = runs->walk.area;
	runs->at++;
	extend(runs);
}

static void skip_empty(struct kml_runs *runs)
{
	const u64 *raw = runs->chunk.raw;

	while (runs->chunk.nr - runs->at >= 4 &&
	       !(raw[runs->at] | raw[runs->at + 1] | raw[runs->at + 2] | raw[runs->at + 3]))
		runs->at += 4;
	while (runs->at < runs->chunk.nr && !raw[runs->at])
		runs->at++;
}

/* Does the new chunk begin where the run in the making ends, in the same area? */
static bool goes_on(const struct kml_runs *runs)
{
	const struct kml_run *run = &runs->run;

	return run->entries && runs->chunk.nr && runs->chunk.level == run->level &&
	       runs->chunk.rights == run->rights &&
	       runs->chunk.raw[0] == run->expected &&
	       runs->chunk.addr == run->addr + (run->entries << kml_level_shift(run->level)) &&
	       !memcmp(&runs->area, &runs->walk.area, sizeof(runs->area));
}

static void take(struct kml_runs *runs, struct kml_run *run, struct kml_extent *area)
{
	*run = runs->run;
	*area = runs->area;
	runs->run.entries = 0;
}

/**
 * kml_runs_next - the next run of a walk
 * @runs: the walk; its @walk and the room of @chunk are set up by the caller,
 *	the rest is zeroed at first
 * @run: filled
 * @area: filled with the area it lies in
 *
 * Empty entries are in no run.
 *
 * Context: as kml_walk_next().
 * Return: 1; 0: no more; -EINTR.
 */
int kml_runs_next(struct kml_runs *runs, struct kml_run *run, struct kml_extent *area)
{
	int more;

	for (;;) {
		if (runs->at < runs->chunk.nr && !runs->chunk.raw[runs->at])
			skip_empty(runs);
		if (runs->at < runs->chunk.nr) {
			if (runs->run.entries) {
				take(runs, run, area);
				return 1;
			}
			begin(runs);
			continue;
		}
		more = kml_walk_next(&runs->walk, &runs->chunk);
		if (more <= 0) {
			runs->at = 0;
			runs->chunk.nr = 0;
			if (more || !runs->run.entries)
				return more;
			take(runs, run, area);
			return 1;
		}
		runs->at = 0;
		if (goes_on(runs))
			extend(runs);
	}
}

const u64 kml_reach_bytes[KML_REACH_GROUPS] = { SZ_16K, SZ_32K, SZ_64K, SZ_2M };

/**
 * kml_run_groups - naturally aligned groups a run of frames has
 * @addr: first address
 * @phys: first physical address
 * @bytes: length of the run
 * @group_bytes: of a group, a power of two
 *
 * Return: groups that are aligned in both, so that one TLB entry could hold one.
 */
u64 kml_run_groups(u64 addr, u64 phys, u64 bytes, u64 group_bytes)
{
	u64 first = ALIGN(addr, group_bytes), end = ALIGN_DOWN(addr + bytes, group_bytes);

	if ((addr ^ phys) & (group_bytes - 1) || first >= end)
		return 0;
	return (end - first) >> ilog2(group_bytes);
}
