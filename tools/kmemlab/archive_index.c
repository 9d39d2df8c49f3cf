// SPDX-License-Identifier: GPL-2.0
/* What is where in an archive: see archive.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive.h"
#include "archive_index.h"
#include "tar.h"
#include "xalloc.h"

/**
 * gz_open - open a file that may be compressed
 * @path: its name
 * @why: filled on failure
 *
 * Return: the file, to be closed with gzclose(), or NULL.
 */
gzFile gz_open(const char *path, struct fault *why)
{
	gzFile gz;
	int fd;

	if (zlib_load(why))
		return NULL;
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	gz = fd < 0 ? NULL : gzdopen(fd, "rb");
	if (!gz)
		fault(why, fd < 0 && errno == EACCES ? EXIT_PERMISSION : EXIT_UNAVAILABLE,
		      "cannot open %s: %s", path, fd < 0 ? strerror(errno) : "out of memory");
	if (!gz && fd >= 0)
		close(fd);
	else if (gz)
		gzbuffer(gz, GZ_CHUNK);
	return gz;
}

/**
 * gz_exactly - read so many bytes
 * @gz: from gz_open()
 * @path: its name, for messages
 * @buf: filled
 * @size: how many bytes
 * @end_allowed: there may be none at all, as this is the end
 * @why: filled on failure
 *
 * Return: 1, 0 at the end, -1.
 */
int gz_exactly(gzFile gz, const char *path, void *buf, size_t size, bool end_allowed,
	       struct fault *why)
{
	int got = gzread(gz, buf, size), err = Z_OK;

	if (got == (int)size)
		return 1;
	gzerror(gz, &err);
	if (err == Z_OK && !got && end_allowed)
		return 0;
	if (err == Z_ERRNO)
		return fault_at(why, path, 0, "cannot be read: %s", strerror(errno));
	if (err == Z_OK || err == Z_BUF_ERROR)
		return fault_at(why, path, 0, "the file is cut short");
	return fault_at(why, path, 0, "the file is damaged: its compressed data are wrong");
}

/**
 * gz_skip - read bytes and forget them
 * @gz: from gz_open()
 * @path: its name, for messages
 * @bytes: how many
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int gz_skip(gzFile gz, const char *path, uint64_t bytes, struct fault *why)
{
	static char buf[GZ_CHUNK];
	size_t step;

	for (; bytes; bytes -= step) {
		step = bytes < sizeof(buf) ? bytes : sizeof(buf);
		if (gz_exactly(gz, path, buf, step, false, why) < 0)
			return -1;
	}
	return 0;
}

static int add_entry(struct entries *files, const char *path,
		     const struct tar_member *member, uint64_t at, struct fault *why)
{
	if (files->nr == ARCHIVE_MEMBERS_MAX)
		return fault_at(why, path, 0,
				"it holds more than %d files, which no snapshot does",
				ARCHIVE_MEMBERS_MAX);
	files->entry = xgrow(files->entry, files->nr, sizeof(*files->entry));
	files->entry[files->nr++] = (struct entry){
		.name = xstrdup(member->name), .at = at, .size = member->size,
	};
	return 0;
}

/* What tar appends is zeros up to the end, and the sums of gzip are checked there. */
static int read_end(gzFile gz, const char *path, uint64_t at, struct fault *why)
{
	unsigned char block[TAR_BLOCK];
	int more;

	while ((more = gz_exactly(gz, path, block, sizeof(block), true, why)) > 0) {
		at += sizeof(block);
		if (at > ARCHIVE_BYTES_MAX || !tar_is_zero(block))
			return fault_at(why, path, 0, "something follows the end of the archive");
	}
	return more;
}

static int index_from(struct entries *files, const char *path, gzFile gz,
		      struct fault *why)
{
	unsigned char block[TAR_BLOCK];
	struct tar_member member;
	const char *wrong;
	uint64_t at = 0;

	for (;;) {
		if (gz_exactly(gz, path, block, sizeof(block), false, why) < 0)
			return -1;
		at += sizeof(block);
		if (tar_is_zero(block))
			return read_end(gz, path, at, why);
		wrong = tar_decode(block, &member);
		if (wrong)
			return fault_at(why, path, 0, "not a snapshot: %s%s%.60s", wrong,
					member.name[0] ? ": " : "", member.name);
		if (member.size > ARCHIVE_BYTES_MAX - at)
			return fault_at(why, path, 0,
					"it holds more than 1 GiB, which no snapshot does");
		if (member.name[0] && add_entry(files, path, &member, at, why))
			return -1;
		if (gz_skip(gz, path, tar_padded(member.size), why))
			return -1;
		at += tar_padded(member.size);
		if (at > ARCHIVE_BYTES_MAX)
			return fault_at(why, path, 0,
					"it holds more than 1 GiB, which no snapshot does");
	}
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static int check_names(struct entries *files, const char *path, struct fault *why)
{
	size_t i;

	if (!files->nr)
		return fault_at(why, path, 0, "not a snapshot: it holds no file");
	qsort(files->entry, files->nr, sizeof(*files->entry), compare);
	for (i = 1; i < files->nr; i++)
		if (!compare(&files->entry[i - 1], &files->entry[i]))
			return fault_at(why, path, 0, "it holds '%.60s' twice",
					files->entry[i].name);
	return 0;
}

/**
 * entries_free - free what an index holds
 * @files: emptied
 */
void entries_free(struct entries *files)
{
	while (files->nr)
		free(files->entry[--files->nr].name);
	free(files->entry);
	files->entry = NULL;
}

/**
 * entries_read - read an archive to its end
 * @files: filled, by name; to be freed with entries_free() also on failure
 * @path: the archive
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int entries_read(struct entries *files, const char *path, struct fault *why)
{
	gzFile gz = gz_open(path, why);
	int ret;

	if (!gz)
		return -1;
	ret = index_from(files, path, gz, why);
	gzclose(gz);
	return ret ? ret : check_names(files, path, why);
}
