// SPDX-License-Identifier: GPL-2.0
/* What holds memory: see gauges.h. */
#include <stdlib.h>
#include <string.h>

#include "gauges.h"
#include "xalloc.h"

const char *const gauge_kinds[GAUGE_KINDS] = {
	[GAUGE_ZONE] = "zone",
	[GAUGE_BUDDY] = "buddy",
	[GAUGE_CLASS] = "class",
	[GAUGE_SLAB] = "slab",
	[GAUGE_VMALLOC] = "vmalloc",
	[GAUGE_MODULE] = "module",
	[GAUGE_PROCESS] = "process",
};

static int compare(const void *a, const void *b)
{
	const struct gauge *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return strcmp(x->name, y->name);
}

/**
 * gauges_add - add one; those of the same kind and name are summed up later
 * @gauges: the list
 * @kind: what it is
 * @name: which; the list owns it from now on
 * @bytes: that it holds
 * @count: how many it has of what it holds
 */
void gauges_add(struct gauges *gauges, enum gauge_kind kind, char *name, uint64_t bytes,
		uint64_t count)
{
	gauges->list = xgrow(gauges->list, gauges->nr, sizeof(*gauges->list));
	gauges->list[gauges->nr++] = (struct gauge){ kind, name, bytes, count };
}

static void sum_up(struct gauges *gauges)
{
	struct gauge *list = gauges->list;
	size_t i, last = 0;

	if (!gauges->nr)
		return;
	qsort(list, gauges->nr, sizeof(*list), compare);
	for (i = 1; i < gauges->nr; i++) {
		if (compare(&list[last], &list[i])) {
			list[++last] = list[i];
			continue;
		}
		list[last].bytes += list[i].bytes;
		list[last].count += list[i].count;
		free(list[i].name);
	}
	gauges->nr = last + 1;
}

/**
 * gauges_read - read who holds memory now
 * @session: where from; its fault is filled on failure
 * @kinds: a bit for each kind that is wanted
 * @gauges: filled; to be freed with gauges_free() also on failure
 *
 * Return: 0 or -1.
 */
int gauges_read(struct session *session, unsigned int kinds, struct gauges *gauges)
{
	*gauges = (struct gauges){ 0 };
	if (gauges_of_views(session, &kinds, gauges) ||
	    gauges_of_proc(session, kinds, gauges))
		return -1;
	sum_up(gauges);
	return 0;
}

/**
 * gauges_find - find one
 * @gauges: the list, once it is read
 * @kind: what it is
 * @name: which
 *
 * Return: it, owned by the list, or NULL.
 */
const struct gauge *gauges_find(const struct gauges *gauges, enum gauge_kind kind,
				const char *name)
{
	const struct gauge key = { .kind = kind, .name = (char *)name };

	if (!gauges->nr)
		return NULL;
	return bsearch(&key, gauges->list, gauges->nr, sizeof(key), compare);
}

/**
 * gauges_free - free a list
 * @gauges: emptied
 */
void gauges_free(struct gauges *gauges)
{
	while (gauges->nr)
		free(gauges->list[--gauges->nr].name);
	free(gauges->list);
	gauges->list = NULL;
}
