// SPDX-License-Identifier: GPL-2.0
/* Requests that must be refused: with which errno, and in which words. */
#include <errno.h>

#include "kmemlab.h"
#include "refusal.h"

#define KMALLOC KMEMLAB_FILE_KMALLOC
#define VMALLOC KMEMLAB_FILE_VMALLOC
#define MEMPOOL KMEMLAB_FILE_MEMPOOL
#define PAGES KMEMLAB_FILE_PAGES
#define TRANSLATE KMEMLAB_FILE_TRANSLATE

static const struct refusal rows[] = {
	/* keys */
	{ KMALLOC, "siz=1", EINVAL, { "'siz'", "size", "count", "gfp" } },
	{ PAGES, "size=1", EINVAL, { "'size'", "order", "count", "gfp" } },
	{ TRANSLATE, "adr=1", EINVAL, { "'adr'", "pid", "addr" } },
	{ KMALLOC, "x", EINVAL, { "'x'", "size" } },
	{ KMALLOC, "=", EINVAL, { "size" } },
	{ KMALLOC, "=1", EINVAL, { "size" } },
	{ KMALLOC, "SIZE=1", EINVAL, { "'SIZE'", "size" } },
	{ KMALLOC, "size", EINVAL, { "size", "value" } },
	{ KMALLOC, "size=", EINVAL, { "size", "value" } },
	{ KMALLOC, "size= 1", EINVAL, { "size", "value" } },
	{ KMALLOC, "size=1 size=1", EINVAL, { "size", "twice" } },
	{ KMALLOC, "size=1 count=2 size=3", EINVAL, { "size", "twice" } },
	{ TRANSLATE, "pid=1 pid=1 addr=1000", EINVAL, { "pid", "twice" } },
	{ TRANSLATE, "pid=1", EINVAL, { "addr", "missing" } },
	{ TRANSLATE, "addr=1000", EINVAL, { "pid", "missing" } },
	{ TRANSLATE, "space=kernel addr=1000", EINVAL, { "kernel address", "0x1000" } },
	{ TRANSLATE, "space=kernel addr=0100000000000000", EINVAL, { "canonical" } },
	{ TRANSLATE, "space=kernel", EINVAL, { "addr", "missing" } },
	{ TRANSLATE, "space=user addr=1000", EINVAL, { "process, kernel" } },
	{ TRANSLATE, "pid=1 space=kernel addr=ffffffff81000000", EINVAL, { "exclude" } },
	{ TRANSLATE, "pid=1 addr=ffffffff81000000", EINVAL, { "space=kernel" } },
	{ TRANSLATE, "\n", EINVAL, { "addr" } },

	/* numbers */
	{ KMALLOC, "count=1x", EINVAL, { "count", "'1x'" } },
	{ KMALLOC, "count=x1", EINVAL, { "count", "'x1'" } },
	{ KMALLOC, "count=1.5", EINVAL, { "count", "'1.5'" } },
	{ KMALLOC, "count=1,000", EINVAL, { "count", "'1,000'" } },
	{ KMALLOC, "count=1e3", EINVAL, { "count", "'1e3'" } },
	{ KMALLOC, "count=-1", EINVAL, { "count", "'-1'" } },
	{ KMALLOC, "count=+1", EINVAL, { "count", "'+1'" } },
	{ KMALLOC, "count=0x", EINVAL, { "count", "'0x'" } },
	{ KMALLOC, "count=0xg", EINVAL, { "count", "'0xg'" } },
	{ KMALLOC, "count=a", EINVAL, { "count", "'a'" } },
	{ KMALLOC, "count=1KK", EINVAL, { "count", "'1KK'" } },
	{ KMALLOC, "count=1KiB", EINVAL, { "count", "'1KiB'" } },
	{ KMALLOC, "count=K", EINVAL, { "count", "'K'" } },
	{ KMALLOC, "count=\t1", EINVAL, { "count" } },
	{ KMALLOC, "time_limit_ms=1K", EINVAL, { "time_limit_ms", "'1K'" } },
	{ PAGES, "order=1K", EINVAL, { "order", "'1K'" } },
	{ KMALLOC, "count=0", ERANGE, { "count", "1 to " } },
	{ KMALLOC, "size=0", ERANGE, { "size", "1 to " } },
	{ KMALLOC, "count=18446744073709551615", ERANGE, { "count" } },
	{ KMALLOC, "count=18446744073709551616", ERANGE, { "count", "64 bits" } },
	{ KMALLOC, "count=0x10000000000000001", ERANGE, { "count", "64 bits" } },
	{ KMALLOC, "count=18446744073709551617", ERANGE, { "count", "64 bits" } },
	{ KMALLOC, "count=16777216T", ERANGE, { "count", "64 bits" } },
	{ KMALLOC, "count=99999999999999999999999999999999", ERANGE, { "count", "64 bits" } },
	{ KMALLOC, "time_limit_ms=0", ERANGE, { "time_limit_ms" } },
	{ TRANSLATE, "pid=0x1 addr=1000", EINVAL, { "pid", "'0x1'" } },
	{ TRANSLATE, "pid=1x addr=1000", EINVAL, { "pid", "'1x'" } },
	{ TRANSLATE, "pid=1K addr=1000", EINVAL, { "pid", "'1K'" } },
	{ TRANSLATE, "pid=1 addr=10g0", EINVAL, { "addr", "'10g0'" } },
	{ TRANSLATE, "pid=1 addr=0x", EINVAL, { "addr", "'0x'" } },
	{ TRANSLATE, "pid=1 addr=0x0x10", EINVAL, { "addr", "'0x0x10'" } },
	{ TRANSLATE, "pid=1 addr=-1", EINVAL, { "addr", "'-1'" } },
	{ TRANSLATE, "pid=1 addr=10000000000000000", ERANGE, { "addr", "64 bits" } },
	{ PAGES, "order=11", ERANGE, { "order", "0 to 10" } },
	{ PAGES, "order=18446744073709551615", ERANGE, { "order", "0 to 10" } },
	{ KMALLOC, "count=10 size=5G", ERANGE, { "size" } },

	/* shape */
	{ KMALLOC, "count=1\ncount=2", EINVAL, { "one line" } },
	{ KMALLOC, "count=1\n\n", EINVAL, { "one line" } },
	{ KMALLOC, "count=1\n ", EINVAL, { "one line" } },
	{ KMALLOC, "help\ncount=1", EINVAL, { "one line" } },
	{ KMALLOC, "count=1 \x1b[31m", EINVAL, { "key" } },
	{ KMALLOC, "\xff\xfe", EINVAL, { NULL } },
	{ KMALLOC, "%s%n%p", EINVAL, { "'%s%n%p'" } },

	/* more than the machine or the limit has */
	{ KMALLOC, "size=1M count=65", ERANGE, { "KiB", "65536", "limit_mib" } },
	{ VMALLOC, "size=1G count=1", ERANGE, { "KiB", "65536", "limit_mib" } },
	{ VMALLOC, "size=1G count=1048576", ERANGE, { "KiB", "65536", "limit_mib" } },
	{ MEMPOOL, "size=1M count=64 reserve=65", ERANGE, { "KiB", "65536", "limit_mib" } },
	{ PAGES, "order=10 count=17", ERANGE, { "KiB", "65536", "limit_mib" } },
	{ PAGES, "order=10 count=16777216", ERANGE, { "KiB", "65536", "limit_mib" } },

	/* masks */
	{ KMALLOC, "gfp=__GFP_NOFAIL", EINVAL, { "'__GFP_NOFAIL'", "GFP_KERNEL" } },
	{ VMALLOC, "gfp=__GFP_NOFAIL", EINVAL, { "'__GFP_NOFAIL'", "GFP_KERNEL" } },
	{ MEMPOOL, "gfp=__GFP_NOFAIL", EINVAL, { "'__GFP_NOFAIL'", "GFP_KERNEL" } },
	{ PAGES, "gfp=__GFP_NOFAIL", EINVAL, { "'__GFP_NOFAIL'", "GFP_KERNEL" } },
	{ PAGES, "gfp=GFP_KERNEL|__GFP_NOFAIL", EINVAL, { "'__GFP_NOFAIL'" } },
	{ MEMPOOL, "gfp=GFP_KERNEL|__GFP_ZERO", EINVAL, { "'__GFP_ZERO'", "GFP_KERNEL" } },
	{ KMALLOC, "gfp=GFP_HIGHUSER", EINVAL, { "'GFP_HIGHUSER'" } },
	{ KMALLOC, "gfp=GFP_DMA32", EINVAL, { "'GFP_DMA32'" } },
	{ KMALLOC, "gfp=__GFP_COMP", EINVAL, { "'__GFP_COMP'" } },
	{ KMALLOC, "gfp=__GFP_HIGHMEM", EINVAL, { "'__GFP_HIGHMEM'" } },
	{ VMALLOC, "gfp=GFP_HIGHUSER", EINVAL, { "'GFP_HIGHUSER'" } },
	{ KMALLOC, "gfp=gfp_kernel", EINVAL, { "'gfp_kernel'" } },
	{ KMALLOC, "gfp=GFP_KERNE", EINVAL, { "'GFP_KERNE'" } },
	{ KMALLOC, "gfp=GFP_KERNELX", EINVAL, { "'GFP_KERNELX'" } },
	{ KMALLOC, "gfp=|", EINVAL, { "gfp" } },
	{ KMALLOC, "gfp=GFP_KERNEL|", EINVAL, { "gfp" } },
	{ KMALLOC, "gfp=0xcc0", EINVAL, { "gfp" } },
	{ MEMPOOL, "count=100 reserve=99", EINVAL, { "count", "reserve", "99" } },
	{ MEMPOOL, "count=100 reserve=99 gfp=GFP_NOFS", EINVAL, { "count", "reserve" } },

	/* and these look odd but are right */
	{ KMALLOC, "count=010", 0, { "count 10" } },
	{ KMALLOC, "count=0010 size=0x00", ERANGE, { "size" } },
	{ KMALLOC, "count=0x10", 0, { "count 16" } },
	{ KMALLOC, "count=0X1f", 0, { "count 31" } },
	{ KMALLOC, "count=1K", 0, { "count 1024" } },
	{ KMALLOC, "size=1M count=1", 0, { "size 1048576" } },
	{ KMALLOC, "  count=3\t size=8  \n", 0, { "count 3", "size 8" } },
	{ MEMPOOL, "count=100 reserve=100", 0, { "reserve 100" } },
	{ MEMPOOL, "count=100 reserve=1 gfp=GFP_NOWAIT", 0, { "reserve 1" } },
	{ PAGES, "order=10 count=1", 0, { "order 10" } },
};

int main(void)
{
	return refusals_main(rows, sizeof(rows) / sizeof(*rows));
}
