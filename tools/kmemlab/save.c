// SPDX-License-Identifier: GPL-2.0
/* Files that appear when they are whole: see save.h. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "save.h"
#include "util.h"
#include "xalloc.h"

static const int deadly[] = { SIGHUP, SIGINT, SIGTERM, SIGPIPE, SIGXFSZ };

/* What a signal has to remove; NULL: nothing. */
static char *volatile unfinished;

static void die_clean(int sig)
{
	char *path = unfinished;

	if (path)
		unlink(path);
	signal(sig, SIG_DFL);
	raise(sig);
}

/*
 * Those that nobody else has a use for: who brings what was begun to its end does so. A
 * full disk is told as an error of writing, whatever set the limit.
 */
static void catch_signals(void)
{
	struct sigaction old;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(deadly); i++)
		if (!sigaction(deadly[i], NULL, &old) && old.sa_handler == SIG_DFL)
			signal(deadly[i], deadly[i] == SIGXFSZ ? SIG_IGN : die_clean);
}

static void block_signals(int how)
{
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	for (i = 0; i < ARRAY_SIZE(deadly); i++)
		sigaddset(&set, deadly[i]);
	sigprocmask(how, &set, NULL);
}

/* What a rename may replace: no device, and not a link but what it points to. */
static char *find_target(const char *path, struct fault *why)
{
	char *real = realpath(path, NULL);
	struct stat st;

	if (!real)
		return xstrdup(path);
	if (!stat(real, &st) && S_ISREG(st.st_mode))
		return real;
	fault(why, EXIT_USAGE, "%s is not a regular file; only such are replaced", path);
	free(real);
	return NULL;
}

static FILE *open_unfinished(const char *path, struct fault *why)
{
	char *temporary = xasprintf("%s.XXXXXX", path);
	FILE *f = NULL;
	int fd, err;

	catch_signals();
	block_signals(SIG_BLOCK);
	fd = mkostemp(temporary, O_CLOEXEC);
	err = errno;
	if (fd >= 0) {
		unfinished = temporary;
		f = fdopen(fd, "w");
	} else {
		free(temporary);
	}
	block_signals(SIG_UNBLOCK);
	if (!f)
		fault(why, err == EACCES || err == EPERM ? EXIT_PERMISSION : EXIT_UNAVAILABLE,
		      "cannot write %s: %s", path, strerror(err));
	return f;
}

static void forget_unfinished(bool remove)
{
	char *path = unfinished;

	block_signals(SIG_BLOCK);
	if (remove)
		unlink(path);
	unfinished = NULL;
	free(path);
	block_signals(SIG_UNBLOCK);
}

/**
 * save_begin - begin to write a file
 * @save: filled; to be ended with save_end() or save_abandon() unless this fails
 * @path: of the file; one that exists will be replaced
 * @why: filled on failure
 *
 * Only its owner may read it.
 *
 * Return: 0 or -1.
 */
int save_begin(struct save *save, const char *path, struct fault *why)
{
	save->path = find_target(path, why);
	if (!save->path)
		return -1;
	save->f = open_unfinished(save->path, why);
	if (save->f)
		return 0;
	free(save->path);
	return -1;
}

/* All of it on the disk, and only then under its name. */
static int finish(struct save *save, struct fault *why)
{
	bool failed = ferror(save->f);
	int err = 0;

	if (fflush(save->f) || fsync(fileno(save->f)))
		err = errno;
	if (fclose(save->f) && !err)
		err = errno;
	if (!failed && !err && rename(unfinished, save->path))
		err = errno;
	if (!failed && !err)
		return 0;
	return fault(why, EXIT_UNAVAILABLE, "cannot write %s: %s", save->path,
		     err ? strerror(err) : "not all of it fits (is the disk full?)");
}

/**
 * save_end - give a file its name
 * @save: emptied
 * @why: filled on failure: then there is no new file
 *
 * Return: 0 or -1.
 */
int save_end(struct save *save, struct fault *why)
{
	int ret = finish(save, why);

	forget_unfinished(ret);
	free(save->path);
	*save = (struct save){ 0 };
	return ret;
}

/**
 * save_abandon - remove what was written
 * @save: emptied
 */
void save_abandon(struct save *save)
{
	fclose(save->f);
	forget_unfinished(true);
	free(save->path);
	*save = (struct save){ 0 };
}
