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
#include "kselftest.h"
#include "lab.h"
#include "subject.h"

#define ROOT LAB_DEBUGFS KMEMLAB_DIR "/"
#define SUBJECTS_MAX 64
/* Of KML_KEYS_MAX, module/request.h. */
#define KEYS_MAX 32
#define VALUE_BYTES 80
/* So much of the direct map is walked. */
#define KERNEL_BYTES (4UL << 20)

static struct subject found[SUBJECTS_MAX];
static size_t nr_found;
static uint64_t kernel_start;
static char all_cpus[VALUE_BYTES];

static void read_help(struct subject *subject)
{
	const struct section *key =
		answer_section(lab_ask(subject->file, "help"), "key");
	size_t row;

	if (key->nr_rows > KEYS_MAX)
		lab_die("%s has more than %d keys", subject->file, KEYS_MAX);
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

/* Before the module comes and goes. */
static void look_around(void)
{
	const struct section *region =
		answer_section(lab_view(KMEMLAB_FILE_LAYOUT), "region");
	char *online = lab_slurp("/sys/devices/system/cpu/online");

	kernel_start = section_u64(region, section_find(region, "name", "direct-map", NULL),
				   "start");
	snprintf(all_cpus, sizeof(all_cpus), "%.*s", (int)strcspn(online, "\n"), online);
	free(online);
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
		look_around();
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

/* A request in the making: the value of each key, "" where it is left out. */
struct draft {
	const struct subject *subject;
	char values[KEYS_MAX][VALUE_BYTES];
};

/* What is given always, so that a request is no refusal, and small. */
static const struct {
	const char *file;	/* NULL: any that has the key */
	const char *key;
	const char *value;
} basis[] = {
	{ NULL, "count", "3" },
	{ KMEMLAB_FILE_SLAB, "cache", "kmalloc-64" },
	/* Its opt-in. */
	{ KMEMLAB_FILE_CONTIG, "move", "1" },
	{ KMEMLAB_FILE_CONTIG, "size", "65536" },
	/* More is over the limit. */
	{ KMEMLAB_FILE_FRAGMENT, "percent", "1" },
	{ KMEMLAB_FILE_FRAGMENT, "tries", "2" },
	{ KMEMLAB_FILE_FRAGMENT, "steps", "1" },
};

/* What goes only with something else; a key without a value is left out. */
static const struct {
	const char *file;	/* NULL: any that has the key */
	const char *key;
	const char *value;	/* NULL: any but the one of the basis */
	const char *also;
} needs[] = {
	{ NULL, "space", "kernel", "pid=" },
	{ KMEMLAB_FILE_WALK, "space", "kernel", "start=KERNEL end=BEHIND" },
	{ KMEMLAB_FILE_TRANSLATE, "space", "kernel", "addr=KERNEL" },
	{ KMEMLAB_FILE_WALK, "format", "binary", "mode=pages" },
	{ KMEMLAB_FILE_FRAMES, "pfn", NULL, "count=" },
	{ KMEMLAB_FILE_SLAB, "addr", NULL, "cache=" },
	{ KMEMLAB_FILE_PAGES, "exact_size", NULL, "call=exact" },
	/* One user at a time. */
	{ KMEMLAB_FILE_FRAG, "threads", NULL, "threads=1" },
	{ KMEMLAB_FILE_FRAG, "cpus", NULL, "threads=1" },
	/* Who may sleep holds no more than the reserve. */
	{ KMEMLAB_FILE_MEMPOOL, "take", "bulk", "batch=2" },
	{ KMEMLAB_FILE_MEMPOOL, "reserve", NULL, "count=2" },
	{ KMEMLAB_FILE_MEMPOOL, "resize", NULL, "count=2" },
	{ KMEMLAB_FILE_MEMPOOL, "lent", NULL, "reserve=5 backing_fail=1" },
};

static char *value_of(struct draft *draft, const char *key)
{
	size_t i;

	for (i = 0; i < draft->subject->nr_keys; i++)
		if (!strcmp(draft->subject->keys[i].name, key))
			return draft->values[i];
	return NULL;
}

static bool is_about(const struct draft *draft, const char *file)
{
	return !file || !strcmp(draft->subject->file, file);
}

static void set(struct draft *draft, const char *key, const char *value)
{
	char *to = value_of(draft, key);

	if (!to)
		return;
	if (!strcmp(value, "KERNEL"))
		snprintf(to, VALUE_BYTES, "0x%lx", kernel_start);
	else if (!strcmp(value, "BEHIND"))
		snprintf(to, VALUE_BYTES, "0x%lx", kernel_start + KERNEL_BYTES);
	else
		snprintf(to, VALUE_BYTES, "%s", value);
}

/* What must be given, and few objects where there is a choice. */
static void lay_basis(struct draft *draft)
{
	static char page[LAB_PAGE];
	const struct subject_key *k = draft->subject->keys;
	size_t i;

	for (i = 0; i < draft->subject->nr_keys; i++, k++) {
		if (k->preset)
			continue;
		if (!strcmp(k->type, "pid"))
			snprintf(draft->values[i], VALUE_BYTES, "%d", getpid());
		else if (!strcmp(k->type, "address"))
			snprintf(draft->values[i], VALUE_BYTES, "%p", page);
	}
	for (i = 0; i < ARRAY_SIZE(basis); i++)
		if (is_about(draft, basis[i].file))
			set(draft, basis[i].key, basis[i].value);
}

static void add_needs(struct draft *draft, const char *varied)
{
	char also[VALUE_BYTES], *rest, *key, *value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(needs); i++) {
		if (!is_about(draft, needs[i].file) || strcmp(needs[i].key, varied) ||
		    (needs[i].value && strcmp(needs[i].value, value_of(draft, varied))))
			continue;
		snprintf(also, sizeof(also), "%s", needs[i].also);
		for (rest = also; (key = strsep(&rest, " ")); ) {
			value = strchr(key, '=');
			*value++ = '\0';
			set(draft, key, value);
		}
	}
}

static void put(const struct draft *draft, char *request)
{
	size_t len = 0, i;

	request[0] = '\0';
	for (i = 0; i < draft->subject->nr_keys; i++)
		if (draft->values[i][0])
			len += snprintf(request + len, SUBJECT_REQUEST - len, "%s%s=%s",
					len ? " " : "", draft->subject->keys[i].name,
					draft->values[i]);
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

static bool is_cpus(const struct subject_key *k)
{
	return !strcmp(k->type, "cpus");
}

static size_t nr_numbers(const struct subject_key *k)
{
	if (k->accepts || !strcmp(k->type, "pid") || !strcmp(k->type, "name") || nr_choices(k))
		return 0;
	if (!strcmp(k->type, "address"))
		return !!k->preset;
	return is_cpus(k) || k->max > k->min;
}

static void choose(const struct subject_key *k, size_t which, char *value)
{
	const char *word = k->accepts;
	size_t len;

	if (!word) {
		strcpy(value, "1");
		return;
	}
	for (;; word += len + 1) {
		len = strcspn(word, "|");
		if ((strncmp(word, k->preset, len) || k->preset[len]) && !which--)
			break;
	}
	snprintf(value, VALUE_BYTES, "%.*s", (int)len, word);
}

static void count_up(const struct subject_key *k, size_t which, char *value)
{
	(void)which;
	if (is_cpus(k))
		snprintf(value, VALUE_BYTES, "%s", all_cpus);
	else if (!strcmp(k->type, "address"))
		strcpy(value, "0x1000");
	else if (!k->preset)
		snprintf(value, VALUE_BYTES, "%lu", k->min);
	else
		snprintf(value, VALUE_BYTES, "%lu", k->min > 2 ? k->min : 2);
}

static bool vary(struct draft *draft, size_t *which,
		 size_t (*nr_of)(const struct subject_key *k),
		 void (*change)(const struct subject_key *k, size_t which, char *value))
{
	const struct subject_key *k = draft->subject->keys;
	size_t i;

	for (i = 0; i < draft->subject->nr_keys; i++, k++) {
		if (*which < nr_of(k)) {
			change(k, *which, draft->values[i]);
			add_needs(draft, k->name);
			return true;
		}
		*which -= nr_of(k);
	}
	return false;
}

bool subject_request(const struct subject *subject, size_t which,
		     char request[SUBJECT_REQUEST])
{
	struct draft draft = { .subject = subject };

	lay_basis(&draft);
	if (which-- && !vary(&draft, &which, nr_choices, choose) &&
	    !vary(&draft, &which, nr_numbers, count_up))
		return false;
	put(&draft, request);
	return true;
}

size_t subject_nr_choices(const struct subject *subject)
{
	size_t nr = 1, i;

	for (i = 0; i < subject->nr_keys; i++)
		nr += nr_choices(&subject->keys[i]);
	return nr;
}

static bool judge(const struct subject *subject, const char *request, char *text, size_t len)
{
	struct answer *answer = answer_parse(text, len);
	bool refused = answer->error;

	if (answer->broken[0])
		lab_die("%s '%s' breaks the format: %s", subject->file, request, answer->broken);
	answer_free(answer);
	return !refused;
}

bool subject_ask(const struct subject *subject, const char *request)
{
	static char text[SUBJECT_ANSWER + 1];
	bool taken = true;
	size_t len = 0;
	ssize_t got = -1;
	int fd = open(lab_path(subject->file), subject->bench ? O_RDWR : O_RDONLY);

	if (fd < 0)
		return false;		/* the module is on its way out */
	if (request)
		taken = !lab_send(fd, request, strlen(request));
	while (len < SUBJECT_ANSWER && (got = read(fd, text + len, SUBJECT_ANSWER - len)) > 0)
		len += got;
	close(fd);
	text[len] = '\0';
	if (got < 0)
		return false;
	/* Without a request it is another's that is answered anew, maybe in binary. */
	if (got || strstr(subject->file, ".bin") ||
	    (request ? !!strstr(request, "binary") : subject_has(subject, "format")))
		return taken;
	return judge(subject, request ? request : "", text, len) && taken;
}

bool subject_talk(const struct subject *subject, size_t which)
{
	char request[SUBJECT_REQUEST];

	if (subject->bench && subject_request(subject, which, request))
		return subject_ask(subject, request);
	return subject_ask(subject, NULL);
}
