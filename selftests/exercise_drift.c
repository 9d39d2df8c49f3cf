// SPDX-License-Identifier: GPL-2.0
/* Over many runs no memory is lost. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "drift.h"
#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

#define WARM_UP 3
#define CYCLES 12
#define RUNS 64

FIXTURE(drift) {
};

FIXTURE_SETUP(drift)
{
}

FIXTURE_TEARDOWN(drift)
{
}

FIXTURE_VARIANT(drift) {
	const char *file;
	const char *request;
};

FIXTURE_VARIANT_ADD(drift, kmalloc) {
	.file = KMEMLAB_FILE_KMALLOC, .request = "size=4096 count=20",
};
FIXTURE_VARIANT_ADD(drift, vmalloc) {
	.file = KMEMLAB_FILE_VMALLOC, .request = "size=8192 count=10",
};
FIXTURE_VARIANT_ADD(drift, mempool) {
	.file = KMEMLAB_FILE_MEMPOOL, .request = "size=4096 count=20",
};
FIXTURE_VARIANT_ADD(drift, pages) {
	.file = KMEMLAB_FILE_PAGES, .request = "order=1 count=20",
};
FIXTURE_VARIANT_ADD(drift, refused) {
	.file = KMEMLAB_FILE_KMALLOC, .request = "size=4096 count=20 x",
};
FIXTURE_VARIANT_ADD(drift, translate) {
	.file = KMEMLAB_FILE_TRANSLATE, .request = "pid=1 addr=1000 addr=400000",
};
FIXTURE_VARIANT_ADD(drift, zones) {
	.file = KMEMLAB_FILE_ZONES,
};

/* Nothing of ours may grow meanwhile, so the answer goes into a fixed buffer. */
static void run(const char *file, const char *request)
{
	static char text[1 << 16];
	int fd = lab_open(file, request ? O_RDWR : O_RDONLY);

	if (request)
		lab_write(fd, "%s", request);
	while (read(fd, text, sizeof(text)) > 0)
		;
	close(fd);
}

/* A page in two runs is the least that a leak of pages could be seen as. */
TEST_F_TIMEOUT(drift, slope, 120)
{
	double pages[CYCLES], slope;
	int cycle, i;

	if (lab_has_kasan())
		SKIP(return, "KASAN keeps freed objects and shadow; kmemleak looks here");
	for (cycle = -WARM_UP; cycle < CYCLES; cycle++) {
		for (i = 0; i < RUNS; i++)
			run(variant->file, variant->request);
		if (cycle >= 0)
			pages[cycle] = memory_free_pages();
	}
	slope = memory_slope(pages, CYCLES);
	EXPECT_GT(RUNS / 2, -slope)
		TH_LOG("%d runs lose %.1f pages", RUNS, -slope);
}

TEST_HARNESS_MAIN
