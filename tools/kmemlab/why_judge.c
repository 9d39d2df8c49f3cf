// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict about a failure in a kernel log, by the rules the module has for the
 * running kernel (kmemlab_why.h), and told as its bench "why" tells it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <kmemlab.h>

#include "parse.h"
#include "source.h"
#include "util.h"
#include "why_log.h"
#include "xalloc.h"

/* What matters here of a mask. */
enum {
	WAIT = 1,
	HIGH = 2,
	MOVABLE = 4,
	RECLAIMABLE = 8,
	NOMEMALLOC = 16,
	DMA = 32,
	DMA32 = 64,
	HIGHMEM = 128,
};

/* Names of masks as %pGg prints them (include/trace/events/mmflags.h). */
static const struct {
	const char *name;
	unsigned int means;
} words[] = {
	{ "GFP_TRANSHUGE", WAIT | MOVABLE | HIGHMEM | NOMEMALLOC },
	{ "GFP_TRANSHUGE_LIGHT", MOVABLE | HIGHMEM | NOMEMALLOC },
	{ "GFP_HIGHUSER_MOVABLE", WAIT | MOVABLE | HIGHMEM },
	{ "GFP_HIGHUSER", WAIT | HIGHMEM },
	{ "GFP_USER", WAIT },
	{ "GFP_KERNEL_ACCOUNT", WAIT },
	{ "GFP_KERNEL", WAIT },
	{ "GFP_NOFS", WAIT },
	{ "GFP_NOIO", WAIT },
	{ "GFP_ATOMIC", HIGH },
	{ "GFP_NOWAIT", 0 },
	{ "GFP_DMA", DMA },
	{ "GFP_DMA32", DMA32 },
	{ "__GFP_DMA", DMA },
	{ "__GFP_DMA32", DMA32 },
	{ "__GFP_HIGHMEM", HIGHMEM },
	{ "__GFP_MOVABLE", MOVABLE },
	{ "__GFP_RECLAIMABLE", RECLAIMABLE },
	{ "__GFP_HIGH", HIGH },
	{ "__GFP_RECLAIM", WAIT },
	{ "__GFP_DIRECT_RECLAIM", WAIT },
	{ "__GFP_NOMEMALLOC", NOMEMALLOC },
};

/* In the order of their numbers on x86-64 and arm64; the last may be missing. */
static const char *const zones[] = { "DMA", "DMA32", "Normal", "Movable", "Device" };

static unsigned int meaning(const char *gfp)
{
	unsigned int means = 0;
	size_t i, len;

	for (; *gfp; gfp += len + (gfp[len] == '|')) {
		len = strcspn(gfp, "|");
		for (i = 0; i < ARRAY_SIZE(words); i++)
			if (strlen(words[i].name) == len && !strncmp(words[i].name, gfp, len))
				means |= words[i].means;
	}
	return means;
}

static struct kmemlab_wish wish_of(const struct log *log, unsigned int means)
{
	struct kmemlab_wish wish = {
		.order = log->order,
		.type = means & MOVABLE ? KMEMLAB_MOVABLE :
			means & RECLAIMABLE ? KMEMLAB_RECLAIMABLE : KMEMLAB_UNMOVABLE,
		.may_wait = !!(means & WAIT),
		.high = !!(means & HIGH),
		.harder = !(means & (WAIT | NOMEMALLOC)),
		.tried = 1,
	};

	return wish;
}

static size_t highest_of(unsigned int means)
{
	if (means & DMA)
		return 0;
	if (means & DMA32)
		return 1;
	return means & MOVABLE && means & HIGHMEM ? 3 : 2;
}

/* The place of a zone in its node, or that of the last: an unknown name. */
static size_t place_of(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(zones); i++)
		if (!strcmp(zones[i], name))
			return i;
	return ARRAY_SIZE(zones);
}

static void weigh(const struct log *log, const struct log_zone *zone, size_t highest,
		  const struct kmemlab_wish *wish, struct kmemlab_odds *odds)
{
	*odds = (struct kmemlab_odds){
		.free = zone->free / log->page_kib,
		.low = zone->low / log->page_kib,
		.min = zone->min / log->page_kib,
		.boost = zone->boost / log->page_kib,
		.reserve = highest < zone->nr_reserve ? zone->reserve[highest] : 0,
		.high_atomic = zone->high_atomic / log->page_kib,
		.cma = zone->cma / log->page_kib,
		.reclaimable = (zone->file + (log->swap ? zone->anon : 0)) / log->page_kib,
		.clear_order = -1,
	};
	memcpy(odds->blocks, zone->blocks, sizeof(odds->blocks));
	memcpy(odds->types, zone->types, sizeof(odds->types));
	kmemlab_weigh(wish, odds);
}

static void put_order(FILE *out, int order)
{
	if (order < 0)
		fputs(" -", out);
	else
		fprintf(out, " %d", order);
}

