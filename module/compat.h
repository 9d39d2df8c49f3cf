/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The only file that knows kernel versions. The rest of the module is written
 * for the newest supported kernel; what older ones lack is made up for here,
 * newest first, each with the upstream commit and release that made it so, or, where that
 * is not known, with a release that has it and one that has not.
 */
#ifndef KML_COMPAT_H
#define KML_COMPAT_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "kmemlab needs Linux 6.1 or newer"
#endif
#if !__has_include("linux/cleanup.h")
#error "kmemlab needs <linux/cleanup.h>: Linux 6.5 or newer, or 6.1 with its stable updates"
#endif
#if !defined(CONFIG_X86_64)
#error "kmemlab supports x86-64 only"
#endif

#include <linux/cleanup.h>
#include <linux/dcache.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/page-flags.h>
#include <linux/pageblock-flags.h>
#include <linux/pgtable.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "racy.h"

/* Not there in v6.1, there in v6.12. */
#ifndef __uninitialized
#if __has_attribute(__uninitialized__)
#define __uninitialized	__attribute__((__uninitialized__))
#else
#define __uninitialized
#endif
#endif

/*
 * fd37721803c6 ("mm, treewide: introduce NR_PAGE_ORDERS"), v6.8
 * 23baf831a32c ("mm, treewide: redefine MAX_ORDER sanely"), v6.4: before it
 * MAX_ORDER was the number of orders, not the largest.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
#define NR_PAGE_ORDERS	MAX_ORDER
#elif LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
#define NR_PAGE_ORDERS	(MAX_ORDER + 1)
#endif

/*
 * 930c2ea566af ("workqueue: Add new WQ_PERCPU flag"), v6.17: before it a workqueue was per CPU
 * unless it asked for another kind.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 17, 0)
#define KML_WQ_PERCPU	WQ_PERCPU
#else
#define KML_WQ_PERCPU	0
#endif

/*
 * 53fbef56e07d ("mm: introduce memdesc_flags_t"), v6.18: before it flags was a
 * plain word.
 */
static inline unsigned long kml_page_flags(const struct page *page)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 18, 0)
	return KML_RACY(page->flags.f);
#else
	return KML_RACY(page->flags);
#endif
}

/*
 * Flags in the low bits of page->mapping of a page that has no type: anonymous
 * (KSM sets both), or movable by its driver. The second is a flag of the page
 * from 3d388584d599 ("mm: convert "movable" flag in page->mapping to a page flag"),
 * v6.17, on, and means nothing without the first.
 */
#define KML_MAPPING_ANON	1UL
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 17, 0)
#define KML_MAPPING_MOVABLE	0UL
#else
#define KML_MAPPING_MOVABLE	2UL
#endif

/*
 * Can the owner of this page, which has a type, move it? The name is from d4fb4587bd73
 * ("mm: rename __PageMovable() to page_has_movable_ops()"), v6.17.
 */
static inline bool kml_page_has_movable_ops(struct page *page)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 17, 0)
	return page_has_movable_ops(page);
#else
	return __PageMovable(page);
#endif
}

/*
 * 46df8e73a4a3 ("mm: free up PG_slab"), v6.10: before it a slab had a flag and no
 * type.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
#define KML_SLAB_FLAG	0UL
#else
#define KML_SLAB_FLAG	BIT(PG_slab)
#endif

/*
 * 8a399e2f6003 ("slub: Keep track of whether slub is on the per-node partial list"),
 * v6.8: before it no flag says so, and what is not frozen is no CPU's.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
#define KML_SLAB_PARTIAL_FLAG	BIT(PG_workingset)
#else
#define KML_SLAB_PARTIAL_FLAG	0UL
#endif

/*
 * May an allocation with this mask go deepest into the reserves? From
 * 2973d8229b78 ("mm: discard __GFP_ATOMIC"), v6.3, on any that cannot wait, before it
 * GFP_ATOMIC alone.
 */
static inline bool kml_gfp_is_harder(gfp_t gfp)
{
	if (gfp & __GFP_NOMEMALLOC)
		return false;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	return !(gfp & __GFP_DIRECT_RECLAIM);
#else
	return gfp & __GFP_ATOMIC;
#endif
}

