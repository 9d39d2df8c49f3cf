// SPDX-License-Identifier: GPL-2.0
/*
 * Hostile requests, and every way to hand them in and to take the answer. Each
 * input follows from the seed and its number: KMEMLAB_SEED=S KMEMLAB_FUZZ_FIRST=N
 * KMEMLAB_FUZZ_INPUTS=1 KMEMLAB_FUZZ_SHOW=1 repeats one. The machine judges, and
 * each answer that is read whole must keep to the format.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "hostile.h"
#include "kmemlab.h"
#include "kselftest.h"
#include "lab.h"
#include "random.h"

#define FDS 4
#define ANSWER_BYTES (256 * 1024)
#define ENDLESS (UINT64_MAX / 2)

struct talk {
	uint64_t number;
	uint64_t random;
	const struct subject *subject;
	int fds[FDS];
	bool fresh;	/* what is read next is an answer from its first byte */
	bool shared;	/* a child may read it meanwhile */
	bool binary;
};

static char *request, *answer, *unmapped;
static unsigned long written, accepted, whole;
static bool well = true, show;

static uint64_t below(struct talk *t, uint64_t limit)
{
	return random_next(&t->random) % limit;
}

static void wrong(struct talk *t, const char *what, int error)
{
	printf("# input %lu, %s: %s: %s\n", t->number, t->subject->file, what, strerror(error));
	well = false;
}

/* An errno that no file of ours has a reason for. */
static void expect(struct talk *t, const char *what, ssize_t done)
{
	static const int known[] = {
		EINVAL, ERANGE, E2BIG, EFAULT, ESPIPE, ESRCH, EPERM, ENOMEM, EBUSY, EAGAIN,
		EBADF, EOPNOTSUPP, ETIME, EINTR,
	};
	size_t i;

	for (i = 0; done < 0 && i < ARRAY_SIZE(known); i++)
		if (errno == known[i])
			return;
	if (done < 0)
		wrong(t, what, errno);
}

static int any_fd(struct talk *t)
{
	return t->fds[below(t, FDS)];
}

static void hand_in(struct talk *t)
{
	size_t len = hostile_request(t->subject, &t->random, request);
	struct iovec parts[3] = { { request, len / 3 }, { request + len / 3, len - len / 3 },
				  { unmapped, 1 } };
	uint64_t how = below(t, 16);
	ssize_t done;

	if (show)
		printf("# input %lu: %s %zu bytes '%.400s'\n", t->number, t->subject->file, len,
		       request);
	if (how == 0)
		expect(t, "pwrite", done = pwrite(any_fd(t), request, len, below(t, 10000)));
	else if (how == 1)
		expect(t, "writev", done = writev(any_fd(t), parts, 2 + below(t, 2)));
	else if (how == 2)
		expect(t, "write of nothing", done = write(any_fd(t), request, 0));
	else if (how == 3)
		expect(t, "write of nowhere", done = write(any_fd(t), unmapped, len));
	else
		expect(t, "write", done = write(t->fds[0], request, len));
	written++;
	accepted += done > 0;
	t->fresh = how > 3 && done > 0;
	t->binary = strstr(t->subject->file, ".bin") || memmem(request, len, "binary", 6);
}

static void judge(struct talk *t, size_t len)
{
	struct answer *parsed = answer_parse(answer, len);

	if (parsed->broken[0]) {
		printf("# %s\n", parsed->broken);
		wrong(t, "the answer breaks the format", 0);
	}
	answer_free(parsed);
	whole++;
}

static void take_whole(struct talk *t)
{
	size_t len = 0, part = below(t, 3) ? ANSWER_BYTES : 1 + below(t, 5000);
	ssize_t got = 0;

	while (len < ANSWER_BYTES) {
		got = read(t->fds[0], answer + len,
			   part < ANSWER_BYTES - len ? part : ANSWER_BYTES - len);
		if (got <= 0)
			break;
		len += got;
	}
	expect(t, "read", got);
	answer[len] = '\0';
	if (t->fresh && !t->shared && !t->binary && !got && len)
		judge(t, len);
	t->fresh = false;
}

static void take_bytes(struct talk *t)
{
	uint64_t nr = below(t, 300);
	ssize_t got = 1;

	while (nr-- && got > 0)
		expect(t, "read of a byte", got = read(any_fd(t), answer, 1));
	t->fresh = false;
}

static void take_oddly(struct talk *t)
{
	struct iovec parts[3] = { { answer, below(t, 100) }, { unmapped, 4096 },
				  { answer, below(t, 100000) } };
	struct pollfd poller = { .fd = any_fd(t), .events = POLLIN | POLLOUT | POLLPRI };

	switch (below(t, 8)) {
	case 0:
		expect(t, "pread", pread(any_fd(t), answer, 100, below(t, 100)));
		break;
	case 1:
		expect(t, "readv", readv(any_fd(t), parts, 3));
		break;
	case 2:
		expect(t, "read to nowhere", read(any_fd(t), unmapped, 1 + below(t, 70000)));
		break;
	case 3:
		/* The last byte lies on a page that is not there. */
		expect(t, "read over an edge", read(any_fd(t), unmapped - below(t, 4096), 8192));
		break;
	case 4:
		expect(t, "lseek", lseek(any_fd(t), below(t, 1000), below(t, 3)));
		break;
	case 5:
		expect(t, "poll", poll(&poller, 1, 0));
		break;
	case 6:
		expect(t, "read of nothing", read(any_fd(t), answer, 0));
		break;
	default:
		if (ioctl(any_fd(t), below(t, 1UL << 32), answer) >= 0)
			wrong(t, "an ioctl worked", 0);
		if (mmap(NULL, 4096, PROT_READ, MAP_SHARED, any_fd(t), 0) != MAP_FAILED)
			wrong(t, "mmap worked", 0);
	}
	t->fresh = false;
}

