// SPDX-License-Identifier: GPL-2.0
/*
 * Who may open each file, and to whom it shows addresses and frames: each column of
 * type hex is such a number, and some fields of records. What page tables show, which
 * may be a process's own, is tested in rights.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "capability.h"
#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "subject.h"

#define NOBODY 65534
/* What a child found, as its exit status. */
enum verdict { REFUSED, HIDES, SHOWS, MIXED, NO_NUMBERS, NOT_POSSIBLE };

static bool stay_root(void)
{
	return true;
}

static bool drop_admin(void)
{
	capability_turn(CAP_SYS_ADMIN, false);
	return true;
}

static bool become_user(void)
{
	return !setgroups(0, NULL) && !setresgid(NOBODY, NOBODY, NOBODY) &&
	       !setresuid(NOBODY, NOBODY, NOBODY);
}

/* All capabilities, but of a namespace of its own, where it is root as well. */
static bool enter_namespace(void)
{
	return !unshare(CLONE_NEWUSER) && !lab_store("/proc/self/uid_map", "0 0 1");
}

FIXTURE(files) {
	const struct subject *all;
	size_t nr;
};

FIXTURE_VARIANT(files) {
	bool (*become)(void);
	enum verdict of_view;
	bool opens;
};

FIXTURE_VARIANT_ADD(files, root) {
	.become = stay_root, .of_view = SHOWS, .opens = true,
};

FIXTURE_VARIANT_ADD(files, root_without_admin) {
	.become = drop_admin, .of_view = HIDES, .opens = true,
};

FIXTURE_VARIANT_ADD(files, user) {
	.become = become_user, .of_view = REFUSED, .opens = false,
};

FIXTURE_VARIANT_ADD(files, namespace_root) {
	.become = enter_namespace, .of_view = HIDES, .opens = true,
};

FIXTURE_SETUP(files)
{
	self->all = subjects(&self->nr);
}

FIXTURE_TEARDOWN(files)
{
}

static const char *path_of(const struct subject *subject)
{
	static char path[256];

	snprintf(path, sizeof(path), LAB_DEBUGFS KMEMLAB_DIR "/%s", subject->file);
	return path;
}

/* Of two columns. */
static enum verdict both(enum verdict a, enum verdict b)
{
	if (a == NO_NUMBERS || a == b)
		return b;
	return b == NO_NUMBERS ? a : MIXED;
}

/* Something may be at 0: who sees the others sees it too. */
static enum verdict judge_column(const struct section *section, const char *name)
{
	enum verdict verdict = NO_NUMBERS;
	size_t row;

	for (row = 0; row < section->nr_rows && verdict != SHOWS; row++)
		if (section_word(section, row, name))
			verdict = section_u64(section, row, name) ? SHOWS : HIDES;
	return verdict;
}

static enum verdict judge(const struct answer *answer)
{
	enum verdict verdict = NO_NUMBERS;
	size_t s, c;

	for (s = 0; s < answer->nr_sections; s++) {
		const struct section *section = &answer->sections[s];

		for (c = 0; c < section->nr_columns; c++)
			if (!strcmp(section->columns[c].type, "hex"))
				verdict = both(verdict, judge_column(section,
								     section->columns[c].name));
	}
	return verdict;
}

/* Records of @size bytes with such a number at @offset. */
static enum verdict judge_records(int fd, size_t size, size_t offset)
{
	enum verdict verdict = NO_NUMBERS;
	size_t len, at;
	char *bytes = lab_read(fd, &len);
	uint64_t number;

	for (at = 0; at + size <= len && verdict != SHOWS; at += size) {
		memcpy(&number, bytes + at + offset, sizeof(number));
		verdict = number ? SHOWS : HIDES;
	}
	return verdict;
}

static bool is_text(const struct subject *subject)
{
	size_t len = strlen(subject->file);

	return len < 4 || strcmp(subject->file + len - 4, ".bin");
}

