// SPDX-License-Identifier: GPL-2.0
/* All areas of a process at once, and how long a large one takes. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "child.h"
#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "mappings.h"
#include "pagemap.h"
#include "swap.h"

static char *make_all(void)
{
	char *(*const makers[])(void) = {
		make_anon_read, make_shared_memory, make_file_private_written, make_huge_split,
		make_prot_none, make_lazily_free, make_swapped, make_mixed, make_across_tables,
		make_high,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(makers); i++)
		makers[i]();
	return make_anon_written();
}

/* Without a range: all areas, each with its sums, and the totals are their sums. */
TEST(a_whole_process)
{
	static const char *const columns[] = {
		"present_pages", "entries_4k", "entries_2m", "entries_1g", "not_present",
		"accessed_pages", "dirty_pages", "writable_pages", "anon_pages", "file_pages",
		"zero_pages", "other_pages", "extents",
	};
	struct child child = child_of(make_all);
	struct answer *answer = lab_ask(KMEMLAB_FILE_WALK, "pid=%d", child.pid);
	const struct section *area = answer_section(answer, "area");
	const struct section *total = answer_section(answer, "total");
	struct area truth;
	uint64_t sum, end = 0;
	size_t i, row;

	EXPECT_EQ(NULL, answer->error);
	EXPECT_LT(10, area->nr_rows);
	for (row = 0; row < area->nr_rows; row++) {
		uint64_t start = section_u64(area, row, "start");
		const char *name = section_word(area, row, "name");

		EXPECT_LE(end, start);
		end = section_u64(area, row, "end");
		ASSERT_TRUE(area_of(child.pid, start, &truth));
		EXPECT_EQ(truth.start, start);
		EXPECT_EQ(truth.end, end);
		EXPECT_STREQ(truth.rights, section_word(area, row, "rights"));
		EXPECT_STREQ(truth.name, name ? name : "");
		EXPECT_EQ(smaps_kib(child.pid, start, "Anonymous") * 1024 / LAB_PAGE,
			  section_u64(area, row, "anon_pages"))
			TH_LOG("%lx %s", start, name);
	}
	for (i = 0; i < ARRAY_SIZE(columns); i++) {
		for (sum = row = 0; row < area->nr_rows; row++)
			sum += section_u64(area, row, columns[i]);
		EXPECT_EQ(sum, section_u64(total, 0, columns[i]))
			TH_LOG("%s", columns[i]);
	}
	child_end(child.pid);
	swap_off();
}

/*
 * A used area in the middle of what one lowest table translates, behind an untouched one
 * that ends there: the walk comes to that table, and to the one above, from both.
 */
static char *make_neighbours(void)
{
	const size_t untouched = (3UL << 30) + (5UL << 20);
	char *area = mmap(NULL, untouched + (8UL << 20), PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	/* Writable or not, so that they are two. */
	if (area == MAP_FAILED || mprotect(area, untouched, PROT_READ))
		lab_die("3 GiB of addresses: %s", strerror(errno));
	madvise(area, untouched + (8UL << 20), MADV_NOHUGEPAGE);
	area[untouched] = 1;
	return area + untouched;
}

/* All tables but those of the two upper levels: mm_pgtables_bytes(). */
static uint64_t vm_pte_kib(pid_t pid)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	return strtoul(strstr(lab_slurp(path), "\nVmPTE:") + strlen("\nVmPTE:"), NULL, 10);
}

TEST(tables)
{
	char *(*const makers[])(void) = { make_neighbours, make_across_tables, make_untouched };
	const struct section *table;
	struct child child;
	uint64_t kib;
	size_t i, row;

	for (i = 0; i < ARRAY_SIZE(makers); i++) {
		child = child_of(makers[i]);
		table = answer_section(lab_ask(KMEMLAB_FILE_WALK, "pid=%d mode=tables", child.pid),
				       "table");
		for (kib = row = 0; row < table->nr_rows; row++)
			if (strcmp(section_word(table, row, "level"), "pgd") &&
			    strcmp(section_word(table, row, "level"), "p4d"))
				kib += section_u64(table, row, "table_bytes") >> 10;
		EXPECT_EQ(vm_pte_kib(child.pid), kib)
			TH_LOG("maker %zu", i);
		child_end(child.pid);
	}
}

