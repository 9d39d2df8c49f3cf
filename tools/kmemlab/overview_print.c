// SPDX-License-Identifier: GPL-2.0
/* The overview, on one screen. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "overview.h"
#include "table.h"
#include "text.h"
#include "util.h"
#include "view.h"
#include "xalloc.h"

/* One line is not to become two. */
#define SCREEN_COLUMNS	79

static void put_text(const struct session *session, const char *before, const char *text)
{
	fputs(before, stdout);
	text_put(stdout, text, strlen(text), session->screen);
}

static void put_scalar(const struct session *session, const struct doc *doc,
		       const char *before, const char *name)
{
	const struct word *word = doc_scalar(doc, "module", name);

	if (word)
		put_text(session, before, word->text);
}

static void print_machine(const struct session *session, const struct overview *all)
{
	char size[SIZE_TEXT_MAX];

	fputs("kmemlab " KMEMLAB_VERSION, stdout);
	if (all->version.file) {
		put_scalar(session, &all->version, ", module ", "version");
		put_scalar(session, &all->version, ", Linux ", "kernel");
		put_scalar(session, &all->version, ", ", "arch");
		printf(", pages of %s", text_order(size, all->machine.page));
	}
	puts("\n");
}

static void print_share(const struct session *session, const struct meminfo *info,
			enum meminfo_field field, const char *name)
{
	char size[SIZE_TEXT_MAX];

	if (info->known[field])
		printf(", %s %s", name,
		       text_size(size, info->kib[field] * 1024, session->bytes));
}

static void print_ram(const struct session *session, const struct overview *all)
{
	const struct meminfo *info = &all->meminfo;
	uint64_t managed = 0, free_pages = 0, page = all->machine.page;
	char size[SIZE_TEXT_MAX];
	size_t i;

	for (i = 0; i < all->nr_zones; i++) {
		managed += all->zone[i].managed;
		free_pages += all->zone[i].free;
	}
	printf("RAM   %s managed", text_size(size, managed * page, session->bytes));
	printf(", %s free", text_size(size, free_pages * page, session->bytes));
	if (managed)
		printf(" (%.1f%%)", 100.0 * free_pages / managed);
	print_share(session, info, MEM_AVAILABLE, "available");
	putchar('\n');
	if (!info->known[MEM_ANON])
		return;
	printf("used  programs %s",
	       text_size(size, info->kib[MEM_ANON] * 1024, session->bytes));
	print_share(session, info, MEM_CACHED, "cache");
	print_share(session, info, MEM_SLAB, "slabs");
	print_share(session, info, MEM_PAGE_TABLES, "tables");
	putchar('\n');
}

/* The largest of them, as many as fit on a line. */
static void print_gauges(const struct session *session, const char *title,
			 const struct gauges *gauges)
{
	size_t i, width = strlen(title), len;
	char size[SIZE_TEXT_MAX], *text;

	if (!gauges->nr || !gauges->list[0].bytes)
		return;
	fputs(title, stdout);
	for (i = 0; i < gauges->nr && gauges->list[i].bytes; i++) {
		text = xasprintf("%s%s %s", i ? ", " : "", gauges->list[i].name,
				 text_size(size, gauges->list[i].bytes, session->bytes));
		len = strlen(text);
		if (i && width + len > SCREEN_COLUMNS) {
			free(text);
			break;
		}
		text_put(stdout, text, len, session->screen);
		width += len;
		free(text);
	}
	putchar('\n');
}

static void print_huge(const struct session *session, const struct overview *all)
{
	const struct meminfo *info = &all->meminfo;
	char size[SIZE_TEXT_MAX];

	if (!info->known[MEM_HUGETLB_SIZE] && !*all->thp)
		return;
	fputs("huge  ", stdout);
	if (*all->thp) {
		fputs("transparent: ", stdout);
		text_put(stdout, all->thp, strlen(all->thp), session->screen);
		print_share(session, info, MEM_HUGE_ANON, "anon");
		print_share(session, info, MEM_HUGE_SHMEM, "shared");
		print_share(session, info, MEM_HUGE_FILE, "files");
	}
	if (info->known[MEM_HUGETLB_SIZE] && info->known[MEM_HUGETLB_TOTAL])
		printf("%shugetlb: %" PRIu64 " of %s, %" PRIu64 " free", *all->thp ? "\n      " : "",
		       info->kib[MEM_HUGETLB_TOTAL],
		       text_size(size, info->kib[MEM_HUGETLB_SIZE] * 1024, session->bytes),
		       info->kib[MEM_HUGETLB_FREE]);
	putchar('\n');
}

