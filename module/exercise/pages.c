// SPDX-License-Identifier: GPL-2.0
/* The bench `exercise/pages`: blocks of the buddy allocator. */
#include <linux/mm.h>
#include <linux/sizes.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "bulk.h"
#include "keys.h"

enum { CALL_ALLOC_PAGES, CALL_GET_FREE_PAGES, CALL_EXACT, CALL_BULK };

static const char * const calls[] = { "alloc_pages", "get_free_pages", "exact", "bulk", NULL };

static const struct kml_flag masks[] = {
	KML_MASK(GFP_HIGHUSER_MOVABLE),
	KML_MASK(GFP_HIGHUSER),
	KML_MASK(GFP_USER),
	KML_MASK(GFP_KERNEL_ACCOUNT),
	KML_MASK(GFP_KERNEL),
	KML_MASK(GFP_NOFS),
	KML_MASK(GFP_NOIO),
	KML_MASK(GFP_ATOMIC),
	KML_MASK(GFP_NOWAIT),
#ifdef CONFIG_ZONE_DMA
	KML_MASK(GFP_DMA),
#endif
#ifdef CONFIG_ZONE_DMA32
	KML_MASK(GFP_DMA32),
#endif
	KML_MASK(__GFP_COMP),
	KML_MASK(__GFP_ZERO),
	KML_MASK(__GFP_HIGH),
	KML_MASK(__GFP_ACCOUNT),
	KML_MASK(__GFP_RECLAIMABLE),
	KML_MASK(__GFP_NOMEMALLOC),
	KML_MASK(__GFP_NOWARN),
	KML_MASK(__GFP_NORETRY),
	KML_MASK(__GFP_RETRY_MAYFAIL),
	{ }
};

static const struct kml_key keys[] = {
	{
		.name = "order",
		.help = "an object is 2^order pages that lie together; A..B: one run each",
		.type = KML_KEY_NUMBERS,
		.offset = offsetof(struct kml_exercise, orders),
		.max = NR_PAGE_ORDERS - 1,
	},
	KML_KEY_COUNT,
	KML_KEY_MASK(masks),
	KML_KEYS_ALL,
	KML_KEY_CALL(calls),
	KML_KEY_BATCH,
	KML_KEY_NODE,
	KML_KEY_SIZES_OF("exact_size", "bytes an object, for call=exact", 1,
			 PAGE_SIZE << (NR_PAGE_ORDERS - 1), PAGE_SIZE),
	{ }
};

static u64 object_bytes(const struct kml_exercise *request)
{
	/* alloc_pages_exact() takes a whole block before it gives back the rest. */
	if (request->call == CALL_EXACT)
		return PAGE_ALIGN(request->size);
	return (u64)PAGE_SIZE << request->order;
}

static int check_exact(struct kml_session *s, struct kml_exercise *request)
{
	if (request->order)
		return kml_fail(s, -EINVAL, "call=exact has no order; say exact_size");
	if (request->node != KML_ANY_NODE)
		return kml_fail(s, -EINVAL, "call=exact does not take a node");
	if (request->gfp & (__force u64)(__GFP_COMP | __GFP_HIGHMEM))
		return kml_fail(s, -EINVAL,
				"call=exact takes neither __GFP_COMP nor __GFP_HIGHMEM");
	return 0;
}

static int check(struct kml_session *s, struct kml_exercise *request)
{
	if (request->call != CALL_BULK)
		request->batch = 1;
	else if (request->order || request->node != KML_ANY_NODE)
		return kml_fail(s, -EINVAL, "call=bulk takes single pages, and no node");
	if (request->call == CALL_EXACT)
		return check_exact(s, request);
	if (!kml_range_is_one(&request->sizes))
		return kml_fail(s, -EINVAL, "exact_size is of call=exact");
	request->size = 0;
	if (request->call == CALL_GET_FREE_PAGES &&
	    (request->gfp & (__force u64)__GFP_HIGHMEM))
		return kml_fail(s, -EINVAL, "call=get_free_pages does not take __GFP_HIGHMEM");
	if (request->call == CALL_GET_FREE_PAGES && request->node != KML_ANY_NODE)
		return kml_fail(s, -EINVAL, "call=get_free_pages does not take a node");
	return 0;
}

static __always_inline void *pages_one(const struct kml_run *run)
{
	return alloc_pages(run->gfp, run->order);
}

static __always_inline void *pages_node_one(const struct kml_run *run)
{
	return alloc_pages_node(run->node, run->gfp, run->order);
}

static __always_inline void free_pages_one(const struct kml_run *run, void *object)
{
	__free_pages(object, run->order);
}

static __always_inline void *address_one(const struct kml_run *run)
{
	return (void *)__get_free_pages(run->gfp, run->order);
}

static __always_inline void free_address_one(const struct kml_run *run, void *object)
{
	free_pages((unsigned long)object, run->order);
}

static __always_inline void *exact_one(const struct kml_run *run)
{
	return alloc_pages_exact(run->size, run->gfp);
}

static __always_inline void free_exact_one(const struct kml_run *run, void *object)
{
	free_pages_exact(object, run->size);
}

static __always_inline unsigned int pages_some(const struct kml_run *run, unsigned int nr,
					       void **to)
{
	return alloc_pages_bulk(run->gfp, nr, (struct page **)to);
}

/* There is no call to free several. */
static __always_inline void free_pages_some(const struct kml_run *run, unsigned int nr,
					    void **from)
{
	while (nr)
		__free_page(from[--nr]);
}

KML_CALLS(pages_calls, pages_one, free_pages_one);
KML_CALLS(pages_node_calls, pages_node_one, free_pages_one);
KML_CALLS(address_calls, address_one, free_address_one);
KML_CALLS(exact_calls, exact_one, free_exact_one);
KML_BULK_CALLS(pages_bulk_calls, pages_some, free_pages_some, true);

static const struct kml_calls *calls_of(const struct kml_exercise *request)
{
	if (request->call == CALL_BULK)
		return &pages_bulk_calls;
	if (request->call == CALL_EXACT)
		return &exact_calls;
	if (request->call == CALL_GET_FREE_PAGES)
		return &address_calls;
	return request->node == KML_ANY_NODE ? &pages_calls : &pages_node_calls;
}

static u64 usable_bytes(const struct kml_run *run, const void *object)
{
	return PAGE_ALIGN(kml_object_size(run));
}

static void *address(const struct kml_run *run, void *object)
{
	bool is_page = run->request->call == CALL_ALLOC_PAGES || run->request->call == CALL_BULK;

	return is_page ? page_address(object) : object;
}

static const struct kml_backend backend = {
	.object_bytes = object_bytes,
	.check = check,
	.calls = calls_of,
	.usable_bytes = usable_bytes,
	.address = address,
};

const struct kml_file kml_pages_file = {
	.name = KMEMLAB_FILE_PAGES,
	.help = "what alloc_pages() and __free_pages() cost and give",
	KML_EXERCISE_FILE(keys, &backend),
};
