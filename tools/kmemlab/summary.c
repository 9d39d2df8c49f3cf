// SPDX-License-Identifier: GPL-2.0
/* The numbers of a walk: see summary.h. */
#include <stdlib.h>

#include "summary.h"
#include "util.h"
#include "xalloc.h"

const char *const tally_sizes[3] = { "4K", "2M", "1G" };

#define TALLY(column, member)	{ column, offsetof(struct tally, member) }

static const struct field tally_fields[] = {
	TALLY("present_pages", present),
	TALLY("entries_4k", entries[0]),
	TALLY("entries_2m", entries[1]),
	TALLY("entries_1g", entries[2]),
	TALLY("not_present", not_present),
	TALLY("accessed_pages", accessed),
	TALLY("dirty_pages", dirty),
	TALLY("writable_pages", writable),
	TALLY("anon_pages", anon),
	TALLY("file_pages", file),
	TALLY("zero_pages", zero),
	TALLY("other_pages", other),
	TALLY("extents", extents),
	TALLY("longest_pages", longest),
};

static const struct field empty_fields[] = {
	{ "empty_pages", offsetof(struct summary, empty) },
};

static const struct field bucket_fields[] = {
	{ "from_pages", offsetof(struct bucket, from) },
	{ "extents", offsetof(struct bucket, extents) },
	{ "pages", offsetof(struct bucket, pages) },
};

static const struct field reach_fields[] = {
	{ "group_bytes", offsetof(struct reach, bytes) },
	{ "groups", offsetof(struct reach, groups) },
};

static int read_area(const struct doc *doc, const struct part *part,
		     const struct row *row, struct area *area, struct fault *why)
{
	const struct word *start = doc_word(part, row, "start");
	const struct word *end = doc_word(part, row, "end");
	const struct word *name = doc_word(part, row, "name");

	if (!start || !end || start->none || end->none || end->value <= start->value)
		return fault_at(why, doc->path, row->line, "an area that ends before it starts");
	area->start = start->value;
	area->end = end->value;
	area->rights = doc_text(part, row, "rights");
	area->name = name && !name->none ? name->text : NULL;
	return doc_fields(doc, part, row, tally_fields, ARRAY_SIZE(tally_fields),
			  &area->tally, why);
}

static int read_areas(const struct doc *doc, struct summary *summary, struct fault *why)
{
	const struct part *part = doc_need(doc, "area", why);
	size_t i;

	if (!part)
		return -1;
	summary->areas = xzalloc((part->nr + 1) * sizeof(*summary->areas));
	for (i = 0; i < part->nr; i++)
		if (read_area(doc, part, &part->rows[i], &summary->areas[i], why))
			return -1;
	summary->nr = part->nr;
	return 0;
}

static int read_total(const struct doc *doc, struct summary *summary, struct fault *why)
{
	const struct part *part = doc_need(doc, "total", why);

	if (!part)
		return -1;
	if (part->nr != 1)
		return fault_at(why, doc->path, 0, "section 'total' must have one row");
	if (doc_fields(doc, part, part->rows, tally_fields, ARRAY_SIZE(tally_fields),
		       &summary->total, why))
		return -1;
	return doc_fields(doc, part, part->rows, empty_fields,
			  ARRAY_SIZE(empty_fields), summary, why);
}

/* Rows of numbers only, into an array that the caller owns; -1, or how many. */
static ssize_t read_rows(const struct doc *doc, const char *name,
			 const struct field *fields, size_t nr_fields, size_t size,
			 void **array, struct fault *why)
{
	const struct part *part = doc_need(doc, name, why);
	size_t i;

	if (!part)
		return -1;
	*array = xzalloc((part->nr + 1) * size);
	for (i = 0; i < part->nr; i++)
		if (doc_fields(doc, part, &part->rows[i], fields, nr_fields,
			       (char *)*array + i * size, why))
			return -1;
	return part->nr;
}

static int read_lists(const struct doc *doc, struct summary *summary, struct fault *why)
{
	ssize_t nr;

	nr = read_rows(doc, "contiguity", bucket_fields, ARRAY_SIZE(bucket_fields),
		       sizeof(*summary->buckets), (void **)&summary->buckets, why);
	if (nr < 0)
		return -1;
	summary->nr_buckets = nr;
	nr = read_rows(doc, "reach", reach_fields, ARRAY_SIZE(reach_fields),
		       sizeof(*summary->reach), (void **)&summary->reach, why);
	if (nr < 0)
		return -1;
	summary->nr_reach = nr;
	return 0;
}

/**
 * summary_read - take the numbers out of an answer
 * @doc: the answer; must outlive the summary
 * @summary: filled but for @page; to be freed with summary_free(), also on failure
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int summary_read(const struct doc *doc, struct summary *summary, struct fault *why)
{
	*summary = (struct summary){ 0 };
	if (read_areas(doc, summary, why) || read_total(doc, summary, why))
		return -1;
	return read_lists(doc, summary, why);
}

/**
 * summary_free - free what a summary holds
 * @summary: emptied
 */
void summary_free(struct summary *summary)
{
	free(summary->areas);
	free(summary->buckets);
	free(summary->reach);
	*summary = (struct summary){ 0 };
}

/**
 * summary_entries - the TLB entries that take it as it is mapped
 * @tally: the counts
 *
 * Return: entries of all sizes.
 */
uint64_t summary_entries(const struct tally *tally)
{
	return tally->entries[0] + tally->entries[1] + tally->entries[2];
}

static uint64_t times(uint64_t a, uint64_t b)
{
	uint64_t product;

	return __builtin_mul_overflow(a, b, &product) ? UINT64_MAX : product;
}

static uint64_t less(uint64_t a, uint64_t b)
{
	return a > b ? a - b : 0;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/*
 * Groups of the size of a huge page that one is already mapped by; those of one
 * frame seen many times are in no run, and so in no count of groups.
 */
static uint64_t mapped_groups(const struct tally *tally, uint64_t bytes)
{
	static const uint64_t sizes[] = { 4096, 2 << 20, 1 << 30 };
	uint64_t groups = 0;
	size_t i;

	for (i = 1; i < ARRAY_SIZE(sizes); i++)
		if (bytes && sizes[i] >= bytes)
			groups += times(tally->entries[i], sizes[i] / bytes);
	return groups;
}

/**
 * summary_least - the fewest TLB entries that could map all of it
 * @summary: the numbers, with @page
 *
 * From the largest group down: one entry a group, but for what lies in a larger
 * one, and one for each page that is left.
 *
 * Return: entries.
 */
uint64_t summary_least(const struct summary *summary)
{
	const struct tally *total = &summary->total;
	uint64_t least = total->entries[2], inside, groups, larger_groups, ratio;
	uint64_t above = total->entries[2], above_bytes = 1 << 30;
	size_t i;

	for (i = summary->nr_reach; i--; ) {
		const struct reach *reach = &summary->reach[i];

		ratio = reach->bytes ? above_bytes / reach->bytes : 0;
		inside = times(above, ratio);
		larger_groups = larger(inside, mapped_groups(total, reach->bytes));
		groups = larger(reach->groups, larger_groups);
		least += less(groups, inside);
		above = groups;
		above_bytes = reach->bytes;
	}
	inside = times(above, summary->page ? above_bytes / summary->page : 0);
	least += less(total->present, inside);
	return least < summary_entries(total) ? least : summary_entries(total);
}
