// SPDX-License-Identifier: GPL-2.0
/*
 * Saving the extents of a process, just as the module told them. The file appears
 * when it is whole: until then it has another name, and a signal removes it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <kmemlab.h>

#include "extents.h"
#include "operand.h"
#include "text.h"
#include "util.h"
#include "view.h"
#include "walk.h"
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

/* A full disk is told as an error of writing, whatever set the limit. */
static void catch_signals(void)
{
	struct sigaction old;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(deadly); i++)
		if (!sigaction(deadly[i], NULL, &old) && old.sa_handler != SIG_IGN)
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
	fault(why, EXIT_USAGE, "%s is not a regular file; --save replaces only such", path);
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

/* All of it on the disk, and only then under its name. */
static int finish(FILE *f, const char *path, struct fault *why)
{
	bool failed = ferror(f);
	int err = 0;

	if (fflush(f) || fsync(fileno(f)))
		err = errno;
	if (fclose(f) && !err)
		err = errno;
	if (!failed && !err && rename(unfinished, path))
		err = errno;
	if (!failed && !err)
		return 0;
	return fault(why, EXIT_UNAVAILABLE, "cannot write %s: %s", path,
		     err ? strerror(err) : "not all of it fits (is the disk full?)");
}

static void forget_unfinished(int remove)
{
	char *path = unfinished;

	block_signals(SIG_BLOCK);
	if (remove)
		unlink(path);
	unfinished = NULL;
	free(path);
	block_signals(SIG_UNBLOCK);
}

static void tell(const struct session *session, const char *path, uint64_t pid, size_t nr)
{
	char *text = xasprintf("%zu extent%s saved in %s; see what changes with: kmemlab walk %llu --diff %s",
			       nr, nr == 1 ? "" : "s", path, (unsigned long long)pid, path);

	text_wrap(stdout, 0, text, session->screen);
	free(text);
}

static void count(void *data, const struct extent *extent)
{
	(void)extent;
	++*(size_t *)data;
}

static int save_to(struct session *session, const struct walk_query *query,
		   const char *path)
{
	size_t nr = 0;
	struct names names = { 0 };
	struct extents extents = { .names = &names, .each = count, .data = &nr };
	struct view_tap tap = { .path = &extents.rest.path };
	char *request = session->root ? xstrdup("") : walk_request(query);
	FILE *f = open_unfinished(path, &session->why);
	int ret = -1;

	tap.copy = f;
	if (f) {
		ret = view_stream(session, KMEMLAB_FILE_WALK, request, &extents_ops,
				  &extents, &tap);
		if (!ret)
			ret = extents_check(&extents, &session->why) ||
			      recorded_of(session, &extents.rest, query->pid) ? -1 : 0;
		if (ret)
			fclose(f);
		else
			ret = finish(f, path, &session->why);
		forget_unfinished(ret);
	}
	if (!ret)
		tell(session, path, query->pid, nr);
	extents_free(&extents);
	names_free(&names);
	free(request);
	return ret;
}

/**
 * walk_save - write the extents of a process to a file
 * @session: its fault is filled on failure
 * @query: the process and the range
 * @path: of the file; one that exists is replaced
 *
 * Return: 0 or -1; then there is no new file.
 */
int walk_save(struct session *session, const struct walk_query *query, const char *path)
{
	char *target = find_target(path, &session->why);
	int ret = target ? save_to(session, query, target) : -1;

	free(target);
	return ret;
}