/* What makes a bench show numbers. A kernel may not have all of them. */
static const struct {
	const char *file;
	const char *request;
} benches[] = {
	{ KMEMLAB_FILE_FRAMES, "start=100 count=2000" },
	{ KMEMLAB_FILE_SLAB, "cache=kmalloc-64 count=10" },
	{ KMEMLAB_FILE_KMALLOC, "count=4 hold=1" },
	{ KMEMLAB_FILE_VMALLOC, "count=4 hold=1" },
	{ KMEMLAB_FILE_MEMPOOL, "count=4 hold=1" },
	{ KMEMLAB_FILE_PAGES, "count=4 hold=1" },
	{ KMEMLAB_FILE_CACHE, "count=4 hold=1" },
	{ KMEMLAB_FILE_PERCPU, "count=4 hold=1" },
	{ KMEMLAB_FILE_FRAG, "count=4 hold=1" },
	{ KMEMLAB_FILE_DMA, "count=4 hold=1" },
};

/* NO_NUMBERS of a bench that is not in the table, or cannot do it here. */
static enum verdict judge_bench(int fd, const char *file)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(benches); i++)
		if (!strcmp(file, benches[i].file))
			return lab_write(fd, "%s", benches[i].request) ? NO_NUMBERS :
									judge(lab_answer(fd));
	return NO_NUMBERS;
}

static enum verdict look(const struct subject *subject, bool (*become)(void))
{
	int fd;

	if (!become())
		return NOT_POSSIBLE;
	fd = open(path_of(subject), subject->bench ? O_RDWR : O_RDONLY);
	if (fd < 0)
		return errno == EACCES ? REFUSED : MIXED;
	if (!strcmp(subject->file, KMEMLAB_FILE_PHYSMAP_BIN))
		return judge_records(fd, sizeof(struct kmemlab_physmap),
				     offsetof(struct kmemlab_physmap, pfn));
	if (!strcmp(subject->file, KMEMLAB_FILE_ZONES_BIN))
		return judge_records(fd, sizeof(struct kmemlab_zone),
				     offsetof(struct kmemlab_zone, start_pfn));
	if (!is_text(subject))
		return NO_NUMBERS;
	return subject->bench ? judge_bench(fd, subject->file) : judge(lab_answer(fd));
}

/* In a process of its own, as what it becomes it stays. */
static enum verdict look_as(const struct subject *subject, bool (*become)(void))
{
	int status;
	pid_t child = fork();

	if (!child)
		_exit(look(subject, become));
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
		lab_die("%s: the child died", subject->file);
	return WEXITSTATUS(status);
}

TEST_F(files, are_opened_and_show_or_not)
{
	size_t i, judged = 0;

	for (i = 0; i < self->nr; i++) {
		const struct subject *subject = &self->all[i];
		enum verdict verdict = look_as(subject, variant->become);

		if (verdict == NOT_POSSIBLE)
			SKIP(return, "this kernel has no user namespaces");
		if (verdict == NO_NUMBERS) {
			EXPECT_TRUE(variant->opens) TH_LOG("%s", subject->file);
			continue;
		}
		judged++;
		EXPECT_EQ(variant->of_view, verdict) TH_LOG("%s", subject->file);
	}
	/* All but slabs, which a kernel without BTF has not, and DMA's. */
	EXPECT_LE(ARRAY_SIZE(benches), judged) TH_LOG("%zu files", judged);
}

/* A view is for reading alone, so that it stays open under lockdown. */
TEST(modes)
{
	const struct subject *all;
	struct stat stat;
	size_t nr, i;

	all = subjects(&nr);
	for (i = 0; i < nr; i++) {
		ASSERT_EQ(0, lstat(path_of(&all[i]), &stat));
		EXPECT_EQ(all[i].bench ? 0600 : 0400, stat.st_mode & 07777)
			TH_LOG("%s", all[i].file);
		EXPECT_EQ(0, stat.st_uid | stat.st_gid) TH_LOG("%s", all[i].file);
	}
}

TEST_HARNESS_MAIN
