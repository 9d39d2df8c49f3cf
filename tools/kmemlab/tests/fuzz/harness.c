// SPDX-License-Identifier: GPL-2.0
/*
 * harness FILE...: gives each FILE to the tool as an answer of the module, as a kernel
 * log with a failed allocation, or else as a snapshot, and shows it in every form. What
 * is printed goes nowhere; what counts is that the tool neither crashes nor runs on, and
 * says what is wrong.
 *
 * Built with afl-clang-fast it is fuzzed; built with the sanitizers it replays what
 * was found.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <kmemlab.h>

#include "session.h"
#include "tar.h"
#include "xalloc.h"

#define BYTES_MAX	(1 << 20)
#define LAB		"sys/kernel/debug/kmemlab"

static const char magic[] = "# kmemlab ";
static const char failure[] = "page allocation failure";

/* Forms, and what may be asked of an answer; "" is what the verb draws itself. */
static const struct {
	bool json, raw, pairs;
	struct selection select;
} forms[] = {
	{ 0 },
	{ .json = true },
	{ .raw = true },
	{ .pairs = true, .select = { .section = "all" } },
	{ .select = { .all = true } },
	{ .raw = true, .select = { .sort = "-value,name" } },
	{ .json = true, .select = { .filter = "not (free_pages > 1M or zone =~ '^D') and nid == 0" } },
	{ .select = { .columns = "+addr,flags,kind", .sort = "-addr" } },
};

static char *work;

static void make_dirs(const char *path)
{
	char *part = xstrdup(path), *at;

	for (at = strchr(part + 1, '/'); at; at = strchr(at + 1, '/')) {
		*at = '\0';
		mkdir(part, 0700);
		*at = '/';
	}
	free(part);
}

/* A name that no file can have is no file of the module. */
static bool put_file(const char *path, const char *bytes, size_t len)
{
	int fd;

	make_dirs(path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0)
		return false;
	if (write(fd, bytes, len) != (ssize_t)len)
		abort();
	close(fd);
	return true;
}

static bool is_of(const struct view *view, const char *name)
{
	size_t len = strlen(view->file);

	return view->file[len - 1] == '/' ? !strncmp(view->file, name, len) :
					    !strcmp(view->file, name);
}

static void show_forms(const struct verb *verb, const char *root, int argc, char **words,
		       size_t nr_forms)
{
	struct session session;
	size_t i;

	for (i = 0; i < nr_forms; i++) {
		session = (struct session){
			.root = root,
			.json = forms[i].json,
			.raw = forms[i].raw,
			.pairs = forms[i].pairs,
			.select = forms[i].select,
			.verb = verb,
			.view = verb->view,
		};
		if (verb->run(&session, argc, words) && !session.why.text)
			abort();	/* a failure without a word */
		fault_clear(&session.why);
		rewind(stdout);
	}
}

static void show(const struct verb *verb, const char *root, const char *operand)
{
	char *words[] = { (char *)operand, NULL };

	show_forms(verb, root, operand ? 1 : 0, words, sizeof(forms) / sizeof(*forms));
}

/* An answer: under its name, in a tree; to all verbs that read it. */
static void show_answer(const char *bytes, size_t len)
{
	size_t name_len = strcspn(bytes + sizeof(magic) - 1, " \n/");
	char *name = xmemdup(bytes + sizeof(magic) - 1, name_len), *path;
	const struct verb *const *verb;
	const struct view *view;

	if (bytes[sizeof(magic) - 1 + name_len] == '/') {
		free(name);
		name_len = strcspn(bytes + sizeof(magic) - 1, " \n");
		name = xmemdup(bytes + sizeof(magic) - 1, name_len);
	}
	for (verb = verbs; *verb; verb++)
		for (view = (*verb)->view; view; view = view->other) {
			if (!is_of(view, name) || strstr(name, ".."))
				continue;
			path = xasprintf("%s/" LAB "/%s", work, name);
			if (put_file(path, bytes, len))
				show(*verb, work, strchr(name, '/') ? strchr(name, '/') + 1 : NULL);
			unlink(path);
			free(path);
		}
	free(name);
}

