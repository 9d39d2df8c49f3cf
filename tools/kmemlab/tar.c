// SPDX-License-Identifier: GPL-2.0
/* The headers of a tar archive: see tar.h. */
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "tar.h"

/* As POSIX has it: text, numbers in octal digits, ended by a NUL or a blank. */
struct header {
	char name[100];
	char mode[8];
	char uid[8];
	char gid[8];
	char size[12];
	char mtime[12];
	char sum[8];
	char type;
	char link[100];
	char magic[6];
	char version[2];
	char uname[32];
	char gname[32];
	char major[8];
	char minor[8];
	char prefix[155];
	char pad[12];
};

_Static_assert(sizeof(struct header) == TAR_BLOCK, "a header is a block");

/* All bytes together, those of the sum itself as blanks. */
static unsigned int sum_of(const unsigned char *block)
{
	const size_t at = offsetof(struct header, sum), len = sizeof(((struct header *)0)->sum);
	unsigned int sum = 0;
	size_t i;

	for (i = 0; i < TAR_BLOCK; i++)
		sum += i >= at && i < at + len ? ' ' : block[i];
	return sum;
}

/**
 * tar_encode - make the header of a file
 * @block: filled
 * @name: its name, at most 100 bytes
 * @size: its bytes, less than 8 GiB
 * @mtime: when it was read, in seconds since 1970
 *
 * Return: false if @name or @size does not fit.
 */
bool tar_encode(unsigned char block[TAR_BLOCK], const char *name, uint64_t size,
		uint64_t mtime)
{
	struct header *header = (struct header *)block;
	size_t len = strlen(name);

	if (!len || len > sizeof(header->name) || size >= (uint64_t)1 << 33)
		return false;
	memset(block, 0, TAR_BLOCK);
	memcpy(header->name, name, len);
	memcpy(header->mode, "0000400", 8);
	memcpy(header->uid, "0000000", 8);
	memcpy(header->gid, "0000000", 8);
	snprintf(header->size, sizeof(header->size), "%011" PRIo64, size);
	snprintf(header->mtime, sizeof(header->mtime), "%011" PRIo64,
		 mtime & (((uint64_t)1 << 33) - 1));
	header->type = '0';
	memcpy(header->magic, "ustar", 6);
	memcpy(header->version, "00", 2);
	snprintf(header->sum, sizeof(header->sum), "%06o", sum_of(block));
	header->sum[7] = ' ';
	return true;
}

static bool octal(const char *field, size_t len, uint64_t *value)
{
	size_t i = 0;

	*value = 0;
	while (i < len && field[i] == ' ')
		i++;
	if (i == len || field[i] < '0' || field[i] > '7')
		return false;
	for (; i < len && field[i] >= '0' && field[i] <= '7'; i++)
		*value = *value * 8 + (field[i] - '0');
	for (; i < len; i++)
		if (field[i] && field[i] != ' ')
			return false;
	return true;
}

static void join_name(const struct header *header, char *name)
{
	const char *prefix = header->prefix;
	size_t len = 0;

	/* GNU tar keeps other things where POSIX has the prefix. */
	if (*prefix && header->version[0] == '0')
		len = sprintf(name, "%.*s/", (int)sizeof(header->prefix), prefix);
	sprintf(name + len, "%.*s", (int)sizeof(header->name), header->name);
}

/* Is every part of the path a name that stays below? */
static bool is_below(const char *name)
{
	size_t len;

	for (;; name += len + 1) {
		len = strcspn(name, "/");
		if (!len || (len == 1 && name[0] == '.') ||
		    (len == 2 && name[0] == '.' && name[1] == '.'))
			return false;
		if (!name[len])
			return true;
	}
}

static const char *take_name(struct tar_member *member, bool directory)
{
	char *name = member->name;
	size_t len;

	while (name[0] == '.' && name[1] == '/')
		memmove(name, name + 2, strlen(name + 2) + 1);
	len = strlen(name);
	if (directory && len && name[len - 1] == '/')
		name[--len] = '\0';
	if (directory && (!len || !strcmp(name, ".")))
		return NULL;
	if (!len)
		return "a file in it has no name";
	if (!is_below(name))
		return "the name of a file in it is absolute, or leads out of the archive";
	return NULL;
}

/**
 * tar_decode - read a header
 * @block: any bytes
 * @member: filled; directories have no name
 *
 * Return: NULL, or why this is no header of a snapshot; @member->name may say of
 * what then.
 */
const char *tar_decode(const unsigned char block[TAR_BLOCK], struct tar_member *member)
{
	const struct header *header = (const struct header *)block;
	bool directory = header->type == '5';
	const char *wrong;
	uint64_t sum;

	*member = (struct tar_member){ .size = 0 };
	if (memcmp(header->magic, "ustar", 5))
		return "this is not a tar archive";
	if (!octal(header->sum, sizeof(header->sum), &sum) || sum != sum_of(block))
		return "a checksum in it is wrong";
	join_name(header, member->name);
	if (header->type != '0' && header->type && !directory)
		return "it holds something else than plain files and directories";
	if (!octal(header->size, sizeof(header->size), &member->size))
		return "the size of a file in it is not a number";
	if (directory && member->size)
		return "a directory in it has a content";
	wrong = take_name(member, directory);
	if (directory)
		member->name[0] = '\0';
	return wrong;
}

/**
 * tar_is_zero - is this a block of the end?
 * @block: any bytes
 */
bool tar_is_zero(const unsigned char block[TAR_BLOCK])
{
	return !block[0] && !memcmp(block, block + 1, TAR_BLOCK - 1);
}

/**
 * tar_padded - the bytes that a content takes in an archive
 * @size: its bytes
 */
uint64_t tar_padded(uint64_t size)
{
	return (size + TAR_BLOCK - 1) & ~(uint64_t)(TAR_BLOCK - 1);
}
