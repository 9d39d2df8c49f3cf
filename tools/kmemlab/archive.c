// SPDX-License-Identifier: GPL-2.0
/* Snapshots as files: see archive.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "archive.h"
#include "archive_index.h"
#include "source.h"
#include "text.h"
#include "xalloc.h"

/**
 * struct archive - an archive that was read to its end
 * @root: what it was asked for by; owned
 * @path: the file; owned
 * @prefix: what stands before each name: "" or "N/"; owned
 * @series: how many snapshots it holds if it is a series, else 0
 * @files: its files
 * @next: another archive of this run
 */
struct archive {
	char *root;
	char *path;
	char *prefix;
	size_t series;
	struct entries files;
	struct archive *next;
};

/**
 * struct archive_member - a file in an archive, being read
 * @gz: the archive, just before the byte to be read next
 * @path: of the archive
 * @left: bytes to be read
 */
struct archive_member {
	gzFile gz;
	const char *path;
	uint64_t left;
};

/* All that were opened: few, and the verbs come back to them. */
static struct archive *archives;

static bool is_regular(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode);
}

/* "FILE@N": the length of FILE, and N; without such an end, all of it and 0. */
static size_t split_root(const char *root, uint64_t *number)
{
	const char *at = strrchr(root, '@');

	*number = 0;
	if (!at || is_regular(root) || !text_decimal(at + 1, strlen(at + 1), number))
		return strlen(root);
	return at - root;
}

/**
 * archive_is_file - is this a snapshot's name, and not that of a directory?
 * @root: FILE, or FILE@N for a snapshot of a series
 */
bool archive_is_file(const char *root)
{
	uint64_t number;
	char *path = xmemdup(root, split_root(root, &number));
	bool is = is_regular(path);

	free(path);
	return is;
}

/* The last file of each; one that failed has none, and ends the series. */
static bool is_last_of_one(const char *name)
{
	return !strcmp(name + strcspn(name, "/"), "/" SOURCE_VIEWS "/snapshot");
}

/*
 * Every name begins with a number: a series, of as many as the largest that is whole. What
 * was put together by hand may have none that says so.
 */
static size_t count_series(const struct archive *archive)
{
	uint64_t number, largest = 0, whole = 0;
	const char *name;
	size_t i;

	for (i = 0; i < archive->files.nr; i++) {
		name = archive->files.entry[i].name;
		if (!text_decimal(name, strcspn(name, "/"), &number))
			return 0;
		if (number > largest)
			largest = number;
		if (number > whole && is_last_of_one(name))
			whole = number;
	}
	return whole ? whole : largest;
}

static int choose(struct archive *archive, uint64_t number, struct fault *why)
{
	archive->series = count_series(archive);
	if (number > archive->series || (number && !archive->series))
		return fault_at(why, archive->path, 0, archive->series ?
				"it holds %zu snapshots, and none with the number %" PRIu64 :
				"it is not a series, but one snapshot", archive->series, number);
	if (!archive->series)
		archive->prefix = xstrdup("");
	else
		archive->prefix = xasprintf("%" PRIu64 "/",
					    number ? number : (uint64_t)archive->series);
	return 0;
}

static void archive_free(struct archive *archive)
{
	entries_free(&archive->files);
	free(archive->prefix);
	free(archive->path);
	free(archive->root);
	free(archive);
}

/**
 * archive_find - the index of an archive
 * @root: FILE, or FILE@N for a snapshot of a series; else the last one is meant
 * @why: filled on failure
 *
 * The first call for @root reads all of the file, so that what is damaged is found
 * before anything of it was shown.
 *
 * Return: the archive, good until the program ends, or NULL.
 */
const struct archive *archive_find(const char *root, struct fault *why)
{
	struct archive *archive;
	uint64_t number;

	for (archive = archives; archive; archive = archive->next)
		if (!strcmp(archive->root, root))
			return archive;
	archive = xzalloc(sizeof(*archive));
	archive->root = xstrdup(root);
	archive->path = xmemdup(root, split_root(root, &number));
	if (entries_read(&archive->files, archive->path, why) ||
	    choose(archive, number, why)) {
		archive_free(archive);
		return NULL;
	}
	archive->next = archives;
	archives = archive;
	return archive;
}

