// SPDX-License-Identifier: GPL-2.0
/* Could the target of the storm have had what an answer says? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kmemlab.h"
#include "kselftest.h"
#include "lab.h"
#include "pagemap.h"
#include "storm.h"
#include "storm_frames.h"
#include "storm_judge.h"
#include "walk.h"

#define RAW_PRESENT (1UL << 0)
#define RAW_RW (1UL << 1)
#define RAW_USER (1UL << 2)
#define RAW_NX (1UL << 63)

/* What is not present: a type above, an offset below, inverted. */
#define RAW_TYPE(raw) ((raw) >> 59)
#define RAW_OFFSET(raw) (~(raw) << 5 >> 14)
/* Types of swap areas end below it; above lie those of what migrates. */
#define TYPE_SPECIAL 23
/* An offset of what migrates has flags above the frame. */
#define OFFSET_FRAME(offset) ((offset) & ((1UL << 34) - 1))
/* Of the only swap there is, in pages. */
#define SWAP_PAGES ((64UL << 20) / LAB_PAGE)

/* Known ones are of small pages and of huge ones. */
static uint64_t end_pfn, known_frames[2];

void judge_prepare(void)
{
	const struct section *zone = answer_section(lab_view(KMEMLAB_FILE_ZONES), "zone");
	uint64_t end;
	size_t row;

	for (row = 0; row < zone->nr_rows; row++) {
		if (!section_word(zone, row, "start_pfn"))
			continue;
		end = section_u64(zone, row, "start_pfn") + section_u64(zone, row, "spanned_pages");
		end_pfn = end > end_pfn ? end : end_pfn;
	}
}

#define IMPOSSIBLE(entry, why)								\
	lab_die("%s: %lx + %lx, frame %lx, %s, %s, raw %lx: " why, mode, (entry)->addr,	\
		(entry)->bytes, (entry)->frame, (entry)->kind ? (entry)->kind : "-",	\
		(entry)->flags ? (entry)->flags : "-", (entry)->raw)

static void judge_rights(const char *mode, const struct entry *entry)
{
	bool write, execute, user;

	if (entry->flags) {
		/* PROT_NONE has no rights, and says so by not being present. */
		if (!has_flag(entry->flags, "present"))
			return;
		write = has_flag(entry->flags, "rw");
		user = has_flag(entry->flags, "user");
		execute = !has_flag(entry->flags, "nx");
	} else {
		if (!(entry->raw & RAW_PRESENT))
			return;
		write = entry->raw & RAW_RW;
		user = entry->raw & RAW_USER;
		execute = !(entry->raw & RAW_NX);
	}
	if (!user)
		IMPOSSIBLE(entry, "not the user's");
	if (write && execute)
		IMPOSSIBLE(entry, "writable and executable");
	if (!storm_has(entry->addr))
		return;
	if (write && !storm_may_write(entry->addr))
		IMPOSSIBLE(entry, "writable");
	if (execute && !storm_may_execute(entry->addr))
		IMPOSSIBLE(entry, "executable");
}

/* Is the page at @addr, in an entry of @bytes, in the frame it must be in? */
static bool frame_fits(uint64_t addr, uint64_t bytes, uint64_t frame)
{
	uint64_t known, known_bytes;

	if (!storm_frame(addr, &known, &known_bytes))
		return true;
	known_frames[known_bytes == HUGE_BYTES]++;
	return frame == known && bytes == known_bytes;
}

uint64_t judge_known_frames(bool huge)
{
	return known_frames[huge];
}

bool judge_sees_wrong_frames(void)
{
	uint64_t addr, frame, bytes, pages = 0;
	int bit;

	for (addr = STORM_ARENA; addr < STORM_ARENA + STORM_BYTES; addr += LAB_PAGE) {
		if (!storm_frame(addr, &frame, &bytes))
			continue;
		pages++;
		if (!frame_fits(addr, bytes, frame))
			return false;
		for (bit = 0; bit < 40; bit++)
			if (frame_fits(addr, bytes, frame ^ 1UL << bit))
				return false;
	}
	memset(known_frames, 0, sizeof(known_frames));
	return pages;
}

