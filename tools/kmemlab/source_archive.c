// SPDX-License-Identifier: GPL-2.0
/* Input from snapshots, and what there is to read, live or recorded. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <kmemlab.h>

#include "archive.h"
#include "source.h"
#include "source_archive.h"
#include "xalloc.h"

/**
 * source_archived - open a file in a snapshot
 * @src: filled; to be closed with source_close() unless this fails
 * @root: the snapshot
 * @name: of the file, such as "proc/meminfo"
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int source_archived(struct source *src, const char *root, const char *name,
		    struct fault *why)
{
	const struct archive *archive = archive_find(root, why);

	*src = (struct source){ .fd = -1 };
	if (!archive)
		return -1;
	src->path = xasprintf("%s:%s", root, name);
	src->member = archive_open(archive, name, why);
	if (src->member)
		return 0;
	source_close(src);
	return -1;
}

/**
 * source_archived_view - open a file of the module in a snapshot
 * @src: filled; to be closed with source_close() unless this fails
 * @root: the snapshot
 * @file: name below kmemlab/
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int source_archived_view(struct source *src, const char *root, const char *file,
			 struct fault *why)
{
	const struct archive *archive = archive_find(root, why);
	char *name;
	int ret;

	if (!archive)
		return -1;
	if (!archive_has(archive, SOURCE_VIEWS "/"))
		return fault(why, EXIT_UNAVAILABLE,
			     "%s holds no recorded files of the module: " SOURCE_VIEWS " is not in it",
			     root);
	name = xasprintf(SOURCE_VIEWS "/%s", file);
	ret = source_archived(src, root, name, why);
	free(name);
	return ret;
}

/**
 * source_check_root - is this something that was recorded?
 * @root: as of --root
 * @why: filled if not
 *
 * Return: 0 or -1.
 */
int source_check_root(const char *root, struct fault *why)
{
	struct stat st;

	if (!stat(root, &st) && S_ISDIR(st.st_mode))
		return 0;
	if (!archive_is_file(root))
		return fault(why, EXIT_USAGE, "%s: there is no such directory or snapshot", root);
	return archive_find(root, why) ? 0 : -1;
}

/**
 * source_list_path - the names in a directory that was named, in no order
 * @path: its name
 * @each: called for each name that does not begin with a dot
 * @data: passed to @each
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int source_list_path(const char *path, void (*each)(void *data, const char *name),
		     void *data, struct fault *why)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir) {
		fault(why, errno == EACCES ? EXIT_PERMISSION : EXIT_UNAVAILABLE,
		      "cannot list %s: %s", path, strerror(errno));
		why->missing = errno == ENOENT;
		return -1;
	}
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			each(data, entry->d_name);
	closedir(dir);
	return 0;
}

/**
 * source_list - the names in a directory of /proc or /sys, in no order
 * @root: NULL: live; else where the recorded tree is
 * @dir: its name without the leading slash; NULL: that of the module's files
 * @each: called for each name
 * @data: passed to @each
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int source_list(const char *root, const char *dir,
		void (*each)(void *data, const char *name), void *data, struct fault *why)
{
	const struct archive *archive;
	char *path;
	int ret;

	if (root && archive_is_file(root)) {
		archive = archive_find(root, why);
		if (archive)
			archive_list(archive, dir ? dir : SOURCE_VIEWS, each, data);
		return archive ? 0 : -1;
	}
	path = dir ? xasprintf("%s/%s", root ? root : "", dir) : source_module_dir(root, why);
	if (!path)
		return -1;
	ret = source_list_path(path, each, data, why);
	free(path);
	return ret;
}
