// SPDX-License-Identifier: GPL-2.0
/* The names of classes and migrate types, and the numbers of the latter. */
#include <linux/kernel.h>

#include "scan.h"

const char * const kml_class_names[KMEMLAB_CLASSES] = {
	[KMEMLAB_FREE] = "free",
	[KMEMLAB_PCP] = "pcp",
	[KMEMLAB_ANON] = "anon",
	[KMEMLAB_FILE] = "file",
	[KMEMLAB_SHMEM] = "shmem",
	[KMEMLAB_SLAB] = "slab",
	[KMEMLAB_PGTABLE] = "pgtable",
	[KMEMLAB_HUGETLB] = "hugetlb",
	[KMEMLAB_MOVABLE_OPS] = "movable_ops",
	[KMEMLAB_KERNEL] = "kernel",
	[KMEMLAB_RESERVED] = "reserved",
	[KMEMLAB_OFFLINE] = "offline",
	[KMEMLAB_HWPOISON] = "hwpoison",
	[KMEMLAB_DEVICE] = "device",
};

/* As /proc/pagetypeinfo has them. */
const char * const kml_migrate_names[KMEMLAB_MIGRATES] = {
	[KMEMLAB_UNMOVABLE] = "Unmovable",
	[KMEMLAB_MOVABLE] = "Movable",
	[KMEMLAB_RECLAIMABLE] = "Reclaimable",
	[KMEMLAB_HIGHATOMIC] = "HighAtomic",
	[KMEMLAB_CMA] = "CMA",
	[KMEMLAB_ISOLATE] = "Isolate",
};

static const s8 migrates[] = {
	[MIGRATE_UNMOVABLE] = KMEMLAB_UNMOVABLE,
	[MIGRATE_MOVABLE] = KMEMLAB_MOVABLE,
	[MIGRATE_RECLAIMABLE] = KMEMLAB_RECLAIMABLE,
	[MIGRATE_HIGHATOMIC] = KMEMLAB_HIGHATOMIC,
#ifdef CONFIG_CMA
	[MIGRATE_CMA] = KMEMLAB_CMA,
#endif
#ifdef CONFIG_MEMORY_ISOLATION
	[MIGRATE_ISOLATE] = KMEMLAB_ISOLATE,
#endif
};

/**
 * kml_migrate_name - the name of a migrate type of this kernel
 * @type: enum migratetype
 *
 * Return: enum kmemlab_migrate, or -1: a type this module does not know.
 */
int kml_migrate_name(unsigned int type)
{
	return type < ARRAY_SIZE(migrates) ? migrates[type] : -1;
}

/**
 * kml_migrate_of - migrate type of the pageblock of a frame
 * @pfn: of an online frame
 *
 * Return: enum kmemlab_migrate, or -1: a type this module does not know.
 */
int kml_migrate_of(unsigned long pfn)
{
	return kml_migrate_name(kml_pageblock_migratetype(pfn));
}
