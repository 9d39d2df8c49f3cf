// SPDX-License-Identifier: GPL-2.0
/* The bench `exercise/frag`: fragments of pages, as network drivers take them. */
#include <linux/mm.h>
#include <linux/slab.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "keys.h"
#include "loop.h"

/* page_frag_alloc() chooses compound pages and their reserves itself. */
static const struct kml_flag masks[] = {
	KML_MASK(GFP_KERNEL_ACCOUNT),
	KML_MASK(GFP_KERNEL),
	KML_MASK(GFP_ATOMIC),
	KML_MASK(GFP_NOWAIT),
#ifdef CONFIG_ZONE_DMA32
	KML_MASK(GFP_DMA32),
#endif
	KML_MASK(__GFP_ACCOUNT),
	KML_MASK(__GFP_NOWARN),
	KML_MASK(__GFP_NORETRY),
	KML_MASK(__GFP_RETRY_MAYFAIL),
	{ }
};

static const struct kml_key keys[] = {
	KML_KEY_BYTES("bytes a fragment", PAGE_SIZE, 256),
	KML_KEY_COUNT,
	KML_KEY_MASK(masks),
	KML_KEYS_ALL,
	{ }
};

/* The rest of a block that is too short for another one may be as large. */
static u64 object_bytes(const struct kml_exercise *request)
{
	return 2 * request->size;
}

static int check(struct kml_session *s, struct kml_exercise *request)
{
	if (request->threads > 1)
		return kml_fail(s, -EINVAL,
				"threads=%llu: a fragment cache has one user at a time; ask for 1",
				request->threads);
	return 0;
}

static int prepare(struct kml_session *s, struct kml_run *run)
{
	run->pool = kzalloc(sizeof(struct page_frag_cache), GFP_KERNEL_ACCOUNT);
	return run->pool ? 0 : kml_fail(s, -ENOMEM, "no memory for the fragment cache");
}

static void finish(struct kml_run *run)
{
	page_frag_cache_drain(run->pool);
	kfree(run->pool);
}

static __always_inline void *alloc_one(const struct kml_run *run)
{
	return page_frag_alloc(run->pool, run->size, run->gfp);
}

static __always_inline void free_one(const struct kml_run *run, void *object)
{
	page_frag_free(object);
}

KML_CALLS(frag_calls, alloc_one, free_one);

static const struct kml_calls *calls_of(const struct kml_exercise *request)
{
	return &frag_calls;
}

static u64 usable_bytes(const struct kml_run *run, const void *object)
{
	return run->size;
}

static const struct kml_backend backend = {
	.object_bytes = object_bytes,
	.check = check,
	.prepare = prepare,
	.finish = finish,
	.calls = calls_of,
	.usable_bytes = usable_bytes,
};

const struct kml_file kml_frag_file = {
	.name = KMEMLAB_FILE_FRAG,
	.help = "what page_frag_alloc() and page_frag_free() cost and give",
	KML_EXERCISE_FILE(keys, &backend),
};
