/* SPDX-License-Identifier: GPL-2.0 */
/* Names of slab caches, with those of caches that were merged into others. */
#ifndef SLAB_NAMES_H
#define SLAB_NAMES_H

#include <stddef.h>

#include "fault.h"

/**
 * struct slab_name - a name that shares its cache with others
 * @name: the name; owned
 * @cache: what names the cache in /sys/kernel/slab, the same for all; owned
 */
struct slab_name {
	char *name;
	char *cache;
};

/**
 * struct slab_names - all such names
 * @list: by cache, then by name; owned
 * @nr: how many
 */
struct slab_names {
	struct slab_name *list;
	size_t nr;
};

int slab_names_read(const char *root, struct slab_names *names, struct fault *why);
void slab_names_free(struct slab_names *names);
size_t slab_names_of(const struct slab_names *names, const char *name,
		     const struct slab_name **first);

#endif /* SLAB_NAMES_H */
