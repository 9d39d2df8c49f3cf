// SPDX-License-Identifier: GPL-2.0
/* The bench `translate`: the way of addresses through the page tables. */
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/limits.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/mmzone.h>
#include <linux/slab.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "../target.h"
#include "area.h"
#include "decode.h"
#include "put.h"
#include "reader.h"
#include "what.h"

struct translate_request {
	u64 pid;
	struct kml_addresses addrs;
};

static const struct kml_key keys[] = {
	{
		.name = "pid",
		.help = "the process whose address space is read",
		.type = KML_KEY_PID,
		.required = true,
		.offset = offsetof(struct translate_request, pid),
		.min = 1,
		.max = PID_MAX_LIMIT,
	}, {
		.name = "addr",
		.help = "an address of its, hexadecimal; repeatable",
		.type = KML_KEY_ADDRESSES,
		.required = true,
		.offset = offsetof(struct translate_request, addrs),
	},
	{ }
};

/**
 * struct translated - all that is known of one address
 * @path: its entries
 * @area: the area it lies in
 * @covered: there is an area
 * @rights: what all levels allow, if the last entry is a leaf
 */
struct translated {
	struct kml_path path;
	struct kml_area area;
	bool covered;
	unsigned int rights;
};

/**
 * struct translate_state - an answer in the making
 * @nr: addresses read; their areas hold references
 * @uncovered: those no area covers
 * @each: in the order asked for
 */
struct translate_state {
	unsigned int nr;
	unsigned int uncovered;
	struct translated each[KML_ADDRESSES_MAX];
};

static int check_address(struct kml_session *s, u64 addr)
{
	switch (kml_address_half(addr)) {
	case KML_HALF_USER:
		return 0;
	case KML_HALF_KERNEL:
		return kml_fail(s, -EINVAL,
				"addr=0x%llx lies in the kernel's half; a process's own addresses are below 0x%llx",
				addr, BIT_ULL(kml_address_bits() - 1));
	default:
		return kml_fail(s, -EINVAL,
				"addr=0x%llx is not canonical: with %u-bit addresses, bits 63 to %u must be equal",
				addr, kml_address_bits(), kml_address_bits() - 1);
	}
}

static int translate_check(struct kml_session *s)
{
	const struct translate_request *request = s->request;
	struct mm_struct *mm;
	u64 i;
	int err;

	for (i = 0; i < request->addrs.nr; i++) {
		err = check_address(s, request->addrs.addr[i]);
		if (err)
			return err;
	}
	mm = kml_target_find(s, request->pid);
	if (IS_ERR(mm))
		return PTR_ERR(mm);
	s->resource = mm;
	return 0;
}

static void translate_forget(struct kml_session *s)
{
	kml_target_forget(s->resource);
}

static const struct kml_entry *last_entry(const struct translated *one)
{
	return &one->path.entry[one->path.nr - 1];
}

static bool is_mapped(const struct translated *one)
{
	const struct kml_entry *last = last_entry(one);

	return kml_entry_kind(last->level, last->raw) == KML_LEAF;
}

static void read_one(struct mm_struct *mm, u64 addr, struct translated *one)
{
	unsigned int i;

	one->covered = kml_area_find(mm, addr, &one->area);
	kml_path_read(mm, addr, &one->path);
	one->rights = is_mapped(one) ? KML_RIGHTS : 0;
	for (i = 0; i < one->path.nr; i++)
		one->rights &= kml_entry_rights(one->path.entry[i].level,
						one->path.entry[i].raw);
}

static void note_consistency(struct kml_session *s)
{
	const struct translate_state *state = s->state;
	unsigned int i;

	s->consistency = "each address read at one moment";
	for (i = 0; i < state->nr; i++)
		if (!state->each[i].path.stable)
			s->consistency = "racy, see the column stable: the tables kept changing";
}

static int translate_run(struct kml_session *s)
{
	const struct translate_request *request = s->request;
	struct translate_state *state = s->state;
	struct mm_struct *mm = s->resource;
	int err = kml_target_get(s, mm);

	if (err)
		return err;
	if (mmap_read_lock_killable(mm)) {
		kml_target_put(mm);
		return kml_fail(s, -EINTR, "interrupted");
	}
	for (; state->nr < request->addrs.nr; state->nr++) {
		read_one(mm, request->addrs.addr[state->nr], &state->each[state->nr]);
		state->uncovered += !state->each[state->nr].covered;
	}
	mmap_read_unlock(mm);
	kml_target_put(mm);
	note_consistency(s);
	return 0;
}

static void translate_end(struct kml_session *s)
{
	struct translate_state *state = s->state;
	unsigned int i;

	for (i = 0; i < state->nr; i++)
		kml_area_put(&state->each[i].area);
}

static u64 address_at(const struct kml_session *s, unsigned int i)
{
	return ((const struct translate_request *)s->request)->addrs.addr[i];
}

