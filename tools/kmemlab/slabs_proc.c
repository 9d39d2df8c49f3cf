// SPDX-License-Identifier: GPL-2.0
/* kmemlab slabs where the module cannot look: what the kernel itself says. */
#include <stdio.h>
#include <stdlib.h>

#include "gauges.h"
#include "output.h"
#include "slabs_proc.h"
#include "table.h"
#include "xalloc.h"

const struct column_doc slabs_proc_docs[] = {
	{ "name:str", "NAME", "of the cache" },
	{ "active:int", "ACTIVE", "objects in use, or kept by CPUs" },
	{ "bytes:int", "SIZE", "all of them" },
	{ 0 }
};

static void tell(struct made *made, const void *data)
{
	const struct gauges *gauges = data;
	size_t i;

	made_section(made, "@ slabinfo name:str active:int bytes:int");
	for (i = 0; i < gauges->nr; i++) {
		made_str(made, gauges->list[i].name);
		made_int(made, gauges->list[i].count);
		made_int(made, gauges->list[i].bytes);
		made_row(made);
	}
}

static int print(struct session *session, const struct gauges *gauges)
{
	struct table *table = table_docs(session, slabs_proc_docs);
	size_t i;

	for (i = 0; i < gauges->nr; i++) {
		table_line(table);
		table_text(table, gauges->list[i].name);
		table_number(table, gauges->list[i].count);
		table_size(table, gauges->list[i].bytes);
	}
	return table_print(table, &session->why);
}

/**
 * slabs_of_proc - show /proc/slabinfo, and say why on stderr
 * @session: how; why the module cannot look. Its fault is filled anew on failure
 *
 * Return: 0 or -1.
 */
int slabs_of_proc(struct session *session)
{
	char *reason = xstrdup(session->why.text);
	struct gauges gauges = { 0 };
	int ret;

	fault_clear(&session->why);
	ret = gauges_of_proc(session, 1u << GAUGE_SLAB, &gauges);
	if (!ret) {
		fputs("kmemlab: ", stderr);
		text_put(stderr, reason, strlen(reason), session->screen);
		fputs("; this is /proc/slabinfo instead, which counts what CPUs keep as in use\n",
		      stderr);
		ret = output_is_data(session) ?
		      output_made(session, NULL, tell, &gauges) : print(session, &gauges);
	}
	gauges_free(&gauges);
	free(reason);
	return ret;
}