/* No change made by chance keeps a sum right: that of each header is made to be. */
static bool mend_sums(char *bytes, size_t len)
{
	struct tar_member member;
	size_t at, i;

	for (at = 0; at + TAR_BLOCK <= len; at += TAR_BLOCK + tar_padded(member.size)) {
		unsigned char *block = (unsigned char *)bytes + at;
		unsigned int sum = 0;

		if (tar_is_zero(block) || memcmp(block + 257, "ustar", 5))
			break;
		memset(block + 148, ' ', 8);
		for (i = 0; i < TAR_BLOCK; i++)
			sum += block[i];
		snprintf((char *)block + 148, 8, "%06o", sum);
		tar_decode(block, &member);
		if (member.size > len)
			break;
	}
	return at;
}

/* Each under a name of its own: the tool remembers what it read. */
static void show_snapshot(const char *bytes, size_t len)
{
	static const char *const of_snapshots[] = {
		"overview", "zones", "buddy", "why", "slabs", "walk", "frames", "version",
	};
	static unsigned long number;
	char *path = xasprintf("%s/snapshot.%lu", work, number++), *twice[] = { path, path, NULL };
	size_t i;

	put_file(path, bytes, len);
	for (i = 0; i < sizeof(of_snapshots) / sizeof(*of_snapshots); i++)
		show_forms(find_verb(of_snapshots[i], &(struct fault){ 0 }), path, 0, twice + 2, 2);
	show_forms(find_verb("diff", &(struct fault){ 0 }), NULL, 2, twice, 2);
	unlink(path);
	free(path);
}

/* The option, until it is called again. */
static void set_option(const struct verb *verb, const char *name, const char *value)
{
	const struct opt *opt;

	for (opt = verb->opts; opt->name; opt++)
		if (!strcmp(opt->name, name))
			*opt->value = value;
}

static void show_log(const char *bytes, size_t len)
{
	const struct verb *why = find_verb("why", &(struct fault){ 0 });
	char *path = xasprintf("%s/log", work);

	put_file(path, bytes, len);
	set_option(why, "log", path);
	show(why, NULL, NULL);
	set_option(why, "log", NULL);
	unlink(path);
	free(path);
}

static void show_bytes(char *bytes, size_t len)
{
	if (len > sizeof(magic) && !memcmp(bytes, magic, sizeof(magic) - 1))
		show_answer(bytes, len);
	else if (memmem(bytes, len, failure, sizeof(failure) - 1))
		show_log(bytes, len);
	else
		show_snapshot(bytes, len);
	if (mend_sums(bytes, len))
		show_snapshot(bytes, len);
}

static void show_file(const char *path)
{
	char *bytes = xzalloc(BYTES_MAX + 1);
	FILE *f = fopen(path, "r");
	size_t len;

	if (!f) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		exit(1);
	}
	len = fread(bytes, 1, BYTES_MAX, f);
	fclose(f);
	bytes[len] = '\0';
	show_bytes(bytes, len);
	free(bytes);
}

static int drop(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

#ifdef __AFL_FUZZ_TESTCASE_LEN
__AFL_FUZZ_INIT();
#endif

int main(int argc, char **argv)
{
	char dir[] = "/dev/shm/kmemlab-fuzz.XXXXXX";
	int i;

	work = mkdtemp(dir);
	if (!work || !freopen("/dev/null", "w", stdout))
		abort();
#ifdef __AFL_FUZZ_TESTCASE_LEN
	unsigned char *shared = __AFL_FUZZ_TESTCASE_BUF;

	while (__AFL_LOOP(2000)) {
		char *copy = xmemdup((char *)shared, __AFL_FUZZ_TESTCASE_LEN);

		show_bytes(copy, __AFL_FUZZ_TESTCASE_LEN);
		free(copy);
	}
#endif
	for (i = 1; i < argc; i++)
		show_file(argv[i]);
	nftw(work, drop, 8, FTW_DEPTH | FTW_PHYS);
	return 0;
}
