// SPDX-License-Identifier: GPL-2.0
/* /proc/pressure/memory: see pressure.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lines.h"
#include "pressure.h"
#include "source.h"

const char *const pressure_names[PRESSURE_KINDS] = {
	[PRESSURE_SOME] = "some",
	[PRESSURE_FULL] = "full",
};

/* ``some avg10=1.23 avg60=0.00 avg300=0.00 total=4567`` */
static bool take_line(const char *line, struct pressure *pressure)
{
	unsigned int whole[3], part[3], i;
	uint64_t total;
	char kind[8];
	int end = -1;

	if (sscanf(line, "%7s avg10=%5u.%2u avg60=%5u.%2u avg300=%5u.%2u total=%19" SCNu64 "%n",
		   kind, &whole[0], &part[0], &whole[1], &part[1], &whole[2], &part[2],
		   &total, &end) != 8 || end < 0 || line[end])
		return false;
	for (i = 0; i < PRESSURE_KINDS; i++)
		if (!strcmp(kind, pressure_names[i]))
			break;
	if (i == PRESSURE_KINDS)
		return false;
	pressure->total_us[i] = total;
	pressure->share[i][0] = whole[0] * 100 + part[0];
	pressure->share[i][1] = whole[1] * 100 + part[1];
	pressure->share[i][2] = whole[2] * 100 + part[2];
	return true;
}

/**
 * pressure_read - read how long tasks waited for memory
 * @session: where from; its fault is filled on failure
 * @pressure: filled; not @known if there is no such file
 *
 * Return: 0 or -1.
 */
int pressure_read(struct session *session, struct pressure *pressure)
{
	struct source src;
	struct lines lines = { .src = &src };
	char *line;
	size_t len;
	int ret;

	*pressure = (struct pressure){ 0 };
	/* Switched off on the command line, it is there but cannot be opened. */
	if (source_open_proc(&src, session->root, "pressure/memory", &session->why)) {
		fault_clear(&session->why);
		return 0;
	}
	while ((ret = lines_next(&lines, &line, &len, &session->why)) > 0) {
		pressure->known = take_line(line, pressure);
		if (pressure->known)
			continue;
		ret = fault_at(&session->why, src.path, lines.nr,
			       "not a line of /proc/pressure/memory");
		break;
	}
	lines_free(&lines);
	source_close(&src);
	return ret;
}
