// SPDX-License-Identifier: GPL-2.0
/*
 * Walks and translates a process whose address space changes all the time. What
 * an answer says may be old, but it must be something the process could have had.
 *
 * $KMEMLAB_STORM_SECONDS (20) is how long, $KMEMLAB_SEED repeats a storm.
 */
#include <errno.h>
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
#include "storm.h"
#include "storm_frames.h"
#include "storm_judge.h"
#include "swap.h"

/* How long a walker may go on after the end before it counts as hanging. */
#define GRACE_SECONDS 90
#define ANSWER_BYTES (32UL << 20)

static const char *const modes[] = { "summary", "runs", "extents", "pages", "binary", "translate" };

#define WALKERS ARRAY_SIZE(modes)

/* Shared by all processes of the test. */
static struct shared {
	volatile pid_t target;
	volatile uint64_t answers[WALKERS], gone[WALKERS], rows[WALKERS];
	volatile uint64_t known[WALKERS], known_huge[WALKERS];
} *shared;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* Mostly a part of the arena, at times all there is. */
static void pick_range(uint64_t *random, struct range *range)
{
	uint64_t dice = storm_random(random) % 16, pages = STORM_BYTES / LAB_PAGE;

	*range = (struct range) { .start = 0, .end = 0 };
	if (!dice)
		return;
	range->start = STORM_ARENA + storm_random(random) % pages * LAB_PAGE;
	range->end = range->start + LAB_PAGE +
		     storm_random(random) % (dice < 4 ? pages : 600) * LAB_PAGE;
}

static int ask(int fd, uint64_t *random, const char *mode, struct range *range)
{
	char request[512];
	int len, i;

	if (!strcmp(mode, "translate")) {
		*range = (struct range) { STORM_ARENA, STORM_ARENA + STORM_BYTES };
		len = sprintf(request, "pid=%d", shared->target);
		for (i = 0; i < 8; i++)
			len += sprintf(request + len, " addr=%lx",
				       STORM_ARENA + storm_random(random) % STORM_BYTES);
		return lab_send(fd, request, len);
	}
	pick_range(random, range);
	return lab_write(fd, "pid=%d start=%lx end=%lx mode=%s", shared->target, range->start,
			 range->end, strcmp(mode, "binary") ? mode : "pages format=binary");
}

/* Of the answer as much as was wanted: the errno of the last read, or 0. */
static int read_answer(int fd, uint64_t *random, char *data, size_t *len, bool *whole)
{
	size_t step = storm_random(random) % 4 ? 1 << 20 : storm_random(random) % 4096 + 1;
	size_t most = storm_random(random) % 8 ? ANSWER_BYTES : storm_random(random) % 20000 + 1;
	ssize_t got = 1;

	for (*len = 0; *len < most && got > 0; *len += got > 0 ? got : 0)
		got = read(fd, data + *len, step < most - *len ? step : most - *len);
	*whole = got <= 0;
	return got < 0 ? errno : 0;
}

static void walk_once(size_t which, int fd, uint64_t *random, char *data)
{
	const char *mode = modes[which];
	struct range range;
	int error = ask(fd, random, mode, &range);
	bool whole;
	size_t len;

	if (error && error != ESRCH)
		lab_die("%s: refused: %s", mode, strerror(error));
	if (error) {
		shared->gone[which]++;
		return;
	}
	error = read_answer(fd, random, data, &len, &whole);
	if (error && (error != ESRCH || strcmp(mode, "binary")))
		lab_die("%s: read: %s", mode, strerror(error));
	shared->answers[which]++;
	shared->rows[which] += judge(mode, &range, data, len, whole, error, &shared->gone[which]);
	shared->known[which] = judge_known_frames(false);
	shared->known_huge[which] = judge_known_frames(true);
}

static void __attribute__((noreturn)) be_walker(size_t which, uint64_t seed, double end)
{
	const char *file = strcmp(modes[which], "translate") ? KMEMLAB_FILE_WALK :
			   KMEMLAB_FILE_TRANSLATE;
	uint64_t random = (seed + which) * 2654435761UL | 1;
	char *data = malloc(ANSWER_BYTES);
	int fd = lab_open(file, O_RDWR);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	judge_prepare();
	while (now() < end) {
		walk_once(which, fd, &random, data);
		if (storm_random(&random) % 8)
			continue;
		close(fd);
		fd = lab_open(file, O_RDWR);
	}
	fflush(stdout);
	_exit(0);
}

