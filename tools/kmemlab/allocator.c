// SPDX-License-Identifier: GPL-2.0
/* The table of allocators: see allocator.h. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <kmemlab.h>

#include "allocator.h"
#include "util.h"
#include "xalloc.h"

static const struct allocator allocators[] = {
	{ "kmalloc", KMEMLAB_FILE_KMALLOC, NULL },
	{ "kzalloc", KMEMLAB_FILE_KMALLOC, "call=kzalloc" },
	{ "kvmalloc", KMEMLAB_FILE_KMALLOC, "call=kvmalloc" },
	{ "vmalloc", KMEMLAB_FILE_VMALLOC, NULL },
	{ "vzalloc", KMEMLAB_FILE_VMALLOC, "call=vzalloc" },
	{ "pages", KMEMLAB_FILE_PAGES, NULL },
	{ "cache", KMEMLAB_FILE_CACHE, NULL },
	{ "mempool", KMEMLAB_FILE_MEMPOOL, NULL },
	{ "percpu", KMEMLAB_FILE_PERCPU, NULL },
	{ "frag", KMEMLAB_FILE_FRAG, NULL },
	{ "dma", KMEMLAB_FILE_DMA, NULL },
};

/**
 * allocator_find - find one by its name
 * @name: the name, not ended by a NUL
 * @len: bytes of it
 * @why: filled if there is none
 *
 * Return: the allocator, or NULL.
 */
const struct allocator *allocator_find(const char *name, size_t len, struct fault *why)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(allocators); i++)
		if (strlen(allocators[i].name) == len && !strncmp(allocators[i].name, name, len))
			return &allocators[i];
	fault(why, EXIT_USAGE, "unknown allocator '%.*s'; 'kmemlab compare --help' lists them",
	      (int)len, name);
	return NULL;
}

/* Blocks of pages are asked for by their order. */
static bool has_order(const struct allocator *allocator)
{
	return !strcmp(allocator->name, "pages");
}

static unsigned int order_of(uint64_t bytes)
{
	unsigned int order = 0;

	while (((uint64_t)ALLOCATOR_PAGE << order) < bytes)
		order++;
	return order;
}

/**
 * allocator_words - what a request says to get objects of a size
 * @allocator: from whom
 * @size: bytes
 *
 * Return: words of a request, to be freed.
 */
char *allocator_words(const struct allocator *allocator, uint64_t size)
{
	if (has_order(allocator))
		return xasprintf("order=%u", order_of(size));
	return xasprintf("size=%" PRIu64 "%s%s", size, allocator->call ? " " : "",
			 allocator->call ? allocator->call : "");
}

/**
 * allocator_bytes - what such a request asks for
 * @allocator: from whom
 * @size: bytes wanted
 *
 * Return: bytes; more than wanted where only whole blocks can be asked for.
 */
uint64_t allocator_bytes(const struct allocator *allocator, uint64_t size)
{
	return has_order(allocator) ? (uint64_t)ALLOCATOR_PAGE << order_of(size) : size;
}

/**
 * allocator_name - one after the other
 * @i: which
 *
 * Return: its name, or NULL behind the last.
 */
const char *allocator_name(size_t i)
{
	return i < ARRAY_SIZE(allocators) ? allocators[i].name : NULL;
}

/**
 * allocator_list - print their names, for a help
 */
void allocator_list(void)
{
	size_t i;

	puts("\nAllocators:");
	for (i = 0; i < ARRAY_SIZE(allocators); i++)
		printf("  %s\n", allocators[i].name);
}