/**
 * archive_series - how many snapshots an archive holds
 * @archive: from archive_find()
 *
 * Return: how many; 0 if it is a single one.
 */
size_t archive_series(const struct archive *archive)
{
	return archive->series;
}

/**
 * archive_path - the name of the file
 * @archive: from archive_find()
 */
const char *archive_path(const struct archive *archive)
{
	return archive->path;
}

/* The first entry whose name is not before the prefix and @name. */
static size_t lower_bound(const struct archive *archive, const char *name)
{
	size_t low = 0, high = archive->files.nr, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (strcmp(archive->files.entry[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct entry *find_entry(const struct archive *archive, const char *name)
{
	char *full = xasprintf("%s%s", archive->prefix, name);
	size_t at = lower_bound(archive, full);
	bool found = at < archive->files.nr && !strcmp(archive->files.entry[at].name, full);

	free(full);
	return found ? &archive->files.entry[at] : NULL;
}

/**
 * archive_has - is there a file, or a directory, of that name?
 * @archive: from archive_find()
 * @name: such as "proc/meminfo"; a directory ends with a slash
 */
bool archive_has(const struct archive *archive, const char *name)
{
	char *full = xasprintf("%s%s", archive->prefix, name);
	size_t at = lower_bound(archive, full), len = strlen(full);
	bool directory = len && full[len - 1] == '/';
	bool found = at < archive->files.nr &&
		     !strncmp(archive->files.entry[at].name, full, len + !directory);

	free(full);
	return found;
}

/**
 * archive_list - the names of what is in a directory, each once
 * @archive: from archive_find()
 * @dir: such as "proc", without a slash at its end
 * @each: called for each, in the order of strcmp() of the paths
 * @data: passed to @each
 */
void archive_list(const struct archive *archive, const char *dir,
		  void (*each)(void *data, const char *name), void *data)
{
	char *full = xasprintf("%s%s/", archive->prefix, dir), *name, *last = NULL;
	size_t len = strlen(full), i;
	const char *rest;

	for (i = lower_bound(archive, full); i < archive->files.nr; i++) {
		if (strncmp(archive->files.entry[i].name, full, len))
			break;
		rest = archive->files.entry[i].name + len;
		name = xmemdup(rest, strcspn(rest, "/"));
		if (!last || strcmp(last, name))
			each(data, name);
		free(last);
		last = name;
	}
	free(last);
	free(full);
}

/**
 * archive_open - begin to read a file in an archive
 * @archive: from archive_find()
 * @name: such as "proc/meminfo"
 * @why: filled on failure, with @missing if there is no such file
 *
 * Return: the file, to be closed with archive_close(), or NULL.
 */
struct archive_member *archive_open(const struct archive *archive, const char *name,
				    struct fault *why)
{
	const struct entry *entry = find_entry(archive, name);
	struct archive_member *member;
	gzFile gz;

	if (!entry) {
		fault_at(why, archive->path, 0, "it holds no %s%s: that was not recorded",
			 archive->prefix, name);
		why->missing = true;
		return NULL;
	}
	gz = gz_open(archive->path, why);
	if (!gz)
		return NULL;
	if (gz_skip(gz, archive->path, entry->at, why)) {
		gzclose(gz);
		return NULL;
	}
	member = xzalloc(sizeof(*member));
	*member = (struct archive_member){ gz, archive->path, entry->size };
	return member;
}

/**
 * archive_read - read on
 * @member: an open file
 * @buf: filled
 * @size: bytes @buf holds
 * @why: filled on failure
 *
 * Return: bytes read, 0 at the end, -1.
 */
ssize_t archive_read(struct archive_member *member, char *buf, size_t size,
		     struct fault *why)
{
	size_t want = size < member->left ? size : member->left;

	if (want > GZ_CHUNK)
		want = GZ_CHUNK;
	if (!want)
		return 0;
	if (gz_exactly(member->gz, member->path, buf, want, false, why) < 0)
		return -1;
	member->left -= want;
	return want;
}

/**
 * archive_close - end reading
 * @member: gone afterwards
 */
void archive_close(struct archive_member *member)
{
	gzclose(member->gz);
	free(member);
}
