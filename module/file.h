/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a debugfs file of kmemlab is made of, and the state of one open of it.
 *
 * A file is a row of the table in files.c and describes itself: its keys if
 * it takes a request, and its sections, each with a function that writes one
 * row. session.h names who does the rest: parsing, buffering, streaming,
 * rights, errors. Rows are made as the reader asks for them, so an answer takes constant
 * memory whatever its length, and a reader that stops ends the work.
 */
#ifndef KML_FILE_H
#define KML_FILE_H

#include <linux/fs.h>
#include <linux/mutex.h>
#include <linux/types.h>

#include "request.h"
#include "text.h"

struct kml_session;

/**
 * struct kml_section - a table of an answer
 * @name: once in an answer
 * @columns: "name:type name:type", see formats.rst; "" in a binary answer
 * @row: writes the row at position *@pos, or none, and moves *@pos on.
 *	Positions begin at 0 and mean what the section wants. Called without
 *	locks, may sleep. Returns 1: there may be more; 0: there is no more; or
 *	a negative errno, after kml_fail() said why.
 */
struct kml_section {
	const char *name;
	const char *columns;
	int (*row)(struct kml_session *s, struct kml_text *t, u64 *pos);
};

/**
 * struct kml_file - a debugfs file; a row of the table in files.c
 * @name: below kmemlab/, with at most one directory
 * @help: one line
 * @version: of its format
 * @keys: what a request may hold; NULL makes the file a view
 * @request_size: of the struct @keys fill
 * @state_size: of what one answer keeps while it is made, zeroed before @run
 * @subject: for files that share their functions: what tells them apart
 * @consistency: how far to trust the answer; NULL: @run leaves it in the
 *	session
 * @binary: the answer is the bytes its sections write, without any line of
 *	text; what goes wrong is the errno of the read. @run may decide it
 *	instead, in the session
 * @unavailable: why the file cannot work on this kernel, or NULL: it can;
 *	optional
 * @check: does the request make sense, with the session's rights? Takes what
 *	belongs to the request, not to its answer; optional
 * @run: does what was asked before the first row is written; optional. On
 *	failure nothing of it is left behind.
 * @end: gives back what @run took; called once after each @run that succeeded,
 *	when its answer was read, is dropped by a new request, or at close
 * @forget: gives back what @check took; called once after each @check that
 *	succeeded
 * @enter: takes what is needed to make rows but must not be held while the
 *	reader does something else; returns 0, or a negative errno after
 *	kml_fail(); optional
 * @leave: gives back what @enter took
 * @sections: the tables, in order, ended by one without a name
 *
 * All are called in process context with the session's mutex held.
 */
struct kml_file {
	const char *name;
	const char *help;
	unsigned int version;
	const struct kml_key *keys;
	size_t request_size;
	size_t state_size;
	const void *subject;
	const char *consistency;
	bool binary;
	const char *(*unavailable)(void);
	int (*check)(struct kml_session *s);
	int (*run)(struct kml_session *s);
	void (*end)(struct kml_session *s);
	void (*forget)(struct kml_session *s);
	int (*enter)(struct kml_session *s);
	void (*leave)(struct kml_session *s);
	const struct kml_section *sections;
};

enum kml_phase {
	KML_IDLE,		/* nothing was asked on this descriptor */
	KML_HELP,		/* the keys are the answer */
	KML_REFUSED,		/* a request was refused; @why is the answer */
	KML_READY,		/* a request was accepted and has not run */
	KML_ANSWERING,		/* it ran; rows are being made */
	KML_DONE,		/* the last row is in the buffer, or was read */
	KML_BROKEN,		/* the same of a binary answer that broke off with @why */
};

/**
 * struct kml_node - a file as it is registered
 * @file: its row
 * @lock: protects @kept
 * @kept: text of the last request written to it, for readers that wrote none
 */
struct kml_node {
	const struct kml_file *file;
	struct mutex lock;
	char *kept;
};

/**
 * struct kml_session - one open of a file
 * @node: the file
 * @opened: the struct file; its f_cred are the rights of this session
 * @opener_mm: address space of the opener, held by mm_count; compared, never
 *	walked
 * @lock: protects all below
 * @phase: where the conversation stands
 * @line: the request as written; valid from KML_READY on
 * @request: what @line was parsed into
 * @resource: what the file's check() took for the request
 * @checked: @request holds an accepted request; its forget() is due
 * @state: the answer's own state
 * @ran: the file's run() succeeded; its end() is due
 * @may_see_addresses: physical and kernel addresses may be shown; decided
 *	when the request runs
 * @consistency: note of the answer, where the file has no fixed one
 * @binary: the answer is bytes, see struct kml_file
 * @why: why the request was refused or its answer ends early
 * @text: the buffer, allocated at the first read
 * @scratch: KML_SCRATCH_BYTES for the file's own use while it makes rows, from
 *	the first row to the last; not cleared
 * @taken: bytes of @text the reader has had
 * @sections: of this answer: those of the file, unless its run() chose others
 * @section: the section being written
 * @position: of the next row in it
 */
struct kml_session {
	struct kml_node *node;
	struct file *opened;
	struct mm_struct *opener_mm;
	struct mutex lock;
	enum kml_phase phase;
	char *line;
	void *request;
	void *resource;
	bool checked;
	void *state;
	bool ran;
	bool may_see_addresses;
	const char *consistency;
	bool binary;
	struct kml_why why;
	struct kml_text text;
	void *scratch;
	size_t taken;
	const struct kml_section *sections;
	const struct kml_section *section;
	u64 position;
};

#define KML_SCRATCH_BYTES	8192

/*
 * kml_fail - say why a request is refused or its answer ends, return the errno
 * @s: the session, locked
 * @err: negative errno
 * The rest: one sentence, as for printf().
 */
#define kml_fail(s, err, ...)	kml_why(&(s)->why, err, __VA_ARGS__)

bool kml_may_see_addresses(const struct kml_session *s);
void kml_session_exit(void);

extern const struct file_operations kml_view_fops;
extern const struct file_operations kml_bench_fops;

#endif /* KML_FILE_H */