static const char *why_not_mapped(const struct translated *one)
{
	const struct kml_entry *last = last_entry(one);

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
static u64 frame_of(const struct translated *one, u64 addr)
{
	const struct kml_entry *last = last_entry(one);
	u64 within = addr & (kml_level_bytes(last->level) - 1);

	return kml_entry_pfn(last->level, last->raw) + (within >> PAGE_SHIFT);
}

static void put_mapping(struct kml_session *s, struct kml_text *t, unsigned int i)
{
	const struct translate_state *state = s->state;
	const struct translated *one = &state->each[i];
	u64 addr = address_at(s, i);
	u64 pfn = s->may_see_addresses ? frame_of(one, addr) : 0;

	kml_text_uint(t, kml_level_bytes(last_entry(one)->level));
	kml_text_hex(t, pfn);
	kml_text_hex(t, pfn ? (pfn << PAGE_SHIFT) + offset_in_page(addr) : 0);
	kml_put_rights(t, one->rights);
	kml_text_none(t);
}

/* Where swapped memory lies is a place in the machine, as a frame is. */
static void put_what(struct kml_session *s, struct kml_text *t,
		     const struct translated *one)
{
	const struct kml_entry *last = last_entry(one);
	bool swapped = kml_entry_kind(last->level, last->raw) == KML_NOT_PRESENT &&
		       kml_entry_absent(last->raw).state == KML_SWAP;

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

static int address_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct translate_state *state = s->state;
	const struct translated *one;
	unsigned int i = (*pos)++;

	if (i >= state->nr)
		return 0;
	one = &state->each[i];
	kml_text_hex(t, address_at(s, i));
	if (is_mapped(one)) {
		kml_text_str(t, "mapped");
		kml_text_str(t, kml_level_names[last_entry(one)->level]);
		put_mapping(s, t, i);
	} else {
		kml_text_str(t, last_entry(one)->raw ? "not-present" : "none");
		kml_text_str(t, kml_level_names[last_entry(one)->level]);
		kml_text_none(t);
		kml_text_none(t);
		kml_text_none(t);
		kml_text_none(t);
		kml_text_str(t, why_not_mapped(one));
	}
	kml_text_uint(t, one->path.stable);
	kml_text_uint(t, one->path.retries);
	put_what(s, t, one);
	kml_text_row_end(t);
	return 1;
}

static int level_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct translate_state *state = s->state;
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
	kml_text_flags(t, entry->raw, kml_entry_flags(entry->level, entry->raw));
	kml_text_row_end(t);
	return 1;
}

static int area_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	struct translate_state *state = s->state;
	unsigned int i = (*pos)++;
	struct kml_area *area;

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
	kml_put_area_name(t, area, s->scratch, PATH_MAX);
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
	const struct translate_state *state = s->state;
	u64 addr = address_at(s, i), pfn = frame_of(&state->each[i], addr);
	struct page *page = pfn_to_online_page(pfn);

	if (!page)
		return;
	kml_text_hex(t, addr);
	kml_text_hex(t, s->may_see_addresses ? pfn : 0);
	kml_text_int(t, page_to_nid(page));
	kml_text_str(t, page_zone(page)->name);
	kml_text_int(t, page_count(page));
	kml_text_row_end(t);
}

/*
 * The last section also ends the answer: an address in no area is an error,
 * told after all that could be read.
 */
static int frame_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct translate_state *state = s->state;
	unsigned int i = (*pos)++;

	if (i < state->nr) {
		if (is_mapped(&state->each[i]))
			put_frame(s, t, i);
		return 1;
	}
	if (!state->uncovered)
		return 0;
	for (i = 0; state->each[i].covered; i++)
		;
	return kml_fail(s, -EFAULT,
			"addr=0x%llx is not mapped: no area of the process covers it; /proc/PID/maps lists the areas",
			address_at(s, i));
}

static const struct kml_section sections[] = {
	{ "address",
	  "addr:hex state:str level:str page_bytes:int pfn:hex phys:hex rights:str "
	  "reason:str stable:int retries:int what:str swap_type:int swap_offset:int",
	  address_row },
	{ "level",
	  "addr:hex level:str table_pfn:hex index:int entry:hex kind:str flags:flags",
	  level_row },
	{ "area", "addr:hex start:hex end:hex rights:str offset_bytes:int name:str", area_row },
	{ "frame", "addr:hex pfn:hex nid:int zone:str refcount:int", frame_row },
	{ }
};

const struct kml_file kml_translate_file = {
	.name = KMEMLAB_FILE_TRANSLATE,
	.help = "the way of a process's addresses through the page tables",
	.version = 1,
	.keys = keys,
	.request_size = sizeof(struct translate_request),
	.state_size = sizeof(struct translate_state),
	.check = translate_check,
	.forget = translate_forget,
	.run = translate_run,
	.end = translate_end,
	.sections = sections,
};
