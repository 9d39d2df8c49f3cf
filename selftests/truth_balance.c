// SPDX-License-Identifier: GPL-2.0
/* The view balance: its sums, and its classes against the kernel's counters. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "quiet.h"

#define TEXT_MAX (1 << 16)
#define TRIES 300

TEST(each_frame_once)
{
	const struct answer *answer = lab_view(KMEMLAB_FILE_BALANCE);
	const struct section *classes = answer_section(answer, "class");
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < classes->nr_rows; i++)
		sum += section_u64(classes, i, "pages");
	EXPECT_EQ(sum, answer_u64(answer, "total", "pages"));
	EXPECT_LE(answer_u64(answer, "total", "present_pages"), sum);
}

/* Behind a name at the start of a line. */
static uint64_t number_of(const char *text, const char *name)
{
	char line[64];
	const char *at;

	snprintf(line, sizeof(line), "\n%s ", name);
	at = strstr(text, line);
	if (!at)
		lab_die("no line '%s'", name);
	return strtoull(at + strlen(line), NULL, 10);
}

/* Per-CPU free pages are recognised by their lists; the lists know how many. */
TEST(per_cpu_pages)
{
	uint64_t before, found, after;
	static char text[TEXT_MAX];
	int tries = TRIES;

	do {
		usleep(10000);
		quiet_raw(KMEMLAB_FILE_BALANCE, text, sizeof(text));
		before = number_of(text, "pcp_pages_before");
		found = number_of(text, "pcp_pages_found");
		after = number_of(text, "pcp_pages_after");
	} while ((before != found || found != after) && --tries);
	TH_LOG("found %lu; in the lists %lu, then %lu", found, before, after);
	EXPECT_LT(0, tries);
	EXPECT_LT(0, found);
}

static const struct {
	const char *class, *meminfo;
} counted[] = {
	{ "anon", "AnonPages:" },
	{ "shmem", "Shmem:" },
	{ "pgtable", "PageTables:" },
};

/* CPUs add what they counted now and then, at the latest when told to. */
static void read_counted(char *text, uint64_t *pages)
{
	size_t i;

	quiet_slurp("/proc/sys/vm/stat_refresh", text, TEXT_MAX);
	quiet_slurp("/proc/meminfo", text, TEXT_MAX);
	for (i = 0; i < ARRAY_SIZE(counted); i++)
		pages[i] = number_of(text, counted[i].meminfo) * 1024 / LAB_PAGE;
}

/*
 * Between two equal looks at the counters. A page that was unmapped and waits to be
 * freed is anonymous memory still, but counted no more: to compact memory is what
 * takes such pages from where they wait.
 */
TEST(counters)
{
	uint64_t before[ARRAY_SIZE(counted)], after[ARRAY_SIZE(counted)], have;
	static char text[TEXT_MAX], ours[TEXT_MAX];
	int tries = TRIES;
	bool same;
	size_t i;

	do {
		lab_store("/proc/sys/vm/compact_memory", "1");
		usleep(10000);
		read_counted(text, before);
		quiet_raw(KMEMLAB_FILE_BALANCE, ours, sizeof(ours));
		read_counted(text, after);
		same = !memcmp(before, after, sizeof(before));
		for (i = 0; i < ARRAY_SIZE(counted); i++)
			same &= before[i] == number_of(ours, counted[i].class);
	} while (!same && --tries);
	for (i = 0; i < ARRAY_SIZE(counted); i++) {
		have = number_of(ours, counted[i].class);
		EXPECT_EQ(before[i], have) {
			TH_LOG("%s: %lu, %s has %lu", counted[i].class, have,
			       counted[i].meminfo, before[i]);
		}
	}
	TH_LOG("equal in look %d", TRIES - tries + 1);
}

static void run_on(size_t cpus)
{
	cpu_set_t set;
	size_t cpu;

	CPU_ZERO(&set);
	for (cpu = 0; cpu < cpus; cpu++)
		CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		lab_die("sched_setaffinity: %s", strerror(errno));
}

