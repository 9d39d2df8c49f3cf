// SPDX-License-Identifier: GPL-2.0
/* The sections of `translate`: what was read of each address. */
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/mmzone.h>

#include "../compat.h"
#include "../phys/zone.h"
#include "decode.h"
#include "put.h"
#include "region.h"
#include "translate.h"
#include "what.h"

/**
 * kml_last_entry - where the way of an address ends
 * @one: the address
 *
 * Return: the entry.
 */
const struct kml_entry *kml_last_entry(const struct kml_translated *one)
{
	return &one->path.entry[one->path.nr - 1];
}

/**
 * kml_is_mapped - does an address lead to a page?
 * @one: the address
 *
 * Return: true with PROT_NONE, too; false for a page that was taken out of the
 * kernel's tables.
 */
bool kml_is_mapped(const struct kml_translated *one)
{
	const struct kml_entry *last = kml_last_entry(one);

	return kml_entry_kind(last->level, last->raw) == KML_LEAF &&
	       !(one->kernel && !kml_entry_rights(last->level, last->raw));
}

static u64 address_at(const struct kml_session *s, unsigned int i)
{
	return ((const struct kml_translate_request *)s->request)->addrs.addr[i];
}

static const char *why_not_mapped(const struct kml_translated *one)
{
	const struct kml_entry *last = kml_last_entry(one);

	if (one->kernel)
		return last->raw ? "the page was taken out of the kernel's tables" :
				   "the kernel has nothing there; an access is a bug";
	switch (kml_entry_kind(last->level, last->raw)) {
	case KML_NOT_PRESENT:
		return "the entry is not present: swapped out, migrating, or a marker";
	case KML_BAD:
		return "the entry is neither a table nor a page";
	default:
		return one->covered ? "nothing there yet: the next access faults" :
				      "no area of the process covers the address";
	}
}

/* The frame that holds @addr; for a huge page not its first one. */
static u64 frame_of(const struct kml_translated *one, u64 addr)
{
	const struct kml_entry *last = kml_last_entry(one);
	u64 within = addr & (kml_level_bytes(last->level) - 1);

	return kml_entry_pfn(last->level, last->raw) + (within >> PAGE_SHIFT);
}

static void put_mapping(struct kml_session *s, struct kml_text *t, unsigned int i)
{
	const struct kml_translate_state *state = s->state;
	const struct kml_translated *one = &state->each[i];
	u64 addr = address_at(s, i);
	u64 pfn = s->may_see_addresses ? frame_of(one, addr) : 0;

	kml_text_uint(t, kml_level_bytes(kml_last_entry(one)->level));
	kml_text_hex(t, pfn);
	kml_text_hex(t, pfn ? (pfn << PAGE_SHIFT) + offset_in_page(addr) : 0);
	kml_put_rights(t, one->rights);
	kml_text_none(t);
}

/* Where swapped memory lies is a place in the machine, as a frame is. */
static void put_what(struct kml_session *s, struct kml_text *t,
		     const struct kml_translated *one)
{
	const struct kml_entry *last = kml_last_entry(one);
	bool swapped = !one->kernel && kml_entry_kind(last->level, last->raw) == KML_NOT_PRESENT &&
		       kml_entry_absent(last->raw).state == KML_SWAP;

	if (one->kernel)
		kml_text_str(t, kml_what_kernel(last->level, last->raw));
	else
		kml_text_str(t, kml_what(last->level, last->raw, one->area.flags,
					 one->area.anonymous));
	if (swapped && s->may_see_addresses) {
		kml_text_uint(t, kml_entry_absent(last->raw).type);
		kml_text_uint(t, kml_entry_absent(last->raw).offset);
	} else {
		kml_text_none(t);
		kml_text_none(t);
	}
}

/* Writable and executable at once is what an attacker looks for. */
static void put_protection(struct kml_text *t, const struct kml_translated *one)
{
	const unsigned int wx = KML_WRITE | KML_EXEC;

	if (!kml_is_mapped(one)) {
		kml_text_none(t);
		kml_text_none(t);
		return;
	}
	kml_text_uint(t, (one->rights & wx) == wx);
	if (one->rights & KML_USER)
		kml_text_uint(t, kml_entry_key(kml_last_entry(one)->raw));
	else
		kml_text_none(t);
}

