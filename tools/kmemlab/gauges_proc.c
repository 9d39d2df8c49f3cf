// SPDX-License-Identifier: GPL-2.0
/* Who holds memory, by what the kernel says in /proc: see gauges.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gauges.h"
#include "lines.h"
#include "process.h"
#include "source.h"
#include "text.h"
#include "util.h"
#include "xalloc.h"

/* More is no memory but a damaged file. */
#define BYTES_MAX	((uint64_t)1 << 56)

/* The next word of a line, and the line behind it; "" at its end. */
static char *next_word(char **line)
{
	char *word = *line + strspn(*line, " \t"), *end = word + strcspn(word, " \t");

	*line = *end ? end + 1 : end;
	*end = '\0';
	return word;
}

static bool take_number(char **line, uint64_t *value)
{
	char *word = next_word(line);

	return text_decimal(word, strlen(word), value) && *value < BYTES_MAX;
}

/* ``name active_objs num_objs objsize ...`` behind two lines of headings */
static bool take_slab(char *line, struct gauges *gauges)
{
	uint64_t active, all, size, bytes;
	char *name;

	if (begins_with(line, "slabinfo ") || *line == '#')
		return true;
	name = next_word(&line);
	if (!take_number(&line, &active) || !take_number(&line, &all) ||
	    !take_number(&line, &size) || __builtin_mul_overflow(active, size, &bytes))
		return false;
	gauges_add(gauges, GAUGE_SLAB, xstrdup(name), bytes, active);
	return true;
}

/* "function+0x2d/0x280 [module]", where an address is of a module that is gone. */
static char *caller_name(char *word, char *rest)
{
	char *module = next_word(&rest);

	if (begins_with(word, "0x"))
		return xstrdup("code of a module that is gone");
	word[strcspn(word, "+")] = '\0';
	if (*module == '[')
		return xasprintf("%s %s", word, module);
	return xstrdup(word);
}

/* ``begin-end bytes caller ...``; what waits to be unmapped has no caller */
static bool take_area(char *line, struct gauges *gauges)
{
	char *range = next_word(&line), *caller;
	uint64_t bytes;

	if (!begins_with(range, "0x") || !take_number(&line, &bytes))
		return false;
	caller = next_word(&line);
	if (!*caller || !strcmp(caller, "unpurged") || !strcmp(caller, "vm_map_ram"))
		return true;
	gauges_add(gauges, GAUGE_VMALLOC, caller_name(caller, line), bytes, 1);
	return true;
}

/* ``name bytes users ...`` */
static bool take_module(char *line, struct gauges *gauges)
{
	char *name = next_word(&line);
	uint64_t bytes, users;

	if (!*name || !take_number(&line, &bytes))
		return false;
	if (!take_number(&line, &users))
		users = 0;
	gauges_add(gauges, GAUGE_MODULE, xstrdup(name), bytes, users);
	return true;
}

static const struct {
	enum gauge_kind kind;
	const char *file;
	bool (*take)(char *line, struct gauges *gauges);
} files[] = {
	{ GAUGE_SLAB, "slabinfo", take_slab },
	{ GAUGE_VMALLOC, "vmallocinfo", take_area },
	{ GAUGE_MODULE, "modules", take_module },
};

/* A kernel without modules has no such file. */
static int read_file(struct session *session, const char *file,
		     bool (*take)(char *line, struct gauges *gauges), struct gauges *gauges)
{
	struct source src;
	struct lines lines = { .src = &src };
	char *line;
	size_t len;
	int ret;

	if (source_open_proc(&src, session->root, file, &session->why)) {
		if (!session->why.missing)
			return -1;
		fault_clear(&session->why);
		return 0;
	}
	while ((ret = lines_next(&lines, &line, &len, &session->why)) > 0) {
		if (take(line, gauges))
			continue;
		ret = fault_at(&session->why, src.path, lines.nr, "not a line of /proc/%s", file);
		break;
	}
	lines_free(&lines);
	source_close(&src);
	return ret;
}

static int add_process(struct session *session, uint64_t pid, struct gauges *gauges)
{
	struct process process;
	uint64_t kib;

	process_read(session, pid, &process);
	if (!process.kernel && !process.gone &&
	    process_number(session, pid, "status", "VmPTE", &kib))
		gauges_add(gauges, GAUGE_PROCESS, xasprintf("%" PRIu64 " %s", pid, process.comm),
			   kib * 1024, 1);
	free(process.comm);
	return 0;
}

static int add_processes(struct session *session, struct gauges *gauges)
{
	uint64_t *pids;
	size_t nr, i;
	int ret = processes_list(session, &pids, &nr);

	for (i = 0; !ret && i < nr; i++)
		ret = add_process(session, pids[i], gauges);
	free(pids);
	return ret;
}

/**
 * gauges_of_proc - read the kinds that the kernel tells in /proc
 * @session: where from; its fault is filled on failure
 * @kinds: a bit for each kind that is wanted
 * @gauges: added to
 *
 * Return: 0 or -1.
 */
int gauges_of_proc(struct session *session, unsigned int kinds, struct gauges *gauges)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++)
		if (kinds & 1u << files[i].kind &&
		    read_file(session, files[i].file, files[i].take, gauges))
			return -1;
	return kinds & 1u << GAUGE_PROCESS ? add_processes(session, gauges) : 0;
}