static void reopen(struct talk *t, size_t which)
{
	if (t->fds[which] >= 0)
		close(t->fds[which]);
	if (which && below(t, 2))
		t->fds[which] = dup(t->fds[0]);
	else
		t->fds[which] = open(lab_path(t->subject->file),
				     (t->subject->bench && below(t, 8) ? O_RDWR : O_RDONLY) |
				     (below(t, 4) ? 0 : O_NONBLOCK));
	if (t->fds[which] < 0)
		wrong(t, "open", errno);
	t->fresh = false;
}

static void act(struct talk *t);

/* Both have the same descriptors from then on. */
static void part(struct talk *t)
{
	pid_t child;
	int status;

	fflush(stdout);
	t->shared = true;
	child = fork();
	if (!child) {
		alarm(60);
		act(t);
		_exit(well ? 0 : 1);
	}
	t->random ^= 0x5bd1e995;
	t->random |= 1;
	act(t);
	if (!below(t, 4))
		kill(child, SIGKILL);
	waitpid(child, &status, 0);
	if (WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status) != SIGKILL)
		wrong(t, "the child ended badly", 0);
	t->shared = false;
	t->fresh = false;
}

static void act(struct talk *t)
{
	uint64_t what = below(t, 32);

	if (what < 12)
		hand_in(t);
	else if (what < 20)
		take_whole(t);
	else if (what < 23)
		take_bytes(t);
	else if (what < 29)
		take_oddly(t);
	else
		reopen(t, below(t, FDS));
}

static void input(uint64_t seed, uint64_t number, const struct subject *all, size_t nr)
{
	struct talk t = { .number = number,
			  .random = (seed + number) * 0x9e3779b97f4a7c15UL | 1 };
	uint64_t acts;
	size_t i;

	random_next(&t.random);
	/* A view has nothing to be hostile to but its descriptor. */
	do {
		t.subject = &all[below(&t, nr)];
	} while (!t.subject->bench && below(&t, 16));
	for (i = 0; i < FDS; i++)
		t.fds[i] = -1;
	for (i = 0; i < FDS; i++)
		reopen(&t, i);
	hand_in(&t);
	for (acts = below(&t, 6); acts; acts--) {
		if (below(&t, 40))
			act(&t);
		else
			part(&t);
	}
	for (i = 0; i < FDS; i++)
		close(t.fds[i]);
}

/* A page that is there, and behind it none. */
static void make_buffers(void)
{
	request = malloc(HOSTILE_BYTES + 1);
	answer = malloc(ANSWER_BYTES + 1);
	unmapped = mmap(NULL, 2 * LAB_PAGE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mprotect(unmapped + LAB_PAGE, LAB_PAGE, PROT_NONE);
	unmapped += LAB_PAGE;
}

int main(void)
{
	const bool by_time = getenv("KMEMLAB_FUZZ_SECONDS");
	uint64_t inputs = setting("KMEMLAB_FUZZ_INPUTS", by_time ? ENDLESS : 5000);
	uint64_t held = lab_held_kib(), killed = lab_oom_kills(), seed, number, first;
	time_t end = time(NULL) + setting("KMEMLAB_FUZZ_SECONDS", 3600);
	const struct subject *all;
	size_t nr;

	setlinebuf(stdout);
	ksft_print_header();
	only_when_asked();
	ksft_set_plan(6);
	all = subjects(&nr);
	seed = random_seed();
	show = setting("KMEMLAB_FUZZ_SHOW", 0);
	first = setting("KMEMLAB_FUZZ_FIRST", 0);
	make_buffers();
	for (number = first; number < first + inputs && time(NULL) < end && well; number++) {
		if (number % 1000 == 0)
			ksft_print_msg("input %lu\n", number);
		fflush(stdout);
		input(seed, number, all, nr);
	}
	ksft_test_result(well, "%lu inputs, %lu requests, %lu accepted, %lu answers judged\n",
			 number - first, written, accepted, whole);
	/* Who sets the seconds wants as many as there is time for. */
	ksft_test_result(number == first + inputs || by_time || !well,
			 "none of the inputs was left out\n");
	ksft_test_result(number - first < 300 || (accepted * 10 > written && whole),
			 "enough of them made sense\n");
	ksft_test_result(lab_held_kib() == held, "nothing is held afterwards\n");
	ksft_test_result(!strcmp(lab_slurp("/sys/module/kmemlab/refcnt"), "0\n"),
			 "nobody holds the module\n");
	ksft_test_result(lab_oom_kills() == killed, "the OOM killer was not called\n");
	ksft_finished();
}