static void print_swap(const struct session *session, const struct meminfo *info)
{
	char size[SIZE_TEXT_MAX];

	if (!info->known[MEM_SWAP_TOTAL] || !info->kib[MEM_SWAP_TOTAL]) {
		puts("swap  none");
		return;
	}
	printf("swap  %s",
	       text_size(size, info->kib[MEM_SWAP_TOTAL] * 1024, session->bytes));
	print_share(session, info, MEM_SWAP_FREE, "free");
	putchar('\n');
}

static void print_pressure(const struct pressure *pressure)
{
	const uint64_t *some = pressure->share[PRESSURE_SOME];
	const uint64_t *full = pressure->share[PRESSURE_FULL];

	if (!pressure->known)
		return;
	printf("stall some task waited %" PRIu64 ".%02" PRIu64 "%% of 10 s, %" PRIu64 ".%02" PRIu64 "%% of 60 s; all did %" PRIu64 ".%02" PRIu64 "%% of 10 s\n",
	       some[0] / 100, some[0] % 100, some[1] / 100, some[1] % 100,
	       full[0] / 100, full[0] % 100);
}

static void put_percent(struct table *table, int percent)
{
	if (percent < 0)
		table_none(table);
	else
		table_number(table, percent);
}

static void put_zone(struct table *table, const struct overview *all,
		     const struct zone *zone)
{
	const struct buddy *buddy = buddy_find(&all->buddies, zone->nid, zone->name);

	table_line(table);
	table_number(table, zone->nid);
	table_text(table, zone->name);
	table_size(table, zone->managed * all->machine.page);
	table_size(table, zone->free * all->machine.page);
	put_percent(table, overview_percent(zone->free, zone->managed));
	put_percent(table, overview_percent(overview_huge_free(all, zone),
					    buddy ? zone->free : 0));
	table_size(table, zone->low * all->machine.page);
	if (buddy && buddy->largest >= 0)
		table_number(table, buddy->largest);
	else
		table_none(table);
	table_text(table, zone_pressure(zone));
}

static int print_zones(struct session *session, const struct overview *all)
{
	struct table *table = table_docs(session, overview_zone_docs);
	size_t i;

	for (i = 0; i < all->nr_zones; i++)
		if (all->zone[i].managed)
			put_zone(table, all, &all->zone[i]);
	return table_print(table, &session->why);
}

static void print_remarks(const struct session *session, const char *title,
			  const struct remarks *list)
{
	size_t i;

	if (!list->nr)
		return;
	printf("\n%s:\n", title);
	for (i = 0; i < list->nr; i++)
		text_wrap(stdout, 2, list->text[i], session->screen);
}

/**
 * overview_print - show the overview
 * @session: how it is to look; its fault is filled on failure
 * @all: what to show
 *
 * Return: 0 or -1.
 */
int overview_print(struct session *session, const struct overview *all)
{
	print_machine(session, all);
	print_ram(session, all);
	print_gauges(session, "class ", &all->classes);
	print_gauges(session, "slabs ", &all->slabs);
	print_gauges(session, "pgtbl ", &all->tables);
	print_huge(session, all);
	if (all->meminfo.known[MEM_TOTAL])
		print_swap(session, &all->meminfo);
	print_pressure(&all->pressure);
	putchar('\n');
	if (print_zones(session, all))
		return -1;
	print_remarks(session, "Unavailable", &all->missing);
	print_remarks(session, "Unusual", &all->unusual);
	if (!all->unusual.nr)
		puts("\nNothing unusual.");
	if (all->zones.file)
		view_consistency(session, &all->zones);
	if (!all->version.file)
		version_remark(session, &all->machine);
	return 0;
}
