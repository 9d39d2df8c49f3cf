// SPDX-License-Identifier: GPL-2.0
/*
 * Who may open each file, and to whom it shows addresses and frames. In a view each
 * column of type hex is such a number; what benches show is tested in rights.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
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

static bool is_text(const struct subject *subject)
{
	size_t len = strlen(subject->file);

	return len < 4 || strcmp(subject->file + len - 4, ".bin");
}

static enum verdict judge(const struct answer *answer)
{
	size_t zero = 0, other = 0, s, row, c;

	for (s = 0; s < answer->nr_sections; s++) {
		const struct section *section = &answer->sections[s];

		for (row = 0; row < section->nr_rows; row++)
			for (c = 0; c < section->nr_columns; c++) {
				const char *name = section->columns[c].name;

				if (strcmp(section->columns[c].type, "hex") ||
				    !section_word(section, row, name))
					continue;
				*(section_u64(section, row, name) ? &other : &zero) += 1;
			}
	}
	if (!zero && !other)
		return NO_NUMBERS;
	/* Something may be at 0: who sees the others sees it too. */
	return other ? SHOWS : HIDES;
}

static enum verdict look(const struct subject *subject, bool (*become)(void))
{
	int fd;

	if (!become())
		return NOT_POSSIBLE;
	fd = open(path_of(subject), subject->bench ? O_RDWR : O_RDONLY);
	if (fd < 0)
		return errno == EACCES ? REFUSED : MIXED;
	if (subject->bench || !is_text(subject))
		return NO_NUMBERS;
	return judge(lab_answer(fd));
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
	EXPECT_LT(0, judged);
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
