// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kmemlab.h"
#include "lab.h"
#include "slabinfo.h"

/*
 * A reader allocates: a file, what seq_file needs, a session. Where no CPU keeps free
 * objects, as with slab_debug, each of these shows in who counts them. So this file
 * stays open, with the buffer of its first read.
 */
static char *slurp(void)
{
	static int fd = -1;

	if (fd < 0) {
		fd = open("/proc/slabinfo", O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			lab_die("/proc/slabinfo cannot be opened");
		free(lab_read(fd, NULL));
	}
	if (lseek(fd, 0, SEEK_SET))
		lab_die("/proc/slabinfo has no beginning");
	return lab_read(fd, NULL);
}

size_t slabinfo_read(struct peer *peers)
{
	char *text = slurp(), *line, *end;
	size_t nr = 0;

	for (line = text; (end = strchr(line, '\n')); line = end + 1) {
		struct peer *p = &peers[nr];

		*end = '\0';
		if (nr < SLABINFO_MAX &&
		    sscanf(line, "%127s %lu %lu %*u %*u %*u : tunables %*u %*u %*u : slabdata %*u %lu",
			   p->name, &p->active, &p->objects, &p->slabs) == 4)
			nr++;
	}
	free(text);
	return nr;
}

const struct peer *slabinfo_find(const struct peer *peers, size_t nr, const char *name)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (!strcmp(peers[i].name, name))
			return &peers[i];
	return NULL;
}

bool slabinfo_same(const struct peer *a, const struct peer *b)
{
	return a && b && a->active == b->active && a->objects == b->objects &&
	       a->slabs == b->slabs;
}

bool slab_attribute(const char *name, const char *file, uint64_t *value)
{
	char path[320], line[64] = "";
	FILE *f;
	bool ok;

	snprintf(path, sizeof(path), "/sys/kernel/slab/%s/%s", name, file);
	f = fopen(path, "r");
	if (!f)
		return false;
	ok = fgets(line, sizeof(line), f);
	fclose(f);
	*value = strtoull(line, NULL, 10);
	return ok;
}

bool slab_debug_is_on(void)
{
	uint64_t red_zone = 0;

	return slab_attribute("kmalloc-256", "red_zone", &red_zone) && red_zone;
}

bool slabs_available(void)
{
	const struct section *feature =
		answer_section(lab_view(KMEMLAB_FILE_VERSION), "feature");

	return section_find(feature, "name", "slabs", "state", "available", NULL) >= 0;
}

const struct section *slabs_view(void)
{
	struct answer *answer = lab_view(KMEMLAB_FILE_SLABS);

	if (answer->error)
		lab_die("slabs: %s", answer->error);
	return answer_section(answer, "cache");
}
