// SPDX-License-Identifier: GPL-2.0
#include <linux/atomic.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/sizes.h>

#include "limits.h"
#include "phys/zone.h"

#define DEFAULT_MIB	64
#define KEEP_FREE_BYTES	((u64)SZ_32M)

/* 0 until it was set: by the administrator, or by kml_limits_init(). */
static unsigned int limit_mib;
static atomic64_t held_bytes = ATOMIC64_INIT(0);

static u64 ram_bytes(void)
{
	return (u64)totalram_pages() << PAGE_SHIFT;
}

/* Below this the kernel begins to reclaim on its own account. */
static u64 high_watermarks_bytes(void)
{
	struct zone *zone;
	u64 pages = 0, pos = 0;

	while ((zone = kml_zone_next(&pos)))
		pages += kml_zone_watermark(zone, WMARK_HIGH);
	return pages << PAGE_SHIFT;
}

static unsigned int largest_mib(void)
{
	u64 keep = high_watermarks_bytes() + KEEP_FREE_BYTES;
	u64 ram = ram_bytes();

	return ram > keep ? min_t(u64, (ram - keep) / SZ_1M, UINT_MAX) : 0;
}

static int limit_set(const char *value, const struct kernel_param *kp)
{
	unsigned int mib;
	const struct kernel_param to = { .arg = &mib };
	int err = param_set_uint_minmax(value, &to, 1, largest_mib());

	if (!err)
		WRITE_ONCE(limit_mib, mib);
	return err;
}

static const struct kernel_param_ops limit_ops = {
	.set = limit_set,
	.get = param_get_uint,
};
module_param_cb(limit_mib, &limit_ops, &limit_mib, 0644);
__MODULE_PARM_TYPE(limit_mib, "uint");
MODULE_PARM_DESC(limit_mib,
		 "MiB the module may hold at once (default: 64, or a tenth of RAM if less; at most RAM less the high watermarks and 32 MiB)");

/**
 * kml_limits_init - choose the limit, unless the administrator did
 *
 * Return: 0, or -ENOMEM: there is too little RAM to hold anything.
 */
int kml_limits_init(void)
{
	if (!limit_mib)
		limit_mib = min3(ram_bytes() / 10 / SZ_1M, (u64)DEFAULT_MIB,
				 (u64)largest_mib());
	return limit_mib ? 0 : -ENOMEM;
}

/**
 * kml_limit_bytes - how much may be held at once
 *
 * Return: bytes.
 */
u64 kml_limit_bytes(void)
{
	return (u64)READ_ONCE(limit_mib) * SZ_1M;
}

/**
 * kml_limit_held - how much is held now
 *
 * Return: bytes.
 */
u64 kml_limit_held(void)
{
	return atomic64_read(&held_bytes);
}

/**
 * kml_limit_check - could that much be held if nobody else held anything?
 * @bytes: how much
 * @why: filled on failure
 *
 * Return: 0 or -ERANGE.
 */
int kml_limit_check(u64 bytes, struct kml_why *why)
{
	u64 limit = kml_limit_bytes();

	if (bytes <= limit)
		return 0;
	return kml_why(why, -ERANGE,
		       "the request would hold %llu KiB; the limit is %llu KiB: ask for less, or raise the module's parameter limit_mib",
		       DIV_ROUND_UP_ULL(bytes, SZ_1K), limit / SZ_1K);
}

/**
 * kml_limit_take - reserve the right to hold memory, before taking it
 * @bytes: how much
 * @why: filled on failure
 *
 * Return: 0, -ERANGE (over the limit by itself) or -EBUSY (together with what
 * others hold). On success the caller owes kml_limit_give().
 */
int kml_limit_take(u64 bytes, struct kml_why *why)
{
	s64 held = atomic64_read(&held_bytes);
	int err = kml_limit_check(bytes, why);

	if (err)
		return err;
	do {
		if (held + bytes > kml_limit_bytes())
			return kml_why(why, -EBUSY,
				       "%llu KiB are wanted and %llu KiB of the limit of %llu KiB are held by others: try again, or raise the module's parameter limit_mib",
				       DIV_ROUND_UP_ULL(bytes, SZ_1K), (u64)held / SZ_1K,
				       kml_limit_bytes() / SZ_1K);
	} while (!atomic64_try_cmpxchg(&held_bytes, &held, held + bytes));
	return 0;
}

/**
 * kml_limit_give - end a reservation, after the memory was freed
 * @bytes: what kml_limit_take() was given
 */
void kml_limit_give(u64 bytes)
{
	atomic64_sub(bytes, &held_bytes);
}
