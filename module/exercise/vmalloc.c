// SPDX-License-Identifier: GPL-2.0
/* The bench `exercise/vmalloc`: memory that is contiguous in the map only. */
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "../own.h"
#include "keys.h"
#include "loop.h"

enum { CALL_VMALLOC, CALL_VZALLOC, CALL_HUGE, CALL_VMAP };

static const char * const calls[] = { "vmalloc", "vzalloc", "huge", "vmap", NULL };

/* What __vmalloc() documents, and from 6.19 on checks (mm/vmalloc.c). */
static const struct kml_flag masks[] = {
	KML_MASK(GFP_KERNEL_ACCOUNT),
	KML_MASK(GFP_KERNEL),
	KML_MASK(GFP_NOFS),
	KML_MASK(GFP_NOIO),
#if KML_VMALLOC_ATOMIC
	KML_MASK(GFP_ATOMIC),
	KML_MASK(GFP_NOWAIT),
#endif
	KML_MASK(__GFP_ZERO),
	KML_MASK(__GFP_NOWARN),
	KML_MASK(__GFP_RETRY_MAYFAIL),
	{ }
};

static const struct kml_key keys[] = {
	KML_KEY_BYTES("bytes an object", SZ_1G, SZ_64K),
	KML_KEY_COUNT_OF(1 << 20, 100),
	KML_KEY_MASK_BUT(masks, kml_masks_refused_asleep),
	KML_KEYS_ALL,
	KML_KEY_CALL(calls),
	{ }
};

/* Of the calls, only those of __vmalloc() may take a mask that forbids to sleep. */
static int check(struct kml_session *s, struct kml_exercise *request)
{
	bool atomic = KML_VMALLOC_ATOMIC &&
		      (request->call == CALL_VMALLOC || request->call == CALL_VZALLOC);

	if (atomic || gfpflags_allow_blocking((__force gfp_t)request->gfp))
		return 0;
	return kml_fail(s, -EINVAL,
			"call=%s may sleep on this kernel, and this gfp says that it must not: add GFP_KERNEL",
			calls[request->call]);
}

/* Its pages, their list, their page-table entries, and what describes the area. */
static u64 object_bytes(const struct kml_exercise *request)
{
	u64 pages = DIV_ROUND_UP_ULL(request->size, PAGE_SIZE);

	if (request->call == CALL_HUGE && request->size >= PMD_SIZE)
		pages = ALIGN(pages, PTRS_PER_PTE);
	return pages * (PAGE_SIZE + sizeof(struct page *) + sizeof(pte_t)) +
	       sizeof(struct vm_struct) + sizeof(struct vmap_area);
}

/* What vmap() maps, the same for each object. */
struct pages {
	unsigned int nr;
	struct page *page[];
};

static void free_pages_of(struct pages *pages)
{
	unsigned int i;

	for (i = 0; i < pages->nr && pages->page[i]; i++) {
		__free_page(pages->page[i]);
		cond_resched();
	}
	kml_own_free(pages);
}

static int prepare(struct kml_session *s, struct kml_run *run)
{
	unsigned int nr = DIV_ROUND_UP_ULL(run->size, PAGE_SIZE), i;
	struct pages *pages;

	if (run->request->call != CALL_VMAP)
		return 0;
	pages = kml_own_calloc(1, struct_size(pages, page, nr));
	if (!pages)
		return kml_fail(s, -ENOMEM, "no memory for a list of %u pages", nr);
	pages->nr = nr;
	for (i = 0; i < nr; i++) {
		pages->page[i] = alloc_page(run->gfp);
		if (!pages->page[i]) {
			free_pages_of(pages);
			return kml_fail(s, -ENOMEM, "no memory for the %u pages to map", nr);
		}
		if (fatal_signal_pending(current)) {
			free_pages_of(pages);
			return kml_fail(s, -EINTR, "interrupted");
		}
		cond_resched();
	}
	run->pool = pages;
	return 0;
}

static void finish(struct kml_run *run)
{
	if (run->pool)
		free_pages_of(run->pool);
}

static __always_inline void *vmalloc_one(const struct kml_run *run)
{
	return __vmalloc(run->size, run->gfp);
}

static __always_inline void *vzalloc_one(const struct kml_run *run)
{
	return __vmalloc(run->size, run->gfp | __GFP_ZERO);
}

static __always_inline void *huge_one(const struct kml_run *run)
{
	return vmalloc_huge(run->size, run->gfp);
}

static __always_inline void vfree_one(const struct kml_run *run, void *object)
{
	vfree(object);
}

static __always_inline void *vmap_one(const struct kml_run *run)
{
	struct pages *pages = run->pool;

	return vmap(pages->page, pages->nr, VM_MAP, PAGE_KERNEL);
}

static __always_inline void vunmap_one(const struct kml_run *run, void *object)
{
	vunmap(object);
}

KML_CALLS(vmalloc_calls, vmalloc_one, vfree_one);
KML_CALLS(vzalloc_calls, vzalloc_one, vfree_one);
KML_CALLS(huge_calls, huge_one, vfree_one);
KML_CALLS(vmap_calls, vmap_one, vunmap_one);

static const struct kml_calls *calls_of(const struct kml_exercise *request)
{
	static const struct kml_calls * const all[] = {
		[CALL_VMALLOC] = &vmalloc_calls,
		[CALL_VZALLOC] = &vzalloc_calls,
		[CALL_HUGE] = &huge_calls,
		[CALL_VMAP] = &vmap_calls,
	};

	return all[request->call];
}

static u64 usable_bytes(const struct kml_run *run, const void *object)
{
	return PAGE_ALIGN(run->size);
}

static const struct kml_backend backend = {
	.object_bytes = object_bytes,
	.check = check,
	.prepare = prepare,
	.finish = finish,
	.calls = calls_of,
	.usable_bytes = usable_bytes,
};

const struct kml_file kml_vmalloc_file = {
	.name = KMEMLAB_FILE_VMALLOC,
	.help = "what __vmalloc() and vfree() cost and give",
	KML_EXERCISE_FILE(keys, &backend),
};
