// SPDX-License-Identifier: GPL-2.0
/* Over many runs of anything the module has, no memory is lost. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "drift.h"
#include "kmemlab.h"
#include "kselftest.h"
#include "lab.h"
#include "subject.h"

#define WARM_UP 2
#define CYCLES 8
/* A sample: so many runs, or what a while allows, but never less. */
#define RUNS_MAX 48
#define RUNS_MIN 6
#define SAMPLE_MS 40
#define ROUNDS 5
/* A page in two runs is the least that a leak of pages could be seen as. */
#define LOST_PAGES 3.0

/* Nothing of ours may grow meanwhile, so the answer goes into a fixed buffer. */
static void run(const struct subject *subject, size_t which)
{
	static char text[1 << 16];
	char request[SUBJECT_REQUEST];
	int fd = lab_open(subject->file, subject->bench ? O_RDWR : O_RDONLY);

	if (subject->bench && subject_request(subject, which, request))
		lab_send(fd, request, strlen(request));
	while (read(fd, text, sizeof(text)) > 0)
		;
	close(fd);
}

/* How many runs a sample has; they are the same in each. */
static size_t measure(const struct subject *subject, size_t nr)
{
	struct timespec from, now;
	size_t runs = 0;

	clock_gettime(CLOCK_MONOTONIC, &from);
	do {
		run(subject, runs++ % nr);
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (runs < RUNS_MIN || (runs < RUNS_MAX &&
				     (now.tv_sec - from.tv_sec) * 1000 +
				     (now.tv_nsec - from.tv_nsec) / 1000000 < SAMPLE_MS));
	return runs;
}

static double lost_pages(const struct subject *subject, size_t runs, size_t nr)
{
	double pages[CYCLES];
	size_t which = 0, i;
	int cycle;

	for (cycle = -WARM_UP; cycle < CYCLES; cycle++) {
		for (i = 0; i < runs; i++)
			run(subject, which++ % nr);
		if (cycle >= 0)
			pages[cycle] = memory_free_pages();
	}
	return -memory_slope(pages, CYCLES);
}

/* Something else may take memory meanwhile, once: a loss of ours comes again. */
static void judge(const struct subject *subject)
{
	const size_t nr = subject_nr_choices(subject), runs = measure(subject, nr);
	int round = 0;
	double lost;

	do
		lost = lost_pages(subject, runs, nr);
	while (lost > LOST_PAGES && ++round < ROUNDS);
	ksft_test_result(lost <= LOST_PAGES, "%s: %zu runs of %zu requests lose %.1f pages\n",
			 subject->file, runs, nr, lost);
}

int main(void)
{
	size_t nr, i;
	const struct subject *all = subjects(&nr);

	setlinebuf(stdout);
	ksft_print_header();
	if (lab_has_kasan())
		ksft_exit_skip("KASAN keeps freed objects and shadow; kmemleak looks here\n");
	ksft_set_plan(nr);
	drift_begin();
	for (i = 0; i < nr; i++)
		judge(&all[i]);
	drift_end();
	ksft_finished();
}
