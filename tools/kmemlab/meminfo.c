// SPDX-License-Identifier: GPL-2.0
/* /proc/meminfo: see meminfo.h. */
#include <string.h>

#include "lines.h"
#include "meminfo.h"
#include "source.h"
#include "text.h"

const char *const meminfo_names[MEM_NR] = {
	[MEM_TOTAL] = "MemTotal",
	[MEM_FREE] = "MemFree",
	[MEM_AVAILABLE] = "MemAvailable",
	[MEM_ANON] = "AnonPages",
	[MEM_CACHED] = "Cached",
	[MEM_SLAB] = "Slab",
	[MEM_SLAB_HELD] = "SUnreclaim",
	[MEM_PAGE_TABLES] = "PageTables",
	[MEM_SECOND_TABLES] = "SecPageTables",
	[MEM_SWAP_TOTAL] = "SwapTotal",
	[MEM_SWAP_FREE] = "SwapFree",
	[MEM_HUGE_ANON] = "AnonHugePages",
	[MEM_HUGE_SHMEM] = "ShmemHugePages",
	[MEM_HUGE_FILE] = "FileHugePages",
	[MEM_HUGETLB_SIZE] = "Hugepagesize",
	[MEM_HUGETLB_TOTAL] = "HugePages_Total",
	[MEM_HUGETLB_FREE] = "HugePages_Free",
	[MEM_HUGETLB_RESERVED] = "HugePages_Rsvd",
};

/* More is no memory but a damaged file; and bytes stay within 64 bits. */
#define KIB_MAX		((uint64_t)1 << 53)

/* ``NAME:  VALUE kB``; some fields are without a unit. */
static bool take_line(char *line, struct meminfo *info)
{
	char *colon = strchr(line, ':'), *number;
	uint64_t value;
	size_t i;

	if (!colon)
		return false;
	number = colon + 1 + strspn(colon + 1, " \t");
	if (!text_decimal(number, strcspn(number, " "), &value) || value > KIB_MAX)
		return false;
	*colon = '\0';
	for (i = 0; i < MEM_NR; i++) {
		if (strcmp(meminfo_names[i], line))
			continue;
		info->known[i] = true;
		info->kib[i] = value;
	}
	return true;
}

/**
 * meminfo_read - read /proc/meminfo
 * @session: where from; its fault is filled on failure
 * @info: filled
 *
 * Return: 0 or -1.
 */
int meminfo_read(struct session *session, struct meminfo *info)
{
	struct source src;
	struct lines lines = { .src = &src };
	char *line;
	size_t len;
	int ret;

	*info = (struct meminfo){ 0 };
	if (source_open_proc(&src, session->root, "meminfo", &session->why))
		return -1;
	while ((ret = lines_next(&lines, &line, &len, &session->why)) > 0) {
		if (take_line(line, info))
			continue;
		ret = fault_at(&session->why, src.path, lines.nr,
			       "not a line of /proc/meminfo, which is 'NAME: NUMBER kB'");
		break;
	}
	lines_free(&lines);
	source_close(&src);
	return ret;
}
