// SPDX-License-Identifier: GPL-2.0
/*
 * The module comes and goes, KMEMLAB_CYCLES times: used and taken out; and taken
 * out under the hands of readers, which is refused while a file is open and works
 * as soon as none is. Nothing of it is left in the kernel, and no memory is lost.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "drift.h"
#include "kmemlab.h"
#include "kselftest.h"
#include "lab.h"
#include "random.h"
#include "slabinfo.h"
#include "subject.h"

/* Few enough, and with rests, that now and then none of them has a file open. */
#define READERS 2
#define UNLOAD_SECONDS 2
#define CYCLES_MAX 10000
/* A page in each cycle is the least that a leak of pages could be. */
#define LOST_PAGES 0.75

#define SLABS "/sys/kernel/slab/"

/* What nothing of may be left over. */
struct left {
	uint64_t bytes;		/* of vmalloc(), for code that is not there */
	uint64_t caches;
	uint64_t aliases;	/* of caches */
};

static struct left before;
static double samples[CYCLES_MAX];
static const struct subject *all;
static size_t nr_all;

static int unload(void)
{
	return syscall(SYS_delete_module, "kmemlab", O_NONBLOCK) ? errno : 0;
}

static void load(void)
{
	const char *file = getenv("KMEMLAB_KO") ?: "/lib/kmemlab/kmemlab.ko";
	int fd = open(file, O_RDONLY);

	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0))
		lab_die("load %s: %s", file, strerror(errno));
	close(fd);
}

/* Memory whose owner has gone: of its caller there is an address, and no name. */
static uint64_t nobodys_bytes(void)
{
	char *text = lab_slurp("/proc/vmallocinfo"), *rest = text, *line;
	uint64_t bytes, sum = 0;
	char caller[4];

	while ((line = strsep(&rest, "\n")))
		if (sscanf(line, "%*s %lu %3s", &bytes, caller) == 2 &&
		    !strncmp(caller, "0x", 2))
			sum += bytes;
	free(text);
	return sum;
}

/*
 * A cache of ours has a directory, or is one more user of another's and has a link,
 * which stays when it is destroyed (mm/slub.c): so none may be merged.
 */
static void look_at_caches(struct left *left)
{
	DIR *slabs = opendir(SLABS);
	struct dirent *entry;
	uint64_t aliases;

	while (slabs && (entry = readdir(slabs))) {
		left->caches += !strncmp(entry->d_name, "kmemlab-", 8);
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		if (!slab_attribute(entry->d_name, "aliases", &aliases))
			lab_die(SLABS "%s has no aliases", entry->d_name);
		left->aliases += aliases;
	}
	if (slabs)
		closedir(slabs);
}

static struct left look(void)
{
	struct left left = { .bytes = nobodys_bytes() };

	look_at_caches(&left);
	return left;
}

/* What the kernel would still have of it. */
static bool is_gone(void)
{
	struct left now = look();

	if (now.bytes <= before.bytes && now.aliases <= before.aliases && !now.caches)
		return access(LAB_DEBUGFS KMEMLAB_DIR, F_OK) &&
		       access("/sys/module/kmemlab", F_OK);
	ksft_print_msg("%lu caches are left, %lu users of merged ones (%lu at first), %lu bytes of vmalloc() (%lu)\n",
		       now.caches, now.aliases, before.aliases, now.bytes, before.bytes);
	return false;
}

/* A kernel thread of ours would be named so. */
static bool has_threads(void)
{
	FILE *list = popen("grep -l '^kmemlab\\|^kml' /proc/[0-9]*/comm 2>/dev/null", "r");
	char line[64];
	bool any = false;

	while (fgets(line, sizeof(line), list)) {
		ksft_print_msg("a thread: %s", line);
		any = true;
	}
	pclose(list);
	return any;
}

static pid_t start_reader(size_t which)
{
	pid_t child = fork();

	if (child)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;; which++) {
		subject_talk(&all[which % nr_all], which % 7);
		usleep(which % 4 * 1000);
	}
}

/* False if it had ended by itself, as what broken answers make it do. */
static bool end_reader(pid_t pid)
{
	int status;

	kill(pid, SIGKILL);
	return waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) &&
	       WTERMSIG(status) == SIGKILL;
}

