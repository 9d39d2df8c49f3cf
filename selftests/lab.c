// SPDX-License-Identifier: GPL-2.0
/* Talks to the module's files. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest.h"
#include "lab.h"

void lab_die(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fprintf(stderr, "# ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n");
	exit(KSFT_FAIL);
}

/* Before main(), so that no test can forget it. */
static void __attribute__((constructor)) need_module(void)
{
	if (!access(lab_path(KMEMLAB_FILE_VERSION), F_OK))
		return;
	if (geteuid())
		ksft_exit_skip("only root reaches debugfs: run as root\n");
	if (access("/sys/module/kmemlab", F_OK))
		ksft_exit_skip("kmemlab is not loaded: run insmod kmemlab.ko\n");
	ksft_exit_skip("no %s: run mount -t debugfs debugfs /sys/kernel/debug\n",
		       lab_path(KMEMLAB_FILE_VERSION));
}

const char *lab_path(const char *file)
{
	static char path[128];

	snprintf(path, sizeof(path), LAB_DEBUGFS KMEMLAB_DIR "/%s", file);
	return path;
}

int lab_open(const char *file, int flags)
{
	int fd = open(lab_path(file), flags | O_CLOEXEC);

	if (fd < 0)
		lab_die("open %s: %s", lab_path(file), strerror(errno));
	return fd;
}

int lab_send(int fd, const void *request, size_t len)
{
	ssize_t done = write(fd, request, len);

	if (done < 0)
		return errno;
	if ((size_t)done != len)
		lab_die("a write of %zu bytes took %zd", len, done);
	return 0;
}

static int send_args(int fd, const char *format, va_list args)
{
	char request[8192];
	int len = vsnprintf(request, sizeof(request), format, args);

	if (len < 0 || (size_t)len >= sizeof(request))
		lab_die("a request too long for lab_write()");
	return lab_send(fd, request, len);
}

int lab_write(int fd, const char *format, ...)
{
	va_list args;
	int error;

	va_start(args, format);
	error = send_args(fd, format, args);
	va_end(args);
	return error;
}

char *lab_read(int fd, size_t *len)
{
	size_t have = 0, room = 1 << 16;
	char *text = malloc(room);
	ssize_t got;

	while ((got = read(fd, text + have, room - have - 1)) > 0) {
		have += got;
		if (room - have < 2)
			text = realloc(text, room *= 2);
	}
	if (got < 0)
		lab_die("read: %s", strerror(errno));
	text[have] = '\0';
	if (len)
		*len = have;
	return text;
}

struct answer *lab_answer(int fd)
{
	struct answer *answer;
	size_t len;
	char *text = lab_read(fd, &len);

	answer = answer_parse(text, len);
	if (answer->broken[0])
		lab_die("the answer breaks the format: %s", answer->broken);
	free(text);
	return answer;
}

struct answer *lab_view(const char *file)
{
	int fd = lab_open(file, O_RDONLY);
	struct answer *answer = lab_answer(fd);

	close(fd);
	return answer;
}

struct answer *lab_ask(const char *file, const char *format, ...)
{
	int fd = lab_open(file, O_RDWR), error;
	struct answer *answer;
	va_list args;

	va_start(args, format);
	error = send_args(fd, format, args);
	va_end(args);
	answer = lab_answer(fd);
	answer->write_errno = error;
	close(fd);
	return answer;
}

uint64_t lab_held_kib(void)
{
	return answer_u64(lab_view(KMEMLAB_FILE_VERSION), "limit", "held_kib");
}

uint64_t lab_limit_kib(void)
{
	return answer_u64(lab_view(KMEMLAB_FILE_VERSION), "limit", "limit_kib");
}

bool lab_says_gone(const struct answer *answer)
{
	const char *error = answer->error ? answer->error : "";

	if (!strncmp(error, "ESRCH ", 6) && strstr(error, "exited"))
		return true;
	ksft_print_msg("error: %s\n", error);
	return false;
}

uint64_t lab_free_bytes(void)
{
	const struct section *zone = answer_section(lab_view(KMEMLAB_FILE_ZONES), "zone");
	uint64_t pages = 0;
	size_t row;

	for (row = 0; row < zone->nr_rows; row++)
		pages += section_u64(zone, row, "free_pages") +
			 section_u64(zone, row, "pcp_pages");
	return pages * LAB_PAGE;
}

char *lab_slurp(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *text;

	if (fd < 0)
		lab_die("open %s: %s", path, strerror(errno));
	text = lab_read(fd, NULL);
	close(fd);
	return text;
}

int lab_store(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), error;

	if (fd < 0)
		return errno;
	error = write(fd, text, strlen(text)) < 0 ? errno : 0;
	close(fd);
	return error;
}

bool lab_has_kasan(void)
{
	const struct section *region = answer_section(lab_view(KMEMLAB_FILE_LAYOUT), "region");

	return section_find(region, "name", "kasan-shadow", NULL) >= 0;
}

uint64_t lab_oom_kills(void)
{
	char *text = lab_slurp("/proc/vmstat"), *line = strstr(text, "\noom_kill ");
	uint64_t kills = line ? strtoull(line + strlen("\noom_kill "), NULL, 10) : 0;

	free(text);
	return kills;
}

const char *lab_on_node(const char *request)
{
	const char *node = strstr(request, "node=0");
	char *to;

	if (!node)
		return request;
	if (asprintf(&to, "%.*snode=%d%s", (int)(node - request), request,
		     atoi(lab_slurp("/sys/devices/system/node/has_memory")),
		     node + strlen("node=0")) < 0)
		lab_die("no memory");
	return to;
}

unsigned long lab_last(const char *directory, const char *prefix)
{
	DIR *dir = opendir(directory);
	unsigned long number, last = 0;
	size_t len = strlen(prefix);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (strncmp(entry->d_name, prefix, len) || !isdigit(entry->d_name[len]))
			continue;
		number = strtoul(entry->d_name + len, NULL, 10);
		if (number > last)
			last = number;
	}
	if (dir)
		closedir(dir);
	return last;
}

int lab_threads(pid_t *pids, int max)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	char path[280], name[32];
	int fd, nr = 0;

	while ((entry = readdir(proc))) {
		if (!isdigit(*entry->d_name))
			continue;
		snprintf(path, sizeof(path), "/proc/%s/comm", entry->d_name);
		memset(name, 0, sizeof(name));
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (read(fd, name, sizeof(name) - 1) > 0 && !strncmp(name, "kmemlab/", 8)) {
			if (nr < max)
				pids[nr] = atoi(entry->d_name);
			nr++;
		}
		close(fd);
	}
	closedir(proc);
	return nr;
}

uint64_t lab_counter(const char *path, const char *name)
{
	char *text = lab_slurp(path), *line;
	size_t len = strlen(name);
	uint64_t value;

	for (line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, name, len) && line[len] == ' ') {
			value = strtoull(line + len, NULL, 10);
			free(text);
			return value;
		}
	}
	lab_die("%s has no '%s'", path, name);
}
