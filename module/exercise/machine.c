// SPDX-License-Identifier: GPL-2.0
/* The machine that an exercise ran on, as far as it bears on the figures. */
#include <linux/cleanup.h>
#include <linux/cpumask.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/nodemask.h>
#include <linux/slab.h>
#include <linux/string_helpers.h>
#include <linux/utsname.h>

#include "../compat.h"
#include "exercise.h"

/* Of a slab cache: objects that are neighbours for certain, a page full of them. */
#define PROBE_BYTES	64
#define PROBES		(PAGE_SIZE / PROBE_BYTES)

static size_t least_distance(struct kmem_cache *cache, void **object)
{
	size_t least = SIZE_MAX;
	unsigned int nr, i;

	for (nr = 0; nr < PROBES; nr++) {
		object[nr] = kmem_cache_alloc(cache, GFP_KERNEL | __GFP_NOWARN | __GFP_NORETRY);
		if (!object[nr])
			break;
		for (i = 0; i < nr; i++)
			least = min_t(size_t, least, abs(object[nr] - object[i]));
	}
	for (i = 0; i < nr; i++)
		kmem_cache_free(cache, object[i]);
	return least;
}

/*
 * Red zones, poison and the names of users have no exported sign, but they lie
 * between objects.
 */
static const char *slab_debug(void)
{
	struct kmem_cache *cache = kml_cache_create("kmemlab-probe", PROBE_BYTES, PROBE_BYTES,
						    0, NULL);
	void **object = kmalloc_array(PROBES, sizeof(*object), GFP_KERNEL);
	const char *found = "unknown";
	size_t least;

	if (cache && object) {
		least = least_distance(cache, object);
		if (least != SIZE_MAX)
			found = str_yes_no(least > PROBE_BYTES);
	}
	kfree(object);
	kmem_cache_destroy(cache);
	return found;
}

/* It is decided at boot: one look does. */
static const char *slab_debug_once(void)
{
	static const char *known;
	static DEFINE_MUTEX(lock);

	guard(mutex)(&lock);
	if (!known)
		known = slab_debug();
	return known;
}

/**
 * kml_machine_row - a row for each thing to know of the machine
 * @s: session with a report, or of a range
 * @t: the text
 * @pos: the row
 *
 * Return: 1, or 0 at the end.
 */
int kml_machine_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_exercise *request = s->request;
	char cpus[16], nodes[16];
	const struct kml_string rows[] = {
		{ "kernel", init_utsname()->release },
		{ "online_cpus", cpus },
		{ "memory_nodes", nodes },
		{ "init_on_alloc", str_yes_no(want_init_on_alloc(0)) },
		{ "init_on_free", str_yes_no(want_init_on_free()) },
		{ "slab_debug", slab_debug_once() },
		{ "clock", kml_clock_words[kml_clock_kind_of(request->clock)] },
	};

	snprintf(cpus, sizeof(cpus), "%u", num_online_cpus());
	snprintf(nodes, sizeof(nodes), "%u", num_node_state(N_MEMORY));
	return kml_text_string_row(t, rows, ARRAY_SIZE(rows), pos);
}
