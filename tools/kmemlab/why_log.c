// SPDX-License-Identifier: GPL-2.0
/*
 * Reading a "page allocation failure" out of a kernel log, as dmesg, journalctl or
 * a bug report has it: what stands before the kernel's own words on a line does
 * not matter, nor do lines between that belong to others. See __show_free_areas()
 * in mm/show_mem.c (mm/page_alloc.c before 6.5) for the lines.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lines.h"
#include "source.h"
#include "util.h"
#include "why_log.h"
#include "xalloc.h"

/* In KiB nothing the kernel prints comes near; pages stay far from 64 bits. */
#define KIB_MAX		((uint64_t)1 << 50)
#define ZONES_MAX	4096

/**
 * struct reading - a log being read
 * @log: the result
 * @lines: where it comes from
 * @zone: whose reserve is expected, or NULL
 * @why: what is wrong
 */
struct reading {
	struct log *log;
	struct lines lines;
	struct log_zone *zone;
	struct fault *why;
};

#define wrong(r, ...)	fault_at((r)->why, (r)->log->path, (r)->lines.nr, __VA_ARGS__)

/* A number that ends where @after begins. Returns what follows it, or NULL. */
static const char *number(const char *at, const char *after, uint64_t *value)
{
	const char *end = at;

	for (*value = 0; *end >= '0' && *end <= '9'; end++) {
		*value = *value * 10 + (*end - '0');
		if (*value > KIB_MAX)
			return NULL;
	}
	if (end == at || !begins_with(end, after))
		return NULL;
	return end + strlen(after);
}

static int read_head(struct reading *r, const char *text)
{
	const char *mode = strstr(text, "mode:0x"), *open, *close;

	text = number(text, ",", &r->log->order);
	if (!text)
		return wrong(r, "'order:' is not followed by a number and a comma");
	if (r->log->order >= KMEMLAB_ORDERS)
		return wrong(r, "order %" PRIu64 " is larger than any kernel has",
			     r->log->order);
	open = mode ? mode + strlen("mode:0x") : "";
	open += strspn(open, "0123456789abcdef");
	close = *open == '(' ? strchr(open, ')') : NULL;
	if (!close)
		return wrong(r, "no mode:0x...(GFP_...) behind the order");
	r->log->gfp = xmemdup(open + 1, close - open - 1);
	return 0;
}

/* "Node 0 DMA free:11264kB boost:0kB min:36kB ...": in pages as soon as known. */
static int take_number(struct reading *r, const char *text, const char *name,
		       bool needed, uint64_t *value)
{
	const char *at = strstr(text, name);

	*value = 0;
	if (!at && !needed)
		return 0;
	if (!at)
		return wrong(r, "no '%s' in the line of zone %s", name + 1, r->zone->name);
	at += strlen(name);
	if (!number(at, "kB", value) && !number(at, "KB", value))
		return wrong(r, "'%s' is not followed by a number of kB", name + 1);
	return 0;
}

