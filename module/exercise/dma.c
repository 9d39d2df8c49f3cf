// SPDX-License-Identifier: GPL-2.0
/*
 * The bench `exercise/dma`: memory for a device, or mapped for one.
 *
 * The device is a platform device of the module's own, without a driver. Its
 * masks are the device's, not a run's, so runs at one time must agree on them.
 */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/err.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/swiotlb.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "dma.h"
#include "keys.h"
#include "loop.h"

enum { CALL_COHERENT, CALL_POOL, CALL_MAP };

static const char * const calls[] = { "coherent", "pool", "map", NULL };

/* Zones follow from the mask; __GFP_COMP makes dma_alloc_attrs() warn. */
static const struct kml_flag masks[] = {
	KML_MASK(GFP_KERNEL),
	KML_MASK(GFP_ATOMIC),
	KML_MASK(GFP_NOWAIT),
	KML_MASK(__GFP_NOWARN),
	KML_MASK(__GFP_NORETRY),
	KML_MASK(__GFP_RETRY_MAYFAIL),
	{ }
};

/* The object itself keeps its bus address, so it must have room for one. */
static const struct kml_key keys[] = {
	KML_KEY_SIZES_OF("size", "bytes an object; of a pool at most a page",
			 sizeof(dma_addr_t), SZ_4M, PAGE_SIZE),
	KML_KEY_COUNT_OF(1 << 20, 100),
	KML_KEY_MASK(masks),
	KML_KEYS_ALL,
	KML_KEY_CALL(calls),
	{ KML_KEY_FIELD(align, "a power of two up to a page, for call=pool",
			KML_KEY_SIZE, 1, PAGE_SIZE, 8) },
	{ KML_KEY_FIELD(mask_bits, "address bits the device has", KML_KEY_NUMBER, 24, 64, 32) },
	{ }
};

static struct platform_device *device;

/* Runs that use the device now, and the mask they agreed on. */
static DEFINE_MUTEX(users_lock);
static unsigned int users;
static u64 users_bits;

/**
 * kml_dma_register - make the device; without one the bench says so
 */
void kml_dma_register(void)
{
	struct platform_device_info info = {
		.name = "kmemlab",
		.id = PLATFORM_DEVID_NONE,
		.dma_mask = DMA_BIT_MASK(32),
	};

	device = platform_device_register_full(&info);
	if (IS_ERR(device))
		device = NULL;
}

/**
 * kml_dma_unregister - undo kml_dma_register(); no file is open
 */
void kml_dma_unregister(void)
{
	platform_device_unregister(device);
	device = NULL;
}

static const char *unavailable(void)
{
	return device ? NULL : "the platform device could not be registered";
}

static u64 object_bytes(const struct kml_exercise *request)
{
	if (request->call == CALL_POOL)
		return 2 * ALIGN(request->size, request->align);
	return PAGE_SIZE << get_order(request->size);
}

static int check(struct kml_session *s, struct kml_exercise *request)
{
	if (!device)
		return kml_fail(s, -EOPNOTSUPP, "%s", unavailable());
	if (!is_power_of_2(request->align))
		return kml_fail(s, -EINVAL, "align=%llu is not a power of two", request->align);
	if (request->call == CALL_POOL && request->size > PAGE_SIZE)
		return kml_fail(s, -ERANGE, "size=%llu is out of range (8 to %lu) for call=pool",
				request->size, PAGE_SIZE);
	if (request->touch)
		return kml_fail(s, -EINVAL,
				"touch=1 is not for this bench: an object keeps its bus address in itself");
	return 0;
}

static int set_mask(struct kml_session *s, u64 bits)
{
	if (!dma_set_mask_and_coherent(&device->dev, DMA_BIT_MASK(bits)))
		return 0;
	return kml_fail(s, -EIO, "this machine cannot serve a device of mask_bits=%llu", bits);
}

static int use_device(struct kml_session *s, u64 bits)
{
	int err = 0;

	mutex_lock(&users_lock);
	if (users && bits != users_bits)
		err = kml_fail(s, -EBUSY,
			       "another run uses the device with mask_bits=%llu: use that, or try again",
			       users_bits);
	else if (!users)
		err = set_mask(s, bits);
	if (!err) {
		users++;
		users_bits = bits;
	}
	mutex_unlock(&users_lock);
	return err;
}

static void unuse_device(void)
{
	mutex_lock(&users_lock);
	users--;
	mutex_unlock(&users_lock);
}

static int prepare_pool(struct kml_session *s, struct kml_run *run)
{
	run->pool = dma_pool_create("kmemlab", &device->dev, run->size, run->request->align, 0);
	return run->pool ? 0 : kml_fail(s, -ENOMEM, "no memory for the pool");
}

/*
 * A buffer beyond the mask would go through swiotlb, or, where there is none,
 * make dma_map_page_attrs() warn.
 */