static bool cycle_used(size_t cycle)
{
	size_t i;

	for (i = 0; i < 6; i++) {
		const struct subject *subject = &all[(cycle * 6 + i) % nr_all];

		/* It takes thousands of pages, which moves what is free for cycles. */
		if (strcmp(subject->file, KMEMLAB_FILE_FRAGMENT))
			subject_talk(subject, cycle);
	}
	if (unload() || !is_gone())
		return false;
	samples[cycle] = memory_free_pages();
	load();
	return true;
}

/* What unloading between readers came to. */
struct contest {
	size_t cycles;
	size_t won;		/* it was unloaded while they went on */
	size_t refused;		/* so often it was in use */
};

/*
 * With a file held open it must be refused; against readers that come and go it is
 * refused until none has a file open, and then they meet a module that goes away.
 */
static bool cycle_held(struct contest *contest)
{
	bool read_on = true;
	pid_t readers[READERS];
	int held, error;
	time_t end;
	size_t i;

	for (i = 0; i < READERS; i++)
		readers[i] = start_reader(contest->cycles * READERS + i);
	/* After the forks: only we have it open. */
	held = lab_open(all[contest->cycles % nr_all].file, O_RDONLY);
	error = unload();
	if (error != EWOULDBLOCK) {
		ksft_print_msg("unloading with an open file: %s\n", strerror(error));
		return false;
	}
	close(held);
	end = time(NULL) + UNLOAD_SECONDS;
	while ((error = unload()) && time(NULL) < end)
		contest->refused++;
	contest->won += !error;
	for (i = 0; i < READERS; i++)
		read_on &= end_reader(readers[i]);
	if (error)
		error = unload();
	if (error || !is_gone() || !read_on) {
		ksft_print_msg("unloading with no open file: %s%s\n", strerror(error),
			       read_on ? "" : "; a reader had ended");
		return false;
	}
	load();
	contest->cycles++;
	return true;
}

/*
 * The pages lost in a cycle. Something else may take memory meanwhile, once; a loss
 * of the module's comes again, so the least of the rounds is its.
 */
static bool use_and_reload(size_t cycles, unsigned int rounds, double *lost)
{
	size_t cycle, half = cycles / 2;

	*lost = 1e9;
	for (; rounds && *lost > LOST_PAGES; rounds--) {
		double slope;

		for (cycle = 0; cycle < cycles; cycle++)
			if (!cycle_used(cycle))
				return false;
		/* What a first time takes for good is taken in the first half. */
		slope = memory_slope(samples + half, cycles - half);
		ksft_print_msg("%zu cycles: %.2f pages lost in each\n", cycles, -slope);
		*lost = -slope < *lost ? -slope : *lost;
	}
	return true;
}

int main(void)
{
	size_t cycles = setting("KMEMLAB_CYCLES", 50);
	struct contest contest = { };
	double lost;
	bool well, keeps;

	setlinebuf(stdout);
	ksft_print_header();
	only_when_asked();
	if (access(getenv("KMEMLAB_KO") ?: "/lib/kmemlab/kmemlab.ko", R_OK))
		ksft_exit_skip("no file to load it again from: name it in KMEMLAB_KO\n");
	ksft_set_plan(4);
	all = subjects(&nr_all);
	cycles = cycles > CYCLES_MAX ? CYCLES_MAX : cycles < 4 ? 4 : cycles;
	if (unload())
		lab_die("it cannot be unloaded: %s", strerror(errno));
	before = look();
	load();
	keeps = !access(LAB_DEBUGFS "kmemleak", F_OK);
	drift_begin();
	well = use_and_reload(cycles, keeps ? 1 : 5, &lost);
	drift_end();
	ksft_test_result(well, "%zu times used, unloaded and loaded\n", cycles);
	if (keeps)
		ksft_test_result_skip("memory is not lost: this kernel keeps what was freed; kmemleak looks here\n");
	else
		ksft_test_result(lost < LOST_PAGES, "%.2f pages lost in a cycle\n", lost);
	while (contest.cycles < 50 && well)
		well = cycle_held(&contest);
	/* Never under their hands: it was no contest. */
	ksft_test_result(well && contest.won, "%zu times unloaded, %zu of them under readers, refused %zu times\n",
			 contest.cycles, contest.won, contest.refused);
	ksft_test_result(!has_threads(), "no thread of it is left\n");
	ksft_finished();
}
