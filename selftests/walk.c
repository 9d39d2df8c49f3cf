// SPDX-License-Identifier: GPL-2.0
/* Asks walk, and compares what it says with pagemap. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest.h"
#include "lab.h"
#include "pagemap.h"
#include "walk.h"

/* The processor's bits, from its manual, and Linux's for what is not present. */
#define PRESENT (1UL << 0)
#define LARGE (1UL << 7)
#define PROTNONE (1UL << 8)
/* Of an entry that was written and then made read-only, from 6.6 on. */
#define SAVED_DIRTY (1UL << 58)
#define DIRTY (1UL << 6)
#define FRAME_BITS 0x000ffffffffff000UL

uint64_t level_bytes(const char *level)
{
	if (!strcmp(level, "pte"))
		return LAB_PAGE;
	if (!strcmp(level, "pmd"))
		return LAB_PAGE << 9;
	if (!strcmp(level, "pud"))
		return LAB_PAGE << 18;
	return 0;
}

bool has_flag(const char *flags, const char *flag)
{
	size_t len = strlen(flag);

	for (; flags; flags = strchr(flags, '|')) {
		flags += *flags == '|';
		if (!strncmp(flags, flag, len) && (!flags[len] || flags[len] == '|'))
			return true;
	}
	return false;
}

static struct entry *append(struct walk *walk)
{
	/* A power of two: time to grow. */
	if (!(walk->nr & (walk->nr - 1)))
		walk->entries = realloc(walk->entries,
					(walk->nr ? walk->nr * 2 : 1) * sizeof(*walk->entries));
	return &walk->entries[walk->nr++];
}

/* "extent" and "run" rows stand for many entries, "page" rows for one. */
static void add_row(struct walk *walk, const struct section *rows, size_t row, bool one)
{
	const char *kind = section_word(rows, row, "kind");
	const char *flags = section_word(rows, row, "flags");
	uint64_t at = section_u64(rows, row, one ? "addr" : "start");
	uint64_t bytes = level_bytes(section_word(rows, row, "level"));
	uint64_t nr = one ? 1 : section_u64(rows, row, "entries"), frame = 0;
	bool present = !strcmp(kind, "leaf"), run = !strcmp(rows->name, "run");

	if (!bytes || !nr || (!one && section_u64(rows, row, "end") != at + nr * bytes))
		lab_die("%s, row %zu: not entries * page size", rows->name, row);
	if (present && !run)
		frame = section_u64(rows, row, "pfn");
	for (; nr--; at += bytes) {
		*append(walk) = (struct entry) {
			.addr = at, .bytes = bytes, .present = present,
			.frame = frame, .kind = kind, .flags = flags, .run = run,
		};
		/* Whoever may see no frames sees 0 everywhere. */
		if (frame)
			frame += bytes / LAB_PAGE;
	}
}

struct walk *walk_of_answer(struct answer *answer, const char *mode)
{
	struct walk *walk = calloc(1, sizeof(*walk));
	const struct section *rows;
	char name[16];
	size_t row;

	walk->answer = answer;
	/* The section is called as the mode, but of one. */
	snprintf(name, sizeof(name), "%.*s", (int)strlen(mode) - 1, mode);
	rows = answer_section(answer, name);
	for (row = 0; row < rows->nr_rows; row++)
		add_row(walk, rows, row, !strcmp(mode, "pages"));
	return walk;
}

struct walk *walk_text(pid_t pid, uint64_t start, uint64_t end, const char *mode)
{
	struct answer *answer = lab_ask(KMEMLAB_FILE_WALK, "pid=%d start=%lx end=%lx mode=%s",
					pid, start, end, mode);

	if (answer->error)
		lab_die("walk: %s", answer->error);
	return walk_of_answer(answer, mode);
}

/* An entry in which the processor finds nothing keeps its frame bits inverted. */
static void decode(struct entry *entry, uint64_t raw, uint64_t addr, uint64_t bytes)
{
	bool large = bytes > LAB_PAGE;
	uint64_t frame = raw & PRESENT ? raw : ~raw;

	/* While a large page is split, its size alone says that it is there. */
	*entry = (struct entry) {
		.addr = addr, .bytes = bytes,
		.present = raw & (PRESENT | PROTNONE | (large ? LARGE : 0)), .raw = raw,
	};
	entry->dirty = entry->present && (raw & (DIRTY | SAVED_DIRTY));
	if (entry->present && large && !(raw & LARGE))
		lab_die("binary: %lx is a table: %lx", addr, raw);
	if (entry->present)
		entry->frame = (frame & FRAME_BITS & -bytes) / LAB_PAGE;
	else	/* bits 59 to 63 are the type, 9 to 58 the offset, inverted */
		entry->frame = raw >> 59 | (~raw << 5 >> 14) << 5;
}

