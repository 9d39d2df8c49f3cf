// SPDX-License-Identifier: GPL-2.0
/* The bench `exercise/fragment`: see fragment.h. */
#include <linux/hash.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include <kmemlab.h>
#include "../files.h"
#include "../limits.h"
#include "../own.h"
#include "../phys/zone.h"
#include "fragment.h"

#define FIELD(field, text, least, most, usual)				\
	{								\
		.name = #field,						\
		.help = text,						\
		.type = KML_KEY_NUMBER,					\
		.offset = offsetof(struct kml_fragment, field),		\
		.min = least,						\
		.max = most,						\
		.value = usual,						\
	}

#define TRIES_MAX	4096

static const struct kml_key keys[] = {
	FIELD(percent, "of the free memory, to be broken into pieces", 1, 90, 75),
	FIELD(order, "of each 2^order frames one is kept", 1, NR_PAGE_ORDERS - 1, 4),
	FIELD(seed, "which one", 0, U64_MAX, 1),
	FIELD(tries, "allocations of each order at each stage, at most", 1, TRIES_MAX, 256),
	FIELD(steps, "in which what was kept is given back", 1, KML_STEPS_MAX, 4),
	FIELD(hold, "1: no recovery, it stays until release or a request is written", 0, 1, 0),
	FIELD(time_limit_ms, "nothing more is tried after so long", 1, 600000, 60000),
	{ }
};

#define PAGE_GFP	(GFP_KERNEL | __GFP_NOWARN | __GFP_NORETRY)

/* What is done between two looks at signals, the clock, the scheduler. */
#define BLOCK		256

static u64 free_pages_now(void)
{
	struct zone *zone;
	u64 pages = 0, pos = 0;

	while ((zone = kml_zone_next(&pos)))
		pages += zone_page_state(zone, NR_FREE_PAGES);
	return pages;
}

/* Below this others would have to give way. */
static u64 floor_pages(void)
{
	struct zone *zone;
	u64 pages = SZ_32M >> PAGE_SHIFT, pos = 0;

	while ((zone = kml_zone_next(&pos)))
		pages += kml_zone_watermark(zone, WMARK_HIGH);
	return pages;
}

static u64 share(const struct kml_fragment *request, u64 pages)
{
	return max(pages * request->percent / 100, 1ULL);
}

/* What is tried takes no more than was given back before. */
static u64 needed_bytes(const struct kml_fragment *request)
{
	return (request->pages << PAGE_SHIFT) +
	       (request->pages + request->tries) * sizeof(struct page *);
}

static int check(struct kml_session *s)
{
	struct kml_fragment *request = s->request;
	u64 needed, mib;

	request->pages = share(request, free_pages_now());
	needed = needed_bytes(request);
	mib = DIV_ROUND_UP_ULL(needed, SZ_1M);
	if (needed <= kml_limit_bytes())
		return 0;
	return kml_fail(s, -ERANGE,
			"percent=%llu is %llu MiB now, for which limit_mib=%llu is needed; it is %llu, and nothing was done: write to /sys/module/kmemlab/parameters/limit_mib",
			request->percent, request->pages >> (20 - PAGE_SHIFT), mib,
			kml_limit_bytes() / SZ_1M);
}

/**
 * kml_fragment_stopped - is there to be no more of it?
 * @run: at work
 *
 * Return: true once time is up, or the reader was killed.
 */
bool kml_fragment_stopped(struct kml_fragment_run *run)
{
	if (ktime_get_ns() > run->deadline)
		run->stopped = true;
	return run->stopped || fatal_signal_pending(current);
}

/**
 * kml_fragment_is_short - is so little free that others would have to give way?
 *
 * Return: true once nothing more should be taken.
 */
bool kml_fragment_is_short(void)
{
	return free_pages_now() < floor_pages();
}

static void take(struct kml_fragment_run *run)
{
	struct page *page;

	while (run->nr < run->pages) {
		if (run->nr % BLOCK == 0) {
			if (kml_fragment_stopped(run) || kml_fragment_is_short())
				break;
			cond_resched();
		}
		page = alloc_page(PAGE_GFP);
		if (!page)
			break;
		run->page[run->nr++] = page;
	}
	run->taken = run->nr;
}

