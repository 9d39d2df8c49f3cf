/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Structures of the slab allocator that no header shows: where their members are
 * is in offsets.h, which the build makes from the BTF of the target kernel. A
 * member that the kernel does not have is at -1. proof.c has tried all this on a
 * cache of our own before anything else uses it.
 */
#ifndef KML_LAYOUT_H
#define KML_LAYOUT_H

#include <linux/uaccess.h>
#ifdef CONFIG_X86_64
#include <asm/vsyscall.h>
#endif

#include "../compat.h"
#include "offsets.h"

#define KML_HAS(type, member)	(KML_AT_##type##__##member >= 0)

/* Address of a member of the structure at @base, which may be any number. */
#define KML_ADDR(base, type, member) \
	((const void *)((unsigned long)(base) + KML_AT_##type##__##member))

/* Is this in the kernel's map of RAM? There may be a hole all the same. */
static inline bool kml_is_mapped(unsigned long at, size_t len)
{
	return at >= PAGE_OFFSET && at < (unsigned long)high_memory - len;
}

/* As copy_from_kernel_nofault_allowed() of arch/x86/mm/maccess.c. */
static __always_inline bool kml_may_peek(unsigned long at, size_t len)
{
#ifdef CONFIG_X86_64
	return at >= PAGE_OFFSET && at < VSYSCALL_ADDR - len;
#else
	return false;
#endif
}

/**
 * kml_peek - copy words of the kernel that may not be there
 * @to: where to
 * @from: address of the first, any number
 * @nr: how many
 *
 * What copy_from_kernel_nofault() does, without a call for each, and, where @nr is
 * known to the compiler, without a loop: a census reads some thousand.
 *
 * Return: true, or false: they cannot be read.
 */
static __always_inline bool kml_peek(unsigned long *to, unsigned long from, size_t nr)
{
	size_t i;

	if (!kml_may_peek(from, nr * sizeof(long)))
		return !copy_from_kernel_nofault(to, (const void *)from, nr * sizeof(long));
	pagefault_disable();
#ifdef CONFIG_CC_IS_GCC
#pragma GCC unroll 16
#endif
	for (i = 0; i < nr; i++)
		__get_kernel_nofault(&to[i], (unsigned long *)from + i, unsigned long, fault);
	pagefault_enable();
	return true;
fault:
	pagefault_enable();
	return false;
}

/* kml_peek_word - the same of one word */
static __always_inline bool kml_peek_word(unsigned long *to, unsigned long from)
{
	return kml_peek(to, from, 1);
}

/* kml_peek_int - the same of one int */
static __always_inline bool kml_peek_int(unsigned int *to, unsigned long from)
{
	if (!kml_may_peek(from, sizeof(*to)))
		return !copy_from_kernel_nofault(to, (const void *)from, sizeof(*to));
	pagefault_disable();
	__get_kernel_nofault(to, (unsigned int *)from, unsigned int, fault);
	pagefault_enable();
	return true;
fault:
	pagefault_enable();
	return false;
}

/* Copies a member that is an int or a word, whatever @base is. False: it cannot. */
#define KML_PEEK(value, base, type, member)				\
	_Generic(*(value),						\
		 unsigned int: kml_peek_int,				\
		 unsigned long: kml_peek_word				\
		 )(value, (unsigned long)(base) + KML_AT_##type##__##member)

/* A member of a copy of the beginning of a structure. */
#define KML_COPIED(copy, value_type, type, member) \
	(*(const typeof(value_type) *)((copy) + KML_AT_##type##__##member))

/*
 * A word of struct slab, which is a struct page: what is at the address of one is
 * readable as long as its frame is online.
 */
#define KML_SLAB_WORD(page, member) \
	KML_RACY(*(unsigned long *)KML_ADDR(page, slab, member))

/**
 * kml_cache_of - the cache a slab says it belongs to
 * @head: its first page
 *
 * Return: address of a struct kmem_cache, to be checked.
 */
static inline unsigned long kml_cache_of(const struct page *head)
{
	return KML_SLAB_WORD(head, slab_cache);
}

/**
 * struct kml_slab_counts - the counters of a slab, of one moment
 * @inuse: objects not on the slab's own free list
 * @objects: objects it has
 * @frozen: up to v6.7 it belongs to a CPU; then, to one that allocates from it
 */
struct kml_slab_counts {
	unsigned int inuse;
	unsigned int objects;
	bool frozen;
};

static inline struct kml_slab_counts kml_slab_counts(const struct page *page)
{
	unsigned long word = KML_SLAB_WORD(page, counters);

	return (struct kml_slab_counts) {
		.inuse = word >> KML_SHIFT_slab__inuse & KML_MASK_slab__inuse,
		.objects = word >> KML_SHIFT_slab__objects & KML_MASK_slab__objects,
		.frozen = word >> KML_SHIFT_slab__frozen & KML_MASK_slab__frozen,
	};
}

/* Are the free objects of a slab on a list of its node, not with some CPU? */
static inline bool kml_slab_is_nodes(struct kml_slab_counts counts, unsigned long flags)
{
	return KML_SLAB_PARTIAL_FLAG ? flags & KML_SLAB_PARTIAL_FLAG : !counts.frozen;
}

#endif /* KML_LAYOUT_H */
