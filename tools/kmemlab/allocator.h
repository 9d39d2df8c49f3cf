/* SPDX-License-Identifier: GPL-2.0 */
/* Allocators that can be asked for a number of bytes, and so be set side by side. */
#ifndef ALLOCATOR_H
#define ALLOCATOR_H

#include <stddef.h>
#include <stdint.h>

#include "fault.h"

/* The least that is taken from the machine at once. */
#define ALLOCATOR_PAGE	4096

/**
 * struct allocator - one that can be compared
 * @name: what it is called here
 * @file: the bench that runs it
 * @call: a word of its request, or NULL
 */
struct allocator {
	const char *name;
	const char *file;
	const char *call;
};

const struct allocator *allocator_find(const char *name, size_t len, struct fault *why);
char *allocator_words(const struct allocator *allocator, uint64_t size);
uint64_t allocator_bytes(const struct allocator *allocator, uint64_t size);
const char *allocator_name(size_t i);
void allocator_list(void);

#endif /* ALLOCATOR_H */