/* One of each 2^order neighbours, by the seed: the same one for the same frames. */
static bool is_kept(const struct kml_fragment *request, struct page *page)
{
	u64 pfn = page_to_pfn(page), mask = BIT_ULL(request->order) - 1;
	u64 chosen = hash_64((pfn >> request->order) ^ hash_64(request->seed, 64), 64);

	return (pfn & mask) == (chosen & mask);
}

static void break_up(struct kml_fragment_run *run)
{
	u64 i, kept = 0;

	for (i = 0; i < run->nr; i++) {
		if (is_kept(run->request, run->page[i]))
			run->page[kept++] = run->page[i];
		else
			__free_page(run->page[i]);
		if (i % BLOCK == 0)
			cond_resched();
	}
	run->nr = kept;
	run->kept = kept;
}

/* In the order of the list, turned around by the seed: from all over the memory. */
static void give_back_to(struct kml_fragment_run *run, u64 nr)
{
	u64 other;

	while (run->nr > nr) {
		other = hash_64(run->nr ^ run->request->seed, 64) % run->nr;
		__free_page(run->page[other]);
		run->page[other] = run->page[--run->nr];
		if (run->nr % BLOCK == 0)
			cond_resched();
	}
}

static void recover(struct kml_fragment_run *run)
{
	u64 steps = run->request->steps, left;

	for (left = steps; left-- && !kml_fragment_stopped(run);) {
		give_back_to(run, run->kept * left / steps);
		kml_fragment_try(run);
	}
	give_back_to(run, 0);
}

static void end_run(struct kml_fragment_run *run)
{
	if (run->page)
		give_back_to(run, 0);
	kml_own_free(run->page);
	kml_own_free(run->tried);
	kml_own_free(run->events);
	kml_own_free(run->stage);
	run->page = NULL;
	run->tried = NULL;
	run->events = NULL;
	run->stage = NULL;
	kml_limit_give(run->bytes);
	run->bytes = 0;
}

static int take_room(struct kml_session *s, struct kml_fragment_run *run)
{
	const struct kml_fragment *request = s->request;
	int err = kml_limit_take(needed_bytes(request), &s->why);

	if (err)
		return err;
	run->bytes = needed_bytes(request);
	run->request = request;
	run->page = kml_own_calloc(request->pages, sizeof(*run->page));
	run->tried = kml_own_calloc(request->tries, sizeof(*run->tried));
	run->events = kml_own_calloc(NR_VM_EVENT_ITEMS, sizeof(*run->events));
	run->stage = kml_own_calloc(KML_STAGES_MAX, sizeof(*run->stage));
	if (run->page && run->tried && run->events && run->stage)
		return 0;
	return kml_fail(s, -ENOMEM, "no memory for a list of %llu pages", request->pages);
}

static void work(struct kml_fragment_run *run)
{
	run->deadline = ktime_get_ns() + run->request->time_limit_ms * NSEC_PER_MSEC;
	run->free_pages = free_pages_now();
	run->pages = min(run->request->pages, share(run->request, run->free_pages));
	kml_fragment_try(run);
	take(run);
	break_up(run);
	kml_fragment_try(run);
	if (!run->request->hold)
		recover(run);
}

static int fragment_run(struct kml_session *s)
{
	struct kml_fragment_run *run = s->state;
	int err = take_room(s, run);

	if (!err) {
		work(run);
		if (fatal_signal_pending(current))
			err = kml_fail(s, -EINTR, "interrupted");
	}
	if (err) {
		end_run(run);
		return err;
	}
	s->consistency = run->stopped ?
		"truncated, the time limit came first; the rest of the machine allocates too" :
		"complete; the rest of the machine allocates too";
	return 0;
}

static void fragment_end(struct kml_session *s)
{
	end_run(s->state);
}

const struct kml_file kml_fragment_file = {
	.name = KMEMLAB_FILE_FRAGMENT,
	.help = "breaks free memory into pieces, and tries what can still be had",
	.version = 1,
	.keys = keys,
	.request_size = sizeof(struct kml_fragment),
	.state_size = sizeof(struct kml_fragment_run),
	.check = check,
	.run = fragment_run,
	.end = fragment_end,
	.sections = kml_fragment_sections,
};