static const char *read_classes(char *text, size_t cpus)
{
	run_on(cpus);
	quiet_raw(KMEMLAB_FILE_BALANCE, text, TEXT_MAX);
	return strstr(text, "@ class");
}

/* Twice what a CPU looks at at least. */
#define SHARED_KIB	(300 << 10)

static bool same_classes(const char *a, const char *b)
{
	return !strncmp(a, b, strstr(a, "@ counter") - a);
}

/*
 * With KASAN pages are allocated and freed all the time: what is freed goes to a
 * quarantine. These change places, and no other class does.
 */
static bool same_but_for_allocations(const char *a, const char *b)
{
	static const char *const alike[] = {
		"anon", "file", "shmem", "pgtable", "hugetlb", "movable_ops", "reserved",
		"offline", "hwpoison", "device", "pages",
	};
	static const char *const moving[] = { "free", "pcp", "slab", "kernel" };
	int64_t moved = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(alike); i++)
		if (number_of(a, alike[i]) != number_of(b, alike[i]))
			return false;
	for (i = 0; i < ARRAY_SIZE(moving); i++)
		moved += number_of(a, moving[i]) - number_of(b, moving[i]);
	return !moved;
}

/* Whoever looks at a frame finds the same, in a moment when nothing moves. */
TEST(cpus_share_a_pass)
{
	static char texts[3][TEXT_MAX];
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	const char *one, *all, *again;
	bool same, nearly = false, kasan = lab_has_kasan();
	int tries = TRIES;

	if (cpus < 2)
		SKIP(return, "the guest has one CPU");
	if (lab_counter("/proc/meminfo", "MemTotal:") < SHARED_KIB)
		SKIP(return, "so little memory is not worth a second CPU");
	do {
		usleep(10000);
		one = read_classes(texts[0], 1);
		all = read_classes(texts[1], cpus);
		again = read_classes(texts[2], 1);
		EXPECT_NE(NULL, strstr(one, "\ncpus 1\n"));
		EXPECT_EQ(NULL, strstr(all, "\ncpus 1\n"));
		same = same_classes(one, all) && same_classes(one, again);
		nearly |= kasan && same_but_for_allocations(one, all) &&
			  same_but_for_allocations(one, again);
	} while (!same && --tries);
	EXPECT_TRUE(same || nearly) TH_LOG("%s\nbut shared:\n%s\nthen\n%s", one, all, again);
}

#define ONLINE "/sys/devices/system/cpu/cpu1/online"

/* A CPU that goes takes nothing of the pass with it. */
TEST(cpus_come_and_go)
{
	const struct answer *answer;
	const struct section *classes;
	uint64_t sum, pages;
	size_t i, round;
	pid_t toggler;
	size_t *gone;

	if (access(ONLINE, W_OK))
		SKIP(return, "there is no second CPU to turn off");
	pages = answer_u64(lab_view(KMEMLAB_FILE_BALANCE), "total", "online_pages");
	gone = mmap(NULL, LAB_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, gone);
	toggler = fork();
	if (!toggler) {
		for (;;) {
			*gone += !lab_store(ONLINE, "0");
			lab_store(ONLINE, "1");
		}
	}
	for (round = 0; round < 20 || (!*gone && round < 200); round++) {
		answer = lab_view(KMEMLAB_FILE_BALANCE);
		classes = answer_section(answer, "class");
		for (i = 0, sum = 0; i < classes->nr_rows; i++)
			sum += section_u64(classes, i, "pages");
		EXPECT_EQ(sum, answer_u64(answer, "total", "pages"));
		EXPECT_EQ(pages, answer_u64(answer, "total", "online_pages"));
	}
	kill(toggler, SIGKILL);
	waitpid(toggler, NULL, 0);
	lab_store(ONLINE, "1");
	EXPECT_LT(0, *gone);
}

TEST_HARNESS_MAIN
