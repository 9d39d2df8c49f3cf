// SPDX-License-Identifier: GPL-2.0
/*
 * The view `ladder`: which cache kmalloc() takes an object of each size from, and
 * what is lost. Each size is tried: nothing is assumed of the caches there are.
 */
#include <linux/kfence.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <kmemlab.h>
#include "../files.h"
#include "cache.h"
#include "layout.h"
#include "proof.h"

#define STEP		8
#define LARGEST		(64 * 1024)
/* An object KFENCE gives says nothing: another is tried. */
#define TRIES		3

static const struct {
	const char *name;
	gfp_t gfp;
} kinds[] = {
	{ "normal", GFP_KERNEL },
	{ "accounted", GFP_KERNEL_ACCOUNT },
	{ "reclaimable", GFP_KERNEL | __GFP_RECLAIMABLE },
};

/**
 * struct rung - what kmalloc() gave
 * @cache: name of the cache, or "": pages
 * @usable: bytes the owner may use
 * @slot: bytes it takes
 */
struct rung {
	char cache[KML_CACHE_NAME];
	size_t usable;
	size_t slot;
};

/* Returns 0 or a negative errno. */
static int look_at(const void *object, struct rung *rung)
{
	struct page *head = virt_to_head_page(object);
	struct kml_cache cache;

	rung->cache[0] = '\0';
	rung->usable = ksize(object);
	rung->slot = rung->usable;
	if (!PageSlab(head))
		return 0;
	/* We hold an object of it: it stays. */
	if (!kml_cache_read(kml_cache_of(head), &cache) || !kml_cache_name(&cache))
		return -EIO;
	strscpy(rung->cache, cache.name, sizeof(rung->cache));
	rung->slot = cache.size;
	rung->usable = kml_cache_usable(&cache);
	return 0;
}

/* To look must not cost a process its life: the OOM killer is never called for these. */
static int try_size(size_t size, gfp_t gfp, struct rung *rung)
{
	void *object;
	int tries, err = -EAGAIN;

	for (tries = 0; tries < TRIES && err == -EAGAIN; tries++) {
		object = kmalloc(size, gfp | __GFP_NOWARN | __GFP_RETRY_MAYFAIL);
		if (!object)
			return -ENOMEM;
		err = is_kfence_address(object) ? -EAGAIN : look_at(object, rung);
		kfree(object);
	}
	return err;
}

static bool same_rung(const struct rung *a, const struct rung *b)
{
	return a->usable == b->usable && a->slot == b->slot && !strcmp(a->cache, b->cache);
}

/*
 * Behind the largest cache kmalloc() takes whole pages, as many as the size has: all
 * sizes within a page are one. An object there costs, as it may be cleared.
 */
static size_t next_size(size_t size)
{
	if (size < KMALLOC_MAX_CACHE_SIZE)
		return size + STEP;
	return round_down(size, PAGE_SIZE) + PAGE_SIZE;
}

/* The last size, in steps, that is served like @from; *@rung is set to how. */
static int climb(struct kml_session *s, size_t from, gfp_t gfp, struct rung *rung,
		 size_t *last)
{
	struct rung next;
	int err = try_size(from, gfp, rung);

	for (*last = from; !err && *last < LARGEST; *last = next_size(*last)) {
		if (fatal_signal_pending(current))
			err = -EINTR;
		else
			err = try_size(next_size(*last), gfp, &next);
		if (err || !same_rung(rung, &next))
			break;
		cond_resched();
	}
	if (!err)
		return 0;
	return kml_fail(s, err, "kmalloc() of %zu bytes could not be tried", *last);
}

/* A position is the place of a kind and the first size of a rung, in steps. */
static int ladder_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const u64 rungs = LARGEST / STEP;
	size_t from = *pos % rungs * STEP + STEP, last;
	unsigned int kind = *pos / rungs;
	struct rung rung;
	int err;

	if (kind == ARRAY_SIZE(kinds))
		return 0;
	err = climb(s, from, kinds[kind].gfp, &rung, &last);
	if (err)
		return err;
	kml_text_str(t, kinds[kind].name);
	kml_text_uint(t, from - STEP + 1);
	kml_text_uint(t, last);
	if (rung.cache[0])
		kml_text_str(t, rung.cache);
	else
		kml_text_none(t);
	kml_text_uint(t, rung.usable);
	kml_text_uint(t, rung.slot);
	kml_text_uint(t, rung.slot - last);
	kml_text_uint(t, rung.slot - (from - STEP + 1));
	kml_text_row_end(t);
	*pos = kind * rungs + last / STEP;
	return 1;
}

static int ladder_run(struct kml_session *s)
{
	const char *reason = kml_slab_unavailable();

	return reason ? kml_fail(s, -EOPNOTSUPP, "%s", reason) : 0;
}

static const struct kml_section sections[] = {
	{ "rung",
	  "kind:str from_bytes:int to_bytes:int cache:str usable_bytes:int slot_bytes:int "
	  "least_waste_bytes:int most_waste_bytes:int",
	  ladder_row },
	{ }
};

const struct kml_file kml_ladder_file = {
	.name = KMEMLAB_FILE_LADDER,
	.help = "which cache kmalloc() takes each size from, and what is lost",
	.version = 1,
	.consistency = "exact: each size was tried, in steps of 8 bytes, and of a page where pages are taken",
	.unavailable = kml_slab_unavailable,
	.run = ladder_run,
	.sections = sections,
};
