// SPDX-License-Identifier: GPL-2.0
/* Exercises that must be refused: with which errno, and in which words. */
#include <errno.h>

#include "kmemlab.h"
#include "refusal.h"

#define KMALLOC KMEMLAB_FILE_KMALLOC
#define VMALLOC KMEMLAB_FILE_VMALLOC
#define MEMPOOL KMEMLAB_FILE_MEMPOOL
#define PAGES KMEMLAB_FILE_PAGES
#define CACHE KMEMLAB_FILE_CACHE
#define PERCPU KMEMLAB_FILE_PERCPU
#define FRAG KMEMLAB_FILE_FRAG
#define DMA KMEMLAB_FILE_DMA
#define CONTIG KMEMLAB_FILE_CONTIG
#define FRAGMENT KMEMLAB_FILE_FRAGMENT

static const struct refusal rows[] = {
	/* keys that contradict each other */
	{ KMALLOC, "pattern=pair hold=1", EINVAL, { "pair", "hold=1" } },
	{ KMALLOC, "pattern=pair touch=1", EINVAL, { "pair", "touch=1" } },
	{ KMALLOC, "mode=throughput sample=2", EINVAL, { "sample=2", "throughput" } },
	{ KMALLOC, "mode=throughput histogram=1", EINVAL, { "histogram", "throughput" } },
	{ KMALLOC, "times=1 record=at_once", EINVAL, { "times=1", "record=raw" } },
	{ PAGES, "gfp=GFP_KERNEL|__GFP_MOVABLE|__GFP_RECLAIMABLE", EINVAL,
	  { "__GFP_MOVABLE", "__GFP_RECLAIMABLE" } },
	{ CACHE, "ctor=1 gfp=GFP_KERNEL|__GFP_ZERO", EINVAL, { "ctor=1", "__GFP_ZERO" } },
	{ PAGES, "call=exact order=1", EINVAL, { "exact", "order" } },
	{ PAGES, "call=exact node=0", EINVAL, { "exact", "node" } },
	{ PAGES, "call=exact gfp=GFP_KERNEL|__GFP_COMP", EINVAL, { "exact", "__GFP_COMP" } },
	{ PAGES, "call=get_free_pages gfp=GFP_HIGHUSER", EINVAL, { "__GFP_HIGHMEM", NULL } },
	{ PAGES, "call=get_free_pages node=0", EINVAL, { "node", NULL } },
	{ KMALLOC, "call=krealloc node=0", EINVAL, { "krealloc", "node" } },
	{ KMALLOC, "call=kvmalloc gfp=GFP_KERNEL|__GFP_RECLAIMABLE", EINVAL,
	  { "kvmalloc", "GFP_KERNEL" } },
	{ KMALLOC, "call=kvmalloc gfp=GFP_DMA", EINVAL, { "kvmalloc", NULL } },
	{ KMALLOC, "call=kvmalloc size=8M node=0", EINVAL, { "node", NULL } },
	{ MEMPOOL, "count=10 reserve=9", EINVAL, { "reserve=9", "GFP_ATOMIC" } },
	{ MEMPOOL, "count=10 reserve=9 backing_fail=1", EINVAL, { "reserve=9", NULL } },

	/* words */
	{ KMALLOC, "mode=fast", EINVAL, { "'fast'", "throughput" } },
	{ KMALLOC, "clock=sundial", EINVAL, { "'sundial'", "ktime" } },
	{ KMALLOC, "pattern=none", EINVAL, { "'none'", "random" } },
	{ KMALLOC, "call=vmalloc", EINVAL, { "'vmalloc'", "kvmalloc" } },
	{ VMALLOC, "call=kmalloc", EINVAL, { "'kmalloc'", "vmap" } },
	{ MEMPOOL, "call=percpu", EINVAL, { "'percpu'", "slab" } },
	{ CACHE, "flags=SLAB_PANIC", EINVAL, { "'SLAB_PANIC'", "SLAB_HWCACHE_ALIGN" } },
	{ CACHE, "flags=SLAB_CACHE_DMA", EINVAL, { "'SLAB_CACHE_DMA'", NULL } },
	{ CACHE, "call=kmalloc", EINVAL, { "'kmalloc'", "bulk" } },

	/* numbers */
	{ KMALLOC, "size=4194305", ERANGE, { "size", "kmalloc" } },
	{ KMALLOC, "call=krealloc size=8M", ERANGE, { "size", "krealloc" } },
	{ KMALLOC, "node=99999", ERANGE, { "node", "out of range" } },
	{ KMALLOC, "node=63", EINVAL, { "node=63", "online" } },
	{ KMALLOC, "repeat=0", ERANGE, { "repeat", "1 to" } },
	{ KMALLOC, "sample=0", ERANGE, { "sample", "1 to" } },
	{ KMALLOC, "hold=2", ERANGE, { "hold", "0 to 1" } },
	{ KMALLOC, "touch=2", ERANGE, { "touch", "0 to 1" } },
	{ KMALLOC, "histogram=x", EINVAL, { "histogram", "'x'" } },
	{ KMALLOC, "time_limit_ms=600001", ERANGE, { "time_limit_ms", NULL } },
	{ CACHE, "size=2M", ERANGE, { "size", "1048576" } },
	{ CACHE, "align=3", EINVAL, { "align=3", "power of two" } },
	{ CACHE, "align=8192", ERANGE, { "align", "4096" } },
	{ PERCPU, "size=32769", ERANGE, { "size", "32768" } },
	{ PERCPU, "align=0", ERANGE, { "align", NULL } },
	{ PERCPU, "align=24", EINVAL, { "align=24", "power of two" } },
	{ FRAG, "size=4097", ERANGE, { "size", "4096" } },

	{ DMA, "mask_bits=23", ERANGE, { "mask_bits", "24 to 64" } },
	{ DMA, "call=pool size=8K", ERANGE, { "size", "pool" } },
	{ DMA, "call=pool align=12", EINVAL, { "align=12", "power of two" } },
	{ DMA, "size=4", ERANGE, { "size", NULL } },
	{ DMA, "touch=1", EINVAL, { "touch=1", NULL } },

	/* masks */
	{ DMA, "gfp=__GFP_COMP", EINVAL, { "'__GFP_COMP'", NULL } },
	{ DMA, "gfp=GFP_DMA", EINVAL, { "'GFP_DMA'", NULL } },
	{ PAGES, "gfp=GFP_DMA|GFP_DMA32", EINVAL, { "more than one of the zones", NULL } },
	{ PAGES, "gfp=GFP_DMA|GFP_HIGHUSER", EINVAL, { "more than one of the zones", NULL } },
	{ CACHE, "gfp=GFP_DMA", EINVAL, { "'GFP_DMA'", NULL } },
	{ VMALLOC, "call=vmap gfp=GFP_ATOMIC", EINVAL, { "may sleep", NULL } },
	{ VMALLOC, "call=huge gfp=GFP_NOWAIT", EINVAL, { "may sleep", NULL } },
	{ VMALLOC, "call=vmap gfp=__GFP_ZERO", EINVAL, { "call=vmap", "may sleep" } },
	{ CACHE, "gfp=__GFP_NOFAIL", EINVAL, { "'__GFP_NOFAIL'", "for ever" } },
	{ PERCPU, "gfp=GFP_NOFS", EINVAL, { "'GFP_NOFS'", NULL } },
	{ PERCPU, "gfp=__GFP_NOFAIL", EINVAL, { "'__GFP_NOFAIL'", NULL } },
	{ FRAG, "gfp=__GFP_COMP", EINVAL, { "'__GFP_COMP'", NULL } },
	{ FRAG, "gfp=__GFP_NOFAIL", EINVAL, { "'__GFP_NOFAIL'", NULL } },

	/* more than the limit */
	{ CACHE, "size=1M count=100", ERANGE, { "limit_mib", "KiB" } },
	{ PERCPU, "size=32K count=1M", ERANGE, { "limit_mib", "KiB" } },
	{ FRAG, "size=4K count=16M", ERANGE, { "limit_mib", "KiB" } },
	{ KMALLOC, "call=kvmalloc size=1G count=1", ERANGE, { "limit_mib", "KiB" } },
	{ PAGES, "call=exact exact_size=4M count=17", ERANGE, { "limit_mib", "KiB" } },
	{ MEMPOOL, "call=pages size=4M count=16", ERANGE, { "limit_mib", "KiB" } },

	/* ranges: all of one is checked before any of it runs */
	{ KMALLOC, "size=64..8M*1", EINVAL, { "never ends" } },
	{ KMALLOC, "size=64..8M+0", EINVAL, { "never ends" } },
	{ KMALLOC, "size=8M..64", EINVAL, { "goes down" } },
	{ KMALLOC, "size=1..8M+1", E2BIG, { "more than 256" } },
	{ KMALLOC, "size=64..1G*2 count=1", ERANGE, { "out of range" } },
	{ KMALLOC, "size=64..128 hold=1", EINVAL, { "hold=1" } },
	{ KMALLOC, "size=64..128 times=1", EINVAL, { "times=1" } },
	{ KMALLOC, "size=64..128 histogram=1", EINVAL, { "histogram=1" } },
	{ PAGES, "order=0..99", ERANGE, { "out of range" } },
	{ PAGES, "order=0..10 count=1000", ERANGE, { "limit_mib" } },
	{ PAGES, "exact_size=4K..8K", EINVAL, { "call=exact" } },
	{ PAGES, "order=0..1 exact_size=4K..8K", EINVAL, { "one key" } },

	/* several objects a call, reserves that change */
	{ CACHE, "call=bulk node=0", EINVAL, { "node" } },
	{ CACHE, "call=bulk batch=257", ERANGE, { "1 to 256" } },
	{ CACHE, "call=bulk batch=0", ERANGE, { "1 to 256" } },
	{ PAGES, "call=bulk order=1", EINVAL, { "single pages" } },
	{ PAGES, "call=bulk node=0", EINVAL, { "single pages" } },
	{ MEMPOOL, "take=some", EINVAL, { "preallocated" } },
	{ MEMPOOL, "count=10 reserve=10 resize=9", EINVAL, { "reserve=9" } },
	{ MEMPOOL, "resize=512K size=1M", ERANGE, { "limit_mib" } },
	{ MEMPOOL, "count=1 resize=524289", ERANGE, { "resize", "0 to 524288" } },
	{ MEMPOOL, "count=1 reserve=524289", ERANGE, { "reserve", "0 to 524288" } },
	{ MEMPOOL, "size=8 count=524289", EINVAL, { "reserve=524288", "GFP_ATOMIC" } },
	{ MEMPOOL, "call=slab size=1048577", ERANGE, { "call=slab", "1048576" } },
	{ MEMPOOL, "lent=3", EINVAL, { "backing_fail=1" } },
	{ MEMPOOL, "lent=4 reserve=3 count=3 backing_fail=1", EINVAL, { "reserve of 3" } },
	{ MEMPOOL, "lent=257 reserve=300 backing_fail=1", ERANGE, { "0 to 256" } },
	{ MEMPOOL, "lent=100 return_ms=101 backing_fail=1", EINVAL, { "10000 ms" } },
	{ MEMPOOL, "return_ms=0", ERANGE, { "1 to 1000" } },

	/* threads and CPUs */
	{ KMALLOC, "threads=257", ERANGE, { "0 to 256" } },
	{ KMALLOC, "threads=200 count=100K", ERANGE, { "limit_mib" } },
	{ KMALLOC, "cpus=9999999", EINVAL, { "list of CPUs" } },
	{ KMALLOC, "cpus=1-0", EINVAL, { "list of CPUs" } },
	{ KMALLOC, "cpus=x", EINVAL, { "list of CPUs" } },
	{ KMALLOC, "pattern=remote threads=1", EINVAL, { "remote" } },
	{ KMALLOC, "pattern=remote threads=2 cpus=0", EINVAL, { "remote" } },
	{ FRAG, "threads=2", EINVAL, { "one user" } },
	{ MEMPOOL, "threads=2 count=10 reserve=19", EINVAL, { "reserve=19" } },

	/* pages of others */
	{ CONTIG, "count=1", EINVAL, { "move=0", "move=1" } },
	{ CONTIG, "move=2", ERANGE, { "move", "0 to 1" } },
	{ CONTIG, "move=1 count=4097", ERANGE, { "count", "1 to 4096" } },
	{ CONTIG, "move=1 size=257M", ERANGE, { "size", "268435456" } },
	{ CONTIG, "move=1 size=64M count=2", ERANGE, { "limit_mib", "KiB" } },
	{ CONTIG, "move=1 gfp=__GFP_COMP", EINVAL, { "'__GFP_COMP'" } },
	{ CONTIG, "move=1 gfp=__GFP_ZERO", EINVAL, { "'__GFP_ZERO'" } },
	{ CONTIG, "move=1 gfp=GFP_ATOMIC", EINVAL, { "'GFP_ATOMIC'", "may sleep" } },
	{ CONTIG, "move=1 node=63", EINVAL, { "node=63", "online" } },

	/* the maker of fragmentation */
	{ FRAGMENT, "percent=0", ERANGE, { "1 to 90" } },
	{ FRAGMENT, "percent=91", ERANGE, { "1 to 90" } },
	{ FRAGMENT, "order=0", ERANGE, { "1 to" } },
	{ FRAGMENT, "order=11", ERANGE, { "1 to" } },
	{ FRAGMENT, "steps=17", ERANGE, { "1 to 16" } },
	{ FRAGMENT, "tries=4097", ERANGE, { "1 to 4096" } },
	{ FRAGMENT, "size=4", EINVAL, { "unknown key" } },
};

int main(void)
{
	return refusals_main(rows, sizeof(rows) / sizeof(*rows));
}
