// SPDX-License-Identifier: GPL-2.0
/* The bench `exercise/kmalloc`. */
#include <linux/mm.h>
#include <linux/slab.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "exercise.h"

static const struct kml_flag masks[] = {
	KML_MASK(GFP_KERNEL_ACCOUNT),
	KML_MASK(GFP_KERNEL),
	KML_MASK(GFP_NOFS),
	KML_MASK(GFP_NOIO),
	KML_MASK(GFP_ATOMIC),
	KML_MASK(GFP_NOWAIT),
#ifdef CONFIG_ZONE_DMA
	KML_MASK(GFP_DMA),
#endif
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
		.name = "size",
		.help = "bytes an object",
		.type = KML_KEY_SIZE,
		.offset = offsetof(struct kml_exercise, size),
		.min = 1,
		.max = KMALLOC_MAX_SIZE,
		.value = 64,
	},
	KML_KEY_COUNT,
	KML_KEY_MASK(masks),
	KML_KEY_TIME_LIMIT,
	{ }
};

static u64 object_bytes(const struct kml_exercise *request)
{
	return kmalloc_size_roundup(request->size);
}

static void *alloc_one(const struct kml_run *run)
{
	return kmalloc(run->size, run->gfp);
}

static void free_one(const struct kml_run *run, void *object)
{
	kfree(object);
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
	return ksize(object);
}

static const struct kml_backend backend = {
	.object_bytes = object_bytes,
	.alloc = alloc_some,
	.free = free_some,
	.usable_bytes = usable_bytes,
};

const struct kml_file kml_kmalloc_file = {
	.name = KMEMLAB_FILE_KMALLOC,
	.help = "what kmalloc() and kfree() cost and give",
	KML_EXERCISE_FILE(keys, &backend),
};
