// SPDX-License-Identifier: GPL-2.0
/*
 * What the tool itself costs: to start, to show a view of this machine, and to
 * format a byte of output. Whole processes are timed, the kernel's part included.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define ROOT	"/tmp/bench-tool"
#define LAB	ROOT "/sys/kernel/debug/kmemlab"
#define ROWS	10000

/* Of the kernel's own files, an instruction a byte: smaps and slabinfo. */
#define SMAPS_INSN_PER_BYTE	25
#define BYTE_LIMIT		17
#define STREAM_LIMIT		40
#define MEMORY_LIMIT_KIB	300

#define ARGS_MAX	12

/* Of the last one that ran: what it had in memory at most. */
static long peak_kib;

static void run(char *const *args, int out)
{
	pid_t pid = vfork();
	struct rusage usage;
	int status;

	if (!pid) {
		dup2(out, 1);
		execvp(args[0], args);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || status) {
		fprintf(stderr, "bench: %s %s failed\n", args[0], args[1] ? args[1] : "");
		exit(1);
	}
	peak_kib = usage.ru_maxrss;
}

struct job {
	char *args[ARGS_MAX];
	int out;
};

static uint64_t work(void *arg)
{
	struct job *job = arg;
	struct stat st = { 0 };

	if (ftruncate(job->out, 0) || lseek(job->out, 0, SEEK_SET))
		exit(1);
	run(job->args, job->out);
	fstat(job->out, &st);
	/* A live view changes, so its length does not count. */
	return 0;
}

static uint64_t cost(struct job *job, const char *line, uint64_t *bytes)
{
	char words[256], *at = words;
	uint64_t least, same;
	struct stat st;
	size_t nr = 0;

	snprintf(words, sizeof(words), "%s", line);
	while (nr < ARGS_MAX - 1 && (job->args[nr] = strsep(&at, " ")))
		nr++;
	job->args[nr] = NULL;
	least = bench_least_ns(work, job, &same);
	fstat(job->out, &st);
	*bytes = st.st_size;
	return least;
}

/* Rows as views have them: half numbers, two names, an address. */
static void record(unsigned int rows)
{
	FILE *f = fopen(LAB "/buddy", "w");
	unsigned int i;

	if (!f)
		exit(1);
	fputs("# kmemlab buddy 1\n# consistency: exact\n"
	      "@ free nid:int zone:str order:int blocks:int free_pages:int start_pfn:hex flags:flags\n", f);
	for (i = 0; i < rows; i++)
		fprintf(f, "%u Normal %u %u %u 0x%x present|user|accessed\n", i & 3, i % 11,
			i * 7, i * 7919, i * 4096);
	fclose(f);
}

/* What the same rows cost that are read, and left out. */
static void format_row(struct job *job, const char *form)
{
	uint64_t read, all, bytes, unused;
	char line[128], what[64];

	snprintf(line, sizeof(line), "kmemlab --root " ROOT " buddy %s --filter nid==9", form);
	read = cost(job, line, &unused);
	snprintf(line, sizeof(line), "kmemlab --root " ROOT " buddy %s --filter nid!=9", form);
	all = cost(job, line, &bytes);
	snprintf(what, sizeof(what), "format a byte, %s", form);
	bench_row(what, "smaps, a byte", SMAPS_INSN_PER_BYTE, (double)(all - read) / bytes,
		  BYTE_LIMIT);
}

/* From one size to twice that, so that the start is not in it. */
static double stream_row(struct job *job, const char *form)
{
	uint64_t few, many, few_bytes, many_bytes;
	char line[128], what[64];
	long few_kib;

	snprintf(line, sizeof(line), "kmemlab --root " ROOT " buddy %s", form);
	record(ROWS);
	few = cost(job, line, &few_bytes);
	few_kib = peak_kib;
	record(2 * ROWS);
	many = cost(job, line, &many_bytes);
	/* That nothing is kept; the kernel counts pages in batches. */
	snprintf(what, sizeof(what), "more KiB for twice as long a stream, %s", form);
	bench_row(what, "-", 0, peak_kib - few_kib, MEMORY_LIMIT_KIB);
	return (double)(many - few) / (many_bytes - few_bytes);
}

static void view_row(struct job *job, const char *verb, double limit_us)
{
	char line[128], what[64];
	uint64_t bytes;

	snprintf(line, sizeof(line), "kmemlab %s", verb);
	snprintf(what, sizeof(what), "view %s, thousand insn", verb);
	bench_row(what, "-", 0, cost(job, line, &bytes) / 1000.0, limit_us);
}

static void make_root(void)
{
	static const char *const dirs[] = {
		ROOT, ROOT "/sys", ROOT "/sys/kernel", ROOT "/sys/kernel/debug", LAB,
	};
	size_t i;

	for (i = 0; i < sizeof(dirs) / sizeof(*dirs); i++)
		mkdir(dirs[i], 0700);
}

int main(void)
{
	static const char *const views[] = {
		"zones", "buddy", "pageblocks", "physmap", "balance", "slabs", "ladder",
		"layout", "why", "version", "walk self", "walk self --mode tables",
		"explain self 400000", "frames 1000 --count 512", "slab kmalloc-64", "top --once",
		"doctor",
	};
	struct job job;
	uint64_t bytes;
	size_t i;

	make_root();
	job.out = open("/tmp/bench-tool.out", O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 0600);
	if (job.out < 0)
		return 1;
	/* Of a process that does nothing, what the kernel takes for it. */
	bench_row("start, thousand insn", "busybox true", cost(&job, "busybox true", &bytes) / 1000.0,
		  cost(&job, "kmemlab --version", &bytes) / 1000.0, 2000);
	bench_row("read, check and format a byte, --raw", "smaps, a byte", SMAPS_INSN_PER_BYTE,
		  stream_row(&job, "--raw"), STREAM_LIMIT);
	/* A table, which people read: libsmartcols measures and copies each cell. */
	stream_row(&job, "--output-all");
	format_row(&job, "--raw");
	format_row(&job, "--json");
	format_row(&job, "--pairs");
	for (i = 0; i < sizeof(views) / sizeof(*views); i++)
		view_row(&job, views[i], 50000);
	view_row(&job, "overview", 150000);
	return bench_end();
}
