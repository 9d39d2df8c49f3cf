/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What the module, the tool and the selftests agree on: file names and format
 * versions. Documentation/formats.rst is the contract in words.
 */
#ifndef KMEMLAB_H
#define KMEMLAB_H

#include <linux/types.h>

#define KMEMLAB_VERSION		"0.1"

/* Below the debugfs mount, usually /sys/kernel/debug. */
#define KMEMLAB_DIR		"kmemlab"

/* Views: mode 0400, read only. */
#define KMEMLAB_FILE_VERSION	"version"
#define KMEMLAB_FILE_ZONES	"zones"
#define KMEMLAB_FILE_ZONES_BIN	"zones.bin"
#define KMEMLAB_FILE_BUDDY	"buddy"
#define KMEMLAB_FILE_LAYOUT	"layout"
#define KMEMLAB_FILE_PAGEBLOCKS	"pageblocks"
#define KMEMLAB_FILE_BALANCE	"balance"
#define KMEMLAB_FILE_PHYSMAP	"physmap"
#define KMEMLAB_FILE_PHYSMAP_BIN "physmap.bin"
#define KMEMLAB_FILE_SLABS	"slabs"
#define KMEMLAB_FILE_SLABS_BIN	"slabs.bin"
#define KMEMLAB_FILE_LADDER	"ladder"

/* Benches: mode 0600, take a request by write(2). */
#define KMEMLAB_FILE_TRANSLATE	"translate"
#define KMEMLAB_FILE_WALK	"walk"
#define KMEMLAB_FILE_FRAMES	"frames"
#define KMEMLAB_FILE_WHY	"why"
#define KMEMLAB_FILE_SLAB	"slab"
#define KMEMLAB_FILE_KMALLOC	"exercise/kmalloc"
#define KMEMLAB_FILE_VMALLOC	"exercise/vmalloc"
#define KMEMLAB_FILE_MEMPOOL	"exercise/mempool"
#define KMEMLAB_FILE_PAGES	"exercise/pages"
#define KMEMLAB_FILE_CACHE	"exercise/cache"
#define KMEMLAB_FILE_CONTIG	"exercise/contig"
#define KMEMLAB_FILE_PERCPU	"exercise/percpu"
#define KMEMLAB_FILE_FRAG	"exercise/frag"
#define KMEMLAB_FILE_DMA	"exercise/dma"
#define KMEMLAB_FILE_FRAGMENT	"exercise/fragment"

/*
 * walk, format=binary, mode=pages: blocks of entries, in ascending order. What
 * lies between two blocks is empty or in no area. An entry is as the processor
 * sees it, with its frame bits 0 for who may not see them; entry i translates
 * addr + (i << shift of the level). A block without entries stands for a table
 * that kept changing. If the walk ends early, the read fails.
 */
struct kmemlab_block {
	__u64 addr;		/* first address of the first entry */
	__u32 level;		/* of the table: enum kmemlab_level */
	__u32 nr;		/* entries, __u64 each, that follow; at most 512 */
};

enum kmemlab_level {
	KMEMLAB_PGD,
	KMEMLAB_P4D,
	KMEMLAB_PUD,
	KMEMLAB_PMD,
	KMEMLAB_PTE,
};

/* A request is one write of at most this many bytes. */
#define KMEMLAB_REQUEST_MAX	4095

/* What a frame is: each is in exactly one class. */
enum kmemlab_class {
	KMEMLAB_FREE,		/* in a free block of the buddy allocator */
	KMEMLAB_PCP,		/* free, in a list of some CPU */
	KMEMLAB_ANON,
	KMEMLAB_FILE,		/* page cache */
	KMEMLAB_SHMEM,		/* page cache that is swapped */
	KMEMLAB_SLAB,
	KMEMLAB_PGTABLE,
	KMEMLAB_HUGETLB,
	KMEMLAB_MOVABLE_OPS,	/* a driver's, which can move it */
	KMEMLAB_KERNEL,		/* vmalloc, drivers, stacks, per-CPU memory, ... */
	KMEMLAB_RESERVED,	/* kernel image, firmware, memory map, boot memory */
	KMEMLAB_OFFLINE,	/* a balloon's, or of an offline memory block */
	KMEMLAB_HWPOISON,
	KMEMLAB_DEVICE,
	KMEMLAB_CLASSES
};

/* Migrate types; the kernel's own numbers depend on its configuration. */
enum kmemlab_migrate {
	KMEMLAB_UNMOVABLE,
	KMEMLAB_MOVABLE,
	KMEMLAB_RECLAIMABLE,
	KMEMLAB_HIGHATOMIC,
	KMEMLAB_CMA,
	KMEMLAB_ISOLATE,
	KMEMLAB_MIGRATES
};

#define KMEMLAB_BLOCK_MIXED	1	/* movable, but holds what cannot move */

