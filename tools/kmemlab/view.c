// SPDX-License-Identifier: GPL-2.0
/* A file of the module: see view.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output.h"
#include "parse.h"
#include "progress.h"
#include "source.h"
#include "text.h"
#include "util.h"
#include "view.h"
#include "xalloc.h"

/* The format of every file, so far. */
#define FORMAT	1

static enum exit_status status_of_refusal(int err)
{
	switch (err) {
	case EINVAL:
	case ERANGE:
	case E2BIG:
		return EXIT_USAGE;
	case EPERM:
	case EACCES:
		return EXIT_PERMISSION;
	default:
		return EXIT_UNAVAILABLE;
	}
}

/* The module's sentence stays; the exit status follows its errno. */
static int judge(const struct source *src, int ret, struct fault *why)
{
	if (!ret && src->refused)
		return fault(why, status_of_refusal(src->refused),
			     "%s refused the request without a reason: %s",
			     src->path, strerror(src->refused));
	if (!ret || !why->by_module)
		return ret;
	if (src->refused)
		why->status = status_of_refusal(src->refused);
	else if (begins_with(why->text, "EPERM ") || begins_with(why->text, "EACCES "))
		why->status = EXIT_PERMISSION;
	return ret;
}

static int read_view(struct session *session, const char *file, const char *request,
		     const struct parse_ops *ops, void *data, const struct view_tap *tap)
{
	struct fault *why = &session->why;
	struct source src;
	int ret;

	if (request)
		ret = source_open_bench(&src, session->root, file, request, why);
	else
		ret = source_open(&src, session->root, file, why);
	if (ret)
		return ret;
	if (tap && tap->path && !*tap->path)
		*tap->path = xstrdup(src.path);
	if (tap)
		src.copy = tap->copy;
	ret = parse(&src, file, FORMAT, ops, data, why);
	ret = judge(&src, ret, why);
	source_close(&src);
	return ret;
}

/**
 * view_load - read an answer into memory
 * @session: where from; its fault is filled on failure
 * @file: name of the file
 * @request: for a bench; NULL: only read. Nothing is asked of a recorded file
 * @doc: filled, to be freed with doc_free(). On failure empty, but when the
 *	module itself ended the answer with an error: then what came before
 *
 * Return: 0 or -1.
 */
int view_load(struct session *session, const char *file, const char *request,
	      struct doc *doc)
{
	const struct view_tap tap = { .path = &doc->path };
	int ret;

	*doc = (struct doc){ 0 };
	progress_begin(file);
	ret = read_view(session, file, request, &doc_ops, doc, &tap);
	progress_end();
	if (ret && (!session->why.by_module || !doc->file))
		doc_free(doc);
	return ret;
}

/**
 * view_stream - hand out an answer while it is read
 * @session: where from; its fault is filled on failure
 * @file: name of the file
 * @request: as of view_load()
 * @ops: what to do with the pieces
 * @data: passed to @ops
 * @tap: what else is wanted, or NULL
 *
 * Return: 0 or -1.
 */
int view_stream(struct session *session, const char *file, const char *request,
		const struct parse_ops *ops, void *data, const struct view_tap *tap)
{
	return read_view(session, file, request, ops, data, tap);
}

/**
 * view_data - print an answer as data, while it is read
 * @session: where from, and what of it in which form; its fault is filled on failure
 * @file: name of the file
 * @request: as of view_load()
 *
 * Return: 0 or -1; valid JSON or nothing was printed in either case.
 */
int view_data(struct session *session, const char *file, const char *request)
{
	/* What is printed to a terminal meanwhile is sign enough. */
	bool unseen = !isatty(STDOUT_FILENO);
	struct output out;
	int ret;

	if (output_begin(&out, session))
		return -1;
	if (unseen)
		progress_begin(file);
	ret = output_end(&out, read_view(session, file, request, out.ops, out.data, NULL));
	if (unseen)
		progress_end();
	return ret;
}

/**
 * view_print - show an answer that is kept, as the session wants it
 * @session: how it is to look; what is wrong with the answer so far goes into JSON
 * @doc: the answer
 * @print: shows it to people
 *
 * Return: 0 or -1.
 */
int view_print(struct session *session, const struct doc *doc,
	       int (*print)(struct session *session, const struct doc *doc))
{
	struct output out;

	if (!output_is_data(session))
		return print(session, doc);
	if (output_begin(&out, session))
		return -1;
	doc_replay(doc, out.ops, out.data);
	return output_end(&out, 0);
}

/**
 * view_trust - print how far an answer is to be trusted, for people
 * @session: how the output is to look
 * @consistency: what the answer says of it
 */
void view_trust(const struct session *session, const char *consistency)
{
	char *text = xasprintf("consistency: %s", consistency);

	putchar('\n');
	text_wrap(stdout, 0, text, session->screen);
	free(text);
}

/**
 * view_consistency - print how far an answer is to be trusted, for people
 * @session: how the output is to look
 * @doc: the answer
 */
void view_consistency(const struct session *session, const struct doc *doc)
{
	const char *text = doc_note(doc, "consistency");

	if (text)
		view_trust(session, text);
}

/**
 * view_show - print an answer in the form that was asked for
 * @session: how it is to look; its fault is filled on failure
 * @file: name of the file
 * @request: as of view_load()
 * @print: prints it for people; the consistency follows
 *
 * Return: 0 or -1.
 */
int view_show(struct session *session, const char *file, const char *request,
	      int (*print)(struct session *session, const struct doc *doc))
{
	struct doc doc;
	int ret;

	if (output_is_data(session))
		return view_data(session, file, request);
	ret = view_load(session, file, request, &doc);
	if (!ret)
		ret = print(session, &doc);
	if (!ret)
		view_consistency(session, &doc);
	doc_free(&doc);
	return ret;
}
