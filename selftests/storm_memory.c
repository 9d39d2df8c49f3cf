// SPDX-License-Identifier: GPL-2.0
/*
 * Everything the module has, at once, while memory is in an uproar: each storm is
 * a row of the table, and lasts KMEMLAB_STORM_SECONDS. What is answered must keep
 * to the format, and afterwards nothing is held.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest.h"
#include "lab.h"
#include "random.h"
#include "subject.h"
#include "swap.h"
#include "weather.h"

#define CGROUP "/sys/fs/cgroup/kmemlab-storm"
#define CGROUP_BYTES "50331648"
#define GRACE_SECONDS 60

enum victim { VIEWS, EXERCISES, ALL, PROCESSES, CHARGED };

static const struct storm {
	const char *name;
	enum victim victim;
	unsigned int readers;
	unsigned int killed;	/* of these each is killed after some milliseconds */
	bool cgroup;		/* all in one that is full */
	bool stress_ng;		/* which must be there */
	bool cma;		/* which must be there, and is taken from */
	void (*weather[8])(uint64_t *random);
} storms[] = {
	{ "views against allocation, compaction, caches and hotplug", .victim = VIEWS,
	  .readers = 3,
	  .weather = { weather_map, weather_files, weather_compact, weather_hugetlb,
		       weather_hotplug, weather_caches, weather_fork } },
	{ "views against CMA", .victim = VIEWS, .readers = 2, .cma = true,
	  .weather = { weather_cma, weather_cma, weather_files, weather_map } },
	{ "exercises against each other and a full machine", .victim = EXERCISES, .readers = 4,
	  .weather = { weather_fill, weather_map, weather_compact } },
	{ "exercises in a full memory cgroup", .victim = EXERCISES, .readers = 2, .cgroup = true,
	  .weather = { weather_fill, weather_files } },
	/* Without weather, so that it is full of nothing but their objects. */
	{ "exercises that a full memory cgroup is charged for", .victim = CHARGED, .readers = 3,
	  .cgroup = true },
	{ "kill -9 at random moments", .victim = ALL, .readers = 1, .killed = 4,
	  .weather = { weather_map, weather_caches } },
	{ "walks of the processes of stress-ng", .victim = PROCESSES, .readers = 2,
	  .stress_ng = true, .weather = { weather_stress_ng } },
	{ "everything against stress-ng", .victim = ALL, .readers = 2, .stress_ng = true,
	  .weather = { weather_stress_ng } },
};

static const struct subject *all;
static size_t nr_all;
static unsigned long *talks;

static bool is_victim(const struct subject *subject, enum victim victim)
{
	bool exercise = !strncmp(subject->file, "exercise/", 9);

	return victim == ALL || (victim == EXERCISES) == exercise;
}

static bool ask(const char *file, const char *request)
{
	size_t i;

	for (i = 0; i < nr_all; i++)
		if (!strcmp(all[i].file, file))
			return subject_ask(&all[i], request);
	return false;
}

static bool is_of_stress_ng(unsigned long pid)
{
	char path[40], name[16] = "";
	FILE *comm;

	snprintf(path, sizeof(path), "/proc/%lu/comm", pid);
	comm = fopen(path, "r");
	if (!comm)
		return false;
	if (!fgets(name, sizeof(name), comm))
		name[0] = '\0';
	fclose(comm);
	return !strncmp(name, "stress-ng", 9);
}

/* One of stress-ng, or 0; it may be gone when it is asked about. */
static unsigned long anybody(uint64_t *random)
{
	unsigned long nr = 0, pid, found = 0;
	struct dirent *entry;
	DIR *proc = opendir("/proc");

	while (proc && (entry = readdir(proc))) {
		pid = strtoul(entry->d_name, NULL, 10);
		if (pid && is_of_stress_ng(pid) && random_next(random) % ++nr == 0)
			found = pid;
	}
	if (proc)
		closedir(proc);
	return found;
}

static bool walk_anybody(uint64_t *random)
{
	static const char * const modes[] = { "summary", "runs", "extents", "pages", "tables" };
	unsigned long pid = anybody(random);
	char request[SUBJECT_REQUEST];

	snprintf(request, sizeof(request), "pid=%lu mode=%s", pid,
		 modes[random_next(random) % ARRAY_SIZE(modes)]);
	return pid && ask(KMEMLAB_FILE_WALK, request);
}

