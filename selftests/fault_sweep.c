// SPDX-License-Identifier: GPL-2.0
/*
 * Every allocation that an operation of a file makes fails once: the first, the
 * second, and so on until the operation makes no more. What fails says ENOMEM, or
 * counts the object that it could not have; it leaves nothing, and works when it is
 * tried again. Then any may fail by chance, until there were KMEMLAB_FAULTS.
 * KMEMLAB_FAULT_EACH and KMEMLAB_FAULT_GROWTH say which are skipped, see next_nth(). What
 * is lost by it kmemleak tells after the last test, when the module is gone.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fault.h"
#include "kmemlab.h"
#include "kselftest.h"
#include "lab.h"
#include "outcome.h"
#include "random.h"
#include "subject.h"

/* More allocations than any operation makes: one that gets here never ends. */
#define NTH_MAX 100000
/* So many fail each at the end; before any is skipped, twice as many by default. */
#define NTH_LAST 8

/* Of one file. */
struct count {
	unsigned long faults;
	unsigned long later;	/* of these, by what was written or read */
	unsigned long told;	/* of the later, an error was the outcome */
	unsigned long lost;	/* or an object that is counted as a failure */
	size_t requests;
	size_t refused;
};

/* What subject_request() does not think of: more than one key at a time. */
static const struct {
	const char *file;
	const char *request;
} more[] = {
	/* Threads are what takes most to set up. */
	{ KMEMLAB_FILE_KMALLOC, "count=3 threads=2" },
	{ KMEMLAB_FILE_KMALLOC, "count=3 size=32..64" },
	{ KMEMLAB_FILE_PAGES, "count=3 order=3" },
	{ KMEMLAB_FILE_CACHE, "count=3 threads=2 call=bulk batch=2 ctor=1 hold=1" },
	{ KMEMLAB_FILE_MEMPOOL, "count=3 reserve=5 lent=2 return_ms=1 backing_fail=1 threads=1" },
	{ KMEMLAB_FILE_MEMPOOL, "count=3 reserve=3 call=slab backing_fail=2 hold=1" },
	/* mempool_resize() ends well with fewer elements than it was asked for. */
	{ KMEMLAB_FILE_MEMPOOL, "size=64 count=7 reserve=1 resize=7 backing_fail=1" },
};

/* What is no request of these files on any kernel. */
static const struct {
	const char *file;
	const char *key;
	const char *why;
} never[] = {
	{ KMEMLAB_FILE_DMA, "touch=1", "an object keeps its bus address in itself" },
};

/* Whose objects need not be lost by one failing allocation. */
static const struct {
	const char *file;
	const char *why;
} stubborn[] = {
	{ KMEMLAB_FILE_FRAGMENT, "it counts no objects" },
	{ KMEMLAB_FILE_CONTIG, "frames that are free take no allocation" },
	{ KMEMLAB_FILE_MEMPOOL, "the reserve is for that" },
	{ KMEMLAB_FILE_PERCPU, "its chunks have room" },
	{ KMEMLAB_FILE_FRAG, "__page_frag_cache_refill() tries a single page next" },
};

/* Where none of the faults after the open need be told. */
static const struct {
	const char *file;
	const char *why;
} spared[] = {
	{ KMEMLAB_FILE_LAYOUT, "its one allocation is large: kvzalloc() tries vmalloc() next" },
};

static unsigned long injected[STEPS];
static struct count count;
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

static void show(const struct subject *subject, const char *request, enum step faulty,
		 unsigned int nth, const struct outcome *o, const char *what)
{
	wrong("%s '%s', allocation %u of %s: %s: errnos %d %d %d %d %d, %ld allocated, %ld not;%s; %s",
	      subject->file, request, nth, step_names[faulty], what, o->errnos[OPEN],
	      o->errnos[WRITE], o->errnos[READ], o->errnos[SEEK], o->errnos[CLOSE],
	      o->allocated, o->failures, o->sections, o->error);
}

