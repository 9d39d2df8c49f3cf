// SPDX-License-Identifier: GPL-2.0
/* What a snapshot holds: see snapshot.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <kmemlab.h>

#include "process.h"
#include "snapshot.h"
#include "source.h"
#include "util.h"
#include "xalloc.h"

/* Beside the views of the module: what the tool reads, and what explains it. */
static const char *const files[] = {
	"proc/meminfo",
	"proc/vmstat",
	"proc/zoneinfo",
	"proc/buddyinfo",
	"proc/pagetypeinfo",
	"proc/slabinfo",
	"proc/vmallocinfo",
	"proc/modules",
	"proc/swaps",
	"proc/pressure/memory",
	"proc/cmdline",
	"proc/version",
	"proc/uptime",
	"sys/kernel/mm/transparent_hugepage/enabled",
	"sys/kernel/mm/transparent_hugepage/defrag",
	"sys/kernel/mm/transparent_hugepage/shmem_enabled",
};

/* The same file in each directory below another. */
static const struct {
	const char *dir;
	const char *file;
} families[] = {
	{ "sys/kernel/mm/hugepages", "nr_hugepages" },
	{ "sys/kernel/mm/hugepages", "free_hugepages" },
	{ "sys/kernel/mm/hugepages", "resv_hugepages" },
	{ "sys/kernel/mm/hugepages", "surplus_hugepages" },
	{ "sys/devices/system/node", "meminfo" },
	{ "sys/devices/system/node", "vmstat" },
};

static const char *const process_files[] = { "stat", "status" };

/**
 * struct taking - a snapshot in the making
 * @session: its fault is filled on failure
 * @writer: where to
 * @plan: what
 * @sums: what became of it
 * @begin_ns: when it began
 * @unreadable: rows of what could not be read
 */
struct taking {
	struct session *session;
	struct archive_writer *writer;
	const struct snapshot_plan *plan;
	struct snapshot_sums *sums;
	uint64_t begin_ns;
	char *unreadable;
};

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * UINT64_C(1000000000) + now.tv_nsec;
}

/* As Documentation/formats.rst has strings; the caller owns it. */
static char *quote(const char *text)
{
	char *quoted = xrealloc(NULL, 4 * strlen(text) + 3, 1), *at = quoted;

	*at++ = '"';
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			at += sprintf(at, "\\%c", *text);
		else if ((unsigned char)*text < 0x20 || *text == 0x7f)
			at += sprintf(at, "\\x%02x", (unsigned char)*text);
		else
			*at++ = *text;
	}
	strcpy(at, "\"");
	return quoted;
}

/* What cannot be read is left out, and the snapshot says so. */
static void leave_out(struct taking *taking, const char *name)
{
	char *before = taking->unreadable, *path = quote(name);
	char *reason = quote(taking->session->why.text);

	taking->unreadable = xasprintf("%s%s %s\n", before, path, reason);
	taking->sums->unreadable++;
	fault_clear(&taking->session->why);
	free(reason);
	free(path);
	free(before);
}

static int add(struct taking *taking, const char *name)
{
	char *full = xasprintf("%s%s", taking->plan->prefix, name);
	int ret;

	taking->sums->files++;
	taking->sums->bytes += ftello(taking->writer->spool);
	ret = archive_add(taking->writer, full, &taking->session->why);
	free(full);
	return ret;
}

/* Into the spool; what failed half way leaves nothing there. */
static int spool(struct taking *taking, struct source *src)
{
	static char buf[64 * 1024];
	ssize_t got;

	while ((got = source_read(src, buf, sizeof(buf), &taking->session->why)) > 0)
		fwrite(buf, 1, got, taking->writer->spool);
	if (got < 0)
		rewind(taking->writer->spool);
	return got;
}

static int take_open(struct taking *taking, struct source *src, const char *name)
{
	int failed = spool(taking, src);

	source_close(src);
	if (!failed)
		return add(taking, name);
	leave_out(taking, name);
	return 0;
}