/*
 * Free pages kept for atomic allocations. Before c928807f6f6b ("mm/page_alloc:
 * keep track of free highatomic"), v6.13, the allocator took all reserved ones for
 * free; some stable kernels count as v6.13 does, and there this may be too large.
 */
static inline unsigned long kml_free_highatomic(const struct zone *zone)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	return KML_RACY(zone->nr_free_highatomic);
#else
	return KML_RACY(zone->nr_reserved_highatomic);
#endif
}

/*
 * How often a compound page is mapped as a whole. The kernel's own inline asserts that
 * it is a head, which may change under a reader without a reference. It is a field of
 * the folio with this name from v6.3 on. Up to v6.1 a page mapped both ways counted one
 * too many in each of its parts (PG_double_map).
 */
static inline int kml_entire_mapcount(struct page *head)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	return atomic_read(&((struct folio *)head)->_entire_mapcount) + 1;
#else
	return atomic_read(compound_mapcount_ptr(head)) + 1 -
	       !!(kml_page_flags(head + 1) & BIT(PG_double_map));
#endif
}

/*
 * May the caller of __vmalloc() be one that must not sleep? Its documentation, in
 * mm/vmalloc.c, has GFP_ATOMIC and GFP_NOWAIT in v6.19, and has not in v6.18.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 19, 0)
#define KML_VMALLOC_ATOMIC	1
#else
#define KML_VMALLOC_ATOMIC	0
#endif

/*
 * What vmalloc() holds is a counter of the node, which modules can read, since
 * b9ec0ed90706 ("mm: vmalloc: streamline vmalloc memory accounting"): in v7.1. In v7.0
 * it is a static variable of mm/vmalloc.c.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 1, 0)
#define KML_VMALLOC_ITEM	((int)NR_VMALLOC)
#else
#define KML_VMALLOC_ITEM	(-1)
#endif

/*
 * The name by which a process knows a file, which /proc/PID/maps shows: up to v6.6 that
 * of any file it maps; from def3ae83da02 ("fs: store real path instead of fake path in
 * backing file f_path"), v6.7, on overlayfs keeps it elsewhere.
 */
static inline char *kml_file_name(struct file *file, char *buf, int size)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
	return d_path(file_user_path(file), buf, size);
#else
	return file_path(file, buf, size);
#endif
}

/*
 * The type of a pageblock has no exported accessor; this is what
 * get_pageblock_migratetype() reads. From e904bce2d9d4 ("mm/page_isolation: make
 * page isolation a standalone bit"), v6.17, on isolation is a bit of its own and
 * wins; before it, it was one of the types. The type is in the lowest three bits in
 * all of v6.1 to v7.2, whose names for their mask differ. Bits of a section go with its
 * memory: since 5ec8e8ea8b77 ("mm/sparsemem: fix race in accessing memory_section->usage"),
 * v6.8 and stable updates before it, RCU holds them.
 */
static_assert((int)MIGRATE_TYPES <= 8);
static inline int kml_pageblock_migratetype(unsigned long pfn)
{
	struct mem_section_usage *usage;
	unsigned long bit, bits, *map;

	guard(rcu)();
	usage = READ_ONCE(__pfn_to_section(pfn)->usage);
	if (!usage)
		return MIGRATE_MOVABLE;
	bit = ((pfn & (PAGES_PER_SECTION - 1)) >> pageblock_order) * NR_PAGEBLOCK_BITS;
	map = usage->pageblock_flags;
	bits = READ_ONCE(map[BIT_WORD(bit)]) >> (bit % BITS_PER_LONG);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 17, 0) && defined(CONFIG_MEMORY_ISOLATION)
	if (bits & BIT(PB_migrate_isolate))
		return MIGRATE_ISOLATE;
#endif
	return bits & 7;
}

/*
 * A cache that is not merged with another of its kind: the name of one that was stays
 * behind in /sys/kernel/slab when it is destroyed (mm/slub.c, sysfs_slab_alias()).
 * d0bf7d5759c1 ("mm/slab: introduce kmem_cache flag SLAB_NO_MERGE"), v6.5: before it one
 * whose objects user space may be given is left alone (mm/slab_common.c,
 * kmem_cache_create_usercopy()).
 */
