// SPDX-License-Identifier: GPL-2.0
/*
 * The bench why of a process that is bound to a node, by its memory policy or its
 * cpuset, against where alloc_pages() then takes from. It needs two nodes with
 * memory.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fill.h"
#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

#define MPOL_DEFAULT	0
#define MPOL_PREFERRED	1
#define MPOL_BIND	2

/* Pages, and of which order, that tell where an allocation goes. */
#define PAGES		4096
#define BLOCKS		(PAGES >> 3)
#define TRIES		5
#define CGROUPS		"/tmp/kmemlab-cgroups"

/* With those in per-CPU lists, which serve small blocks first. */
static uint64_t free_of(const char *nid)
{
	const struct section *sum = answer_section(lab_view(KMEMLAB_FILE_BUDDY), "sum");
	uint64_t pages = 0;
	size_t i;

	for (i = 0; i < sum->nr_rows; i++)
		if (!strcmp(section_word(sum, i, "nid"), nid))
			pages += section_u64(sum, i, "buddy_pages") +
				 section_u64(sum, i, "pcp_pages");
	return pages;
}

/* NULL: of no node. */
static int policy(int mode, const char *node)
{
	unsigned long nodes = node ? 1UL << strtoul(node, NULL, 10) : 0;

	return syscall(SYS_set_mempolicy, mode, node ? &nodes : NULL, node ? 64 : 0);
}

static const struct answer *why(unsigned int order, const char *gfp)
{
	return lab_ask(KMEMLAB_FILE_WHY, "order=%u gfp=%s", order, gfp);
}

static const char *word_of(const struct answer *answer, const char *section,
			   const char *column)
{
	return section_word(answer_section(answer, section), 0, column);
}

/* The nodes with memory, as a list; and the first and the last of them. */
static char all[256], one[8], other[8];

/* Returns false if it is one only. */
static bool find_nodes(void)
{
	unsigned long first, last;
	char *at;

	snprintf(all, sizeof(all), "%s", lab_slurp("/sys/devices/system/node/has_memory"));
	all[strcspn(all, "\n")] = '\0';
	first = strtoul(all, &at, 10);
	for (last = first; *at; )
		last = strtoul(at + 1, &at, 10);
	snprintf(one, sizeof(one), "%lu", first);
	snprintf(other, sizeof(other), "%lu", last);
	return last != first && last < 64;
}

static bool is_most(int64_t pages)
{
	return pages > PAGES * 3 / 4;
}

/* The node that nearly all of many pages came from; again if others moved as many. */
static const char *taken_from(const char *gfp)
{
	int64_t first, second;
	int fd, try;

	for (try = 0; try < TRIES; try++) {
		first = free_of(one);
		second = free_of(other);
		fd = fill_hold(3, BLOCKS, gfp);
		first -= free_of(one);
		second -= free_of(other);
		close(fd);
		printf("# %s: %ld pages less on node %s, %ld on node %s\n", gfp, first, one,
		       second, other);
		if (is_most(first) != is_most(second))
			return is_most(first) ? one : other;
	}
	return "both";
}

FIXTURE(policy) {
	uint64_t limit_kib;
};

FIXTURE_SETUP(policy)
{
	char limit[24];

	if (!find_nodes())
		SKIP(return, "there are no two nodes with memory: boot with numa=fake=2");
	self->limit_kib = lab_limit_kib();
	snprintf(limit, sizeof(limit), "%lu",
		 lab_counter("/proc/meminfo", "MemTotal:") / 1024 * 3 / 4);
	ASSERT_EQ(0, lab_store(LAB_LIMIT, limit));
}

FIXTURE_TEARDOWN(policy)
{
	char limit[24];

	policy(MPOL_DEFAULT, NULL);
	snprintf(limit, sizeof(limit), "%lu", self->limit_kib >> 10);
	lab_store(LAB_LIMIT, limit);
}

static void expect_node(struct __test_metadata *_metadata, const char *gfp,
			const char *node, const char *nodes)
{
	const struct answer *answer = why(3, gfp);

	EXPECT_EQ(1, section_u64(answer_section(answer, "verdict"), 0, "succeeds"));
	EXPECT_STREQ(node, word_of(answer, "verdict", "nid")) TH_LOG("%s", gfp);
	EXPECT_STREQ(nodes, word_of(answer, "policy", "nodes")) TH_LOG("%s", gfp);
	EXPECT_STREQ(node, taken_from(gfp)) TH_LOG("%s", gfp);
}

TEST_F(policy, node_of_the_policy)
{
	ASSERT_EQ(0, policy(MPOL_BIND, other));
	expect_node(_metadata, "GFP_KERNEL", other, other);
	expect_node(_metadata, "GFP_ATOMIC", other, all);
	ASSERT_EQ(0, policy(MPOL_BIND, one));
	expect_node(_metadata, "GFP_KERNEL", one, one);
	ASSERT_EQ(0, policy(MPOL_PREFERRED, other));
	expect_node(_metadata, "GFP_KERNEL", other, all);
}

/* A control group of its own, in the second hierarchy. */
static bool enter_cpuset(const char *mems)
{
	mkdir("/tmp", 0755);
	mkdir(CGROUPS, 0755);
	if (mount("none", CGROUPS, "cgroup2", 0, NULL))
		return false;
	if (lab_store(CGROUPS "/cgroup.subtree_control", "+cpuset"))
		return false;
	mkdir(CGROUPS "/bound", 0755);
	return !lab_store(CGROUPS "/bound/cpuset.mems", mems) &&
	       !lab_store(CGROUPS "/bound/cgroup.procs", "0");
}

static void leave_cpuset(void)
{
	lab_store(CGROUPS "/cgroup.procs", "0");
	rmdir(CGROUPS "/bound");
	umount(CGROUPS);
	rmdir(CGROUPS);
}

TEST_F(policy, node_of_the_cpuset)
{
	if (!enter_cpuset(other)) {
		leave_cpuset();
		SKIP(return, "there is no controller cpuset to be had");
	}
	expect_node(_metadata, "GFP_USER", other, other);
	/* Not bound, but where it begins. */
	expect_node(_metadata, "GFP_KERNEL", other, all);
	leave_cpuset();
}

TEST_HARNESS_MAIN