/*
 * A record of physmap.bin: a pageblock, or the part of it in one zone. Frames
 * of a hole are left out.
 */
struct kmemlab_physmap {
	__u64 pfn;		/* of the first frame */
	__u16 frames[KMEMLAB_CLASSES];
	__u16 thp;		/* of anon, file and shmem: in folios of more than a page */
	__u16 compound;		/* of all classes: in compound pages */
	__s16 nid;		/* -1 for frames that are not online, or in no zone */
	__s8 zid;		/* place of the zone in its node */
	__s8 migrate;		/* enum kmemlab_migrate */
	__s8 largest_order;	/* of the free blocks that touch it */
	__u8 flags;
	__u16 reserved;
};

#define KMEMLAB_CACHE_RECLAIMABLE	1
#define KMEMLAB_CACHE_ACCOUNTED		2
#define KMEMLAB_CACHE_CTOR		4
#define KMEMLAB_CACHE_EXACT		8	/* nothing was allocated meanwhile */

/* A record of slabs.bin: a slab cache, as the view slabs has it. */
struct kmemlab_cache {
	char name[64];		/* cut off if longer, filled up with NUL */
	__u32 aliases;
	__u32 object_bytes;
	__u32 usable_bytes;
	__u32 slot_bytes;
	__u32 align_bytes;
	__u32 order;
	__u32 slab_objects;
	__u32 flags;		/* KMEMLAB_CACHE_* */
	__u64 slabs;
	__u64 pages;
	__u64 objects;
	__u64 inuse;
	__u64 cached;
	__u64 unknown;
	__u32 full_slabs;
	__u32 empty_slabs;
	__u32 tenths[10];	/* slabs by part of their objects in use */
	__u32 retries;
	__u32 reserved;
};

/* Counters of a zone, in pages; the text has their names in /proc/vmstat. */
enum kmemlab_zone_counter {
	KMEMLAB_ZONE_FREE,
	KMEMLAB_ZONE_INACTIVE_ANON,
	KMEMLAB_ZONE_ACTIVE_ANON,
	KMEMLAB_ZONE_INACTIVE_FILE,
	KMEMLAB_ZONE_ACTIVE_FILE,
	KMEMLAB_ZONE_UNEVICTABLE,
	KMEMLAB_ZONE_WRITE_PENDING,
	KMEMLAB_ZONE_MLOCK,
	KMEMLAB_ZONE_FREE_CMA,
	KMEMLAB_ZONE_COUNTERS
};

/* Counters of a node, in pages but for stacks. */
enum kmemlab_node_counter {
	KMEMLAB_NODE_INACTIVE_ANON,
	KMEMLAB_NODE_ACTIVE_ANON,
	KMEMLAB_NODE_INACTIVE_FILE,
	KMEMLAB_NODE_ACTIVE_FILE,
	KMEMLAB_NODE_UNEVICTABLE,
	KMEMLAB_NODE_SLAB_RECLAIMABLE,
	KMEMLAB_NODE_SLAB_UNRECLAIMABLE,
	KMEMLAB_NODE_ISOLATED_ANON,
	KMEMLAB_NODE_ISOLATED_FILE,
	KMEMLAB_NODE_ANON_PAGES,
	KMEMLAB_NODE_MAPPED,
	KMEMLAB_NODE_FILE_PAGES,
	KMEMLAB_NODE_DIRTY,
	KMEMLAB_NODE_WRITEBACK,
	KMEMLAB_NODE_SHMEM,
	KMEMLAB_NODE_MISC_RECLAIMABLE,
	KMEMLAB_NODE_STACK_KIB,
	KMEMLAB_NODE_PAGE_TABLE,
	KMEMLAB_NODE_SEC_PAGE_TABLE,
	KMEMLAB_NODE_COUNTERS
};

#define KMEMLAB_ORDERS	16	/* room for more than any kernel has */
#define KMEMLAB_ZONES	8	/* the same, zones of a node */

/*
 * A record of zones.bin: a zone of an online node, with its free lists and all
 * counters, in pages unless a name says otherwise. An empty zone has a record
 * as well.
 */
struct kmemlab_zone {
	__s32 nid;
	__u32 zid;		/* place of the zone in its node */
	char name[16];
	__u64 start_pfn;
	__u64 spanned;
	__u64 present;
	__u64 managed;
	__u64 pcp;		/* in the per-CPU lists, all together */
	__u64 min;
	__u64 low;
	__u64 high;
	__u64 promo;
	__u64 boost;
	__u64 high_atomic;
	__u64 cma;
	__u64 reserve[KMEMLAB_ZONES];	/* kept from requests for that zone */
	__u64 free_blocks[KMEMLAB_ORDERS];
	__u64 counters[KMEMLAB_ZONE_COUNTERS];
	__u64 node_counters[KMEMLAB_NODE_COUNTERS];	/* of the whole node */
};

#endif /* KMEMLAB_H */
