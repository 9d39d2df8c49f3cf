// SPDX-License-Identifier: GPL-2.0
/* Reads kmemleak, and knows what the kernel loses by itself when allocations fail. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kselftest.h"
#include "lab.h"
#include "leaks.h"

#define KMEMLEAK LAB_DEBUGFS "kmemleak"

/*
 * Two functions of a backtrace that are the kernel's own leak. sysfs_slab_add()
 * does not put the kobject whose name it set when kobject_init_and_add() fails: of
 * commit dde3c6b72a16 ("mm/slub: fix a memory leak in sysfs_slab_add()"), v5.8,
 * which did, commit 757fed1d0898 is the revert, v5.11.
 */
static const char * const known[][2] = {
	{ "kobject_set_name_vargs", "sysfs_slab_add" },
};

static bool is_known(const char *object)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (strstr(object, known[i][0]) && strstr(object, known[i][1]))
			return true;
	return false;
}

bool leaks_known(void)
{
	return !access(KMEMLEAK, W_OK);
}

unsigned int leaks_count(void)
{
	static const char head[] = "unreferenced object";
	unsigned int ours = 0, kernels = 0;
	char *text, *object, *next;

	/* An object is old enough after 5 s, and a leak in the second scan. */
	lab_store(KMEMLEAK, "scan");
	usleep(5100000);
	lab_store(KMEMLEAK, "scan");
	text = lab_slurp(KMEMLEAK);
	for (object = strstr(text, head); object; object = next) {
		next = strstr(object + 1, head);
		if (next)
			next[-1] = '\0';
		if (is_known(object)) {
			kernels++;
			continue;
		}
		if (ours++ < 3)
			printf("# %s\n", object);
	}
	free(text);
	if (kernels)
		ksft_print_msg("%u leaks are known to be the kernel's own\n", kernels);
	lab_store(KMEMLEAK, "clear");
	return ours;
}