static int take_system(struct taking *taking, const char *name)
{
	struct source src;

	if (!source_open_system(&src, NULL, name, &taking->session->why))
		return take_open(taking, &src, name);
	leave_out(taking, name);
	return 0;
}

/* The names in a directory, by strcmp(). */
struct listing {
	char **names;
	size_t nr;
};

static void add_name(void *data, const char *name)
{
	struct listing *listing = data;

	listing->names = xgrow(listing->names, listing->nr, sizeof(*listing->names));
	listing->names[listing->nr++] = xstrdup(name);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int list(struct listing *listing, const char *dir, struct fault *why)
{
	int ret = source_list(NULL, dir, add_name, listing, why);

	if (listing->nr)
		qsort(listing->names, listing->nr, sizeof(*listing->names), compare);
	return ret;
}

static void listing_free(struct listing *listing)
{
	while (listing->nr)
		free(listing->names[--listing->nr]);
	free(listing->names);
}

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && !strcmp(text + len - end_len, end);
}

/* Records of fixed width repeat what a text says; a bench is not read unasked. */
static bool is_view(const struct source *src, const char *file)
{
	struct stat st;

	return !fstat(src->fd, &st) && S_ISREG(st.st_mode) && !(st.st_mode & S_IWUSR) &&
	       !ends_with(file, ".bin");
}

static int take_view(struct taking *taking, const char *file)
{
	char *name = xasprintf(SOURCE_VIEWS "/%s", file);
	struct source src;
	int ret = 0;

	if (source_open(&src, NULL, file, &taking->session->why))
		leave_out(taking, name);
	else if (is_view(&src, file))
		ret = take_open(taking, &src, name);
	else
		source_close(&src);
	free(name);
	return ret;
}

static int take_views(struct taking *taking)
{
	struct listing views = { 0 };
	int ret = list(&views, NULL, &taking->session->why);
	size_t i;

	for (i = 0; !ret && i < views.nr; i++)
		ret = take_view(taking, views.names[i]);
	listing_free(&views);
	return ret;
}

static int take_request(struct taking *taking, const char *words)
{
	char *file = xmemdup(words, strcspn(words, " "));
	const char *request = words + strlen(file);
	char *name = xasprintf(SOURCE_VIEWS "/%s", file);
	struct source src;
	int ret;

	request += strspn(request, " ");
	ret = source_open_bench(&src, NULL, file, request, &taking->session->why);
	if (!ret)
		ret = take_open(taking, &src, name);
	free(name);
	free(file);
	return ret;
}

static int take_requests(struct taking *taking)
{
	bool why_asked = false;
	size_t i;

	for (i = 0; i < taking->plan->nr; i++) {
		why_asked |= begins_with(taking->plan->requests[i], KMEMLAB_FILE_WHY);
		if (take_request(taking, taking->plan->requests[i]))
			return -1;
	}
	/* It takes nothing, and its defaults are those of an ordinary allocation. */
	return why_asked ? 0 : take_request(taking, KMEMLAB_FILE_WHY);
}

static int take_families(struct taking *taking)
{
	struct listing dirs;
	char *name;
	size_t i, j;
	int ret = 0;

	for (i = 0; !ret && i < ARRAY_SIZE(families); i++) {
		dirs = (struct listing){ 0 };
		if (list(&dirs, families[i].dir, &taking->session->why))
			fault_clear(&taking->session->why);
		for (j = 0; !ret && j < dirs.nr; j++) {
			if (!strpbrk(dirs.names[j], "0123456789"))
				continue;
			name = xasprintf("%s/%s/%s", families[i].dir, dirs.names[j],
					 families[i].file);
			ret = take_system(taking, name);
			free(name);
		}
		listing_free(&dirs);
	}
	return ret;
}