static inline struct kmem_cache *kml_cache_create(const char *name, unsigned int size,
						  unsigned int align, slab_flags_t flags,
						  void (*ctor)(void *object))
{
#ifdef SLAB_NO_MERGE
	return kmem_cache_create(name, size, align, flags | SLAB_NO_MERGE, ctor);
#else
	return kmem_cache_create_usercopy(name, size, align, flags, 0, size, ctor);
#endif
}

/*
 * 6bf9b5b40af3 ("mm: alloc_pages_bulk: rename API"), v6.14: before it the call that
 * fills an array was one of several.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 14, 0)
#define alloc_pages_bulk(gfp, nr, pages)	alloc_pages_bulk_array(gfp, nr, pages)
#endif

/*
 * Up to v6.19, what is costly and has __GFP_NORETRY gives up before reclaim if
 * compaction was put off or had no room. In v7.0, not in v6.19 ("mm/page_alloc:
 * refactor the initial compaction handling"), it reclaims, and __GFP_NORETRY keeps
 * compaction from its harder modes for all orders.
 */
#define KML_NORETRY_GIVES_UP	(LINUX_VERSION_CODE < KERNEL_VERSION(7, 0, 0))

/* 37dcc69ad17a ("mempool: introduce mempool_use_prealloc_only"), v6.8 */
#define KML_HAS_MEMPOOL_PREALLOCATED	(LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0))
#if !KML_HAS_MEMPOOL_PREALLOCATED
static inline void *mempool_alloc_preallocated(mempool_t *pool)
{
	return NULL;
}
#endif

/* ac529d86ad26 ("mempool: add mempool_{alloc,free}_bulk"), v6.19 */
#define KML_HAS_MEMPOOL_BULK	(LINUX_VERSION_CODE >= KERNEL_VERSION(6, 19, 0))

/* Up to v7.1 it fills what is empty, and is told how much is not; in v7.2 it fills all. */
static inline int kml_mempool_alloc_bulk(mempool_t *pool, void **element, unsigned int nr)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 2, 0)
	return mempool_alloc_bulk(pool, element, nr);
#elif KML_HAS_MEMPOOL_BULK
	memset(element, 0, nr * sizeof(*element));
	return mempool_alloc_bulk(pool, element, nr, 0);
#else
	return -EOPNOTSUPP;
#endif
}

/*
 * 65941f10caf2 ("mm: move the page fragment allocator from page_alloc into its own
 * file"), v6.13, gave it a header of its own.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#include <linux/page_frag_cache.h>
#endif

/* a0727489ac22 ("net: introduce page_frag_cache_drain()"), v6.9 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 9, 0)
#include <linux/gfp.h>
#include <linux/mm.h>

static inline void page_frag_cache_drain(struct page_frag_cache *nc)
{
	if (nc->va)
		__page_frag_cache_drain(virt_to_head_page(nc->va), nc->pagecnt_bias);
	nc->va = NULL;
}
#endif

/*
 * "mm/page_isolation: remove migratetype parameter from more functions", v6.17:
 * before it the pageblocks' own migrate type was said, since then who asks.
 */
#define KML_HAS_CONTIG	IS_ENABLED(CONFIG_CONTIG_ALLOC)
#ifdef CONFIG_CONTIG_ALLOC
#ifdef ACR_FLAGS_NONE
#define KML_CONTIG_HOW	ACR_FLAGS_NONE
#else
#define KML_CONTIG_HOW	MIGRATE_MOVABLE
#endif
static inline int kml_alloc_contig(unsigned long first, unsigned long end, gfp_t gfp)
{
	return alloc_contig_range(first, end, KML_CONTIG_HOW, gfp);
}

static inline void kml_free_contig(unsigned long first, unsigned long nr)
{
	free_contig_range(first, nr);
}
#else
static inline int kml_alloc_contig(unsigned long first, unsigned long end, gfp_t gfp)
{
	return -EOPNOTSUPP;
}

static inline void kml_free_contig(unsigned long first, unsigned long nr)
{
}
#endif

#endif /* KML_COMPAT_H */