static int read_numbers(struct reading *r, const char *text)
{
	struct log_zone *zone = r->zone;
	uint64_t more[4] = { 0 };
	const struct {
		const char *name;
		bool needed;
		uint64_t *value;
	} numbers[] = {
		{ " free:", true, &zone->free },
		{ " boost:", false, &zone->boost },
		{ " min:", true, &zone->min },
		{ " low:", true, &zone->low },
		/* The same before v6.13, and too large: what is kept, free or not. */
		{ " reserved_highatomic:", false, &zone->high_atomic },
		{ " free_cma:", false, &zone->cma },
		{ " free_pcp:", false, &zone->pcp },
		{ " active_file:", true, &more[0] },
		{ " inactive_file:", true, &more[1] },
		{ " active_anon:", true, &more[2] },
		{ " inactive_anon:", true, &more[3] },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		if (take_number(r, text, numbers[i].name, numbers[i].needed,
				numbers[i].value))
			return -1;
	zone->file = more[0] + more[1];
	zone->anon = more[2] + more[3];
	if (strstr(text, " free_highatomic:"))
		return take_number(r, text, " free_highatomic:", true, &zone->high_atomic);
	return 0;
}

static struct log_zone *find_zone(const struct log *log, uint64_t nid, const char *name)
{
	size_t i;

	for (i = 0; i < log->nr; i++)
		if (log->zones[i].nid == nid && !strcmp(log->zones[i].name, name))
			return &log->zones[i];
	return NULL;
}

static int read_zone(struct reading *r, const char *text, uint64_t nid, const char *name)
{
	struct log *log = r->log;

	if (find_zone(log, nid, name))
		return wrong(r, "node %" PRIu64 " zone %s occurs twice", nid, name);
	if (log->nr == ZONES_MAX)
		return wrong(r, "more than %d zones", ZONES_MAX);
	log->zones = xgrow(log->zones, log->nr, sizeof(*log->zones));
	r->zone = &log->zones[log->nr++];
	*r->zone = (struct log_zone){ .nid = nid, .line = r->lines.nr };
	snprintf(r->zone->name, sizeof(r->zone->name), "%s", name);
	return read_numbers(r, text);
}

/* "lowmem_reserve[]: 0 1808 1808 1808 1808", in pages */
static int read_reserve(struct reading *r, const char *text)
{
	struct log_zone *zone = r->zone;
	uint64_t value;
	int step;

	if (!zone)
		return wrong(r, "a reserve, but not behind a zone");
	r->zone = NULL;
	while (zone->nr_reserve < KMEMLAB_ZONES &&
	       sscanf(text, "%" SCNu64 "%n", &value, &step) == 1) {
		if (value > KIB_MAX)
			return wrong(r, "a reserve of more pages than any machine has");
		zone->reserve[zone->nr_reserve++] = value;
		text += step;
	}
	return zone->nr_reserve ? 0 : wrong(r, "'lowmem_reserve[]:' is not followed by numbers");
}

/* mm/show_mem.c, show_migration_types() */
static int read_types(const char **text, uint8_t *types)
{
	static const char letters[KMEMLAB_MIGRATES] = {
		[KMEMLAB_UNMOVABLE] = 'U',
		[KMEMLAB_MOVABLE] = 'M',
		[KMEMLAB_RECLAIMABLE] = 'E',
		[KMEMLAB_HIGHATOMIC] = 'H',
		[KMEMLAB_CMA] = 'C',
		[KMEMLAB_ISOLATE] = 'I',
	};
	const char *at = *text, *letter;

	if (*at != '(')
		return 0;
	for (at++; *at && *at != ')'; at++) {
		letter = memchr(letters, *at, sizeof(letters));
		if (!letter)
			return -1;
		*types |= 1 << (letter - letters);
	}
	if (*at != ')')
		return -1;
	*text = at + 1 + strspn(at + 1, " ");
	return 0;
}

/* "0*4kB 1*8kB (U) 1*16kB (UM) ... = 11264kB" */
static int read_lists(struct reading *r, const char *text, struct log_zone *zone)
{
	uint64_t kib, blocks;
	const char *at;

	if (zone->nr_orders)
		return wrong(r, "the free lists of node %" PRIu64 " zone %s occur twice",
			     zone->nid, zone->name);
	while ((at = number(text, "*", &blocks))) {
		at = number(at, "kB ", &kib);
		if (!at || zone->nr_orders == KMEMLAB_ORDERS)
			break;
		if (!r->log->page_kib)
			r->log->page_kib = kib;
		if (!kib || kib != r->log->page_kib << zone->nr_orders)
			return wrong(r, "blocks of %" PRIu64 " kB are out of order", kib);
		zone->blocks[zone->nr_orders] = blocks;
		if (read_types(&at, &zone->types[zone->nr_orders]))
			return wrong(r, "unknown migrate types at '%.8s'", at);
		zone->nr_orders++;
		text = at;
	}
	if (*text != '=' || !zone->nr_orders)
		return wrong(r, "free lists end unexpectedly at '%.16s'", text);
	return 0;
}

/* Of a node, of a zone, or the free lists of a zone. */
static int read_node(struct reading *r, const char *text)
{
	char name[LOG_ZONE_NAME];
	struct log_zone *zone;
	const char *at;
	uint64_t nid;
	size_t len;

	at = number(text, " ", &nid);
	if (!at)
		return 0;
	len = strcspn(at, " :");
	if (!len || len >= sizeof(name))
		return 0;
	snprintf(name, sizeof(name), "%.*s", (int)len, at);
	at += len;
	if (begins_with(at, " free:"))
		return read_zone(r, at, nid, name);
	if (!begins_with(at, ": ") || !strstr(at, "*"))
		return 0;
	zone = find_zone(r->log, nid, name);
	if (!zone)
		return wrong(r, "free lists of node %" PRIu64 " zone %s, which has no line before",
			     nid, name);
	return read_lists(r, at + 2, zone);
}

static int read_line(struct reading *r, const char *line)
{
	static const struct {
		const char *words;
		int (*read)(struct reading *r, const char *text);
	} kinds[] = {
		{ "lowmem_reserve[]:", read_reserve },
		{ "Node ", read_node },
	};
	const char *at;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		at = strstr(line, kinds[i].words);
		if (at)
			return kinds[i].read(r, at + strlen(kinds[i].words));
	}
	at = strstr(line, "Free swap  = ");
	if (at)
		r->log->swap = strtoull(at + strlen("Free swap  = "), NULL, 10);
	return 0;
}

