/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What holds memory, each with its name and its bytes: so that two moments, or many,
 * can be compared, whatever it is that holds it.
 */
#ifndef GAUGES_H
#define GAUGES_H

#include <stddef.h>
#include <stdint.h>

#include "session.h"

enum gauge_kind {
	GAUGE_ZONE,	/* free memory of a zone: /zones */
	GAUGE_BUDDY,	/* free blocks of an order: /buddy */
	GAUGE_CLASS,	/* frames of a class: /balance */
	GAUGE_SLAB,	/* objects in use of a slab cache: /slabs, else /proc/slabinfo */
	GAUGE_VMALLOC,	/* vmalloc areas by who allocated them: /proc/vmallocinfo */
	GAUGE_MODULE,	/* loaded modules: /proc/modules */
	GAUGE_PROCESS,	/* page tables of a process: /proc/PID/status */
	GAUGE_KINDS
};

#define GAUGE_ALL	((1u << GAUGE_KINDS) - 1)

extern const char *const gauge_kinds[GAUGE_KINDS];

/**
 * struct gauge - what holds memory
 * @kind: what it is
 * @name: which of these; owned
 * @bytes: that it holds
 * @count: blocks, pages, objects, areas, users: whatever there is a number of
 */
struct gauge {
	enum gauge_kind kind;
	char *name;
	uint64_t bytes;
	uint64_t count;
};

/**
 * struct gauges - all that hold memory
 * @list: by kind and name, each once; owned
 * @nr: how many
 * @slabinfo: slab caches are as /proc/slabinfo has them, as the module does not look
 *	into slabs: what CPUs keep free is in use
 */
struct gauges {
	struct gauge *list;
	size_t nr;
	bool slabinfo;
};

int gauges_read(struct session *session, unsigned int kinds, struct gauges *gauges);
void gauges_add(struct gauges *gauges, enum gauge_kind kind, char *name, uint64_t bytes,
		uint64_t count);
const struct gauge *gauges_find(const struct gauges *gauges, enum gauge_kind kind,
				const char *name);
void gauges_free(struct gauges *gauges);

/* The readers of each kind; their files say where from. */
int gauges_of_views(struct session *session, unsigned int *kinds, struct gauges *gauges);
int gauges_of_proc(struct session *session, unsigned int kinds, struct gauges *gauges);

#endif /* GAUGES_H */
