// SPDX-License-Identifier: GPL-2.0
/* Two views of the same moment. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab.h"
#include "quiet.h"

#define TRIES 500
#define PAUSE_US 20000

/*
 * Events, unlike states, only ever grow: a page taken and given back leaves no
 * other trace. No view of ours shows them.
 */
static void drop_events(char *text)
{
	static const char event[] = "\n      numa_";
	char *at, *end;

	while ((at = strstr(text, event))) {
		end = at + 1 + strcspn(at + 1, "\n");
		memmove(at, end, strlen(end) + 1);
	}
}

/* From the start, into a buffer of ours: nothing is allocated on the way. */
static void reread(int fd, char *text, size_t room)
{
	size_t have = 0;
	ssize_t got;

	if (lseek(fd, 0, SEEK_SET))
		lab_die("lseek: %s", strerror(errno));
	while ((got = read(fd, text + have, room - have - 1)) > 0)
		have += got;
	if (got < 0 || have + 1 >= room)
		lab_die("the peer does not fit: %s", strerror(errno));
	text[have] = '\0';
	drop_events(text);
}

/* The first line that differs, to tell who disturbs. */
static void __attribute__((noreturn))
never_quiet(const char *peer, const char *before, const char *after)
{
	size_t at = 0, line;

	while (before[at] && before[at] == after[at])
		at++;
	for (line = at; line && before[line - 1] != '\n'; line--)
		;
	lab_die("%s was never the same in two reads of %d: '%.*s', then '%.*s'", peer, TRIES,
		(int)strcspn(before + line, "\n"), before + line,
		(int)strcspn(after + line, "\n"), after + line);
}

static int read_ours(const char *file, char *text, size_t room, size_t *len)
{
	int fd = lab_open(file, O_RDONLY);
	ssize_t got;

	for (*len = 0; (got = read(fd, text + *len, room - *len)) > 0; *len += got)
		;
	if (got < 0)
		lab_die("read %s: %s", file, strerror(errno));
	return fd;
}

/*
 * A descriptor of ours has a buffer from its first read to its close, and that
 * is memory both views show. So that the first read of the peer sees it taken
 * as well, another descriptor keeps its place until just before.
 */
struct answer *quiet_read(const char *file, const char *peer, char **peer_text)
{
	static char before[1 << 18], ours[1 << 18], after[1 << 18];
	int peer_fd = open(peer, O_RDONLY | O_CLOEXEC), fd, tries = TRIES;
	struct answer *answer;
	size_t len;

	if (peer_fd < 0)
		lab_die("open %s: %s", peer, strerror(errno));
	fd = read_ours(file, ours, sizeof(ours), &len);
	do {
		if (!tries--)
			never_quiet(peer, before, after);
		usleep(PAUSE_US);
		reread(peer_fd, before, sizeof(before));
		close(fd);
		fd = read_ours(file, ours, sizeof(ours), &len);
		reread(peer_fd, after, sizeof(after));
	} while (strcmp(before, after));
	close(fd);
	close(peer_fd);
	*peer_text = after;
	answer = answer_parse(ours, len);
	if (answer->broken[0])
		lab_die("the answer breaks the format: %s", answer->broken);
	return answer;
}

static size_t read_all(int fd, const char *path, char *to, size_t room)
{
	size_t len = 0;
	ssize_t got;

	while ((got = read(fd, to + len, room - 1 - len)) > 0)
		len += got;
	if (got < 0 || len == room - 1)
		lab_die("%s does not fit: %s", path, strerror(errno));
	to[len] = '\0';
	close(fd);
	return len;
}

size_t quiet_raw(const char *file, void *to, size_t room)
{
	return read_all(lab_open(file, O_RDONLY), file, to, room);
}

size_t quiet_slurp(const char *path, void *to, size_t room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		lab_die("open %s: %s", path, strerror(errno));
	return read_all(fd, path, to, room);
}
