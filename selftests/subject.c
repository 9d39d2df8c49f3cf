// SPDX-License-Identifier: GPL-2.0
/* Finds the module's files and reads their help. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kmemlab.h"
#include "lab.h"
#include "subject.h"

#define ROOT LAB_DEBUGFS KMEMLAB_DIR "/"
#define SUBJECTS_MAX 64

static struct subject found[SUBJECTS_MAX];
static size_t nr_found;

static void read_help(struct subject *subject)
{
	const struct section *key =
		answer_section(lab_ask(subject->file, "help"), "key");
	size_t row;

	subject->nr_keys = key->nr_rows;
	subject->keys = calloc(key->nr_rows, sizeof(*subject->keys));
	for (row = 0; row < key->nr_rows; row++) {
		struct subject_key *k = &subject->keys[row];

		k->name = section_word(key, row, "name");
		k->type = section_word(key, row, "type");
		k->preset = section_word(key, row, "default");
		k->accepts = section_word(key, row, "accepts");
		if (!section_word(key, row, "min"))
			continue;
		k->min = section_u64(key, row, "min");
		k->max = section_u64(key, row, "max");
	}
}

static int visit(const char *path, const struct stat *stat, int type, struct FTW *ftw)
{
	(void)ftw;
	if (type != FTW_F)
		return 0;
	if (nr_found == SUBJECTS_MAX)
		lab_die("more than %d files", SUBJECTS_MAX);
	found[nr_found].file = strdup(path + strlen(ROOT));
	found[nr_found].bench = stat->st_mode & 0200;
	nr_found++;
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct subject *)a)->file, ((const struct subject *)b)->file);
}

const struct subject *subjects(size_t *nr)
{
	size_t i;

	if (!nr_found) {
		if (nftw(ROOT, visit, 8, FTW_PHYS))
			lab_die("%s: %s", ROOT, strerror(errno));
		/* A seed must mean the same each time. */
		qsort(found, nr_found, sizeof(*found), by_name);
		for (i = 0; i < nr_found; i++)
			if (found[i].bench)
				read_help(&found[i]);
	}
	*nr = nr_found;
	return found;
}

bool subject_has(const struct subject *subject, const char *key)
{
	size_t i;

	for (i = 0; i < subject->nr_keys; i++)
		if (!strcmp(subject->keys[i].name, key))
			return true;
	return false;
}

static void __attribute__((format(printf, 2, 3))) add(char *request, const char *format, ...)
{
	size_t len = strlen(request);
	va_list args;

	va_start(args, format);
	vsnprintf(request + len, SUBJECT_REQUEST - len, format, args);
	va_end(args);
}

/* What must be given, and few objects where there is a choice. */
static void add_base(const struct subject *subject, const char *but, char *request)
{
	static char page[LAB_PAGE];
	const struct subject_key *k;

	for (k = subject->keys; k < subject->keys + subject->nr_keys; k++) {
		if (!strcmp(k->name, but))
			continue;
		if (!strcmp(k->name, "count"))
			add(request, "count=3 ");
		else if (k->preset)
			continue;
		else if (!strcmp(k->type, "pid"))
			add(request, "%s=%d ", k->name, getpid());
		else if (!strcmp(k->type, "address"))
			add(request, "%s=%p ", k->name, page);
		else
			add(request, "%s=%lu ", k->name, k->min);
	}
}

/* A word that is not the default, or 1 where that is all there is beside 0. */
static size_t nr_choices(const struct subject_key *k)
{
	const char *c;
	size_t nr = 0;

	if (!strcmp(k->type, "word"))
		for (c = k->accepts; *c; c++)
			nr += *c == '|';
	return k->preset && !k->min && k->max == 1 ? 1 : nr;
}

static size_t nr_numbers(const struct subject_key *k)
{
	if (!k->preset || k->accepts || !strcmp(k->type, "pid") || nr_choices(k))
		return 0;
	return !strcmp(k->type, "address") || k->max > k->min;
}

static void add_choice(const struct subject_key *k, size_t which, char *request)
{
	const char *word = k->accepts;
	size_t len;

	if (!word)
		return add(request, "%s=1", k->name);
	for (;; word += len + 1) {
		len = strcspn(word, "|");
		if ((strncmp(word, k->preset, len) || k->preset[len]) && !which--)
			break;
	}
	add(request, "%s=%.*s", k->name, (int)len, word);
}

static void add_number(const struct subject_key *k, size_t which, char *request)
{
	(void)which;
	if (!strcmp(k->type, "address"))
		add(request, "%s=0x1000", k->name);
	else
		add(request, "%s=%lu", k->name, k->min > 2 ? k->min : 2);
}

static bool varied(const struct subject *subject, size_t *which, char *request,
		   size_t (*nr_of)(const struct subject_key *k),
		   void (*add_one)(const struct subject_key *k, size_t which, char *request))
{
	const struct subject_key *k;

	for (k = subject->keys; k < subject->keys + subject->nr_keys; k++) {
		if (*which < nr_of(k)) {
			add_base(subject, k->name, request);
			add_one(k, *which, request);
			return true;
		}
		*which -= nr_of(k);
	}
	return false;
}

bool subject_request(const struct subject *subject, size_t which,
		     char request[SUBJECT_REQUEST])
{
	request[0] = '\0';
	if (!which) {
		add_base(subject, "", request);
		return true;
	}
	which--;
	return varied(subject, &which, request, nr_choices, add_choice) ||
	       varied(subject, &which, request, nr_numbers, add_number);
}

size_t subject_nr_choices(const struct subject *subject)
{
	size_t nr = 1, i;

	for (i = 0; i < subject->nr_keys; i++)
		nr += nr_choices(&subject->keys[i]);
	return nr;
}

static void judge(const struct subject *subject, const char *request, char *text, size_t len)
{
	struct answer *answer = answer_parse(text, len);

	if (answer->broken[0])
		lab_die("%s '%s' breaks the format: %s", subject->file, request, answer->broken);
	answer_free(answer);
}

void subject_talk(const struct subject *subject, size_t which)
{
	static char text[SUBJECT_ANSWER + 1];
	char request[SUBJECT_REQUEST] = "";
	size_t len = 0;
	ssize_t got = -1;
	int fd = open(lab_path(subject->file), subject->bench ? O_RDWR : O_RDONLY);

	if (fd < 0)
		return;		/* the module is on its way out */
	if (subject->bench && subject_request(subject, which, request))
		lab_send(fd, request, strlen(request));
	while (len < SUBJECT_ANSWER && (got = read(fd, text + len, SUBJECT_ANSWER - len)) > 0)
		len += got;
	close(fd);
	text[len] = '\0';
	if (!got && !strstr(subject->file, ".bin") && !strstr(request, "binary"))
		judge(subject, request, text, len);
}
