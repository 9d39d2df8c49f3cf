/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The only file that knows kernel versions. The rest of the module is written
 * for the newest supported kernel; what older ones lack is made up for here,
 * newest first, each with the upstream commit and release that made it so.
 */
#ifndef KML_COMPAT_H
#define KML_COMPAT_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "kmemlab needs Linux 6.1 or newer"
#endif
#if !defined(CONFIG_X86_64)
#error "kmemlab supports x86-64 only"
#endif

#include <linux/mmzone.h>
#include <linux/pgtable.h>

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
 * "mm: move the page fragment allocator from page_alloc into its own file",
 * v6.13, gave it a header of its own.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#include <linux/page_frag_cache.h>
#endif

/* "net: introduce page_frag_cache_drain()", v6.9 */
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

#endif /* KML_COMPAT_H */
