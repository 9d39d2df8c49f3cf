// SPDX-License-Identifier: GPL-2.0
/* The bench `exercise/kmalloc`: kmalloc() and its relatives. */
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "keys.h"
#include "loop.h"

enum { CALL_KMALLOC, CALL_KZALLOC, CALL_KVMALLOC, CALL_KREALLOC };

static const char * const calls[] = { "kmalloc", "kzalloc", "kvmalloc", "krealloc", NULL };

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

/* What vmalloc() takes as well, where kvmalloc() turns to it. */
#define KVMALLOC_GFP	(GFP_KERNEL_ACCOUNT | __GFP_ZERO | __GFP_NOWARN |	\
			 __GFP_NORETRY | __GFP_RETRY_MAYFAIL)

static const struct kml_key keys[] = {
	KML_KEY_BYTES("bytes an object", SZ_1G, 64),
	KML_KEY_COUNT,
	KML_KEY_MASK(masks),
	KML_KEYS_ALL,
	KML_KEY_CALL(calls),
	KML_KEY_NODE,
	{ }
};

static u64 object_bytes(const struct kml_exercise *request)
{
	u64 bytes = kmalloc_size_roundup(request->size) + kml_account_bytes(request);
	u64 pages = DIV_ROUND_UP_ULL(request->size, PAGE_SIZE);

	if (request->call == CALL_KREALLOC)
		return 2 * bytes;
	if (request->call != CALL_KVMALLOC || request->size <= PAGE_SIZE)
		return bytes;
	return max_t(u64, bytes,
		     (pages + 1) * PAGE_SIZE + pages * (sizeof(struct page *) + sizeof(pte_t)));
}

static int check(struct kml_session *s, struct kml_exercise *request)
{
	if (request->call != CALL_KVMALLOC) {
		if (request->size > KMALLOC_MAX_SIZE)
			return kml_fail(s, -ERANGE,
					"size=%llu is out of range (1 to %lu) for call=%s",
					request->size, KMALLOC_MAX_SIZE, calls[request->call]);
	} else if (request->gfp & ~(__force u64)KVMALLOC_GFP) {
		return kml_fail(s, -EINVAL,
				"call=kvmalloc may turn to vmalloc(), which does not take this gfp; use GFP_KERNEL");
	} else if (request->node != KML_ANY_NODE && request->size > KMALLOC_MAX_SIZE) {
		return kml_fail(s, -EINVAL, "node is of what kmalloc() can give, up to %lu bytes",
				KMALLOC_MAX_SIZE);
	}
	if (request->call == CALL_KREALLOC && request->node != KML_ANY_NODE)
		return kml_fail(s, -EINVAL, "call=krealloc does not take a node");
	return 0;
}

static __always_inline void *kmalloc_one(const struct kml_run *run)
{
	return kmalloc(run->size, run->gfp);
}

static __always_inline void *kmalloc_node_one(const struct kml_run *run)
{
	return kmalloc_node(run->size, run->gfp, run->node);
}

static __always_inline void *kzalloc_one(const struct kml_run *run)
{
	return kzalloc(run->size, run->gfp);
}

static __always_inline void *kzalloc_node_one(const struct kml_run *run)
{
	return kzalloc_node(run->size, run->gfp, run->node);
}

static __always_inline void *kvmalloc_one(const struct kml_run *run)
{
	return kvmalloc(run->size, run->gfp);
}

static __always_inline void *kvmalloc_node_one(const struct kml_run *run)
{
	return kvmalloc_node(run->size, run->gfp, run->node);
}

/* Grown from half of it. */
static __always_inline void *krealloc_one(const struct kml_run *run)
{
	void *half = kmalloc(max_t(size_t, run->size / 2, 1), run->gfp);
	void *object = half ? krealloc(half, run->size, run->gfp) : NULL;

	if (!object)
		kfree(half);
	return object;
}

static __always_inline void kfree_one(const struct kml_run *run, void *object)
{
	kfree(object);
}

static __always_inline void kvfree_one(const struct kml_run *run, void *object)
{
	kvfree(object);
}

KML_CALLS(kmalloc_calls, kmalloc_one, kfree_one);
KML_CALLS(kmalloc_node_calls, kmalloc_node_one, kfree_one);
KML_CALLS(kzalloc_calls, kzalloc_one, kfree_one);
KML_CALLS(kzalloc_node_calls, kzalloc_node_one, kfree_one);
KML_CALLS(kvmalloc_calls, kvmalloc_one, kvfree_one);
KML_CALLS(kvmalloc_node_calls, kvmalloc_node_one, kvfree_one);
KML_CALLS(krealloc_calls, krealloc_one, kfree_one);

static const struct kml_calls *calls_of(const struct kml_exercise *request)
{
	bool node = request->node != KML_ANY_NODE;

	switch (request->call) {
	case CALL_KZALLOC:
		return node ? &kzalloc_node_calls : &kzalloc_calls;
	case CALL_KVMALLOC:
		return node ? &kvmalloc_node_calls : &kvmalloc_calls;
	case CALL_KREALLOC:
		return &krealloc_calls;
	default:
		return node ? &kmalloc_node_calls : &kmalloc_calls;
	}
}

static u64 usable_bytes(const struct kml_run *run, const void *object)
{
	return is_vmalloc_addr(object) ? PAGE_ALIGN(run->size) : ksize(object);
}

static const struct kml_backend backend = {
	.object_bytes = object_bytes,
	.check = check,
	.calls = calls_of,
	.usable_bytes = usable_bytes,
};

const struct kml_file kml_kmalloc_file = {
	.name = KMEMLAB_FILE_KMALLOC,
	.help = "what kmalloc() and kfree() cost and give",
	KML_EXERCISE_FILE(keys, &backend),
};
