// SPDX-License-Identifier: GPL-2.0
/* Makes mappings whose entries are rare, or of more than one kind. */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lab.h"
#include "mappings.h"
#include "pagemap.h"
#include "swap.h"

#define PAGES 16
#define GIGANTIC (1UL << 30)

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

static void must(int status, const char *what)
{
	if (status)
		lab_die("%s: %s", what, strerror(errno));
}

static void touch(char *area, size_t pages, size_t step)
{
	size_t i;

	for (i = 0; i < pages; i += step)
		area[i * LAB_PAGE] = 1;
}

static char *touched_area(size_t pages)
{
	char *area = fresh_area(pages * LAB_PAGE, HUGE_BYTES);

	must(madvise(area, pages * LAB_PAGE, MADV_NOHUGEPAGE), "madvise");
	touch(area, pages, 1);
	return area;
}

/* Far from all others, and not at the border of a table. */
char *make_untouched(void)
{
	char *area = mmap((void *)(0x200000000000UL + 100 * LAB_PAGE), PAGES * LAB_PAGE,
			  PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	must(area == MAP_FAILED, "mmap");
	return area;
}

/* A whole area, so that what is inside all has the same rights. */
char *make_prot_none(void)
{
	char *area = touched_area(PAGES);

	must(mprotect(area, PAGES * LAB_PAGE, PROT_NONE), "mprotect");
	return area;
}

char *make_huge_prot_none(void)
{
	char *area = make_huge();

	if (area)
		must(mprotect(area, HUGE_BYTES, PROT_NONE), "mprotect");
	return area;
}

char *make_mlocked(void)
{
	char *area = touched_area(PAGES);

	mapping_lacks = "the limit of locked memory is too low";
	return mlock(area, PAGES * LAB_PAGE) ? NULL : area;
}

char *make_lazily_free(void)
{
	char *area = touched_area(PAGES);

	must(madvise(area, PAGES * LAB_PAGE, MADV_FREE), "madvise");
	return area;
}

/* Some pages are swapped, some are there, some never were. */
char *make_swapped(void)
{
	char *area = touched_area(PAGES);

	swap_on();
	madvise(area, PAGES / 2 * LAB_PAGE, MADV_PAGEOUT);
	must(madvise(area + 3 * LAB_PAGE, LAB_PAGE, MADV_DONTNEED), "madvise");
	mapping_lacks = "nothing was swapped out: load zram or turn swap on";
	return frame_of(0, (uint64_t)area).swapped ? area : NULL;
}

/* It stays open: what it was told is undone when it is closed. -1: not to be had. */
static int watch(char *area, size_t len, uint64_t features, uint64_t mode)
{
	struct uffdio_api api = { .api = UFFD_API, .features = features };
	struct uffdio_register registration = {
		.range = { (uint64_t)area, len },
		.mode = mode,
	};
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC);

	if (fd >= 0 && !ioctl(fd, UFFDIO_API, &api) && !ioctl(fd, UFFDIO_REGISTER, &registration))
		return fd;
	return -1;
}

static bool write_protect(char *area, size_t len, uint64_t features)
{
	struct uffdio_writeprotect protect = {
		.range = { (uint64_t)area, len },
		.mode = UFFDIO_WRITEPROTECT_MODE_WP,
	};
	int fd = watch(area, len, features, UFFDIO_REGISTER_MODE_WP);

	return fd >= 0 && !ioctl(fd, UFFDIO_WRITEPROTECT, &protect);
}

char *make_write_protected(void)
{
	char *area = touched_area(PAGES);

	mapping_lacks = "no userfaultfd that protects from writing";
	return write_protect(area, PAGES * LAB_PAGE, UFFD_FEATURE_PAGEFAULT_FLAG_WP) ? area : NULL;
}