static void put_zone(FILE *out, const struct log *log, const struct log_zone *zone,
		     const struct kmemlab_odds *odds)
{
	static const char *const types[] = {
		[KMEMLAB_UNMOVABLE] = "Unmovable",
		[KMEMLAB_MOVABLE] = "Movable",
		[KMEMLAB_RECLAIMABLE] = "Reclaimable",
	};

	fprintf(out, "%" PRIu64 " %s %lld %lld %lld %lld %lld %d %d %" PRIu64, zone->nid,
		zone->name, odds->free, odds->unusable, odds->reserve, odds->low,
		odds->floor, odds->low_ok, odds->min_ok, (uint64_t)odds->fitting);
	put_order(out, odds->largest);
	fprintf(out, " %d %s %" PRIu64 " %" PRIu64 "\n", odds->own,
		odds->fallback < 0 ? "-" : types[odds->fallback],
		zone->pcp / log->page_kib, (uint64_t)odds->reclaimable);
}

/* Nodes as the log has them, and of each the highest zone first. */
static int in_order(const void *a, const void *b)
{
	const struct log_zone *x = *(const struct log_zone *const *)a;
	const struct log_zone *y = *(const struct log_zone *const *)b;

	if (x->nid != y->nid)
		return x->nid < y->nid ? -1 : 1;
	return (int)place_of(y->name) - (int)place_of(x->name);
}

static const struct log_zone **zonelist(const struct log *log, size_t highest, size_t *nr)
{
	const struct log_zone **list = xzalloc(log->nr * sizeof(*list));
	size_t i;

	*nr = 0;
	for (i = 0; i < log->nr; i++)
		if (place_of(log->zones[i].name) <= highest)
			list[(*nr)++] = &log->zones[i];
	qsort(list, *nr, sizeof(*list), in_order);
	return list;
}

static void put_verdict(FILE *out, enum kmemlab_outcome outcome,
			const struct log_zone *zone)
{
	fputs("@ verdict outcome:str nid:int zone:str succeeds:int sentence:str\n", out);
	if (zone && kmemlab_succeeds(outcome))
		fprintf(out, "momentary %" PRIu64 " %s 0 \"It failed, but when the kernel printed this the zone had a block for it again: a shortage of a moment. Retry, or take a reserve made beforehand (mempool).\"\n",
			zone->nid, zone->name);
	else if (zone)
		fprintf(out, "fails %" PRIu64 " %s 0 \"%s\"\n", zone->nid, zone->name,
			kmemlab_sentence(outcome));
	else
		fprintf(out, "fails - - 0 \"%s\"\n", kmemlab_sentence(outcome));
}

/* The bytes the module would have answered with. */
static void answer(FILE *out, const struct log *log)
{
	const unsigned int means = meaning(log->gfp);
	const struct kmemlab_wish wish = wish_of(log, means);
	const struct log_zone **list, *decides = NULL;
	enum kmemlab_outcome best = KMEMLAB_NO_ZONE, outcome;
	struct kmemlab_odds odds;
	size_t nr, i;

	list = zonelist(log, highest_of(means), &nr);
	for (i = 0; i < nr; i++) {
		weigh(log, list[i], highest_of(means), &wish, &odds);
		outcome = kmemlab_outcome(&wish, &odds);
		if (outcome < best) {
			best = outcome;
			decides = list[i];
		}
	}
	fputs("# kmemlab why 1\n", out);
	fprintf(out, "# request: order=%" PRIu64 " gfp=%s\n", log->order, log->gfp);
	fputs("# consistency: as the kernel printed it, after the failure\n", out);
	put_verdict(out, best, decides);
	fputs("@ zone nid:int zone:str free_pages:int unusable_pages:int reserve_pages:int "
	      "low_pages:int min_pages:int low_ok:int min_ok:int fitting:int "
	      "largest_order:int own_type:int fallback:str pcp_pages:int "
	      "reclaimable_pages:int\n", out);
	for (i = 0; i < nr; i++) {
		weigh(log, list[i], highest_of(means), &wish, &odds);
		put_zone(out, log, list[i], &odds);
	}
	free(list);
}

/**
 * log_judge - the verdict about a failure, as a document
 * @log: the failure
 * @doc: filled, to be freed with doc_free() unless this fails
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int log_judge(const struct log *log, struct doc *doc, struct fault *why)
{
	struct source src = { .fd = memfd_create("why", MFD_CLOEXEC) };
	FILE *out = src.fd < 0 ? NULL : fdopen(dup(src.fd), "w");
	int ret;

	*doc = (struct doc){ 0 };
	if (!out)
		return fault(why, EXIT_UNAVAILABLE, "no memory for the verdict");
	answer(out, log);
	fclose(out);
	lseek(src.fd, 0, SEEK_SET);
	src.path = xstrdup(log->path);
	doc->path = xstrdup(log->path);
	ret = parse(&src, KMEMLAB_FILE_WHY, 1, &doc_ops, doc, why);
	source_close(&src);
	if (ret)
		doc_free(doc);
	return ret;
}
