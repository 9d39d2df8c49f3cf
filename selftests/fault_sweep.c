// SPDX-License-Identifier: GPL-2.0
/*
 * Every allocation that an operation of a file makes fails once: the first, the
 * second, and so on until the operation makes no more. What fails says ENOMEM,
 * leaves nothing, and works when it is tried again. Then any may fail by chance,
 * until there were KMEMLAB_FAULTS. KMEMLAB_FAULT_GROWTH says how many are skipped,
 * see next_nth().
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fault.h"
#include "kmemlab.h"
#include "kselftest.h"
#include "lab.h"
#include "leaks.h"
#include "random.h"
#include "subject.h"

/* An answer is read so far; the close ends the rest. */
#define ANSWER_BYTES (64 * 1024)
/* More allocations than any operation makes: one that gets here never ends. */
#define NTH_MAX 100000

enum step { OPEN, WRITE, READ, SEEK, CLOSE, STEPS };

static const char * const step_names[STEPS] = { "open", "write", "read", "lseek", "close" };

struct outcome {
	int errnos[STEPS];
	char error[256];	/* the line that ends the answer early, or "" */
};

static char answer[ANSWER_BYTES + 1];
static unsigned long injected[STEPS];
static bool well;

static void __attribute__((format(printf, 1, 2))) wrong(const char *format, ...)
{
	va_list args;

	printf("# ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	well = false;
}

static int step_open(const struct subject *subject, int *fd)
{
	*fd = open(lab_path(subject->file), subject->bench ? O_RDWR : O_RDONLY);
	return *fd < 0 ? errno : 0;
}

static int step_read(int fd, char *error)
{
	size_t len = 0;
	ssize_t got = 0;
	char *line;

	while (len < ANSWER_BYTES && (got = read(fd, answer + len, ANSWER_BYTES - len)) > 0)
		len += got;
	if (got < 0)
		return errno;
	answer[len] = '\0';
	line = !strncmp(answer, "error: ", 7) ? answer : strstr(answer, "\nerror: ");
	if (line)
		snprintf(error, 256, "%.*s", (int)strcspn(line + 1, "\n"), line + 1);
	return 0;
}

static int step(enum step which, const struct subject *subject, const char *request,
		int *fd, char *error)
{
	switch (which) {
	case OPEN:
		return step_open(subject, fd);
	case WRITE:
		return subject->bench ? lab_send(*fd, request, strlen(request)) : 0;
	case READ:
		return step_read(*fd, error);
	case SEEK:
		return lseek(*fd, 0, SEEK_SET) < 0 ? errno : 0;
	default:
		return close(*fd) ? errno : 0;
	}
}

/*
 * The steps up to @last, with the allocation @nth of step @faulty failing; did it
 * fail? A descriptor that could not be opened is -1.
 */
static bool converse(const struct subject *subject, const char *request, enum step first,
		     enum step last, enum step faulty, unsigned int nth, int *fd,
		     struct outcome *outcome)
{
	bool failed = false;
	enum step at;

	memset(outcome, 0, sizeof(*outcome));
	for (at = first; at <= last; at++) {
		if (at == faulty)
			fault_arm(nth);
		outcome->errnos[at] = step(at, subject, request, fd, outcome->error);
		if (at == faulty)
			failed = fault_disarm();
		if (*fd < 0)
			break;
	}
	return failed;
}

static bool is_alike(const struct outcome *a, const struct outcome *b)
{
	return !memcmp(a->errnos, b->errnos, sizeof(a->errnos)) && !*a->error == !*b->error;
}

/* What a fault may change: a step fails for want of memory, or none does. */
static bool is_excused(const struct outcome *o, const struct outcome *normal)
{
	enum step at;

	for (at = 0; at < STEPS; at++)
		if (o->errnos[at] && o->errnos[at] != ENOMEM &&
		    o->errnos[at] != normal->errnos[at])
			return false;
	return !*o->error || *normal->error || strstr(o->error, "ENOMEM") ||
	       strstr(o->error, "no memory") || strstr(o->error, "could not be read");
}

static void show(const struct subject *subject, const char *request, enum step faulty,
		 unsigned int nth, const struct outcome *o, const char *what)
{
	wrong("%s '%s', allocation %u of %s: %s: errnos %d %d %d %d %d, %s", subject->file,
	      request, nth, step_names[faulty], what, o->errnos[OPEN], o->errnos[WRITE],
	      o->errnos[READ], o->errnos[SEEK], o->errnos[CLOSE], o->error);
}

/* False once the step makes fewer allocations than @nth. */
static bool fault_once(const struct subject *subject, const char *request,
		       enum step faulty, unsigned int nth, const struct outcome *normal)
{
	struct outcome o, again;
	int fd = -1;
	bool failed = converse(subject, request, OPEN, READ, faulty, nth, &fd, &o);

	if (faulty > READ)
		failed = converse(subject, request, SEEK, CLOSE, faulty, nth, &fd, &o);
	else if (!is_excused(&o, normal))
		show(subject, request, faulty, nth, &o, "it failed strangely");
	if (!failed && faulty > READ)
		return false;
	/* A view is read once; a bench takes the next request. */
	if (failed && faulty <= READ && fd >= 0 && subject->bench) {
		converse(subject, request, WRITE, READ, STEPS, 0, &fd, &again);
		if (!is_alike(&again, normal))
			show(subject, request, faulty, nth, &again, "not the same again");
	}
	if (faulty <= READ && fd >= 0)
		close(fd);
	injected[faulty] += failed;
	return failed;
}

/*
 * To make a slab cache takes hundreds of allocations in sysfs alone, and the ladder
 * is 24,000: so the further it got, the more are skipped, KMEMLAB_FAULT_GROWTH
 * percent of where it is, and past 1,000 always as many. Which ones differs from
 * request to request. With 0 none of the first 1,000 is skipped.
 */
static unsigned int next_nth(unsigned int nth, size_t which)
{
	static int growth = -1;

	if (growth < 0)
		growth = setting("KMEMLAB_FAULT_GROWTH", 25);
	if (nth > 1000)
		return nth * 2;
	return nth + 1 + (nth + which % 4) * growth / 100;
}

static void sweep_request(const struct subject *subject, const char *request, size_t which)
{
	struct outcome normal, again;
	enum step faulty;
	unsigned int nth;
	int fd = -1;

	converse(subject, request, OPEN, READ, STEPS, 0, &fd, &normal);
	close(fd);
	for (faulty = OPEN; faulty < STEPS; faulty++) {
		for (nth = 1; fault_once(subject, request, faulty, nth, &normal);
		     nth = next_nth(nth, which))
			if (nth > NTH_MAX)
				return wrong("%s '%s': %s never ends", subject->file, request,
					     step_names[faulty]);
	}
	fd = -1;
	converse(subject, request, OPEN, READ, STEPS, 0, &fd, &again);
	close(fd);
	if (!is_alike(&again, &normal))
		show(subject, request, STEPS - 1, 0, &again, "afterwards it is not as before");
}

static void sweep(const struct subject *subject)
{
	unsigned long before = 0, after = 0;
	char request[SUBJECT_REQUEST];
	uint64_t held = lab_held_kib();
	time_t start = time(NULL);
	size_t which, at, nr = subject_nr_choices(subject);

	well = true;
	for (at = 0; at < STEPS; at++)
		before += injected[at];
	for (which = 0; which < nr && subject_request(subject, which, request); which++)
		sweep_request(subject, request, which);
	for (at = 0; at < STEPS; at++)
		after += injected[at];
	if (lab_held_kib() != held)
		wrong("%lu KiB are held afterwards, %lu before", lab_held_kib(), held);
	ksft_test_result(well && after > before, "%s: %zu requests, %lu faults, %ld s\n",
			 subject->file, which, after - before, time(NULL) - start);
}

/* With everything at once: here only the machine and what is left are judged. */
static void chance(const struct subject *all, size_t nr, unsigned int faults)
{
	uint64_t random = random_seed(), held = lab_held_kib();
	unsigned int pages = faults / 4, left = faults;
	char request[SUBJECT_REQUEST];
	const struct subject *subject;
	struct outcome outcome;
	int fd;

	/* Far more is taken from slabs. */
	fault_plan(20, faults - pages, pages);
	while (left) {
		subject = &all[random_next(&random) % nr];
		if (!subject_request(subject, random_next(&random) % 40, request))
			continue;
		fd = -1;
		fault_chance(true);
		converse(subject, request, OPEN, CLOSE, STEPS, 0, &fd, &outcome);
		fault_chance(false);
		left = fault_slabs_left() + fault_pages_left();
	}
	fault_plan(0, 0, 0);
	ksft_test_result(!left, "%u of %u faults by chance\n", faults - left, faults);
	ksft_test_result(lab_held_kib() == held, "nothing is held after them\n");
}

int main(void)
{
	size_t nr, i;
	const struct subject *all = subjects(&nr);
	unsigned long total = 0, wanted = setting("KMEMLAB_FAULTS", 2000);

	setlinebuf(stdout);
	ksft_print_header();
	only_when_asked();
	if (!fault_prepare())
		ksft_exit_skip("needs a kernel with fault injection (CONFIG_FAILSLAB, CONFIG_FAIL_PAGE_ALLOC)\n");
	ksft_set_plan(nr + 5);
	for (i = 0; i < nr; i++)
		sweep(&all[i]);
	for (i = 0; i < STEPS; i++) {
		ksft_print_msg("%s: %lu faults\n", step_names[i], injected[i]);
		total += injected[i];
	}
	ksft_test_result(injected[OPEN] && injected[WRITE] && injected[READ],
			 "%lu faults in all, in every step that allocates\n", total);
	chance(all, nr, wanted > total + 500 ? wanted - total : 500);
	ksft_test_result(!strcmp(lab_slurp("/sys/module/kmemlab/refcnt"), "0\n"),
			 "nobody holds the module\n");
	if (leaks_known())
		ksft_test_result(!leaks_count(), "kmemleak names nothing\n");
	else
		ksft_test_result_skip("kmemleak names nothing: this kernel has no kmemleak\n");
	ksft_finished();
}
