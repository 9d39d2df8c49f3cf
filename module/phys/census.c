// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>

#include "census.h"
#include "zone.h"

/* A machine that is never quiet is described all the same, and labelled. */
#define PASSES	3

static u64 pcp_pages(void)
{
	u64 pages = 0, pos = 0;
	struct zone *zone;

	while ((zone = kml_zone_next(&pos)))
		if (kml_zone_is_populated(zone))
			pages += kml_zone_pcp_pages(zone);
	return pages;
}

static int count_all(struct kml_session *s, struct kml_census *census)
{
	int err;

	census->before = kml_zones_free_pages();
	census->pcp_before = pcp_pages();
	err = kml_pass_run(s, census->pass);
	census->pcp_after = pcp_pages();
	census->after = kml_zones_free_pages();
	return err;
}

static u64 pcp_found(const struct kml_census *census)
{
	u64 pages = 0, pos = 0;
	struct zone *zone;

	while ((zone = kml_zone_next(&pos)))
		pages += kml_census_zone(census, zone)->classes[KMEMLAB_PCP];
	return pages;
}

static bool was_quiet(const struct kml_census *census)
{
	const struct kml_sums *sums = census->sums;

	return census->before == sums->found && census->after == sums->found &&
	       !sums->torn;
}

static void label(struct kml_session *s, struct kml_census *census)
{
	if (was_quiet(census))
		snprintf(census->note, sizeof(census->note),
			 "as of one moment: free memory did not move, %u retries",
			 census->retries);
	else
		snprintf(census->note, sizeof(census->note),
			 "racy: free memory moved during each of %u passes, see the section scan",
			 census->retries + 1);
	s->consistency = census->note;
}

/**
 * kml_census_take - count all frames
 * @s: the session; told how far to trust the census
 * @census: filled; lives as long as the answer, as its note does
 *
 * Return: 0, or a negative errno after kml_fail(). On success the caller owes
 * kml_census_drop().
 */
int kml_census_take(struct kml_session *s, struct kml_census *census)
{
	int err;

	census->pass = kml_pass_begin(s);
	if (!census->pass)
		return s->why.err;
	census->sums = kml_pass_sums(census->pass);
	for (census->retries = 0; ; census->retries++) {
		err = count_all(s, census);
		if (err) {
			kml_census_drop(census);
			return err;
		}
		if (was_quiet(census) || census->retries == PASSES - 1)
			break;
	}
	label(s, census);
	return 0;
}

/**
 * kml_census_drop - give back what kml_census_take() took
 * @census: the census
 */
void kml_census_drop(struct kml_census *census)
{
	kml_pass_end(census->pass);
}

/**
 * kml_census_zone - the sums of a zone
 * @census: the census
 * @zone: the zone
 *
 * Return: what is in @census.
 */
const struct kml_zone_census *kml_census_zone(const struct kml_census *census,
					      struct zone *zone)
{
	return &census->sums->zones[zone_to_nid(zone) * MAX_NR_ZONES + zone_idx(zone)];
}

/**
 * kml_census_row - a row of a section ``scan``, which says how the pass went
 * @census: the census
 * @t: the text
 * @pos: as for any row
 *
 * Return: 1, or 0 at the end.
 */
int kml_census_row(const struct kml_census *census, struct kml_text *t, u64 *pos)
{
	const struct kml_number rows[] = {
		{ "retries", census->retries },
		{ "free_pages_before", census->before },
		{ "free_pages_found", census->sums->found },
		{ "free_pages_after", census->after },
		{ "torn_pages", census->sums->torn },
		{ "cpus", kml_pass_cpus(census->pass) },
		{ "pcp_pages_before", census->pcp_before },
		{ "pcp_pages_found", pcp_found(census) },
		{ "pcp_pages_after", census->pcp_after },
	};

	return kml_text_number_row(t, rows, ARRAY_SIZE(rows), pos);
}
