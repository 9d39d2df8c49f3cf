// SPDX-License-Identifier: GPL-2.0
/* The bench `exercise/pages`. */
#include <linux/mm.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "exercise.h"

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
		.help = "an object is 2^order pages that lie together",
		.type = KML_KEY_NUMBER,
		.offset = offsetof(struct kml_exercise, order),
		.max = NR_PAGE_ORDERS - 1,
	},
	KML_KEY_COUNT,
	KML_KEY_MASK(masks),
	KML_KEY_TIME_LIMIT,
	{ }
};

static u64 object_bytes(const struct kml_exercise *request)
{
	return (u64)PAGE_SIZE << request->order;
}

/* __GFP_MOVABLE and __GFP_RECLAIMABLE are two places, not two wishes. */
static int check(struct kml_session *s, struct kml_exercise *request)
{
	const u64 both = (__force u64)(__GFP_MOVABLE | __GFP_RECLAIMABLE);

	if ((request->gfp & both) == both)
		return kml_fail(s, -EINVAL,
				"gfp has both __GFP_MOVABLE and __GFP_RECLAIMABLE; a page is of one type");
	return 0;
}

static void *alloc_one(const struct kml_run *run)
{
	return alloc_pages(run->gfp, run->order);
}

static void free_one(const struct kml_run *run, void *object)
{
	__free_pages(object, run->order);
}

static void alloc_some(struct kml_run *run, unsigned int nr)
{
	kml_alloc_loop(run, nr, alloc_one);
}

static void free_some(struct kml_run *run, unsigned int nr)
{
	kml_free_loop(run, nr, free_one);
}

static u64 usable_bytes(const struct kml_run *run, const void *object)
{
	return (u64)PAGE_SIZE << run->order;
}

static const struct kml_backend backend = {
	.object_bytes = object_bytes,
	.check = check,
	.alloc = alloc_some,
	.free = free_some,
	.usable_bytes = usable_bytes,
};

const struct kml_file kml_pages_file = {
	.name = KMEMLAB_FILE_PAGES,
	.help = "what alloc_pages() and __free_pages() cost and give",
	KML_EXERCISE_FILE(keys, &backend),
};
