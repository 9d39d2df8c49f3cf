// SPDX-License-Identifier: GPL-2.0
/* The bench `exercise/percpu`: an object on each possible CPU at once. */
#include <linux/cpumask.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/percpu.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "keys.h"
#include "loop.h"

/* Others are dropped or make the call an atomic one (mm/percpu.c, pcpu_alloc). */
static const struct kml_flag masks[] = {
	KML_MASK(GFP_KERNEL_ACCOUNT),
	KML_MASK(GFP_KERNEL),
	KML_MASK(GFP_ATOMIC),
	KML_MASK(GFP_NOWAIT),
	KML_MASK(__GFP_ACCOUNT),
	KML_MASK(__GFP_ZERO),
	KML_MASK(__GFP_NOWARN),
	KML_MASK(__GFP_NORETRY),
	{ }
};

static const struct kml_key keys[] = {
	KML_KEY_BYTES("bytes an object, on each CPU", PCPU_MIN_UNIT_SIZE, 64),
	KML_KEY_COUNT_OF(1 << 20, 1000),
	KML_KEY_MASK(masks),
	KML_KEYS_ALL,
	{ KML_KEY_FIELD(align, "a power of two up to a page", KML_KEY_SIZE, 1, PAGE_SIZE, 8) },
	{ }
};

static u64 object_bytes(const struct kml_exercise *request)
{
	u64 align = max_t(u64, request->align, PCPU_MIN_ALLOC_SIZE);
	u64 bytes = ALIGN(request->size, align);

	/*
	 * Half as much as the copies for the chunk's last, unused part. Its maps are there
	 * once for all CPUs: of each unit of allocation, who is charged and its tag for
	 * profiling (mm/percpu.c, pcpu_alloc_chunk()).
	 */
	return bytes * num_possible_cpus() * 3 / 2 +
	       bytes / PCPU_MIN_ALLOC_SIZE * 2 * sizeof(u64);
}

static int check(struct kml_session *s, struct kml_exercise *request)
{
	if (!is_power_of_2(request->align))
		return kml_fail(s, -EINVAL, "align=%llu is not a power of two", request->align);
	return 0;
}

/*
 * Of what keeps an allocation from the OOM killer pcpu_alloc() passes on
 * __GFP_NORETRY alone.
 */
static int prepare(struct kml_session *s, struct kml_run *run)
{
	if (gfpflags_allow_blocking(run->gfp))
		run->gfp = (run->gfp & ~__GFP_RETRY_MAYFAIL) | __GFP_NORETRY;
	return 0;
}

/* By way of a number: compilers may keep the two address spaces apart. */
static void __percpu *percpu_of(void *object)
{
	return (void __percpu *)(unsigned long)object;
}

static __always_inline void *alloc_one(const struct kml_run *run)
{
	void __percpu *object = __alloc_percpu_gfp(run->size, run->request->align, run->gfp);

	return (__force void *)(unsigned long)object;
}

static __always_inline void free_one(const struct kml_run *run, void *object)
{
	free_percpu(percpu_of(object));
}

KML_CALLS(percpu_calls, alloc_one, free_one);

static const struct kml_calls *calls_of(const struct kml_exercise *request)
{
	return &percpu_calls;
}

static u64 usable_bytes(const struct kml_run *run, const void *object)
{
	return ALIGN(run->size, PCPU_MIN_ALLOC_SIZE);
}

/* Of the copies the first CPU's stands for all. */
static void *address(const struct kml_run *run, void *object)
{
	return per_cpu_ptr(percpu_of(object), cpumask_first(cpu_possible_mask));
}

static const struct kml_backend backend = {
	.object_bytes = object_bytes,
	.check = check,
	.prepare = prepare,
	.calls = calls_of,
	.usable_bytes = usable_bytes,
	.address = address,
};

const struct kml_file kml_percpu_file = {
	.name = KMEMLAB_FILE_PERCPU,
	.help = "what alloc_percpu() and free_percpu() cost and give",
	KML_EXERCISE_FILE(keys, &backend),
};
