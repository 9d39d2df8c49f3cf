// SPDX-License-Identifier: GPL-2.0
/* All input: see source.h. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <kmemlab.h>

#include "archive.h"
#include "machine.h"
#include "source.h"
#include "source_archive.h"
#include "xalloc.h"

#define DEBUGFS		"/sys/kernel/debug"

/* Where debugfs is, owned by the caller; NULL: nowhere. */
static char *find_debugfs(void)
{
	FILE *mounts = setmntent("/proc/self/mounts", "r");
	struct mntent *mount;
	char *found = NULL;

	if (!mounts)
		return xstrdup(DEBUGFS);
	while (!found && (mount = getmntent(mounts)))
		if (!strcmp(mount->mnt_type, "debugfs"))
			found = xstrdup(mount->mnt_dir);
	endmntent(mounts);
	return found;
}

static bool exists(const char *path)
{
	struct stat st;

	return !stat(path, &st);
}

static int diagnose_live(const char *dir, const char *file, struct fault *why)
{
	if (!exists(dir) && exists("/sys/module/kmemlab"))
		return fault(why, EXIT_UNAVAILABLE,
			     "the module is loaded but has no files in %s; remove debugfs=off or debugfs=no-mount from the kernel's command line",
			     dir);
	if (!exists(dir))
		return fault(why, EXIT_UNAVAILABLE,
			     "the module is not loaded; load it with: sudo kmemlab load (or insmod); 'kmemlab doctor' says what is needed");
	fault(why, EXIT_UNAVAILABLE,
	      "the loaded module has no file '%s'; it is older than this tool (%s): load the module built with it",
	      file, KMEMLAB_VERSION);
	why->missing = true;
	return -1;
}

static int diagnose_recorded(const char *root, const char *dir, const char *path,
			     struct fault *why)
{
	if (!exists(dir))
		return fault(why, EXIT_UNAVAILABLE,
			     "%s holds no recorded files of the module: %s does not exist",
			     root, dir);
	fault(why, EXIT_UNAVAILABLE, "%s does not exist: it was not recorded", path);
	why->missing = true;
	return -1;
}

static int diagnose_rights(const char *path, int err, struct fault *why)
{
	if (geteuid())
		return fault(why, EXIT_PERMISSION,
			     "%s: only root may use it; run the same command with sudo",
			     path);
	if (err == EPERM && machine_lockdown(NULL) > LOCKDOWN_NONE)
		return fault(why, EXIT_PERMISSION,
			     "kernel lockdown forbids to open %s; the views (zones, buddy, version) still work, benches need a kernel without lockdown (Secure Boot switches it on)",
			     path);
	return fault(why, EXIT_PERMISSION,
		     "%s: %s, although this is root; in a container, run it on the host; else see what 'dmesg | grep -i lockdown' says",
		     path, strerror(err));
}

static int diagnose(const char *root, const char *dir, const char *file,
		    const char *path, struct fault *why)
{
	int err = errno;

	if (err == ENOENT || err == ENOTDIR)
		return root ? diagnose_recorded(root, dir, path, why) :
			      diagnose_live(dir, file, why);
	if (!root && (err == EPERM || err == EACCES))
		return diagnose_rights(path, err, why);
	return fault(why, err == EACCES ? EXIT_PERMISSION : EXIT_UNAVAILABLE,
		     "cannot open %s: %s", path, strerror(err));
}

/*
 * What was recorded is a regular file. Anything else is a mistake, and some of
 * it (a FIFO, a terminal) would make the tool wait forever.
 */
static int check_recorded(struct source *src, struct fault *why)
{
	struct stat st;

	if (fstat(src->fd, &st) || !S_ISREG(st.st_mode))
		return fault(why, EXIT_UNAVAILABLE,
			     "%s is not a regular file; a recorded file is a plain copy of what the module printed",
			     src->path);
	return 0;
}

static int open_below(struct source *src, const char *root, const char *dir,
		      const char *file, int flags, struct fault *why)
{
	*src = (struct source){ .fd = -1 };
	src->path = xasprintf("%s/%s", dir, file);
	if (root)
		flags = O_RDONLY | O_NONBLOCK;
	src->fd = open(src->path, flags | O_CLOEXEC | O_NOCTTY);
	if (src->fd < 0)
		diagnose(root, dir, file, src->path, why);
	else if (!root || !check_recorded(src, why))
		return 0;
	source_close(src);
	return -1;
}

/**
 * source_module_dir - where the files of the module are
 * @root: NULL: live; else the directory where the recorded tree is
 * @why: filled on failure
 *
 * Return: the directory, owned by the caller, or NULL.
 */
char *source_module_dir(const char *root, struct fault *why)
{
	char *debugfs = root ? xasprintf("%s" DEBUGFS, root) : find_debugfs();
	char *dir = debugfs ? xasprintf("%s/" KMEMLAB_DIR, debugfs) : NULL;

	free(debugfs);
	if (!dir)
		fault(why, EXIT_UNAVAILABLE,
		      "debugfs is not mounted; mount it with: sudo mount -t debugfs none " DEBUGFS);
	return dir;
}

static int open_file(struct source *src, const char *root, const char *file,
		     int flags, struct fault *why)
{
	char *dir;
	int ret;

	*src = (struct source){ .fd = -1 };
	if (root && archive_is_file(root))
		return source_archived_view(src, root, file, why);
	dir = source_module_dir(root, why);
	if (!dir)
		return -1;
	ret = open_below(src, root, dir, file, flags, why);
	free(dir);
	return ret;
}