/* More than the group may have, by all readers together. */
static bool charge(uint64_t *random)
{
	static const struct {
		const char *file, *request;
	} rows[] = {
		{ KMEMLAB_FILE_KMALLOC, "count=3000 size=8K gfp=GFP_KERNEL_ACCOUNT" },
		{ KMEMLAB_FILE_PAGES, "count=6000 gfp=GFP_KERNEL_ACCOUNT" },
		{ KMEMLAB_FILE_VMALLOC, "count=100 size=256K gfp=GFP_KERNEL_ACCOUNT" },
		{ KMEMLAB_FILE_CACHE, "count=3000 size=4096 gfp=GFP_KERNEL_ACCOUNT threads=2" },
	};
	size_t row = random_next(random) % ARRAY_SIZE(rows);

	return ask(rows[row].file, rows[row].request);
}

static void __attribute__((noreturn)) read_on(const struct storm *storm, uint64_t random,
					      time_t end)
{
	const struct subject *subject;

	while (time(NULL) < end) {
		subject = &all[random_next(&random) % nr_all];
		if (storm->victim == PROCESSES) {
			if (!walk_anybody(&random))
				continue;
		} else if (storm->victim == CHARGED) {
			if (!charge(&random))
				continue;
		} else if (is_victim(subject, storm->victim)) {
			if (!subject_talk(subject, random_next(&random) % 48))
				continue;
		} else {
			continue;
		}
		__atomic_add_fetch(talks, 1, __ATOMIC_RELAXED);
	}
	fflush(stdout);
	_exit(0);
}

/* Whoever is short of memory takes it from these first. */
static void __attribute__((noreturn)) blow(void (*weather)(uint64_t *), uint64_t random)
{
	lab_store("/proc/self/oom_score_adj", "1000");
	for (;;)
		weather(&random);
}

static void enter_cgroup(void)
{
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", getpid());
	lab_store(CGROUP "/cgroup.procs", pid);
}

static pid_t start(const struct storm *storm, void (*weather)(uint64_t *), uint64_t random,
		   time_t end)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpgid(0, 0);
	if (storm->cgroup)
		enter_cgroup();
	if (weather)
		blow(weather, random | 1);
	read_on(storm, random | 1, end);
}

/* Its children die with the rest of its group. */
static void end_worker(pid_t pid)
{
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* Has it been killed, for its memory? Any other end is left for who waits for it. */
static bool was_killed(pid_t pid)
{
	siginfo_t info = { 0 };

	if (waitid(P_PID, pid, &info, WEXITED | WNOHANG | WNOWAIT) ||
	    info.si_code != CLD_KILLED || info.si_status != SIGKILL)
		return false;
	return waitpid(pid, NULL, 0) == pid;
}

/* Whoever was to be killed is, and followed by another. */
static void kill_some(const struct storm *storm, pid_t *victims, uint64_t *random, time_t end)
{
	unsigned int i = random_next(random) % storm->killed;

	usleep(random_next(random) % 30000);
	end_worker(victims[i]);
	victims[i] = start(storm, NULL, random_next(random), end + GRACE_SECONDS);
}

/* False if a reader complained or hangs; to be killed for memory is no complaint. */
static bool readers_ended(pid_t *readers, unsigned int nr, time_t end)
{
	bool well = true;
	unsigned int i;
	int status;

	for (i = 0; i < nr; i++) {
		while (!waitpid(readers[i], &status, WNOHANG) && time(NULL) < end + GRACE_SECONDS)
			usleep(10000);
		if (time(NULL) >= end + GRACE_SECONDS) {
			ksft_print_msg("a reader hangs\n");
			end_worker(readers[i]);
			well = false;
		} else if (WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status) != SIGKILL) {
			ksft_print_msg("a reader ended with %x\n", status);
			well = false;
		}
	}
	return well;
}

static bool plugs(const struct storm *storm)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(storm->weather) && storm->weather[i]; i++)
		if (storm->weather[i] == weather_hotplug)
			return true;
	return false;
}

static bool rage(const struct storm *storm, uint64_t *random, unsigned int seconds)
{
	time_t end = time(NULL) + seconds;
	pid_t weather[8] = { 0 }, readers[8], victims[8];
	unsigned int nr_weather, i;
	bool well, blew = true;
	int status;

	for (nr_weather = 0; nr_weather < 8 && storm->weather[nr_weather]; nr_weather++)
		weather[nr_weather] = start(storm, storm->weather[nr_weather],
					    random_next(random), end);
	for (i = 0; i < storm->readers; i++)
		readers[i] = start(storm, NULL, random_next(random), end);
	for (i = 0; i < storm->killed; i++)
		victims[i] = start(storm, NULL, random_next(random), end + GRACE_SECONDS);
	while (time(NULL) < end) {
		if (storm->killed)
			kill_some(storm, victims, random, end);
		else
			usleep(20000);
		/* What was killed for its memory starts again. */
		for (i = 0; i < storm->readers; i++)
			if (was_killed(readers[i]))
				readers[i] = start(storm, NULL, random_next(random), end);
		for (i = 0; i < nr_weather; i++)
			if (waitpid(weather[i], &status, WNOHANG) > 0) {
				blew &= !WIFEXITED(status);
				weather[i] = start(storm, storm->weather[i], random_next(random),
						   end);
			}
	}
	for (i = 0; i < nr_weather; i++)
		end_worker(weather[i]);
	for (i = 0; i < storm->killed; i++)
		end_worker(victims[i]);
	well = readers_ended(readers, storm->readers, end);
	weather_end();
	if (plugs(storm))
		ksft_print_msg("%lu blocks of memory went offline\n", weather_offlined());
	if (!blew)
		ksft_print_msg("the weather ended by itself\n");
	return well && blew;
}