/* Returns how many allocations the step made fewer than @nth: 0, and one failed. */
static unsigned int fault_once(const struct subject *subject, const char *request,
			       enum step faulty, unsigned int nth, const struct outcome *normal)
{
	struct outcome o, again;
	int fd = -1;
	unsigned int left = converse(subject, request, OPEN, READ, faulty, nth, &fd, &o);

	if (faulty > READ) {
		left = converse(subject, request, SEEK, CLOSE, faulty, nth, &fd, &o);
		injected[faulty] += !left;
		count.faults += !left;
		return left;
	}
	if (!left && !outcome_is_excused(subject, &o, normal))
		show(subject, request, faulty, nth, &o, "it failed strangely");
	if (left && !outcome_is_alike(subject, &o, normal))
		show(subject, request, faulty, nth, &o, "another outcome without a fault");
	/* A view is read once; a bench takes the next request. */
	if (!outcome_is_alike(subject, &o, normal) && fd >= 0 && subject->bench) {
		converse(subject, request, WRITE, READ, STEPS, 0, &fd, &again);
		if (!outcome_is_alike(subject, &again, normal))
			show(subject, request, faulty, nth, &again, "not the same again");
	}
	if (fd >= 0)
		close(fd);
	injected[faulty] += !left;
	count.faults += !left;
	/* An open() fails for want of memory without the module, see getname(). */
	count.later += !left && faulty > OPEN;
	count.told += !left && faulty > OPEN && outcome_is_told(&o);
	count.lost += !left && outcome_is_lost(&o, normal);
	return left;
}

/*
 * To make a slab cache takes hundreds of allocations in sysfs alone, and the ladder is
 * 24,000. So behind the first KMEMLAB_FAULT_EACH, the further it got, the more are skipped:
 * KMEMLAB_FAULT_GROWTH percent of where it is, and past 1,000 always as many. Which
 * ones differs from request to request. With 0 none of the first 1,000 is skipped.
 */
static unsigned int next_nth(unsigned int nth, size_t which)
{
	static unsigned int growth, each;

	if (!each) {
		each = setting("KMEMLAB_FAULT_EACH", 2 * NTH_LAST);
		growth = setting("KMEMLAB_FAULT_GROWTH", 25);
	}
	if (nth < each)
		return nth + 1;
	if (nth > 1000)
		return nth * 2;
	return nth + 1 + (nth + which % 4) * growth / 100;
}

/* False if it never ends. */
static bool sweep_step(const struct subject *subject, const char *request, size_t which,
		       enum step faulty, const struct outcome *normal)
{
	unsigned int nth, done = 0, all, left;

	for (nth = 1; !(left = fault_once(subject, request, faulty, nth, normal));
	     nth = next_nth(nth, which)) {
		if (nth > NTH_MAX)
			return false;
		done = nth;
	}
	/* Where the objects are, when what they come from took hundreds. */
	all = nth - left;
	for (nth = all > done + NTH_LAST ? all - NTH_LAST : done; nth < all; )
		fault_once(subject, request, faulty, ++nth, normal);
	return true;
}

static const char *why_never(const struct subject *subject, const char *request)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(never); i++)
		if (!strcmp(subject->file, never[i].file) && strstr(request, never[i].key))
			return never[i].why;
	return NULL;
}

/* What is always refused shows nothing of what would happen else. */
static void judge_normal(const struct subject *subject, const char *request,
			 const struct outcome *normal)
{
	const char *why = outcome_is_unsupported(normal) ? normal->error :
						   why_never(subject, request);

	if (!normal->errnos[WRITE] && !normal->errnos[READ] && !*normal->error)
		return;
	if (!why)
		return show(subject, request, STEPS - 1, 0, normal, "it is refused");
	count.refused++;
	ksft_print_msg("%s '%s' is refused: %s\n", subject->file, request, why);
}

