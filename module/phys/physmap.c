// SPDX-License-Identifier: GPL-2.0
/* The views `physmap` and `physmap.bin`: what each pageblock holds. */
#include <linux/mmzone.h>

#include <kmemlab.h>
#include "../files.h"
#include "scan.h"
#include "zone.h"

/**
 * struct physmap - a pass that is read as it goes on
 * @scan: how far it is
 * @before: free pages by the free lists before it began
 * @found: those of the pageblocks so far
 * @after: by the free lists again, when the last pageblock had been looked at
 * @torn: frames that changed their owner while they were looked at
 */
struct physmap {
	struct kml_scan scan;
	u64 before;
	u64 found;
	u64 after;
	u64 torn;
};

static int physmap_run(struct kml_session *s)
{
	struct physmap *map = s->state;

	kml_scan_all(&map->scan);
	map->before = kml_zones_free_pages();
	return 0;
}

static bool next_block(struct physmap *map, struct kml_block *block)
{
	if (!kml_scan_next(&map->scan, block)) {
		map->after = kml_zones_free_pages();
		return false;
	}
	map->found += block->map.frames[KMEMLAB_FREE];
	map->torn += block->torn;
	return true;
}

static void put_place(struct kml_text *t, const struct kmemlab_physmap *map)
{
	kml_zone_put(t, map->zid < 0 ? NULL : &NODE_DATA(map->nid)->node_zones[map->zid]);
	if (map->migrate < 0)
		kml_text_none(t);
	else
		kml_text_str(t, kml_migrate_names[map->migrate]);
}

static int text_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct kml_block block;
	int i;

	if (!next_block(s->state, &block))
		return 0;
	kml_text_hex(t, s->may_see_addresses ? block.map.pfn : 0);
	put_place(t, &block.map);
	kml_text_uint(t, !!(block.map.flags & KMEMLAB_BLOCK_MIXED));
	if (block.map.largest_order < 0)
		kml_text_none(t);
	else
		kml_text_int(t, block.map.largest_order);
	kml_text_uint(t, block.frames);
	for (i = 0; i < KMEMLAB_CLASSES; i++)
		kml_text_uint(t, block.map.frames[i]);
	kml_text_uint(t, block.map.thp);
	kml_text_uint(t, block.map.compound);
	kml_text_row_end(t);
	return 1;
}

/* The rows were read one after the other, so no pass can be made again. */
static int scan_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct physmap *map = s->state;
	const struct kml_number rows[] = {
		{ "free_pages_before", map->before },
		{ "free_pages_found", map->found },
		{ "free_pages_after", map->after },
		{ "torn_pages", map->torn },
	};

	return kml_text_number_row(t, rows, ARRAY_SIZE(rows), pos);
}

static int record_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct kml_block block;

	if (!next_block(s->state, &block))
		return 0;
	if (!s->may_see_addresses)
		block.map.pfn = 0;
	kml_text_bytes(t, &block.map, sizeof(block.map));
	return 1;
}

static const struct kml_section text_sections[] = {
	{ "block",
	  "pfn:hex nid:int zone:str migrate:str mixed:int largest_order:int pages:int "
	  "free_pages:int pcp_pages:int anon_pages:int file_pages:int shmem_pages:int "
	  "slab_pages:int pgtable_pages:int hugetlb_pages:int movable_ops_pages:int "
	  "kernel_pages:int reserved_pages:int offline_pages:int hwpoison_pages:int "
	  "device_pages:int thp_pages:int compound_pages:int",
	  text_row },
	{ "scan", "name:str value:int", scan_row },
	{ }
};

static const struct kml_section record_sections[] = {
	{ "block", "", record_row },
	{ }
};

const struct kml_file kml_physmap_file = {
	.name = KMEMLAB_FILE_PHYSMAP,
	.help = "what each pageblock of RAM holds",
	.version = 1,
	.state_size = sizeof(struct physmap),
	.consistency = "racy, each pageblock at a moment of its own, see the section scan",
	.run = physmap_run,
	.sections = text_sections,
};

const struct kml_file kml_physmap_bin_file = {
	.name = KMEMLAB_FILE_PHYSMAP_BIN,
	.help = "the same as records of struct kmemlab_physmap",
	.version = 1,
	.binary = true,
	.state_size = sizeof(struct physmap),
	.run = physmap_run,
	.sections = record_sections,
};