/**
 * source_open - open a view, or a bench only to read it
 * @src: filled; to be closed with source_close() unless this fails
 * @root: NULL: live; else where the recorded tree is
 * @file: name below kmemlab/
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int source_open(struct source *src, const char *root, const char *file,
		struct fault *why)
{
	return open_file(src, root, file, O_RDONLY, why);
}

static int send_request(struct source *src, const char *request, struct fault *why)
{
	char *line = xasprintf("%s\n", request);
	ssize_t len = strlen(line), done;

	do
		done = write(src->fd, line, len);
	while (done < 0 && errno == EINTR);
	if (done < 0)
		src->refused = errno;
	free(line);
	if (done >= 0 && done < len)
		return fault(why, EXIT_UNAVAILABLE,
			     "%s took only %zd of %zd bytes of the request",
			     src->path, done, len);
	return 0;
}

/**
 * source_open_bench - open a bench and give it a request
 * @src: filled; to be closed with source_close() unless this fails
 * @root: NULL: live; else where the recorded tree is: nothing is written then
 * @file: name below kmemlab/
 * @request: key=value words, without the newline
 * @why: filled on failure; a request that the module refuses is none: reading
 *	gives the reason, and @src->refused the errno
 *
 * Return: 0 or -1.
 */
int source_open_bench(struct source *src, const char *root, const char *file,
		      const char *request, struct fault *why)
{
	if (strlen(request) + 1 > KMEMLAB_REQUEST_MAX)
		return fault(why, EXIT_USAGE,
			     "the request has %zu bytes; at most %d are allowed: ask for less at a time",
			     strlen(request) + 1, KMEMLAB_REQUEST_MAX);
	if (open_file(src, root, file, O_RDWR, why))
		return -1;
	if (root || !send_request(src, request, why))
		return 0;
	source_close(src);
	return -1;
}

/**
 * source_open_system - open a file of /proc or /sys
 * @src: filled; to be closed with source_close() unless this fails
 * @root: NULL: live; else where the recorded tree is
 * @file: its name without the leading slash
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int source_open_system(struct source *src, const char *root, const char *file,
		       struct fault *why)
{
	char *path;
	int ret;

	if (root && archive_is_file(root))
		return source_archived(src, root, file, why);
	path = xasprintf("%s/%s", root ? root : "", file);
	ret = source_open_path(src, path, why);
	free(path);
	return ret;
}

/**
 * source_open_proc - open a file of /proc
 * @src: filled; to be closed with source_close() unless this fails
 * @root: NULL: live; else where the recorded tree is
 * @file: name below /proc
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int source_open_proc(struct source *src, const char *root, const char *file,
		     struct fault *why)
{
	char *name = xasprintf("proc/%s", file);
	int ret = source_open_system(src, root, name, why);

	free(name);
	return ret;
}

/**
 * source_open_path - open a file that was named
 * @src: filled; to be closed with source_close() unless this fails
 * @path: its name
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int source_open_path(struct source *src, const char *path, struct fault *why)
{
	int err;

	*src = (struct source){ .path = xstrdup(path) };
	src->fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	err = errno;
	if (src->fd >= 0 && !check_recorded(src, why))
		return 0;
	if (src->fd < 0) {
		fault(why, EXIT_UNAVAILABLE, "cannot open %s: %s", path, strerror(err));
		why->missing = err == ENOENT;
	}
	source_close(src);
	return -1;
}

/**
 * source_link - what a link in /sys leads to
 * @root: NULL: live; else where the recorded tree is
 * @file: its name without the leading slash
 *
 * Return: the name in the link, owned by the caller; NULL: it is no link, or is in a
 * snapshot, which has none.
 */
char *source_link(const char *root, const char *file)
{
	char target[PATH_MAX], *path;
	ssize_t len;

	if (root && archive_is_file(root))
		return NULL;
	path = xasprintf("%s/%s", root ? root : "", file);
	len = readlink(path, target, sizeof(target) - 1);
	free(path);
	if (len <= 0)
		return NULL;
	target[len] = '\0';
	return xstrdup(target);
}

/**
 * source_read - read on
 * @src: an open file
 * @buf: filled
 * @size: bytes @buf holds
 * @why: filled on failure
 *
 * Return: bytes read, 0 at the end, -1.
 */
ssize_t source_read(struct source *src, char *buf, size_t size, struct fault *why)
{
	ssize_t len;

	if (src->member) {
		len = archive_read(src->member, buf, size, why);
	} else {
		do
			len = read(src->fd, buf, size);
		while (len < 0 && errno == EINTR);
	}
	if (len > 0 && src->copy)
		fwrite(buf, 1, len, src->copy);
	if (len >= 0 || src->member)
		return len;
	if (errno == EPERM || errno == EACCES)
		return fault(why, EXIT_PERMISSION, "%s: %s", src->path, strerror(errno));
	return fault(why, EXIT_UNAVAILABLE, "cannot read %s: %s%s", src->path,
		     strerror(errno), errno == EIO || errno == ENODEV ?
		     " (is the module being removed?)" : "");
}

/**
 * source_close - close a file
 * @src: the file; one that is closed already is left alone
 */
void source_close(struct source *src)
{
	if (src->fd >= 0)
		close(src->fd);
	if (src->member)
		archive_close(src->member);
	free(src->path);
	*src = (struct source){ .fd = -1 };
}