/* Only the first failure is read: the next one has numbers of its own. */
static int read_lines(struct reading *r)
{
	static const char head[] = "page allocation failure: order:";
	const char *at;
	char *line;
	size_t len;
	int got;

	while ((got = lines_next(&r->lines, &line, &len, r->why)) > 0) {
		at = strstr(line, head);
		if (at && r->log->gfp)
			return 0;
		if (at && read_head(r, at + strlen(head)))
			return -1;
		if (!at && r->log->gfp && read_line(r, line))
			return -1;
	}
	return got;
}

static int is_whole(struct reading *r)
{
	const struct log *log = r->log;
	size_t i;

	if (!log->gfp)
		return wrong(r, "no line with 'page allocation failure: order:'; paste the kernel's message from there on");
	if (!log->nr)
		return wrong(r, "no line 'Node N ZONE free:...' behind it; paste the kernel's message to its end");
	for (i = 0; i < log->nr; i++)
		if (!log->zones[i].nr_orders || !log->zones[i].nr_reserve)
			return fault_at(r->why, log->path, log->zones[i].line,
					"node %" PRIu64 " zone %s has no %s further on; paste the kernel's message to its end",
					log->zones[i].nid, log->zones[i].name,
					log->zones[i].nr_reserve ? "free lists" : "lowmem_reserve[]");
	return 0;
}

/**
 * log_read - read the first page allocation failure of a file
 * @path: the file
 * @log: filled, to be freed with log_free() unless this fails
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int log_read(const char *path, struct log *log, struct fault *why)
{
	struct reading r = { .log = log, .why = why };
	struct source src;
	int ret;

	*log = (struct log){ .path = path };
	if (source_open_path(&src, path, why))
		return -1;
	r.lines.src = &src;
	r.lines.open_end = true;
	ret = read_lines(&r);
	if (!ret)
		ret = is_whole(&r);
	lines_free(&r.lines);
	source_close(&src);
	if (ret)
		log_free(log);
	return ret;
}

/**
 * log_free - free what a log holds
 * @log: emptied
 */
void log_free(struct log *log)
{
	free(log->gfp);
	free(log->zones);
	*log = (struct log){ 0 };
}
