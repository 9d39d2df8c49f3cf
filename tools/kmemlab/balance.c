// SPDX-License-Identifier: GPL-2.0
/* kmemlab balance: all RAM, each frame once. */
#include <stdio.h>
#include <string.h>

#include <kmemlab.h>

#include "table.h"
#include "util.h"
#include "version.h"
#include "view.h"

static const struct {
	const char *class;
	const char *text;
} meanings[] = {
	{ "free", "in free blocks of the buddy allocator" },
	{ "pcp", "free, in a list of some CPU" },
	{ "anon", "memory of processes" },
	{ "file", "page cache" },
	{ "shmem", "shared memory and tmpfs" },
	{ "slab", "slab caches: kmalloc() and kmem_cache_alloc()" },
	{ "pgtable", "page tables" },
	{ "hugetlb", "reserved huge pages" },
	{ "movable_ops", "of a driver that can move it: zsmalloc, balloon" },
	{ "kernel", "vmalloc, drivers, stacks, per-CPU memory and the like" },
	{ "reserved", "kernel image, memory map, firmware" },
	{ "offline", "of a balloon, or of a memory block that is offline" },
	{ "hwpoison", "broken" },
	{ "device", "of a device (ZONE_DEVICE)" },
};

static const char *meaning(const char *class, size_t len)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(meanings); i++)
		if (strlen(meanings[i].class) == len && !memcmp(meanings[i].class, class, len))
			return meanings[i].text;
	return NULL;
}

struct pages_row {
	uint64_t pages;
};

static const struct field fields[] = {
	{ "pages", offsetof(struct pages_row, pages) },
};

static const char *derive_meaning(const struct section *section, const struct word *words)
{
	ssize_t class = section_column(section, "class");

	return class < 0 || words[class].none ? NULL : meaning(words[class].text, words[class].len);
}

static const struct column_doc class_docs[] = {
	{ "class:str", "CLASS", "what the frames are" },
	{ "pages:int", "SIZE", "all of them together" },
	{ "meaning:str", "MEANING", "what that is", derive_meaning },
	{ 0 }
};

static void put_line(struct table *table, const char *name, uint64_t pages,
		     uint64_t page, const char *text)
{
	table_line(table);
	table_text(table, name);
	table_size(table, pages * page);
	if (text)
		table_text(table, text);
	else
		table_none(table);
}

static int put_classes(struct session *session, struct table *table,
		       const struct doc *doc, const struct part *part, uint64_t page)
{
	uint64_t sum = 0;
	struct pages_row in;
	const char *class;
	size_t i;

	for (i = 0; i < part->nr; i++) {
		if (doc_fields(doc, part, &part->rows[i], fields, ARRAY_SIZE(fields), &in,
			       &session->why))
			return -1;
		if (in.pages >= PAGES_MAX)
			return fault_at(&session->why, doc->path, part->rows[i].line,
					"more pages than any machine has");
		sum += in.pages;
		class = doc_text(part, &part->rows[i], "class");
		if (in.pages)
			put_line(table, class, in.pages, page,
				 meaning(class, strlen(class)));
	}
	put_line(table, "all", sum, page, "each frame once");
	return 0;
}

static void put_unnamed(const struct session *session, const struct doc *doc,
			uint64_t page)
{
	const struct word *unnamed = doc_scalar(doc, "kernel", "unnamed_pages");
	char size[SIZE_TEXT_MAX];

	if (!unnamed || unnamed->none || unnamed->value >= PAGES_MAX)
		return;
	printf("\nOf the class kernel, no counter names %s: taken straight from the page\n"
	       "allocator, where drivers hide, or by what this kernel does not count for\n"
	       "modules (see VmallocUsed and Percpu in /proc/meminfo).\n",
	       text_size(size, unnamed->value * page, session->bytes));
}

static int print_balance(struct session *session, const struct doc *doc)
{
	const struct part *part = doc_need(doc, "class", &session->why);
	struct version version;
	struct table *table;
	int failed;

	if (!part || version_page(session, &version))
		return -1;
	table = table_docs(session, class_docs);
	failed = put_classes(session, table, doc, part, version.page);
	if (table_print(table, &session->why) || failed)
		return -1;
	put_unnamed(session, doc, version.page);
	version_remark(session, &version);
	return 0;
}

static int balance_run(struct session *session, int argc, char **argv)
{
	if (no_operands(session, &verb_balance, argc, argv))
		return -1;
	return view_show(session, KMEMLAB_FILE_BALANCE, NULL, print_balance);
}

static const struct column_doc counter_docs[] = {
	{ "name:str", "NAME", "of a counter of the kernel" },
	{ "class:str", "CLASS", "what it counts" },
	{ "pages:int", "SIZE", "how much" },
	{ 0 }
};

static const struct section_doc view_sections[] = {
	{ "class", "what a part of RAM is used for", class_docs, true },
	{ "counter", "the same, as the kernel counts it", counter_docs },
	{ "total", "sums", scalar_columns },
	{ "kernel", "what is known of the class kernel", scalar_columns },
	{ "scan", "what looking took", scalar_columns },
	{ 0 }
};

static const struct view balance_view = { KMEMLAB_FILE_BALANCE, view_sections };

const struct verb verb_balance = {
	.name = "balance",
	.summary = "All RAM by what it is used for, each frame once",
	.about =
	"The frames themselves are counted, so nothing is missing and nothing is counted\n"
	"twice. Classes without a frame are left out.\n",
	.examples =
	"  kmemlab balance\n"
	"  kmemlab balance --json | jq '.sections.kernel'\n",
	.view = &balance_view,
	.run = balance_run,
};