static void sweep_request(const struct subject *subject, const char *request, size_t which)
{
	struct outcome normal, again;
	enum step faulty;
	int fd = -1;

	count.requests++;
	converse(subject, request, OPEN, READ, STEPS, 0, &fd, &normal);
	close(fd);
	judge_normal(subject, request, &normal);
	/* All requests have the same open(). */
	for (faulty = which ? WRITE : OPEN; faulty < STEPS; faulty++)
		if (!sweep_step(subject, request, which, faulty, &normal))
			return wrong("%s '%s': %s never ends", subject->file, request,
				     step_names[faulty]);
	fd = -1;
	converse(subject, request, OPEN, READ, STEPS, 0, &fd, &again);
	close(fd);
	if (!outcome_is_alike(subject, &again, &normal))
		show(subject, request, STEPS - 1, 0, &again, "afterwards it is not as before");
}

/* One that must lose objects when allocations fail. */
static bool is_loser(const struct subject *subject)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(stubborn); i++)
		if (!strcmp(subject->file, stubborn[i].file))
			return false;
	return !strncmp(subject->file, "exercise/", 9);
}

static bool must_tell(const struct subject *subject)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(spared); i++)
		if (!strcmp(subject->file, spared[i].file))
			return false;
	return true;
}

static void sweep(const struct subject *subject)
{
	size_t which, i, nr = subject_nr_choices(subject);
	uint64_t held = lab_held_kib();
	char request[SUBJECT_REQUEST];
	time_t start = time(NULL);

	well = true;
	count = (struct count) { };
	for (which = 0; which < nr && subject_request(subject, which, request); which++)
		sweep_request(subject, request, which);
	for (i = 0; i < ARRAY_SIZE(more); i++)
		if (!strcmp(subject->file, more[i].file))
			sweep_request(subject, more[i].request, which++);
	if (lab_held_kib() != held)
		wrong("%lu KiB are held afterwards, %lu before", lab_held_kib(), held);
	if (must_tell(subject) && count.later && !count.told)
		wrong("of %lu faults after the open none was told", count.later);
	if (is_loser(subject) && !count.lost && count.refused < count.requests)
		wrong("of %lu faults none lost an object", count.faults);
	ksft_test_result(well, "%s: %zu requests, %zu refused, %lu faults, %lu of them later than the open, %lu told, %lu lost, %ld s\n",
			 subject->file, count.requests, count.refused, count.faults, count.later,
			 count.told, count.lost, time(NULL) - start);
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

#define THREADS 2

/* They are no children of who asks: what shall fail there has to be told of each. */
static void __attribute__((noreturn)) mark_threads(void)
{
	pid_t pids[THREADS];
	int tries, i, marked = 0;

	for (tries = 0; tries < 5000 && lab_threads(pids, THREADS) < THREADS; tries++)
		usleep(1000);
	for (i = 0; tries < 5000 && i < THREADS; i++)
		marked += fault_chance_of(pids[i]);
	_exit(marked != THREADS);
}

/* Whoever watches an object, as kmemleak, allocates too, so not each is an object's. */
static void in_threads(unsigned int faults)
{
	uint64_t held = lab_held_kib(), failures;
	int fd = lab_open(KMEMLAB_FILE_KMALLOC, O_RDWR), status;
	pid_t child;

	if (lab_write(fd, "count=1000 repeat=1M threads=%d time_limit_ms=5000", THREADS))
		lab_die("threads cannot be asked for");
	fault_plan(20, faults, 0);
	fflush(stdout);
	child = fork();
	if (!child)
		mark_threads();
	failures = answer_u64(lab_answer(fd), "result", "failures");
	close(fd);
	waitpid(child, &status, 0);
	faults -= fault_slabs_left();
	fault_plan(0, 0, 0);
	ksft_test_result(!status && failures && failures <= faults && lab_held_kib() == held,
			 "%u faults in threads, %lu objects failed\n", faults, failures);
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
	in_threads(500);
	chance(all, nr, wanted > total + 500 ? wanted - total : 500);
	ksft_test_result(!strcmp(lab_slurp("/sys/module/kmemlab/refcnt"), "0\n"),
			 "nobody holds the module\n");
	ksft_finished();
}
