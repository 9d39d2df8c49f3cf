// SPDX-License-Identifier: GPL-2.0
/* Searching the page tables of all processes for frames: see whomaps.h. */
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "operand.h"
#include "process.h"
#include "progress.h"
#include "view.h"
#include "walk.h"
#include "whomaps.h"
#include "xalloc.h"

static uint64_t frames_of(const struct search *search, const struct extent *extent)
{
	return extent->frames ? extent->frames : (extent->end - extent->start) / search->page;
}

static void add(struct search *search, const struct extent *extent,
		const struct frames *wanted)
{
	uint64_t last = extent->pfn + frames_of(search, extent) - 1;
	uint64_t first = extent->pfn > wanted->first ? extent->pfn : wanted->first;

	if (wanted->last < last)
		last = wanted->last;
	if (first > last)
		return;
	search->found = xgrow(search->found, search->nr, sizeof(*search->found));
	search->found[search->nr++] = (struct mapping){
		.extent = *extent,
		.first = first,
		.addr = extent->start + (first - extent->pfn) * search->page,
		.frames = last - first + 1,
	};
}

static void look_at(void *data, const struct extent *extent)
{
	struct search *search = data;
	size_t i;

	if (!extent->mapped)
		return;
	search->mapped++;
	if (!extent->pfn)
		return;
	search->visible++;
	for (i = 0; i < search->nr_wanted; i++)
		add(search, extent, &search->wanted[i]);
}

/* The frames of single pages, in their order. */
struct pages {
	uint64_t pfn[2];
	size_t nr;
};

static void page_row(void *data, const struct section *section,
		     const struct word *words, unsigned long line)
{
	ssize_t at = section_column(section, "pfn");
	struct pages *pages = data;

	(void)line;
	if (!strcmp(section->name, "page") && at >= 0 && pages->nr < 2)
		pages->pfn[pages->nr++] = words[at].value;
}

static void ignore_head(void *data, const char *file, uint64_t version)
{
	(void)data;
	(void)file;
	(void)version;
}

static void ignore_note(void *data, const char *name, const char *text)
{
	(void)data;
	(void)name;
	(void)text;
}

static void ignore_section(void *data, const struct section *section)
{
	(void)data;
	(void)section;
}

static const struct parse_ops page_ops = {
	.head = ignore_head,
	.note = ignore_note,
	.section = ignore_section,
	.row = page_row,
};

/* Is it one frame many times, as the zero page is? Its second page tells. */
static bool is_repeated(struct search *search, uint64_t pid, const struct extent *extent)
{
	uint64_t size = (extent->end - extent->start) / extent->entries;
	struct walk_query query = {
		.pid = pid,
		.ranged = true,
		.start = extent->start,
		.end = extent->start + 2 * size,
		.mode = "pages",
	};
	struct pages pages = { .nr = 0 };
	bool repeated;

	if (extent->frames)
		return extent->frames < (extent->end - extent->start) / search->page;
	if (!extent->unsure || search->session->root)
		return false;
	repeated = !walk_ask(search->session, &query, &page_ops, &pages) &&
		   pages.nr == 2 && pages.pfn[0] == pages.pfn[1];
	fault_clear(&search->session->why);
	return repeated;
}

/* Correct what was found in a process from @first on, and say whose it is. */
static void settle(struct search *search, size_t first, uint64_t pid, const char *comm)
{
	struct mapping *mapping;
	uint64_t entry;
	size_t i, kept = first;

	for (i = first; i < search->nr; i++) {
		mapping = &search->found[i];
		entry = (mapping->extent.end - mapping->extent.start) /
			mapping->extent.entries / search->page;
		if (is_repeated(search, pid, &mapping->extent)) {
			if (mapping->first - mapping->extent.pfn >= entry)
				continue;
			if (mapping->frames > entry)
				mapping->frames = entry;
			mapping->extent.frames = entry;
		}
		mapping->pid = pid;
		mapping->comm = xstrdup(comm);
		search->found[kept++] = *mapping;
	}
	search->nr = kept;
	search->with += kept > first;
}

/* A process that cannot be read is told, and no reason to stop. */
static void note_failure(struct search *search, uint64_t pid)
{
	struct fault *why = &search->session->why;
	struct process now;

	process_read(search->session, pid, &now);
	if (now.gone) {
		search->ended++;
	} else {
		search->unreadable++;
		free(search->reason);
		search->reason = xstrdup(why->text);
	}
	free(now.comm);
	fault_clear(why);
}

/* One range for the module, from the first frame wanted to the last. */
static struct frames all_wanted(const struct search *search)
{
	struct frames all = search->wanted[0];
	size_t i;

	for (i = 1; i < search->nr_wanted; i++) {
		if (search->wanted[i].first < all.first)
			all.first = search->wanted[i].first;
		if (search->wanted[i].last > all.last)
			all.last = search->wanted[i].last;
	}
	return all;
}

static int search_process(struct search *search, uint64_t pid, const char *comm)
{
	struct extents extents = {
		.names = &search->names, .each = look_at, .data = search,
	};
	struct walk_query query = {
		.pid = pid, .mode = "extents", .by_frames = true, .frames = all_wanted(search),
	};
	struct view_tap tap = { .path = &extents.rest.path };
	char *request = walk_request(&query);
	size_t first = search->nr;
	int ret;

	ret = view_stream(search->session, KMEMLAB_FILE_WALK, request, &extents_ops,
			  &extents, &tap);
	free(request);
	if (ret && search->session->why.by_module) {
		note_failure(search, pid);
		search->nr = first;
		ret = 0;
	} else if (!ret) {
		ret = extents_check(&extents, &search->session->why);
		search->processes += !ret;
		settle(search, first, pid, comm);
	}
	extents_free(&extents);
	return ret;
}

static int search_pid(struct search *search, uint64_t pid)
{
	struct process process;
	int ret = 0;

	process_read(search->session, pid, &process);
	if (process.kernel)
		search->kernel++;
	else if (process.gone)
		search->ended++;
	else
		ret = search_process(search, pid, process.comm);
	free(process.comm);
	return ret;
}

/* Of a recording, there is one process. */
static int search_recorded(struct search *search)
{
	struct process process;
	uint64_t pid = 0;
	struct doc doc;
	int ret;

	ret = view_load(search->session, KMEMLAB_FILE_WALK, "", &doc);
	if (!ret) {
		recorded_number(&doc, "pid=", 10, &pid);
		process_read(search->session, pid, &process);
		ret = search_process(search, pid, process.comm);
		free(process.comm);
	}
	doc_free(&doc);
	return ret;
}

/**
 * search_run - search all processes
 * @search: what to search for; filled with what was found, and to be freed with
 *	search_free() also on failure
 *
 * Return: 0 or -1 with the fault of the session.
 */
int search_run(struct search *search)
{
	uint64_t *pids;
	size_t nr, i;
	int ret;

	if (search->session->root)
		return search_recorded(search);
	ret = processes_list(search->session, &pids, &nr);
	progress_begin("processes");
	for (i = 0; !ret && i < nr; i++) {
		progress_step(i, nr);
		ret = search_pid(search, pids[i]);
	}
	progress_end();
	free(pids);
	return ret;
}

/**
 * search_free - free what a search holds
 * @search: emptied
 */
void search_free(struct search *search)
{
	size_t i;

	for (i = 0; i < search->nr; i++)
		free(search->found[i].comm);
	free(search->found);
	free(search->wanted);
	free(search->reason);
	names_free(&search->names);
	*search = (struct search){ 0 };
}
