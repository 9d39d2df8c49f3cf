/* SPDX-License-Identifier: GPL-2.0 */
/* The answers of "walk": what was asked for, and how each mode is shown. */
#ifndef WALK_H
#define WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "columns.h"
#include "doc.h"
#include "frames.h"
#include "parse.h"
#include "section.h"
#include "session.h"
#include "summary.h"

/**
 * struct walk_query - what was asked for
 * @pid: the process; 0: any, which only a recorded answer can be asked for
 * @kernel: the kernel's own tables instead
 * @start: first address, if @ranged
 * @end: first address behind the range, if @ranged
 * @ranged: a range was given
 * @mode: of the answer; NULL: whatever was recorded
 * @flags: only entries with these, or NULL
 * @not_flags: only entries with none of these, or NULL
 * @level: only entries of tables of this level, or NULL
 * @node: only pages on this node, or NULL
 * @frames: only pages that hold one of these, if @by_frames
 * @by_frames: they are given
 */
struct walk_query {
	uint64_t pid;
	bool kernel;
	uint64_t start;
	uint64_t end;
	bool ranged;
	const char *mode;
	const char *flags;
	const char *not_flags;
	const char *level;
	const char *node;
	struct frames frames;
	bool by_frames;
};

char *walk_request(const struct walk_query *query);
int walk_ask(struct session *session, const struct walk_query *query,
	     const struct parse_ops *ops, void *data);

int walk_cost(struct session *session, const struct doc *doc);
int walk_summary(struct session *session, const struct doc *doc);
extern const struct column_doc walk_table_docs[];

int walk_tables(struct session *session, const struct doc *doc);
int walk_tree(struct session *session, const struct doc *doc);
void walk_contiguity(const struct session *session, const struct summary *all);
void walk_reach(const struct session *session, const struct summary *all);
int walk_save(struct session *session, const struct walk_query *query, const char *path);
int walk_diff(struct session *session, struct walk_query *query, const char *path);

/**
 * struct walk_list - runs, extents or pages being shown while they are read
 * @session: how it is to look
 * @section: the one being read, or NULL
 * @put: shows a row of it
 * @rest: all but its rows, and where they were read; owned
 */
struct walk_list {
	struct session *session;
	const struct section *section;
	void (*put)(const struct session *session, const struct section *section,
		    const struct word *words);
	struct doc rest;
};

extern const struct parse_ops walk_list_ops;

int walk_list_end(struct walk_list *list);

#endif /* WALK_H */