static bool make_cgroup(void)
{
	if (access("/sys/fs/cgroup/cgroup.controllers", F_OK))
		return false;
	lab_store("/sys/fs/cgroup/cgroup.subtree_control", "+memory");
	if (mkdir(CGROUP, 0755) && errno != EEXIST)
		return false;
	return !lab_store(CGROUP "/memory.max", CGROUP_BYTES);
}

/* Where all is said to be there, it is an error. */
static void missing(const struct storm *storm, const char *what)
{
	if (getenv("KMEMLAB_STORM_WHOLE"))
		ksft_test_result_fail("%s: %s\n", storm->name, what);
	else
		ksft_test_result_skip("%s: %s\n", storm->name, what);
}

/* Why it cannot be had here, or NULL. */
static const char *what_lacks(const struct storm *storm)
{
	if (storm->cgroup && !make_cgroup())
		return "no memory cgroups (version 2) here";
	if (storm->stress_ng && !weather_has_stress_ng())
		return "it is not here: tools/vm/vm --with stress-ng";
	if (storm->cma && !weather_has_cma())
		return "there is none: tools/vm/vm --append cma=64M, if the kernel knows it";
	return NULL;
}

/* A kernel may count no events of memory. */
static bool counts_cma(void)
{
	char *vmstat = lab_slurp("/proc/vmstat");
	bool counts = strstr(vmstat, "\ncma_alloc_success ");

	free(vmstat);
	return counts;
}

/*
 * What grows while a storm is one: the group was full, memory of CMA was given, blocks
 * went offline. That some can is sure only where all is said to be there.
 */
static uint64_t strength(const struct storm *storm)
{
	if (storm->cgroup)
		return lab_counter(CGROUP "/memory.events", "max");
	if (storm->cma && counts_cma())
		return lab_counter("/proc/vmstat", "cma_alloc_success");
	if (plugs(storm) && getenv("KMEMLAB_STORM_WHOLE"))
		return weather_offlined();
	return *talks;
}

static void run(const struct storm *storm, uint64_t *random, uint64_t held)
{
	unsigned int seconds = setting("KMEMLAB_STORM_SECONDS", 10), tries = 0;
	const char *lacks = what_lacks(storm);
	uint64_t before;
	bool well;

	*talks = 0;
	if (lacks)
		return missing(storm, lacks);
	weather_begin();
	before = strength(storm);
	/* On a slow machine those that hold much may never have met. */
	do
		well = rage(storm, random, seconds);
	while (++tries < 3 && well && strength(storm) == before);
	if (strength(storm) == before) {
		ksft_print_msg("it was none: the group was never full, nothing of CMA was given, no block went, or nobody answered\n");
		well = false;
	}
	if (storm->cgroup)
		rmdir(CGROUP);
	if (lab_held_kib() != held)
		ksft_print_msg("held: %lu KiB before, %lu KiB after\n", held, lab_held_kib());
	ksft_test_result(well && *talks && lab_held_kib() == held, "%s: %lu answers in %u s\n",
			 storm->name, *talks, seconds * tries);
}

int main(void)
{
	uint64_t random, held = lab_held_kib();
	size_t i;

	setlinebuf(stdout);
	ksft_print_header();
	only_when_asked();
	ksft_set_plan(ARRAY_SIZE(storms) + 1);
	random = random_seed();
	all = subjects(&nr_all);
	talks = mmap(NULL, LAB_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (!swap_on())
		ksft_print_msg("without swap: load zram to have it\n");
	/* It is not this one that memory is to be taken from. */
	lab_store("/proc/self/oom_score_adj", "-1000");
	for (i = 0; i < ARRAY_SIZE(storms); i++)
		run(&storms[i], &random, held);
	ksft_test_result(!strcmp(lab_slurp("/sys/module/kmemlab/refcnt"), "0\n"),
			 "nobody holds the module\n");
	swap_off();
	ksft_finished();
}
