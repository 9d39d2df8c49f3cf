// SPDX-License-Identifier: GPL-2.0
/* Writing snapshots: see archive_write.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "archive_write.h"
#include "tar.h"
#include "zlib_lib.h"

/* Text of this kind hardly gets smaller by more effort. */
#define LEVEL	"wb3"
#define CHUNK	(64 * 1024)

static int cannot_write(struct archive_writer *writer, struct fault *why)
{
	return fault(why, EXIT_UNAVAILABLE, "cannot write %s: %s", writer->path,
		     strerror(errno ? errno : EIO));
}

/**
 * archive_begin - begin to write an archive
 * @writer: filled; to be ended with archive_end() or archive_abandon() unless this
 *	fails
 * @to: an empty file, of which only the descriptor is used
 * @path: its name, for messages
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int archive_begin(struct archive_writer *writer, FILE *to, const char *path,
		  struct fault *why)
{
	int fd;

	*writer = (struct archive_writer){ .path = path };
	if (zlib_load(why))
		return -1;
	fd = dup(fileno(to));
	writer->gz = fd < 0 ? NULL : gzdopen(fd, LEVEL);
	writer->spool = tmpfile();
	if (writer->gz && writer->spool)
		return 0;
	fault(why, EXIT_UNAVAILABLE,
	      "cannot write %s: no temporary file can be made in /tmp (%s)", path,
	      strerror(errno));
	if (writer->gz)
		gzclose(writer->gz);
	else if (fd >= 0)
		close(fd);
	if (writer->spool)
		fclose(writer->spool);
	return -1;
}

static int put(struct archive_writer *writer, const void *bytes, size_t len,
	       struct fault *why)
{
	errno = 0;
	return gzwrite(writer->gz, bytes, len) == (int)len ? 0 : cannot_write(writer, why);
}

static int put_spool(struct archive_writer *writer, uint64_t size, struct fault *why)
{
	static char buf[CHUNK];
	size_t want, got;

	for (; size; size -= want) {
		want = size < sizeof(buf) ? size : sizeof(buf);
		got = fread(buf, 1, want, writer->spool);
		if (got < want)
			return fault(why, EXIT_UNAVAILABLE,
				     "cannot read back a temporary file: %s", strerror(errno));
		if (put(writer, buf, want, why))
			return -1;
	}
	return 0;
}

static int empty_spool(struct archive_writer *writer, struct fault *why)
{
	rewind(writer->spool);
	if (!ftruncate(fileno(writer->spool), 0))
		return 0;
	return fault(why, EXIT_UNAVAILABLE, "cannot empty a temporary file: %s",
		     strerror(errno));
}

/**
 * archive_add - add what stands in the spool as a file, and empty the spool
 * @writer: from archive_begin()
 * @name: of the file, relative
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int archive_add(struct archive_writer *writer, const char *name, struct fault *why)
{
	static const unsigned char zeros[TAR_BLOCK];
	unsigned char block[TAR_BLOCK];
	off_t size = -1;

	if (!fflush(writer->spool) && !ferror(writer->spool))
		size = ftello(writer->spool);
	if (size < 0)
		return fault(why, EXIT_UNAVAILABLE,
			     "cannot write a temporary file in /tmp: %s", strerror(errno));
	if (!tar_encode(block, name, size, time(NULL)))
		return fault(why, EXIT_UNAVAILABLE,
			     "%s does not fit into a snapshot: its name or its content is too long",
			     name);
	rewind(writer->spool);
	if (put(writer, block, sizeof(block), why) || put_spool(writer, size, why) ||
	    put(writer, zeros, tar_padded(size) - size, why))
		return -1;
	return empty_spool(writer, why);
}

/**
 * archive_end - end an archive
 * @writer: emptied
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int archive_end(struct archive_writer *writer, struct fault *why)
{
	static const unsigned char zeros[2 * TAR_BLOCK];
	int ret = put(writer, zeros, sizeof(zeros), why);

	errno = 0;
	if (gzclose(writer->gz) != Z_OK && !ret)
		ret = cannot_write(writer, why);
	fclose(writer->spool);
	return ret;
}

/**
 * archive_abandon - end an archive that is of no use
 * @writer: emptied
 */
void archive_abandon(struct archive_writer *writer)
{
	gzclose(writer->gz);
	fclose(writer->spool);
}
