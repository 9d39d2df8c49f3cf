// SPDX-License-Identifier: GPL-2.0
/*
 * The view `balance`: all RAM, each frame once, and how much of it no counter of
 * the kernel names.
 */
#include <linux/mm.h>
#include <linux/vmstat.h>

#include <kmemlab.h>
#include "../files.h"
#include "../racy.h"
#include "census.h"
#include "zone.h"

/**
 * struct balance - the sums of the whole machine
 * @census: what they are made of
 * @classes: frames by class
 * @pages: all of them
 * @online: those of zones
 * @present: pages the zones say they have
 */
struct balance {
	struct kml_census census;
	u64 classes[KMEMLAB_CLASSES];
	u64 pages;
	u64 online;
	u64 present;
};

static void add_zone(struct balance *balance, struct zone *zone)
{
	const struct kml_zone_census *census = kml_census_zone(&balance->census, zone);
	int i;

	for (i = 0; i < KMEMLAB_CLASSES; i++)
		balance->classes[i] += census->classes[i];
	balance->online += census->pages;
	balance->present += KML_RACY(zone->present_pages);
}

static int balance_run(struct kml_session *s)
{
	struct balance *balance = s->state;
	int err = kml_census_take(s, &balance->census);
	struct zone *zone;
	u64 pos = 0;
	int i;

	if (err)
		return err;
	while ((zone = kml_zone_next(&pos)))
		add_zone(balance, zone);
	for (i = 0; i < KMEMLAB_CLASSES; i++) {
		balance->classes[i] += balance->census.sums->no_zone[i];
		balance->pages += balance->classes[i];
	}
	return 0;
}

static void balance_end(struct kml_session *s)
{
	struct balance *balance = s->state;

	kml_census_drop(&balance->census);
}

static int class_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct balance *balance = s->state;
	u64 i = (*pos)++;

	if (i == KMEMLAB_CLASSES)
		return 0;
	kml_text_str(t, kml_class_names[i]);
	kml_text_uint(t, balance->classes[i]);
	kml_text_row_end(t);
	return 1;
}

/* Frames that no zone has as present: holes that have a struct page. */
static int total_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct balance *balance = s->state;
	const struct kml_number rows[] = {
		{ "pages", balance->pages },
		{ "online_pages", balance->online },
		{ "present_pages", balance->present },
		{ "managed_pages", totalram_pages() },
	};

	return kml_text_number_row(t, rows, ARRAY_SIZE(rows), pos);
}

static s64 counter(int item)
{
	return item < 0 ? -1 : (s64)global_node_page_state_pages(item);
}

/* Large kmalloc() counts as slab, but has no slab (mm/slub.c). */
static s64 large_kmalloc(const struct balance *balance)
{
	s64 pages = counter(NR_SLAB_RECLAIMABLE_B) + counter(NR_SLAB_UNRECLAIMABLE_B) -
		    balance->classes[KMEMLAB_SLAB];

	return max_t(s64, pages, 0);
}

/* The kernel's own figures for a class, where it has any. */
static int counter_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	static const struct {
		const char *name;
		enum kmemlab_class class;
		int item;
	} rows[] = {
		{ "nr_anon_pages", KMEMLAB_ANON, NR_ANON_MAPPED },
		{ "nr_file_pages", KMEMLAB_FILE, NR_FILE_PAGES },
		{ "nr_shmem", KMEMLAB_SHMEM, NR_SHMEM },
		{ "nr_slab_reclaimable", KMEMLAB_SLAB, NR_SLAB_RECLAIMABLE_B },
		{ "nr_slab_unreclaimable", KMEMLAB_SLAB, NR_SLAB_UNRECLAIMABLE_B },
		{ "nr_page_table_pages", KMEMLAB_PGTABLE, NR_PAGETABLE },
		{ "nr_sec_page_table_pages", KMEMLAB_PGTABLE, NR_SECONDARY_PAGETABLE },
	};

	if (*pos == ARRAY_SIZE(rows))
		return 0;
	kml_text_str(t, rows[*pos].name);
	kml_text_str(t, kml_class_names[rows[*pos].class]);
	kml_text_uint(t, counter(rows[*pos].item));
	kml_text_row_end(t);
	++*pos;
	return 1;
}

/*
 * What of the class "kernel" has a name. Stacks come from vmalloc: where that is
 * counted, they are in it. Per-CPU memory is counted, but not for modules.
 */
static int kernel_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct balance *balance = s->state;
	s64 kernel = balance->classes[KMEMLAB_KERNEL];
	s64 stacks = counter(NR_KERNEL_STACK_KB) >> (PAGE_SHIFT - 10);
	s64 vmalloc = counter(KML_VMALLOC_ITEM);
	s64 large = large_kmalloc(balance);
	const struct kml_number rows[] = {
		{ "kernel_pages", kernel },
		{ "vmalloc_pages", vmalloc },
		{ "stack_pages", stacks },
		{ "large_kmalloc_pages", large },
		{ "unnamed_pages",
		  max_t(s64, kernel - large - (vmalloc < 0 ? stacks : vmalloc), 0) },
	};

	return kml_text_number_row(t, rows, ARRAY_SIZE(rows), pos);
}

static int scan_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct balance *balance = s->state;

	return kml_census_row(&balance->census, t, pos);
}

static const struct kml_section sections[] = {
	{ "class", "class:str pages:int", class_row },
	{ "total", "name:str value:int", total_row },
	{ "counter", "name:str class:str pages:int", counter_row },
	{ "kernel", "name:str value:int", kernel_row },
	{ "scan", KML_CENSUS_COLUMNS, scan_row },
	{ }
};

const struct kml_file kml_balance_file = {
	.name = KMEMLAB_FILE_BALANCE,
	.help = "all RAM by class, each frame once, and what no counter names",
	.version = 1,
	.state_size = sizeof(struct balance),
	.run = balance_run,
	.end = balance_end,
	.sections = sections,
};