/* One that ends meanwhile is no loss. */
static int take_process(struct taking *taking, uint64_t pid)
{
	struct process process;
	struct source src;
	char *name;
	size_t i;
	int ret = 0;

	process_read(taking->session, pid, &process);
	free(process.comm);
	for (i = 0; !ret && i < ARRAY_SIZE(process_files); i++) {
		if (process.kernel || process.gone)
			break;
		name = xasprintf("proc/%" PRIu64 "/%s", pid, process_files[i]);
		if (source_open_system(&src, NULL, name, &taking->session->why)) {
			fault_clear(&taking->session->why);
		} else if (spool(taking, &src)) {
			fault_clear(&taking->session->why);
			source_close(&src);
		} else {
			source_close(&src);
			ret = add(taking, name);
		}
		free(name);
	}
	return ret;
}

static int take_processes(struct taking *taking)
{
	uint64_t *pids;
	size_t nr, i;
	int ret = processes_list(taking->session, &pids, &nr);

	for (i = 0; !ret && i < nr; i++)
		ret = take_process(taking, pids[i]);
	free(pids);
	return ret;
}

/* The snapshot's word on itself, in the form of a view. */
static int take_self(struct taking *taking)
{
	uint64_t now = clock_ns(CLOCK_MONOTONIC);

	fprintf(taking->writer->spool,
		"# kmemlab snapshot 1\n"
		"# consistency: racy, one file after the other\n"
		"@ snapshot name:str value:int\n"
		"time_s %" PRIu64 "\n"
		"monotonic_ns %" PRIu64 "\n"
		"taken_in_ns %" PRIu64 "\n"
		"files %zu\n"
		"@ unreadable file:str reason:str\n%s",
		(uint64_t)time(NULL), taking->begin_ns, now - taking->begin_ns,
		taking->sums->files, taking->unreadable);
	return add(taking, SOURCE_VIEWS "/snapshot");
}

static int take_all(struct taking *taking)
{
	size_t i;

	if (take_views(taking) || take_requests(taking))
		return -1;
	for (i = 0; i < ARRAY_SIZE(files); i++)
		if (take_system(taking, files[i]))
			return -1;
	return take_families(taking) || take_processes(taking) || take_self(taking) ? -1 : 0;
}

/**
 * snapshot_check - can a snapshot be taken?
 * @session: its fault is filled if not
 * @plan: what is to be recorded
 *
 * Return: 0 or -1.
 */
int snapshot_check(struct session *session, const struct snapshot_plan *plan)
{
	struct source src;
	size_t i, j, len;

	if (session->root)
		return fault(&session->why, EXIT_USAGE,
			     "what --root reads is recorded already; leave it out");
	for (i = 0; i < plan->nr; i++) {
		len = strcspn(plan->requests[i], " ");
		if (!len || strchr(plan->requests[i], '\n') || memmem(plan->requests[i], len, "..", 2))
			return fault(&session->why, EXIT_USAGE,
				     "'%s' is not a request, which is 'FILE KEY=VALUE ...', such as 'walk pid=1 mode=extents'",
				     plan->requests[i]);
		for (j = 0; j < i; j++)
			if (!strncmp(plan->requests[i], plan->requests[j], len) &&
			    strcspn(plan->requests[j], " ") == len)
				return fault(&session->why, EXIT_USAGE,
					     "a snapshot holds one answer of each file: '%s' or '%s'?",
					     plan->requests[j], plan->requests[i]);
	}
	if (source_open(&src, NULL, KMEMLAB_FILE_VERSION, &session->why))
		return -1;
	source_close(&src);
	return 0;
}

/**
 * snapshot_take - record the machine
 * @session: its fault is filled on failure
 * @writer: where to
 * @plan: what; checked by snapshot_check()
 * @sums: filled
 *
 * Return: 0 or -1.
 */
int snapshot_take(struct session *session, struct archive_writer *writer,
		  const struct snapshot_plan *plan, struct snapshot_sums *sums)
{
	struct taking taking = {
		.session = session,
		.writer = writer,
		.plan = plan,
		.sums = sums,
		.begin_ns = clock_ns(CLOCK_MONOTONIC),
		.unreadable = xstrdup(""),
	};
	int ret;

	*sums = (struct snapshot_sums){ 0 };
	ret = take_all(&taking);
	free(taking.unreadable);
	return ret;
}
