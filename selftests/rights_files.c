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
enum verdict {
	REFUSED, HIDES, SHOWS, MIXED, NO_NUMBERS, NOT_POSSIBLE,
	LACKS,		/* this kernel cannot do it */
	MISSES,		/* numbers should have been there */
	UNKNOWN,	/* it is in no table here */
};

static const char * const words[] = {
	"refused", "hides", "shows", "mixed", "none", "not possible", "lacks", "misses", "unknown",
};

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

/* What has numbers, and with which request a bench shows them. */
static const struct row {
	const char *file;
	const char *request;
	bool may_lack;		/* a kernel may not be able to do it */
	size_t size, offset;	/* of records, and of a number in them */
} rows[] = {
	{ .file = KMEMLAB_FILE_ZONES },
	{ .file = KMEMLAB_FILE_LAYOUT },
	{ .file = KMEMLAB_FILE_PHYSMAP },
	{ .file = KMEMLAB_FILE_ZONES_BIN, .size = sizeof(struct kmemlab_zone),
	  .offset = offsetof(struct kmemlab_zone, start_pfn) },
	{ .file = KMEMLAB_FILE_PHYSMAP_BIN, .size = sizeof(struct kmemlab_physmap),
	  .offset = offsetof(struct kmemlab_physmap, pfn) },
	{ .file = KMEMLAB_FILE_FRAMES, .request = "start=100 count=2000" },
	{ .file = KMEMLAB_FILE_SLAB, .request = "cache=kmalloc-64 count=10", .may_lack = true },
	{ .file = KMEMLAB_FILE_KMALLOC, .request = "count=4 hold=1" },
	{ .file = KMEMLAB_FILE_VMALLOC, .request = "count=4 hold=1" },
	{ .file = KMEMLAB_FILE_MEMPOOL, .request = "count=4 hold=1" },
	{ .file = KMEMLAB_FILE_PAGES, .request = "count=4 hold=1" },
	{ .file = KMEMLAB_FILE_CACHE, .request = "count=4 hold=1" },
	/* Of 2 MiB each: in parts of one pageblock, a page that stays would refuse all. */
	{ .file = KMEMLAB_FILE_CONTIG, .request = "count=16 move=1 hold=1", .may_lack = true },
	{ .file = KMEMLAB_FILE_PERCPU, .request = "count=4 hold=1" },
	{ .file = KMEMLAB_FILE_FRAG, .request = "count=4 hold=1" },
	{ .file = KMEMLAB_FILE_DMA, .request = "count=4 hold=1", .may_lack = true },
};

/* Benches and records that are not judged here. */
static const char * const exceptions[] = {
	KMEMLAB_FILE_TRANSLATE, KMEMLAB_FILE_WALK,	/* page tables: rights.c */
	KMEMLAB_FILE_WHY, KMEMLAB_FILE_FRAGMENT, KMEMLAB_FILE_SLABS_BIN,	/* have none */
};

static const struct row *row_of(const char *file)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (!strcmp(file, rows[i].file))
			return &rows[i];
	return NULL;
}

static bool is_exception(const char *file)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(exceptions); i++)
		if (!strcmp(file, exceptions[i]))
			return true;
	return false;
}

static bool is_text(const char *file)
{
	size_t len = strlen(file);

	return len < 4 || strcmp(file + len - 4, ".bin");
}

static enum verdict judge_row(int fd, const struct row *row)
{
	enum verdict verdict;
	int err = row->request ? lab_write(fd, "%s", row->request) : 0;

	if (err)
		return row->may_lack && err == EOPNOTSUPP ? LACKS : MISSES;
	verdict = row->size ? judge_records(fd, row->size, row->offset) : judge(lab_answer(fd));
	return verdict == NO_NUMBERS ? MISSES : verdict;
}

static enum verdict look(const struct subject *subject, bool (*become)(void))
{
	const struct row *row;
	int fd;

	if (!become())
		return NOT_POSSIBLE;
	fd = open(path_of(subject), subject->bench ? O_RDWR : O_RDONLY);
	if (fd < 0)
		return errno == EACCES ? REFUSED : MIXED;
	row = row_of(subject->file);
	if (row)
		return judge_row(fd, row);
	if (is_exception(subject->file))
		return NO_NUMBERS;
	/* A view explains itself. */
	return subject->bench || !is_text(subject->file) ? UNKNOWN : judge(lab_answer(fd));
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
	size_t i, met = 0;

	for (i = 0; i < self->nr; i++) {
		const struct subject *subject = &self->all[i];
		enum verdict verdict = look_as(subject, variant->become);

		if (verdict == NOT_POSSIBLE)
			SKIP(return, "this kernel has no user namespaces");
		met += row_of(subject->file) != NULL;
		if (verdict == NO_NUMBERS || verdict == LACKS) {
			EXPECT_TRUE(variant->opens) TH_LOG("%s", subject->file);
			continue;
		}
		EXPECT_EQ(variant->of_view, verdict)
			TH_LOG("%s: %s", subject->file, words[verdict]);
	}
	EXPECT_EQ(ARRAY_SIZE(rows), met);
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

/* "rights_files VIEW" says what it shows: under lockdown benches give no help to go by. */
int main(int argc, char **argv)
{
	if (argc == 2 && argv[1][0] != '-') {
		puts(words[look(&(struct subject) { .file = argv[1] }, stay_root)]);
		return 0;
	}
	return test_harness_run(argc, argv);
}