/* A target that has ended is followed by another. */
static void keep_target(uint64_t *random, const struct storm_files *files)
{
	uint64_t seed = storm_random(random);
	pid_t pid;

	if (shared->target && !waitpid(shared->target, NULL, WNOHANG))
		return;
	storm_files_renew(files);
	fflush(stdout);
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		storm_become(seed, files);
		_exit(1);
	}
	shared->target = pid;
}

/* True when all have ended well. */
static bool watch(pid_t *walkers, uint64_t seed, double end, const struct storm_files *files)
{
	size_t left = WALKERS, i;
	bool well = true;
	int status;

	while (left && now() < end + GRACE_SECONDS) {
		keep_target(&seed, files);
		for (i = 0; i < WALKERS; i++) {
			if (!walkers[i] || waitpid(walkers[i], &status, WNOHANG) <= 0)
				continue;
			walkers[i] = 0;
			left--;
			well &= !status;
			if (status)
				ksft_print_msg("%s: status %x\n", modes[i], status);
		}
		usleep(5000);
	}
	for (i = 0; i < WALKERS; i++)
		if (walkers[i]) {
			ksft_print_msg("%s hangs\n", modes[i]);
			kill(walkers[i], SIGKILL);
		}
	return well && !left;
}

static uint64_t setting(const char *name, uint64_t standard)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 0) : standard;
}

/* A sum and a run name no frame. */
static bool has_frames(const char *mode)
{
	return strcmp(mode, "summary") && strcmp(mode, "runs");
}

/* Rows alone could all be of what moves, whose frames may be any. */
static bool judged(size_t which)
{
	return shared->rows[which] && (!has_frames(modes[which]) || shared->known[which]);
}

/* There are few: one way to ask may meet none in a short storm. */
static void judge_huge(const struct storm_files *files)
{
	uint64_t known = 0;
	size_t i;

	for (i = 0; i < WALKERS; i++)
		known += shared->known_huge[i];
	if (files->huge < 0)
		ksft_test_result_skip("frames of huge pages: this kernel has none\n");
	else
		ksft_test_result(known, "%lu frames known of huge pages\n", known);
}

int main(int argc, char **argv)
{
	double end;
	uint64_t seed, held = lab_held_kib();
	struct storm_files files;
	pid_t walkers[WALKERS];
	size_t i;

	if (argc == 5 && !strcmp(argv[1], "rage")) {
		files = (struct storm_files){ atoi(argv[3]), atoi(argv[4]) };
		storm_rage(strtoull(argv[2], NULL, 0), &files);
	}
	seed = setting("KMEMLAB_SEED", time(NULL) * 1000003UL ^ getpid()) | 1;
	ksft_print_header();
	ksft_set_plan(5 + WALKERS);
	ksft_print_msg("KMEMLAB_SEED=%lu\n", seed);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (!swap_on())
		ksft_print_msg("without swap: load zram to have it\n");
	files = storm_files_make();
	/* Where the kernel knows huge pages, a storm without them is not the one meant. */
	if (files.huge < 0 && storm_huge_possible())
		lab_die("no huge page could be reserved");
	end = now() + setting("KMEMLAB_STORM_SECONDS", 20);
	ksft_test_result(judge_sees_wrong_frames(), "a frame with a wrong bit is seen\n");
	keep_target(&seed, &files);
	fflush(stdout);
	for (i = 0; i < WALKERS; i++) {
		walkers[i] = fork();
		if (!walkers[i])
			be_walker(i, seed, end);
	}
	ksft_test_result(watch(walkers, seed, end, &files), "every row is possible, and no walker hangs\n");
	kill(shared->target, SIGKILL);
	waitpid(shared->target, NULL, 0);
	for (i = 0; i < WALKERS; i++)
		ksft_test_result(judged(i),
				 "%s: %lu answers, %lu rows, %lu frames known, %lu of huge pages, %lu times gone\n",
				 modes[i], shared->answers[i], shared->rows[i], shared->known[i],
				 shared->known_huge[i], shared->gone[i]);
	judge_huge(&files);
	ksft_test_result(storm_files_end(&files), "the known frames are what they were\n");
	ksft_test_result(lab_held_kib() == held, "nothing is held afterwards\n");
	swap_off();
	ksft_finished();
}