/* Every other page is not there, and its protection is remembered all the same. */
char *make_write_protected_marker(void)
{
	char *area = mmap(NULL, PAGES * LAB_PAGE, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	must(area == MAP_FAILED, "mmap");
	touch(area, PAGES, 2);
	mapping_lacks = "no userfaultfd that protects shared memory from writing";
#ifdef UFFD_FEATURE_WP_HUGETLBFS_SHMEM
	if (write_protect(area, PAGES * LAB_PAGE,
			  UFFD_FEATURE_PAGEFAULT_FLAG_WP | UFFD_FEATURE_WP_HUGETLBFS_SHMEM))
		return area;
#endif
	return NULL;
}

/* linux/userfaultfd.h of an older build machine does not have these. */
struct poison {
	struct uffdio_range range;
	uint64_t mode;
	int64_t updated;
};

#define POISON _IOWR(UFFDIO, 0x08, struct poison)
#define FEATURE_POISON (1 << 14)

/* Lost, as the machine that a process moved here from says of some of its pages. */
char *make_poisoned(void)
{
	char *area = fresh_area(PAGES * LAB_PAGE, HUGE_BYTES);
	struct poison order = { .range = { (uint64_t)area, PAGES / 2 * LAB_PAGE } };
	int fd = watch(area, PAGES * LAB_PAGE, FEATURE_POISON, UFFDIO_REGISTER_MODE_MISSING);

	mapping_lacks = "no userfaultfd that poisons (6.6)";
	return fd >= 0 && !ioctl(fd, POISON, &order) ? area : NULL;
}

char *make_guard(void)
{
	char *area = touched_area(PAGES);

	mapping_lacks = "no MADV_GUARD_INSTALL (6.13)";
	return madvise(area + 4 * LAB_PAGE, 3 * LAB_PAGE, MADV_GUARD_INSTALL) ? NULL : area;
}

/* As lib/test_hmm_uapi.h has it. */
struct device_order {
	uint64_t addr, ptr, npages, cpages, faults;
};

#define DEVICE_TAKE _IOWR('H', 0x02, struct device_order)
#define DEVICE_USE_ALONE _IOWR('H', 0x05, struct device_order)

/* Gives pages to a device that has no hardware, until they are touched. */
static char *give_to_device(unsigned long how)
{
	static char copy[PAGES * LAB_PAGE];
	char *area = touched_area(PAGES);
	struct device_order order = {
		.addr = (uint64_t)area, .ptr = (uint64_t)copy, .npages = PAGES,
	};
	int fd = open("/dev/hmm_dmirror0", O_RDWR | O_CLOEXEC);

	/* It stays open: the device lets go when it is closed. */
	mapping_lacks = "no device that takes pages: it needs CONFIG_TEST_HMM";
	return fd >= 0 && !ioctl(fd, how, &order) ? area : NULL;
}

char *make_device_private(void)
{
	return give_to_device(DEVICE_TAKE);
}

char *make_device_exclusive(void)
{
	return give_to_device(DEVICE_USE_ALONE);
}

char *make_high(void)
{
	char *area;

	mapping_lacks = "no 5-level page tables";
	if (!five_levels())
		return NULL;
	area = mmap((void *)(3UL << 53), PAGES * LAB_PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	must(area == MAP_FAILED, "mmap");
	touch(area, PAGES, 3);
	return area;
}

/* The neighbours of a border between two tables, and pages with holes between. */
char *make_across_tables(void)
{
	char *area = fresh_area(4 * HUGE_BYTES, HUGE_BYTES);

	must(madvise(area, 4 * HUGE_BYTES, MADV_NOHUGEPAGE), "madvise");
	touch(area + 500 * LAB_PAGE, 24, 1);
	touch(area + 3 * HUGE_BYTES, 512, 5);
	return area;
}

char *make_dense(void)
{
	return touched_area(4096);
}

/* Large pages, a split one, a hole and small pages, side by side. */
char *make_mixed(void)
{
	char *area = fresh_area(6 * HUGE_BYTES, HUGE_BYTES);

	mapping_lacks = "no transparent huge pages";
	if (madvise(area, 6 * HUGE_BYTES, MADV_HUGEPAGE))
		return NULL;
	touch(area, 512 * 6, 512);
	/* What is large stays so, but khugepaged is not to mend what is split now. */
	must(madvise(area, 6 * HUGE_BYTES, MADV_NOHUGEPAGE), "madvise");
	must(madvise(area + 10 * LAB_PAGE, 5 * LAB_PAGE, MADV_DONTNEED), "madvise");
	must(madvise(area + 2 * HUGE_BYTES, HUGE_BYTES, MADV_DONTNEED), "madvise");
	must(madvise(area + 3 * HUGE_BYTES, HUGE_BYTES, MADV_DONTNEED), "madvise");
	touch(area + 3 * HUGE_BYTES, 512, 7);
	return area;
}

/* Frames that follow each other, one page off from where they would align. */
char *make_shifted(void)
{
	char *huge = make_huge(), *area = fresh_area(256 * LAB_PAGE, HUGE_BYTES);

	if (!huge)
		return NULL;
	area = mremap(huge + LAB_PAGE, 256 * LAB_PAGE, 256 * LAB_PAGE,
		      MREMAP_MAYMOVE | MREMAP_FIXED, area);
	must(area == MAP_FAILED, "mremap");
	return area;
}

char *make_shared_huge(void)
{
	char *area = mmap(fresh_area(HUGE_BYTES, HUGE_BYTES), HUGE_BYTES,
			  PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	must(area == MAP_FAILED, "mmap");
	touch(area, 512, 1);
	mapping_lacks = "no large page of shared memory to be had";
	return madvise(area, HUGE_BYTES, MADV_COLLAPSE) ? NULL : area;
}

/* To be had at boot, or by luck. */
char *make_hugetlb_gigantic(void)
{
	static const char pool[] = "/sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages";
	char *area;

	mapping_lacks = "no page of 1 GiB: boot with hugepagesz=1G hugepages=1";
	lab_store(pool, "1");
	area = mmap(NULL, GIGANTIC, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | 30 << MAP_HUGE_SHIFT, -1, 0);
	if (area == MAP_FAILED)
		return NULL;
	area[5 * LAB_PAGE] = 1;
	return area;
}
