// SPDX-License-Identifier: GPL-2.0
/* The bench `exercise/vmalloc`. */
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/vmalloc.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "exercise.h"

/* What __vmalloc() documents, and from 7.2 on checks (mm/vmalloc.c). */
static const struct kml_flag masks[] = {
	KML_MASK(GFP_KERNEL_ACCOUNT),
	KML_MASK(GFP_KERNEL),
	KML_MASK(GFP_NOFS),
	KML_MASK(GFP_NOIO),
	KML_MASK(__GFP_ZERO),
	KML_MASK(__GFP_NOWARN),
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
		.max = SZ_1G,
		.value = SZ_64K,
	}, {
		.name = "count",
		.help = "objects, all held at once",
		.type = KML_KEY_SIZE,
		.offset = offsetof(struct kml_exercise, count),
		.min = 1,
		.max = 1 << 20,
		.value = 100,
	},
	KML_KEY_MASK(masks),
	KML_KEY_TIME_LIMIT,
	{ }
};

/* Its pages, their list, their page-table entries, and what describes the area. */
static u64 object_bytes(const struct kml_exercise *request)
{
	u64 pages = DIV_ROUND_UP_ULL(request->size, PAGE_SIZE);

	return pages * (PAGE_SIZE + sizeof(struct page *) + sizeof(pte_t)) +
	       sizeof(struct vm_struct) + sizeof(struct vmap_area);
}

static void *alloc_one(const struct kml_run *run)
{
	return __vmalloc(run->size, run->gfp);
}

static void free_one(const struct kml_run *run, void *object)
{
	vfree(object);
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
	return PAGE_ALIGN(run->size);
}

static const struct kml_backend backend = {
	.object_bytes = object_bytes,
	.alloc = alloc_some,
	.free = free_some,
	.usable_bytes = usable_bytes,
};

const struct kml_file kml_vmalloc_file = {
	.name = KMEMLAB_FILE_VMALLOC,
	.help = "what __vmalloc() and vfree() cost and give",
	KML_EXERCISE_FILE(keys, &backend),
};
