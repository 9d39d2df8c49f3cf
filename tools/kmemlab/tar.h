/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The headers of a tar archive in the format "ustar" of POSIX.1-1988, as far as a
 * snapshot needs it: plain files, with names of at most 255 bytes. Pure.
 */
#ifndef TAR_H
#define TAR_H

#include <stdbool.h>
#include <stdint.h>

#define TAR_BLOCK	512
#define TAR_NAME_MAX	256	/* 155 bytes, a slash, 100 bytes */

/**
 * struct tar_member - what a header says
 * @name: relative, without "." and ".."; empty for what is to be skipped
 * @size: bytes that follow, padded with zeros to a whole block
 */
struct tar_member {
	char name[TAR_NAME_MAX + 1];
	uint64_t size;
};

bool tar_encode(unsigned char block[TAR_BLOCK], const char *name, uint64_t size,
		uint64_t mtime);
const char *tar_decode(const unsigned char block[TAR_BLOCK], struct tar_member *member);
bool tar_is_zero(const unsigned char block[TAR_BLOCK]);
uint64_t tar_padded(uint64_t size);

#endif /* TAR_H */
