// SPDX-License-Identifier: GPL-2.0
#include <linux/align.h>
#include <linux/log2.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "../compat.h"
#include "decode.h"
#include "runs.h"

/* The hot loop of a walk: how many of @nr entries go on with the run. */
static unsigned int matching(const u64 *raw, unsigned int nr, u64 expected, u64 step)
{
	unsigned int i = 0;

	for (; i + 4 <= nr; i += 4) {
		if (raw[i] != expected || raw[i + 1] != expected + step ||
		    raw[i + 2] != expected + 2 * step || raw[i + 3] != expected + 3 * step)
			break;
		expected += 4 * step;
	}
	for (; i < nr && raw[i] == expected; i++)
		expected += step;
	return i;
}

static void extend(struct kml_runs *runs)
{
	struct kml_run *run = &runs->run;
	unsigned int more = matching(runs->chunk.raw + runs->at,
				     runs->chunk.nr - runs->at, run->expected, run->step);

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
	unsigned int from = runs->at;

	while (runs->at < runs->chunk.nr && !runs->chunk.raw[runs->at])
		runs->at++;
	runs->empty += (u64)(runs->at - from) <<
		       (kml_level_shift(runs->chunk.level) - kml_level_shift(KML_PTE));
}

/* Does the new chunk begin where the run in the making ends, in the same area? */
static bool goes_on(const struct kml_runs *runs)
{
	const struct kml_run *run = &runs->run;

	return run->entries && runs->chunk.nr && runs->chunk.level == run->level &&
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
 * @runs: the walk; its @walk set up by the caller, the rest zeroed at first
 * @run: filled
 * @area: filled with the area it lies in
 *
 * Empty entries are in no run; @runs->empty counts the base pages they span.
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