#define OVERLAY "/tmp/kmemlab-overlay"

static char *make_in_overlay(void)
{
	int fd = open(OVERLAY "/merged/file", O_RDONLY);
	char *area = mmap(NULL, LAB_PAGE, PROT_READ, MAP_PRIVATE, fd, 0);

	if (area == MAP_FAILED || !area[0])
		lab_die("map a file of an overlay: %s", strerror(errno));
	close(fd);
	return area;
}

/* The name is that by which the process knows it, not that of the layer below. */
TEST(a_file_of_an_overlay)
{
	static const char * const dirs[] = { "lower", "upper", "work", "merged" };
	const struct section *area;
	struct child child;
	struct area truth;
	char path[64];
	size_t i;

	mkdir("/tmp", 0755);
	mkdir(OVERLAY, 0755);
	ASSERT_EQ(0, mount("none", OVERLAY, "tmpfs", 0, NULL));
	for (i = 0; i < ARRAY_SIZE(dirs); i++) {
		snprintf(path, sizeof(path), OVERLAY "/%s", dirs[i]);
		ASSERT_EQ(0, mkdir(path, 0755));
	}
	ASSERT_EQ(0, close(open(OVERLAY "/lower/file", O_CREAT | O_WRONLY, 0644)));
	ASSERT_EQ(0, lab_store(OVERLAY "/lower/file", "x"));
	if (mount("none", OVERLAY "/merged", "overlay", 0, "lowerdir=" OVERLAY "/lower,upperdir="
		  OVERLAY "/upper,workdir=" OVERLAY "/work")) {
		umount(OVERLAY);
		SKIP(return, "this kernel has no overlayfs: load the module overlay");
	}
	child = child_of(make_in_overlay);
	ASSERT_TRUE(area_of(child.pid, child.addr, &truth));
	EXPECT_STREQ(OVERLAY "/merged/file", truth.name);
	area = answer_section(lab_ask(KMEMLAB_FILE_TRANSLATE, "pid=%d addr=%lx", child.pid,
				      child.addr), "area");
	EXPECT_STREQ(truth.name, section_word(area, 0, "name"));
	area = answer_section(lab_ask(KMEMLAB_FILE_WALK, "pid=%d start=%lx end=%lx", child.pid,
				      truth.start, truth.end), "area");
	EXPECT_STREQ(truth.name, section_word(area, 0, "name"));
	child_end(child.pid);
	umount(OVERLAY "/merged");
	umount(OVERLAY);
}

static char *make_large_and_quiet(void)
{
	char *area = fresh_area(256UL << 20, HUGE_BYTES);
	size_t i;

	madvise(area, 256UL << 20, MADV_NOHUGEPAGE);
	for (i = 0; i < 256UL << 20; i += LAB_PAGE)
		area[i] = 1;
	return area;
}

/* How long others may have waited: told, not judged, for the machine may be slow. */
TEST(hold)
{
	static const char *const modes[] = { "summary", "runs", "extents" };
	struct child child = child_of(make_large_and_quiet);
	struct answer *answer;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		answer = lab_ask(KMEMLAB_FILE_WALK, "pid=%d start=%lx end=%lx mode=%s", child.pid,
				 child.addr, child.addr + (256UL << 20), modes[i]);
		EXPECT_LT(1, answer_u64(answer, "walk", "lock_holds"));
		EXPECT_EQ(0, answer_u64(answer, "walk", "skipped_bytes"));
		ksft_print_msg("%s of 256 MiB: %lu holds, the longest %lu ns\n", modes[i],
			       answer_u64(answer, "walk", "lock_holds"),
			       answer_u64(answer, "walk", "lock_hold_max_ns"));
	}
	child_end(child.pid);
}

TEST_HARNESS_MAIN
