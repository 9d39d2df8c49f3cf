// SPDX-License-Identifier: GPL-2.0
/* The bench `frames`: the state of page frames, by number. */
#include <linux/memory_hotplug.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/page_ref.h>
#include <linux/string.h>

#include <kmemlab.h>
#include "../files.h"
#include "../slab/cache.h"
#include "../slab/proof.h"
#include "frame.h"
#include "scan.h"
#include "zone.h"

struct frames_request {
	struct kml_addresses pfns;
	u64 start;
	u64 count;
};

static const struct kml_key keys[] = {
	{
		.name = "pfn",
		.help = "number of a frame; repeatable",
		.type = KML_KEY_ADDRESSES,
		.offset = offsetof(struct frames_request, pfns),
	},
	{
		.name = "start",
		.help = "number of the first frame of a range",
		.type = KML_KEY_ADDRESS,
		.offset = offsetof(struct frames_request, start),
	},
	{
		.name = "count",
		.help = "frames in the range",
		.type = KML_KEY_NUMBER,
		.offset = offsetof(struct frames_request, count),
		.max = U64_MAX,
	},
	{ }
};

static unsigned long end_of_memory(void)
{
	struct kml_scan scan;

	kml_scan_all(&scan);
	return scan.end;
}

/* Where memory ends is itself the number of a frame. */
static int refuse_past(struct kml_session *s, const char *what, unsigned long end)
{
	if (!kml_may_see_addresses(s))
		return kml_fail(s, -ERANGE, "%s past the last frame", what);
	return kml_fail(s, -ERANGE, "%s past the last frame (0x%lx)", what, end - 1);
}

static int frames_check(struct kml_session *s)
{
	const struct frames_request *request = s->request;
	unsigned long end = end_of_memory();
	char what[80];
	u64 i;

	if (!request->pfns.nr == !request->count)
		return kml_fail(s, -EINVAL,
				"name frames with pfn=, or a range with start= and count=");
	for (i = 0; i < request->pfns.nr; i++) {
		if (request->pfns.addr[i] < end)
			continue;
		snprintf(what, sizeof(what), "pfn=0x%llx is", request->pfns.addr[i]);
		return refuse_past(s, what, end);
	}
	if (!request->count || (request->start < end && request->count <= end - request->start))
		return 0;
	snprintf(what, sizeof(what), "start=0x%llx count=%llu ends", request->start,
		 request->count);
	return refuse_past(s, what, end);
}

#define FLAG(name)	{ #name, BIT(PG_##name) }

/* Those all supported kernels have, named as in enum pageflags. */
static const struct kml_flag flag_names[] = {
	FLAG(locked), FLAG(writeback), FLAG(referenced), FLAG(uptodate), FLAG(dirty),
	FLAG(lru), FLAG(head), FLAG(active), FLAG(workingset), FLAG(owner_priv_1),
	FLAG(arch_1), FLAG(reserved), FLAG(private), FLAG(private_2), FLAG(reclaim),
	FLAG(swapbacked), FLAG(unevictable), FLAG(mlocked),
	{ "slab", KML_SLAB_FLAG },
	{ "hwpoison", KML_HWPOISON_FLAG },
	{ }
};

/**
 * struct look - what a frame looked like
 * @page: its struct page
 * @pfn: its number
 * @flags: its own flags
 * @compound: the compound page it is in, if @in_compound
 * @in_compound: it is in one
 * @class: what it is
 * @free_order: order of the free block it is in, or -1
 */
struct look {
	struct page *page;
	unsigned long pfn;
	unsigned long flags;
	struct kml_compound compound;
	bool in_compound;
	enum kmemlab_class class;
	int free_order;
};

static struct look look_at(struct page *page, unsigned long pfn)
{
	struct look look = { .page = page, .pfn = pfn, .free_order = -1 };

	look.flags = kml_page_flags(page);
	look.free_order = kml_free_block_order(page, pfn);
	look.in_compound = look.free_order < 0 && PageCompound(page) &&
			   kml_compound_of(page, pfn, &look.compound);
	if (look.free_order >= 0)
		look.class = KMEMLAB_FREE;
	else if (look.flags & KML_HWPOISON_FLAG)
		look.class = KMEMLAB_HWPOISON;
	else if (look.in_compound)
		look.class = kml_odd_class(look.compound.head,
					   kml_page_flags(look.compound.head));
	else
		look.class = kml_single_class(page, pfn);
	return look;
}

