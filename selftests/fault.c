// SPDX-License-Identifier: GPL-2.0
/* Drives the kernel's fault injection. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fault.h"
#include "lab.h"

#define SLABS LAB_DEBUGFS "failslab/"
#define PAGES LAB_DEBUGFS "fail_page_alloc/"

/* Open all the time, as an open() may be what fails. */
static int nth_file = -1, chance_file = -1;

static void set(const char *path, const char *name, const char *value)
{
	char file[128];
	int error;

	snprintf(file, sizeof(file), "%s%s", path, name);
	error = lab_store(file, value);
	if (error)
		lab_die("%s: %s", file, strerror(error));
}

static void set_number(const char *path, const char *name, unsigned int value)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", value);
	set(path, name, text);
}

/* What may sleep fails too, which is all but nothing of it by default. */
bool fault_prepare(void)
{
	nth_file = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	chance_file = open("/proc/thread-self/make-it-fail", O_WRONLY | O_CLOEXEC);
	if (nth_file < 0 || chance_file < 0 || access(SLABS, F_OK) || access(PAGES, F_OK))
		return false;
	/* A page of the test's own must not be what fails. */
	mlockall(MCL_CURRENT | MCL_FUTURE);
	set(SLABS, "verbose", "0");
	set(PAGES, "verbose", "0");
	set(SLABS, "ignore-gfp-wait", "N");
	set(PAGES, "ignore-gfp-wait", "N");
	set(PAGES, "ignore-gfp-highmem", "N");
	set(PAGES, "min-order", "0");
	return true;
}

void fault_arm(unsigned int nth)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", nth);

	if (pwrite(nth_file, text, len, 0) != len)
		lab_die("fail-nth: %s", strerror(errno));
}

unsigned int fault_disarm(void)
{
	char left[16] = "";

	if (pread(nth_file, left, sizeof(left) - 1, 0) < 1)
		lab_die("fail-nth: %s", strerror(errno));
	fault_arm(0);
	return atoi(left);
}

static void plan_of(const char *path, unsigned int percent, unsigned int times)
{
	set(path, "task-filter", "Y");
	set(path, "interval", "1");
	set_number(path, "times", times);
	set_number(path, "probability", percent);
}

void fault_plan(unsigned int percent, unsigned int slabs, unsigned int pages)
{
	plan_of(SLABS, percent, slabs);
	plan_of(PAGES, percent, pages);
}

void fault_chance(bool on)
{
	if (pwrite(chance_file, on ? "1" : "0", 1, 0) != 1)
		lab_die("make-it-fail: %s", strerror(errno));
}

bool fault_chance_of(pid_t pid)
{
	char path[40];

	snprintf(path, sizeof(path), "/proc/%d/make-it-fail", pid);
	return !lab_store(path, "1");
}

static unsigned int left_of(const char *path)
{
	char *text = lab_slurp(path);
	unsigned int left = atoi(text);

	free(text);
	return left;
}

unsigned int fault_slabs_left(void)
{
	return left_of(SLABS "times");
}

unsigned int fault_pages_left(void)
{
	return left_of(PAGES "times");
}