/* Binary only: text has no places. */
static void judge_absent(const char *mode, const struct entry *entry)
{
	uint64_t frame = OFFSET_FRAME(RAW_OFFSET(entry->raw));

	if (!entry->raw)
		return;
	if (RAW_TYPE(entry->raw) < TYPE_SPECIAL) {
		if (RAW_TYPE(entry->raw) || RAW_OFFSET(entry->raw) >= SWAP_PAGES)
			IMPOSSIBLE(entry, "no such place in swap");
		return;
	}
	if (!frame || frame >= end_pfn || frame % (entry->bytes / LAB_PAGE))
		IMPOSSIBLE(entry, "no such frame migrates");
	if (!frame_fits(entry->addr, entry->bytes, frame))
		IMPOSSIBLE(entry, "another frame migrates");
}

static bool is_kind(const char *kind)
{
	return !strcmp(kind, "leaf") || !strcmp(kind, "swap") || !strcmp(kind, "migration");
}

static void judge_entry(const char *mode, const struct range *range, const struct entry *entry)
{
	if (entry->bytes > HUGE_BYTES)
		IMPOSSIBLE(entry, "a level without leaves");
	if (entry->addr % entry->bytes)
		IMPOSSIBLE(entry, "not aligned");
	if (entry->addr + entry->bytes <= range->start ||
	    (range->end && entry->addr >= range->end) || entry->addr >> 56)
		IMPOSSIBLE(entry, "out of the range");
	if (entry->kind && !is_kind(entry->kind))
		IMPOSSIBLE(entry, "of no such kind");
	if (!entry->present) {
		judge_absent(mode, entry);
		return;
	}
	if (!entry->run && (!entry->frame || entry->frame >= end_pfn ||
			    entry->frame % (entry->bytes / LAB_PAGE)))
		IMPOSSIBLE(entry, "no such frame");
	if (!entry->run && !frame_fits(entry->addr, entry->bytes, entry->frame))
		IMPOSSIBLE(entry, "another page's frame");
	judge_rights(mode, entry);
}

static void overlaps(const char *mode, const struct entry *before, const struct entry *entry)
{
	ksft_print_msg("%s: %lx + %lx, frame %lx, %s, raw %lx, and then:\n", mode, before->addr,
		       before->bytes, before->frame, before->flags ? before->flags : "-",
		       before->raw);
	IMPOSSIBLE(entry, "not behind the entry before");
}

static size_t judge_walk(const char *mode, const struct range *range, struct walk *walk)
{
	size_t nr = walk->nr, i;

	for (i = 0; i < nr; i++) {
		judge_entry(mode, range, &walk->entries[i]);
		if (i && walk->entries[i].addr <
			 walk->entries[i - 1].addr + walk->entries[i - 1].bytes)
			overlaps(mode, &walk->entries[i - 1], &walk->entries[i]);
	}
	walk_free(walk);
	return nr;
}

static void judge_sums(const struct section *section, size_t row)
{
#define SUM(name) section_u64(section, row, name)
	uint64_t present = SUM("present_pages");

	if (present != SUM("entries_4k") + 512 * SUM("entries_2m") ||
	    present != SUM("anon_pages") + SUM("file_pages") + SUM("zero_pages") +
		       SUM("other_pages") || SUM("entries_1g") ||
	    present < SUM("accessed_pages") || present < SUM("dirty_pages") ||
	    present < SUM("writable_pages") || present < SUM("extents") ||
	    present < SUM("longest_pages"))
		lab_die("summary: section %s, row %zu does not add up", section->name, row);
#undef SUM
}

/*
 * An area may be cut or joined with the one before while it is walked; what is
 * left of it is then another one, and may begin where the last one was. But no
 * page counts twice.
 */
