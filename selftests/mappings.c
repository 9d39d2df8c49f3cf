// SPDX-License-Identifier: GPL-2.0
/* Makes mappings of every kind. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "lab.h"
#include "mappings.h"
#include "pagemap.h"

/* Not at the start of a page, so that the offset shows in what is found. */
#define ODD 0x123

const char *mapping_lacks;

static char touched_read(const volatile char *p)
{
	return *p;
}

static void must(int status, const char *what)
{
	if (status)
		lab_die("%s: %s", what, strerror(errno));
}

char *make_anon_written(void)
{
	char *page = fresh_area(LAB_PAGE, LAB_PAGE);

	page[ODD] = 1;
	return page + ODD;
}

/* Reading alone maps the kernel's page of zeros. */
char *make_anon_read(void)
{
	char *page = fresh_area(LAB_PAGE, LAB_PAGE);

	must(madvise(page, LAB_PAGE, MADV_NOHUGEPAGE), "madvise");
	touched_read(page);
	return page + ODD;
}

char *make_anon_made_read_only(void)
{
	char *page = make_anon_written() - ODD;

	must(mprotect(page, LAB_PAGE, PROT_READ), "mprotect");
	return page + ODD;
}

char *make_anon_made_executable(void)
{
	char *page = make_anon_written() - ODD;

	must(mprotect(page, LAB_PAGE, PROT_READ | PROT_EXEC), "mprotect");
	return page + ODD;
}

/* While a child shares it, the page may not be written, whatever the area says. */
char *make_anon_shared_by_fork(void)
{
	char *page = make_anon_written() - ODD;

	if (!fork()) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		sleep(20);
		_exit(0);
	}
	return page + ODD;
}

char *make_shared_memory(void)
{
	char *page = mmap(NULL, 4 * LAB_PAGE, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	page[2 * LAB_PAGE] = 1;
	return page + 2 * LAB_PAGE + ODD;
}

static char *file_mapping(int prot, int flags)
{
	char name[] = "/tmp/kmemlab-XXXXXX", *page;
	int fd = mkstemp(name), i;

	for (i = 0; i < 4; i++)
		must(write(fd, name, sizeof(name)) < 0 || ftruncate(fd, (i + 1) * LAB_PAGE),
		     "file");
	page = mmap(NULL, 2 * LAB_PAGE, prot, flags, fd, LAB_PAGE);
	must(page == MAP_FAILED, "mmap");
	/* The name then ends in " (deleted)". */
	unlink(name);
	close(fd);
	return page + LAB_PAGE;
}

char *make_file(void)
{
	char *page = file_mapping(PROT_READ, MAP_SHARED);

	touched_read(page);
	return page + ODD;
}

char *make_file_private_written(void)
{
	char *page = file_mapping(PROT_READ | PROT_WRITE, MAP_PRIVATE);

	*page = 1;
	return page + ODD;
}

char *make_text(void)
{
	return (char *)make_text;
}

/* The environment lies at the far end of the stack; written, it is our own. */
char *make_stack(void)
{
	char *volatile *first = environ;

	*first = *first;
	return (char *)environ;
}

char *make_heap(void)
{
	char *page = sbrk(0);

	must(sbrk(2 * LAB_PAGE) == (void *)-1, "sbrk");
	page[LAB_PAGE] = 1;
	return page + LAB_PAGE;
}

char *make_vdso(void)
{
	char *page = (char *)area_named("[vdso]");

	if (page)
		touched_read(page);
	mapping_lacks = "the process has no vdso";
	return page ? page + ODD : NULL;
}

static bool is_huge(const char *page)
{
	int scan = scan_of((uint64_t)page);
	uint64_t first = frame_of(0, (uint64_t)page).pfn, last;

	if (scan >= 0)
		return scan & SCAN_HUGE;
	last = frame_of(0, (uint64_t)page + HUGE_BYTES - LAB_PAGE).pfn;
	return first && first % 512 == 0 && last == first + 511;
}

static char *huge_area(void)
{
	char *area;

	mapping_lacks = "no transparent huge pages";
	if (access("/sys/kernel/mm/transparent_hugepage/enabled", F_OK))
		return NULL;
	area = fresh_area(HUGE_BYTES, HUGE_BYTES);
	must(madvise(area, HUGE_BYTES, MADV_HUGEPAGE), "madvise");
	return area;
}

char *make_huge(void)
{
	char *area = huge_area();

	if (!area)
		return NULL;
	*area = 1;
	mapping_lacks = "the kernel found no huge page";
	return is_huge(area) ? area : NULL;
}

char *make_huge_middle(void)
{
	char *area = make_huge();

	return area ? area + 291 * LAB_PAGE + ODD : NULL;
}

char *make_huge_read_only(void)
{
	char *area = make_huge();

	if (area)
		must(mprotect(area, HUGE_BYTES, PROT_READ), "mprotect");
	return area;
}

char *make_huge_zero(void)
{
	char *area = huge_area();

	if (!area)
		return NULL;
	touched_read(area);
	mapping_lacks = "the kernel has no huge page of zeros to give";
	return is_huge(area) ? area + 5 * LAB_PAGE : NULL;
}

/* The frames stay, the entry becomes a table. */
char *make_huge_split(void)
{
	char *area = make_huge();

	if (area)
		must(mprotect(area, LAB_PAGE, PROT_READ), "mprotect");
	return area ? area + 3 * LAB_PAGE + ODD : NULL;
}

char *make_hugetlb(void)
{
	char *area;

	mapping_lacks = "no huge pages could be reserved in vm.nr_hugepages";
	if (lab_store("/proc/sys/vm/nr_hugepages", "2"))
		return NULL;
	area = mmap(NULL, HUGE_BYTES, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
	/* Once mapped it stays; the pool need not. */
	if (area != MAP_FAILED)
		*area = 1;
	lab_store("/proc/sys/vm/nr_hugepages", "0");
	return area == MAP_FAILED ? NULL : area;
}

char *make_hugetlb_middle(void)
{
	char *area = make_hugetlb();

	return area ? area + 17 * LAB_PAGE + ODD : NULL;
}
