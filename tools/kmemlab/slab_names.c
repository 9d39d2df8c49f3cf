// SPDX-License-Identifier: GPL-2.0
/*
 * Caches that are alike are merged: one serves them all, under the name of the first.
 * In /sys/kernel/slab its directory has a name of its own, such as :a-0000192, and
 * each of the names is a link to it.
 */
#include <stdlib.h>
#include <string.h>

#include "slab_names.h"
#include "source.h"
#include "xalloc.h"

#define DIRECTORY	"sys/kernel/slab"

struct reading {
	const char *root;
	struct slab_names *names;
};

static void add(void *data, const char *name)
{
	const struct reading *reading = data;
	struct slab_names *names = reading->names;
	char *path = xasprintf(DIRECTORY "/%s", name);
	char *cache = source_link(reading->root, path);

	free(path);
	if (!cache)
		return;
	names->list = xgrow(names->list, names->nr, sizeof(*names->list));
	names->list[names->nr++] = (struct slab_name){ xstrdup(name), cache };
}

static int by_cache(const void *a, const void *b)
{
	const struct slab_name *x = a, *y = b;
	int order = strcmp(x->cache, y->cache);

	return order ? order : strcmp(x->name, y->name);
}

/**
 * slab_names_read - read the names there are
 * @root: NULL: live; else where the recorded tree is
 * @names: filled, to be freed with slab_names_free(); empty where nothing is merged
 * @why: filled on failure
 *
 * Return: 0, or -1: they are not known.
 */
int slab_names_read(const char *root, struct slab_names *names, struct fault *why)
{
	struct reading reading = { root, names };

	*names = (struct slab_names){ 0 };
	if (source_list(root, DIRECTORY, add, &reading, why))
		return -1;
	if (names->nr)
		qsort(names->list, names->nr, sizeof(*names->list), by_cache);
	return 0;
}

/**
 * slab_names_free - free what was read
 * @names: emptied
 */
void slab_names_free(struct slab_names *names)
{
	size_t i;

	for (i = 0; i < names->nr; i++) {
		free(names->list[i].name);
		free(names->list[i].cache);
	}
	free(names->list);
	*names = (struct slab_names){ 0 };
}

/**
 * slab_names_of - the names of a cache
 * @names: all of them
 * @name: one of its names
 * @first: set to the first of them
 *
 * Return: how many there are, this one included; 0: it has no other.
 */
size_t slab_names_of(const struct slab_names *names, const char *name,
		     const struct slab_name **first)
{
	size_t i, from, to;

	for (i = 0; i < names->nr && strcmp(names->list[i].name, name); i++)
		;
	if (i == names->nr)
		return 0;
	for (from = i; from && !strcmp(names->list[from - 1].cache, names->list[i].cache);)
		from--;
	for (to = i + 1; to < names->nr && !strcmp(names->list[to].cache, names->list[i].cache);)
		to++;
	*first = &names->list[from];
	return to - from > 1 ? to - from : 0;
}