static int address_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_translate_state *state = s->state;
	const struct kml_translated *one;
	unsigned int i = (*pos)++;

	if (i >= state->nr)
		return 0;
	one = &state->each[i];
	kml_text_hex(t, address_at(s, i));
	if (kml_is_mapped(one)) {
		kml_text_str(t, "mapped");
		kml_text_str(t, kml_level_names[kml_last_entry(one)->level]);
		put_mapping(s, t, i);
	} else {
		kml_text_str(t, kml_last_entry(one)->raw ? "not-present" : "none");
		kml_text_str(t, kml_level_names[kml_last_entry(one)->level]);
		kml_text_none(t);
		kml_text_none(t);
		kml_text_none(t);
		kml_text_none(t);
		kml_text_str(t, why_not_mapped(one));
	}
	kml_text_uint(t, one->path.stable);
	kml_text_uint(t, one->path.retries);
	put_what(s, t, one);
	put_protection(t, one);
	kml_text_row_end(t);
	return 1;
}

static int level_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_translate_state *state = s->state;
	unsigned int i = *pos / KML_LEVELS, level = *pos % KML_LEVELS;
	const struct kml_entry *entry;
	bool all = s->may_see_addresses;

	++*pos;
	if (i >= state->nr)
		return 0;
	if (level >= state->each[i].path.nr)
		return 1;
	entry = &state->each[i].path.entry[level];
	kml_text_hex(t, address_at(s, i));
	kml_text_str(t, kml_level_names[entry->level]);
	kml_text_hex(t, all ? entry->table_pfn : 0);
	kml_text_uint(t, entry->index);
	kml_text_hex(t, all ? entry->raw : kml_entry_public(entry->level, entry->raw));
	kml_text_str(t, kml_kind_names[kml_entry_kind(entry->level, entry->raw)]);
	kml_put_flags(t, entry->level, entry->raw);
	kml_text_row_end(t);
	return 1;
}

static int region_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_translate_state *state = s->state;
	struct kml_region region;
	unsigned int i = (*pos)++;

	if (i >= state->nr || !state->each[i].kernel)
		return 0;
	region = kml_region_of(address_at(s, i));
	if (!region.name)
		return 1;
	kml_text_hex(t, address_at(s, i));
	kml_text_hex(t, region.start);
	kml_text_hex(t, region.last);
	kml_text_str(t, region.name);
	kml_text_row_end(t);
	return 1;
}

static int area_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_translate_state *state = s->state;
	unsigned int i = (*pos)++;
	const struct kml_area *area;

	if (i >= state->nr)
		return 0;
	if (!state->each[i].covered)
		return 1;
	area = &state->each[i].area;
	kml_text_hex(t, address_at(s, i));
	kml_text_hex(t, area->start);
	kml_text_hex(t, area->end);
	kml_put_area_rights(t, area->flags);
	kml_text_uint(t, area->offset_bytes);
	kml_put_area_name(t, state->each[i].name);
	kml_text_row_end(t);
	return 1;
}

/*
 * The page may be freed and used for something else by now; the row then
 * tells of what it is used for. A page without an online struct page (device
 * memory) has no row.
 */
static void put_frame(struct kml_session *s, struct kml_text *t, unsigned int i)
{
	const struct kml_translate_state *state = s->state;
	u64 addr = address_at(s, i), pfn = frame_of(&state->each[i], addr);
	struct page *page = pfn_to_online_page(pfn);

	if (!page)
		return;
	kml_text_hex(t, addr);
	kml_text_hex(t, s->may_see_addresses ? pfn : 0);
	kml_zone_put(t, kml_zone_of(page));
	kml_text_int(t, page_count(page));
	kml_text_row_end(t);
}

/*
 * The last section also ends the answer: an address in no area is an error,
 * told after all that could be read.
 */
static int frame_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_translate_state *state = s->state;
	unsigned int i = (*pos)++;

	if (i < state->nr) {
		if (kml_is_mapped(&state->each[i]))
			put_frame(s, t, i);
		return 1;
	}
	for (i = 0; i < state->nr; i++)
		if (!state->each[i].covered && !state->each[i].kernel)
			break;
	if (i == state->nr)
		return 0;
	return kml_fail(s, -EFAULT,
			"addr=0x%llx is not mapped: no area of the process covers it; /proc/PID/maps lists the areas",
			address_at(s, i));
}

const struct kml_section kml_translate_sections[] = {
	{ "address",
	  "addr:hex state:str level:str page_bytes:int pfn:hex phys:hex rights:str "
	  "reason:str stable:int retries:int what:str swap_type:int swap_offset:int "
	  "wx:int key:int",
	  address_row },
	{ "level",
	  "addr:hex level:str table_pfn:hex index:int entry:hex kind:str flags:flags",
	  level_row },
	{ "area", "addr:hex start:hex end:hex rights:str offset_bytes:int name:str", area_row },
	{ "region", "addr:hex start:hex last:hex name:str", region_row },
	{ "frame", "addr:hex pfn:hex nid:int zone:str refcount:int", frame_row },
	{ }
};

