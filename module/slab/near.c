// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "near.h"
#include "proof.h"

/* Most of the longer one is what both begin and end with, or one holds the other. */
static bool is_near(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), most = max(la, lb), least = min(la, lb);
	size_t begin = 0, end = 0;

	if (strstr(a, b) || strstr(b, a))
		return true;
	while (begin < least && a[begin] == b[begin])
		begin++;
	while (end < least - begin && a[la - 1 - end] == b[lb - 1 - end])
		end++;
	return 4 * (begin + end) >= 3 * most;
}

static void add_name(struct kml_near *near, const char *name)
{
	size_t len = strlen(near->names);

	if (len + strlen(name) + 3 <= sizeof(near->names))
		snprintf(near->names + len, sizeof(near->names) - len, "%s%s",
			 len ? ", " : "", name);
}

/**
 * kml_cache_find - the cache of a name
 * @name: the name; of a merged cache, that of the one it was merged into
 * @cache: filled
 * @near: names like it are added
 *
 * Return: true if there is one.
 */
bool kml_cache_find(const char *name, struct kml_cache *cache, struct kml_near *near)
{
	unsigned long at = kml_own_cache();
	unsigned int steps;

	for (steps = 0; steps < KML_CACHES_MAX; steps++) {
		if (kml_cache_read(at, cache) && kml_cache_name(cache)) {
			if (!strcmp(cache->name, name))
				return true;
			if (is_near(cache->name, name))
				add_name(near, cache->name);
		}
		if (!kml_cache_next(&at) || at == kml_own_cache())
			return false;
	}
	return false;
}
