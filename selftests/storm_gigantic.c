// SPDX-License-Identifier: GPL-2.0
/*
 * Walks and translates a gigabyte whose one entry of the level pud changes all the time:
 * a leaf, a table of smaller pages, nothing. The page of 1 GiB is held here as well, so
 * that no frame of it can be a smaller page's, and no other frame can be that leaf's.
 *
 * $KMEMLAB_STORM_SECONDS (20) is how long, $KMEMLAB_SEED repeats a storm.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest.h"
#include "lab.h"
#include "pagemap.h"
#include "random.h"

#define ARENA 0x200000000000UL
#define GIGANTIC (1UL << 30)
#define FRAMES (GIGANTIC / LAB_PAGE)
#define POOL "/sys/kernel/mm/hugepages/hugepages-1048576kB/free_hugepages"
/* Flags of memfd_create() and mmap(), which older headers lack. */
#define OF_1_GIB (30U << 26)

enum walker { PAGES, TRANSLATE, WALKERS };

static const char * const names[] = { "pages", "translate" };

/* Shared by all processes of the test. */
static struct shared {
	unsigned long answers[WALKERS], leaves[WALKERS], smaller[WALKERS];
} *shared;

static uint64_t first_frame;

static void touch(uint64_t *random)
{
	volatile char *area = (char *)ARENA;
	unsigned int i;

	for (i = 0; i < 16; i++)
		area[random_next(random) % FRAMES * LAB_PAGE] = 1;
}

static void map(int prot, int flags, int fd)
{
	if (mmap((void *)ARENA, GIGANTIC, prot, MAP_FIXED | MAP_NORESERVE | flags, fd, 0) ==
	    MAP_FAILED)
		_exit(1);
}

static void change(uint64_t *random, int page)
{
	pid_t child;

	switch (random_next(random) % 8) {
	case 0 ... 2:
		map(PROT_READ | PROT_WRITE, MAP_SHARED, page);
		touch(random);
		/* The smaller ones take as long to be cleared. */
		usleep(random_next(random) % 2000);
		break;
	case 3 ... 5:
		map(PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
		touch(random);
		break;
	case 6:
		if (!munmap((void *)ARENA, GIGANTIC / 2 * (1 + random_next(random) % 2)))
			break;
		/* Half of the one page: it cannot be split. */
		munmap((void *)ARENA, GIGANTIC);
		break;
	default:
		mprotect((void *)ARENA, GIGANTIC, random_next(random) % 2 ? PROT_READ : PROT_NONE);
		child = fork();
		if (!child)
			_exit(0);
		waitpid(child, NULL, 0);
	}
}

static bool is_of_the_page(uint64_t pfn)
{
	return pfn >= first_frame && pfn < first_frame + FRAMES;
}

/* Of a present entry. */
static void judge(enum walker which, uint64_t addr, const char *level, uint64_t pfn)
{
	bool leaf = !strcmp(level, "pud");

	if (leaf ? pfn != first_frame + (addr - ARENA) / LAB_PAGE : is_of_the_page(pfn))
		lab_die("%s: 0x%lx has frame 0x%lx at level %s; the page of 1 GiB begins at 0x%lx",
			names[which], addr, pfn, level, first_frame);
	shared->leaves[which] += leaf;
	shared->smaller[which] += !leaf;
}

static void walk(pid_t target)
{
	struct answer *answer = lab_ask(KMEMLAB_FILE_WALK, "pid=%d start=%lx end=%lx mode=pages",
					target, ARENA, ARENA + GIGANTIC);
	const struct section *page = answer_section(answer, "page");
	size_t row;

	for (row = 0; row < page->nr_rows; row++)
		if (!strcmp(section_word(page, row, "kind"), "leaf"))
			judge(PAGES, section_u64(page, row, "addr"),
			      section_word(page, row, "level"), section_u64(page, row, "pfn"));
	answer_free(answer);
}

static void translate(pid_t target, uint64_t *random)
{
	struct answer *answer = lab_ask(KMEMLAB_FILE_TRANSLATE, "pid=%d addr=%lx addr=%lx", target,
					ARENA, ARENA + random_next(random) % FRAMES * LAB_PAGE);
	const struct section *address = answer_section(answer, "address");
	size_t row;

	for (row = 0; row < address->nr_rows; row++)
		if (!strcmp(section_word(address, row, "state"), "mapped") &&
		    section_u64(address, row, "stable"))
			judge(TRANSLATE, section_u64(address, row, "addr"),
			      section_word(address, row, "level"),
			      section_u64(address, row, "pfn"));
	answer_free(answer);
}

static pid_t start_target(uint64_t random, int page)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		change(&random, page);
}

static pid_t start_walker(enum walker which, pid_t target, uint64_t random, time_t end)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (time(NULL) < end) {
		if (which == PAGES)
			walk(target);
		else
			translate(target, &random);
		shared->answers[which]++;
	}
	fflush(stdout);
	_exit(0);
}

/* A page that stays while this process has it mapped; its file. */
static int take_page(void)
{
	char *page;
	int fd;

	if (access(POOL, R_OK) || !strcmp(lab_slurp(POOL), "0\n"))
		return -1;
	fd = memfd_create("gigantic", MFD_HUGETLB | OF_1_GIB);
	if (fd < 0 || ftruncate(fd, GIGANTIC))
		return -1;
	page = mmap(NULL, GIGANTIC, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (page == MAP_FAILED)
		return -1;
	page[0] = 1;
	first_frame = frame_of(0, (uint64_t)page).pfn;
	return fd;
}

int main(void)
{
	time_t end = time(NULL) + setting("KMEMLAB_STORM_SECONDS", 20);
	uint64_t random, held = lab_held_kib();
	pid_t target, walkers[WALKERS];
	int status, page = take_page();
	enum walker i;

	ksft_print_header();
	if (page < 0)
		ksft_exit_skip("no page of 1 GiB: boot with hugepagesz=1G hugepages=1\n");
	ksft_set_plan(WALKERS + 2);
	random = random_seed();
	shared = mmap(NULL, LAB_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	fflush(stdout);
	target = start_target(random_next(&random) | 1, page);
	for (i = 0; i < WALKERS; i++)
		walkers[i] = start_walker(i, target, random_next(&random) | 1, end);
	for (i = 0; i < WALKERS; i++) {
		waitpid(walkers[i], &status, 0);
		/* Without both, nothing of what this is about has been seen. */
		ksft_test_result(!status && shared->leaves[i] && shared->smaller[i],
				 "%s: %lu answers, the page in %lu, smaller ones %lu times\n",
				 names[i], shared->answers[i], shared->leaves[i],
				 shared->smaller[i]);
	}
	ksft_test_result(!waitpid(target, NULL, WNOHANG), "it was changed to the end\n");
	kill(target, SIGKILL);
	waitpid(target, NULL, 0);
	ksft_test_result(lab_held_kib() == held, "nothing is held afterwards\n");
	ksft_finished();
}
