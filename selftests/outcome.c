// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fault.h"
#include "kmemlab.h"
#include "lab.h"
#include "outcome.h"

/* An answer is read so far; the close ends the rest. */
#define ANSWER_BYTES (64 * 1024)

const char * const step_names[STEPS] = { "open", "write", "read", "lseek", "close" };

static char answer[ANSWER_BYTES + 1];

static int step_open(const struct subject *subject, int *fd)
{
	*fd = open(lab_path(subject->file), subject->bench ? O_RDWR : O_RDONLY);
	return *fd < 0 ? errno : 0;
}

/* The value of the row @name, of the section result alone. */
static uint64_t result_of(const char *name)
{
	const char *section = strstr(answer, "\n@ result "), *row;
	char begin[32];

	snprintf(begin, sizeof(begin), "\n%s ", name);
	row = section ? strstr(section, begin) : NULL;
	return row ? strtoull(row + strlen(begin), NULL, 10) : OUTCOME_NONE;
}

/*
 * Binary records have no sections, but there are some or none. Of an exercise's tables
 * some list only what there was, as what took longest, so any of them may be empty.
 */
static void list_sections(struct outcome *o, size_t len)
{
	size_t used = 0, room = sizeof(o->sections);
	bool empty = false;
	const char *line;

	if (strncmp(answer, "# ", 2)) {
		snprintf(o->sections, room, "%s", len ? "binary" : "");
		return;
	}
	for (line = answer; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, "@ ", 2)) {
			used += snprintf(o->sections + used, room - used, " %.*s",
					 (int)strcspn(line + 2, "\n "), line + 2);
			empty = o->allocated == OUTCOME_NONE;
		} else if (empty && *line && *line != '#' && strncmp(line, "error: ", 7)) {
			used += snprintf(o->sections + used, room - used, "+");
			empty = false;
		}
		if (used >= room)
			lab_die("more sections than expected: %s", o->sections);
	}
}

static int step_read(int fd, struct outcome *outcome)
{
	size_t len = 0;
	ssize_t got = 0;
	char *line;

	while (len < ANSWER_BYTES && (got = read(fd, answer + len, ANSWER_BYTES - len)) > 0)
		len += got;
	if (got < 0)
		return errno;
	answer[len] = '\0';
	outcome->allocated = result_of("allocated");
	outcome->failures = result_of("failures");
	outcome->whole = len < ANSWER_BYTES;
	list_sections(outcome, len);
	line = !strncmp(answer, "error: ", 7) ? answer : strstr(answer, "\nerror: ");
	if (line)
		snprintf(outcome->error, sizeof(outcome->error), "%.*s",
			 (int)strcspn(line + 1, "\n"), line + (*line == '\n'));
	return 0;
}

static int step(enum step which, const struct subject *subject, const char *request,
		int *fd, struct outcome *outcome)
{
	switch (which) {
	case OPEN:
		return step_open(subject, fd);
	case WRITE:
		return subject->bench ? lab_send(*fd, request, strlen(request)) : 0;
	case READ:
		return step_read(*fd, outcome);
	case SEEK:
		return lseek(*fd, 0, SEEK_SET) < 0 ? errno : 0;
	default:
		return close(*fd) ? errno : 0;
	}
}

unsigned int converse(const struct subject *subject, const char *request, enum step first,
		      enum step last, enum step faulty, unsigned int nth, int *fd,
		      struct outcome *outcome)
{
	unsigned int left = 0;
	enum step at;

	*outcome = (struct outcome) { .allocated = OUTCOME_NONE, .failures = OUTCOME_NONE };
	for (at = first; at <= last; at++) {
		if (at == faulty)
			fault_arm(nth);
		outcome->errnos[at] = step(at, subject, request, fd, outcome);
		if (at == faulty)
			left = fault_disarm();
		if (*fd < 0)
			break;
	}
	return left;
}

/* A range of frames that others use may be busy at any time. */
static bool is_steady(const struct subject *subject)
{
	return strcmp(subject->file, KMEMLAB_FILE_CONTIG);
}

/* Of what was read in part, that part is. */
static bool has_same_sections(const struct outcome *a, const struct outcome *b)
{
	size_t len_a = strlen(a->sections), len_b = strlen(b->sections);

	if (a->whole && b->whole)
		return !strcmp(a->sections, b->sections);
	return !strncmp(a->sections, b->sections, len_a < len_b ? len_a : len_b);
}

bool outcome_is_alike(const struct subject *subject, const struct outcome *a,
		     const struct outcome *b)
{
	return !memcmp(a->errnos, b->errnos, sizeof(a->errnos)) && !*a->error == !*b->error &&
	       has_same_sections(a, b) &&
	       (!is_steady(subject) ||
		(a->allocated == b->allocated && a->failures == b->failures));
}

bool outcome_is_told(const struct outcome *o)
{
	enum step at;

	for (at = 0; at < STEPS; at++)
		if (o->errnos[at] == ENOMEM)
			return true;
	return strstr(o->error, "ENOMEM") || strstr(o->error, "no memory") ||
	       strstr(o->error, "could not be read");
}

bool outcome_is_lost(const struct outcome *o, const struct outcome *normal)
{
	return o->failures != OUTCOME_NONE && normal->failures != OUTCOME_NONE &&
	       o->failures > normal->failures;
}

bool outcome_is_excused(const struct subject *subject, const struct outcome *o,
		       const struct outcome *normal)
{
	enum step at;

	for (at = 0; at < STEPS; at++)
		if (o->errnos[at] && o->errnos[at] != ENOMEM &&
		    o->errnos[at] != normal->errnos[at])
			return false;
	if (outcome_is_told(o))
		return true;
	if (*o->error && !*normal->error)
		return false;
	if (!has_same_sections(o, normal))
		return false;
	return !is_steady(subject) ||
	       o->allocated + o->failures == normal->allocated + normal->failures;
}

bool outcome_is_unsupported(const struct outcome *o)
{
	return o->errnos[WRITE] == EOPNOTSUPP || strstr(o->error, "EOPNOTSUPP");
}