static size_t judge_summary(const struct range *range, const struct answer *answer)
{
	const struct section *area = answer_section(answer, "area");
	const struct section *total = answer_section(answer, "total");
	uint64_t start, end, last_start = 0;
	size_t row;

	for (row = 0; row < area->nr_rows; row++) {
		start = section_u64(area, row, "start");
		end = section_u64(area, row, "end");
		if (end <= start || end <= last_start || end <= range->start ||
		    (range->end && start >= range->end))
			lab_die("summary: area %lx to %lx, out of the range", start, end);
		judge_sums(area, row);
		last_start = start;
	}
	judge_sums(total, 0);
	/* Large pages count as a whole, however little of them is in the range. */
	start = range->start & -HUGE_BYTES;
	end = (range->end + HUGE_BYTES - 1) & -HUGE_BYTES;
	if (end && section_u64(total, 0, "present_pages") +
		   section_u64(total, 0, "not_present") > (end - start) / LAB_PAGE)
		lab_die("summary: more pages than the range has");
	return area->nr_rows;
}

/* Of a page within a large one translate tells its own frame. */
static void judge_page(const char *mode, const struct section *address, size_t row,
		       const struct entry *entry)
{
	if (!frame_fits(entry->addr, section_u64(address, row, "page_bytes"), entry->frame))
		IMPOSSIBLE(entry, "another page's frame");
}

static size_t judge_translate(const struct range *range, const struct answer *answer)
{
	const struct section *address = answer_section(answer, "address");
	const char *rights, *mode = "translate";
	struct entry entry;
	size_t row;

	for (row = 0; row < address->nr_rows; row++) {
		entry = (struct entry) {
			.addr = section_u64(address, row, "addr") & -LAB_PAGE,
			.bytes = LAB_PAGE,
			.kind = section_word(address, row, "state"),
			.flags = section_word(address, row, "rights"),
		};
		rights = entry.flags;
		if (entry.addr < range->start || entry.addr >= range->end)
			IMPOSSIBLE(&entry, "out of the range");
		if (section_word(address, row, "pfn"))
			entry.frame = section_u64(address, row, "pfn");
		if (entry.frame >= end_pfn)
			IMPOSSIBLE(&entry, "no such frame");
		if (entry.frame)
			judge_page(mode, address, row, &entry);
		if (rights && strchr(rights, 'w') && !storm_may_write(entry.addr))
			IMPOSSIBLE(&entry, "writable");
		if (rights && strchr(rights, 'x') && !storm_may_execute(entry.addr))
			IMPOSSIBLE(&entry, "executable");
	}
	return address->nr_rows;
}

/* Of a reader that stopped early the last line is not whole, nor all sections there. */
static bool has_section(const struct answer *answer, const char *name)
{
	size_t i;

	for (i = 0; i < answer->nr_sections; i++)
		if (!strcmp(answer->sections[i].name, name))
			return true;
	return false;
}

/* What translate is asked about may be unmapped; walk is asked about ranges. */
static bool may_end(const char *mode, const char *error)
{
	return !strncmp(error, "ESRCH ", 6) ||
	       (!strcmp(mode, "translate") && !strncmp(error, "EFAULT ", 7));
}

static size_t judge_text(const char *mode, const struct range *range, char *data, size_t len,
			 volatile uint64_t *gone)
{
	struct answer *answer = answer_parse(data, len);
	size_t rows = 0;

	if (answer->broken[0])
		lab_die("%s: the answer breaks the format: %s", mode, answer->broken);
	if (answer->error && !may_end(mode, answer->error))
		lab_die("%s: %s", mode, answer->error);
	*gone += answer->error && !strncmp(answer->error, "ESRCH ", 6);
	if (!strcmp(mode, "summary")) {
		if (has_section(answer, "total") && answer_section(answer, "total")->nr_rows)
			rows = judge_summary(range, answer);
	} else if (!strcmp(mode, "translate")) {
		if (has_section(answer, "address"))
			rows = judge_translate(range, answer);
	} else if (answer->nr_sections) {
		return judge_walk(mode, range, walk_of_answer(answer, mode));
	}
	answer_free(answer);
	return rows;
}

size_t judge(const char *mode, const struct range *range, char *data, size_t len, bool whole,
	     int error, volatile uint64_t *gone)
{
	if (!strcmp(mode, "binary")) {
		*gone += !!error;
		return judge_walk(mode, range, walk_of_binary(data, len, whole && !error));
	}
	while (!whole && len && data[len - 1] != '\n')
		len--;
	/* Without its head it is not an answer. */
	if (!whole && len < 1000)
		return 0;
	return judge_text(mode, range, data, len, gone);
}