static bool within_mask(const void *buffer, size_t size, u64 bits)
{
	return virt_to_phys((void *)buffer) + size - 1 <= DMA_BIT_MASK(bits);
}

static int prepare_buffer(struct kml_session *s, struct kml_run *run)
{
	u64 bits = run->request->mask_bits;
	gfp_t zone = bits < 32 ? GFP_DMA : bits < 64 ? GFP_DMA32 : 0;

	/* Each mapping would take of a pool that all devices share, and warn below a mask. */
	if (is_swiotlb_force_bounce(&device->dev))
		return kml_fail(s, -EOPNOTSUPP,
				"every buffer bounces on this machine (swiotlb=force, or its memory is encrypted), out of a pool that real devices need; use call=coherent or call=pool");
	if (run->size > dma_max_mapping_size(&device->dev))
		return kml_fail(s, -ERANGE, "size=%zu is over %zu, the largest mapping here",
				run->size, dma_max_mapping_size(&device->dev));
	run->pool = (void *)__get_free_pages(run->gfp | zone, get_order(run->size));
	if (!run->pool)
		return kml_fail(s, -ENOMEM, "no memory for the buffer to map");
	if (within_mask(run->pool, run->size, bits))
		return 0;
	free_pages((unsigned long)run->pool, get_order(run->size));
	return kml_fail(s, -EOPNOTSUPP,
			"the buffer lies beyond mask_bits=%llu: it would bounce, which needs swiotlb",
			bits);
}

static int prepare(struct kml_session *s, struct kml_run *run)
{
	int err = use_device(s, run->request->mask_bits);

	if (err)
		return err;
	if (run->request->call == CALL_POOL)
		err = prepare_pool(s, run);
	else if (run->request->call == CALL_MAP)
		err = prepare_buffer(s, run);
	if (err)
		unuse_device();
	return err;
}

static void finish(struct kml_run *run)
{
	if (run->request->call == CALL_POOL)
		dma_pool_destroy(run->pool);
	else if (run->request->call == CALL_MAP)
		free_pages((unsigned long)run->pool, get_order(run->size));
	unuse_device();
}

static __always_inline void *coherent_one(const struct kml_run *run)
{
	dma_addr_t bus;
	dma_addr_t *object = dma_alloc_coherent(&device->dev, run->size, &bus, run->gfp);

	if (object)
		*object = bus;
	return object;
}

static __always_inline void free_coherent_one(const struct kml_run *run, void *object)
{
	dma_free_coherent(&device->dev, run->size, object, *(dma_addr_t *)object);
}

static __always_inline void *pool_one(const struct kml_run *run)
{
	dma_addr_t bus;
	dma_addr_t *object = dma_pool_alloc(run->pool, run->gfp, &bus);

	if (object)
		*object = bus;
	return object;
}

static __always_inline void free_pool_one(const struct kml_run *run, void *object)
{
	dma_pool_free(run->pool, object, *(dma_addr_t *)object);
}

/* An object is the bus address and one more, as 0 is an address. */
static __always_inline void *map_one(const struct kml_run *run)
{
	dma_addr_t bus = dma_map_single(&device->dev, run->pool, run->size, DMA_TO_DEVICE);

	return dma_mapping_error(&device->dev, bus) ? NULL : (void *)(unsigned long)(bus + 1);
}

static __always_inline void unmap_one(const struct kml_run *run, void *object)
{
	dma_unmap_single(&device->dev, (unsigned long)object - 1, run->size, DMA_TO_DEVICE);
}

KML_CALLS(coherent_calls, coherent_one, free_coherent_one);
KML_CALLS(pool_calls, pool_one, free_pool_one);
KML_CALLS(map_calls, map_one, unmap_one);

static const struct kml_calls *calls_of(const struct kml_exercise *request)
{
	static const struct kml_calls * const all[] = {
		[CALL_COHERENT] = &coherent_calls,
		[CALL_POOL] = &pool_calls,
		[CALL_MAP] = &map_calls,
	};

	return all[request->call];
}

static u64 usable_bytes(const struct kml_run *run, const void *object)
{
	if (run->request->call == CALL_POOL)
		return ALIGN(run->size, run->request->align);
	return run->request->call == CALL_MAP ? run->size : PAGE_ALIGN(run->size);
}

static void *address(const struct kml_run *run, void *object)
{
	return run->request->call == CALL_MAP ? run->pool : object;
}

static const struct kml_backend backend = {
	.object_bytes = object_bytes,
	.check = check,
	.prepare = prepare,
	.finish = finish,
	.calls = calls_of,
	.usable_bytes = usable_bytes,
	.address = address,
};

const struct kml_file kml_dma_file = {
	.name = KMEMLAB_FILE_DMA,
	.help = "what memory for a device, and mapping for one, cost and give",
	.unavailable = unavailable,
	KML_EXERCISE_FILE(keys, &backend),
};