struct walk *walk_of_binary(const char *data, size_t len, bool whole)
{
	struct walk *walk = calloc(1, sizeof(*walk));
	uint64_t raw, bytes, last = 0;
	struct kmemlab_block block;
	size_t at = 0, i;

	while (len - at >= sizeof(block)) {
		memcpy(&block, data + at, sizeof(block));
		if (block.level > KMEMLAB_PTE || block.nr > 512 || block.addr < last)
			lab_die("binary: block at %lx, level %u, %u entries",
				(uint64_t)block.addr, block.level, block.nr);
		if (len - at - sizeof(block) < block.nr * sizeof(raw))
			break;
		at += sizeof(block);
		bytes = LAB_PAGE << 9 * (KMEMLAB_PTE - block.level);
		for (i = 0; i < block.nr; i++, at += sizeof(raw)) {
			memcpy(&raw, data + at, sizeof(raw));
			if (raw)
				decode(append(walk), raw, block.addr + i * bytes, bytes);
		}
		last = block.addr + block.nr * bytes;
	}
	if (whole && at != len)
		lab_die("binary: %zu bytes are left over", len - at);
	return walk;
}

struct walk *walk_binary(pid_t pid, uint64_t start, uint64_t end)
{
	int fd = lab_open(KMEMLAB_FILE_WALK, O_RDWR);
	struct walk *walk;
	size_t len;
	char *data;

	if (lab_write(fd, "pid=%d start=%lx end=%lx mode=pages format=binary", pid, start, end))
		lab_die("walk: %s", lab_read(fd, NULL));
	data = lab_read(fd, &len);
	close(fd);
	walk = walk_of_binary(data, len, true);
	free(data);
	return walk;
}

void walk_free(struct walk *walk)
{
	if (walk->answer)
		answer_free(walk->answer);
	free(walk->entries);
	free(walk);
}

static bool differs(const char *what, uint64_t addr, uint64_t ours, uint64_t theirs)
{
	if (ours != theirs)
		ksft_print_msg("%lx: %s is %" PRIx64 ", pagemap has %" PRIx64 "\n", addr,
			       what, ours, theirs);
	return ours != theirs;
}

/* A cursor over the entries: which of them, if any, maps @addr. */
static const struct entry *next_of(const struct walk *walk, size_t *at, uint64_t addr)
{
	while (*at < walk->nr && walk->entries[*at].addr + walk->entries[*at].bytes <= addr)
		(*at)++;
	if (*at < walk->nr && walk->entries[*at].addr <= addr)
		return &walk->entries[*at];
	return NULL;
}

/* Runs do not know frames, and text does not know places in swap. */
static bool has_frames(const struct entry *entry)
{
	return !entry->flags || (entry->present && !entry->run);
}

static bool page_agrees(const struct entry *entry, const struct frame *frame, uint64_t addr)
{
	uint64_t pfn = entry ? entry->frame + (addr - entry->addr) / LAB_PAGE : 0;
	bool present = entry && entry->present;

	if (differs("present", addr, present, frame->present) ||
	    differs("swapped", addr, entry && !present, frame->swapped))
		return false;
	if (!entry || !has_frames(entry))
		return true;
	return !differs("frame", addr, present ? pfn : entry->frame, frame->pfn);
}

bool walk_agrees(const struct walk *walk, uint64_t start, uint64_t end,
		 const struct frame *frames)
{
	size_t at = 0, i;
	uint64_t addr;

	for (i = 1; i < walk->nr; i++)
		if (differs("not behind the entry before", walk->entries[i].addr,
			    walk->entries[i].addr <
			    walk->entries[i - 1].addr + walk->entries[i - 1].bytes, 0))
			return false;
	for (addr = start; addr < end; addr += LAB_PAGE, frames++)
		if (!page_agrees(next_of(walk, &at, addr), frames, addr))
			return false;
	/* Nothing is left over around the range. */
	return !walk->nr ||
	       (!differs("before the range", start, walk->entries[0].addr < start, 0) &&
		!differs("behind the range", end, walk->entries[walk->nr - 1].addr >= end, 0));
}