static const char *type_name(struct page *page)
{
	if (PageSlab(page))
		return "slab";
	if (PageTable(page))
		return "table";
	if (PageBuddy(page))
		return "buddy";
	if (PageOffline(page))
		return "offline";
	if (PageHuge(page))
		return "hugetlb";
	return page_has_type(page) ? "other" : NULL;
}

static int mapcount(const struct look *look)
{
	int count = page_has_type(look->page) ? 0 : atomic_read(&look->page->_mapcount) + 1;

	return look->in_compound ? count + kml_entire_mapcount(look->compound.head) : count;
}

static void put_order(struct kml_text *t, int order)
{
	if (order < 0)
		kml_text_none(t);
	else
		kml_text_int(t, order);
}

static void put_compound(struct kml_session *s, struct kml_text *t,
			 const struct look *look)
{
	if (!look->in_compound) {
		kml_text_none(t);
		kml_text_none(t);
		return;
	}
	kml_text_uint(t, look->compound.order);
	kml_text_hex(t, s->may_see_addresses ? look->compound.pfn : 0);
}

static void put_place(struct kml_text *t, const struct look *look)
{
	int migrate = kml_migrate_of(look->pfn);

	kml_zone_put(t, kml_zone_of(look->page));
	if (migrate < 0)
		kml_text_none(t);
	else
		kml_text_str(t, kml_migrate_names[migrate]);
}

/* The layouts of slabs are private to the kernel: it may be one we do not know. */
static void put_cache(struct kml_text *t, const struct page *head, const char *type)
{
	char name[128];

	if (!type || strcmp(type, "slab")) {
		kml_text_none(t);
	} else if (kml_slab_unavailable()) {
		snprintf(name, sizeof(name), "unknown: %s", kml_slab_unavailable());
		kml_text_str(t, name);
	} else if (kml_slab_name(head, name, sizeof(name))) {
		kml_text_str(t, name);
	} else {
		kml_text_str(t, "unknown: it was freed meanwhile, or is of KFENCE");
	}
}

static void put_online(struct kml_session *s, struct kml_text *t, const struct look *look)
{
	struct page *head = look->in_compound ? look->compound.head : look->page;
	const char *type = type_name(head);

	kml_text_str(t, "online");
	kml_text_str(t, kml_class_names[look->class]);
	kml_text_flags(t, look->flags, flag_names);
	put_compound(s, t, look);
	kml_text_int(t, page_ref_count(head));
	kml_text_int(t, mapcount(look));
	if (type)
		kml_text_str(t, type);
	else
		kml_text_none(t);
	put_cache(t, head, type);
	put_order(t, look->free_order);
	put_place(t, look);
}

static void put_not_online(struct kml_text *t, unsigned long pfn)
{
	int i;

	if (pfn_valid(pfn))
		kml_text_str(t, kml_is_device(pfn) ? "device" : "offline");
	else
		kml_text_str(t, "hole");
	for (i = 0; i < 12; i++)
		kml_text_none(t);
}

static void put_frame(struct kml_session *s, struct kml_text *t, unsigned long pfn)
{
	struct page *page = pfn_to_online_page(pfn);
	struct look look;

	kml_text_hex(t, s->may_see_addresses ? pfn : 0);
	if (page) {
		/* What the frame says of itself may change meanwhile: racy.h. */
		look = data_race(look_at(page, pfn));
		put_online(s, t, &look);
	} else {
		put_not_online(t, pfn);
	}
	kml_text_uint(t, s->may_see_addresses ? pfn_to_section_nr(pfn) : 0);
	kml_text_row_end(t);
}

static int frame_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct frames_request *request = s->request;

	if (*pos < request->pfns.nr)
		put_frame(s, t, request->pfns.addr[*pos]);
	else if (*pos < request->count)
		put_frame(s, t, request->start + *pos);
	else
		return 0;
	++*pos;
	return 1;
}

static const struct kml_section sections[] = {
	{ "frame",
	  "pfn:hex state:str class:str flags:flags order:int head:hex refcount:int "
	  "mapcount:int type:str cache:str free_order:int nid:int zone:str migrate:str "
	  "section:int",
	  frame_row },
	{ }
};

const struct kml_file kml_frames_file = {
	.name = KMEMLAB_FILE_FRAMES,
	.help = "the state of page frames, by number",
	.version = 1,
	.keys = keys,
	.request_size = sizeof(struct frames_request),
	.consistency = "racy, each frame at a moment of its own, without a reference",
	.check = frames_check,
	.sections = sections,
};
