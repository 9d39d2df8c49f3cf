// SPDX-License-Identifier: GPL-2.0
/*
 * What an exercise needs for itself it takes in single pages: a large block may be the
 * one that it is asked to find. By the kernel's own trace of allocations.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

#define TRACING "/sys/kernel/tracing/"
#define EVENT TRACING "events/kmem/mm_page_alloc/"
/* Slab caches take blocks up to this order, for whoever asks (mm/slub.c). */
#define SLAB_ORDER 3
/* What processes map is movable. */
#define UNMOVABLE 0

FIXTURE(own) {
};

FIXTURE_SETUP(own)
{
	char filter[96];

	if (access(EVENT "filter", W_OK))
		SKIP(return, "this kernel does not trace allocations");
	snprintf(filter, sizeof(filter), "order > %d && migratetype == %d && common_pid == %d",
		 SLAB_ORDER, UNMOVABLE, getpid());
	ASSERT_EQ(0, lab_store(EVENT "filter", filter));
	/* What others, or a run before, left there. */
	ASSERT_EQ(0, close(open(TRACING "trace", O_WRONLY | O_TRUNC)));
}

FIXTURE_TEARDOWN(own)
{
	lab_store(EVENT "enable", "0");
	lab_store(EVENT "filter", "0");
}

static unsigned int large_blocks(void)
{
	char *text = lab_slurp(TRACING "trace"), *line;
	unsigned int nr = 0;

	while ((line = strsep(&text, "\n")))
		if (strstr(line, "mm_page_alloc:")) {
			printf("# %s\n", line);
			nr++;
		}
	return nr;
}

TEST_F(own, is_in_single_pages)
{
	/* The buffer for text is kept from one answer to the next. */
	lab_ask(KMEMLAB_FILE_PAGES, "order=0 count=1");
	ASSERT_EQ(0, lab_store(EVENT "enable", "1"));
	lab_ask(KMEMLAB_FILE_PAGES, "order=0 count=1");
	lab_ask(KMEMLAB_FILE_KMALLOC, "size=64 count=10000 repeat=2 times=1");
	lab_ask(KMEMLAB_FILE_KMALLOC, "size=64 count=1000 threads=2");
	lab_ask(KMEMLAB_FILE_VMALLOC, "call=vmap size=32M count=1");
	EXPECT_EQ(0, large_blocks());
}

/* Else nothing of the kind would be seen. */
TEST_F(own, would_be_seen)
{
	ASSERT_EQ(0, lab_store(EVENT "enable", "1"));
	lab_ask(KMEMLAB_FILE_PAGES, "order=%d count=1", SLAB_ORDER + 1);
	EXPECT_LT(0, large_blocks());
}

TEST_HARNESS_MAIN
