// SPDX-License-Identifier: GPL-2.0
/* Processes and addresses: see operand.h. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "frames.h"
#include "operand.h"
#include "parse.h"
#include "text.h"
#include "util.h"
#include "view.h"
#include "xalloc.h"

/**
 * operand_pid - read a pid, or self
 * @session: its fault is filled on failure
 * @word: the operand
 * @pid: filled
 *
 * Return: 0 or -1.
 */
int operand_pid(struct session *session, const char *word, uint64_t *pid)
{
	if (!strcmp(word, "self")) {
		if (session->root)
			return fault(&session->why, EXIT_USAGE,
				     "'self' is this process, which no recorded answer is of; give the recorded pid, or none");
		*pid = getpid();
		return 0;
	}
	if (text_decimal(word, strlen(word), pid) && *pid)
		return 0;
	return fault(&session->why, EXIT_USAGE,
		     "'%s' is not a pid; give a decimal number, or self", word);
}

/**
 * operand_space - read a pid, self, or kernel
 * @session: its fault is filled on failure
 * @word: the operand
 * @pid: filled; 0 for the kernel
 * @kernel: filled: the kernel's own addresses are meant
 *
 * Return: 0 or -1.
 */
int operand_space(struct session *session, const char *word, uint64_t *pid, bool *kernel)
{
	*pid = 0;
	*kernel = !strcmp(word, "kernel");
	return *kernel ? 0 : operand_pid(session, word, pid);
}

/**
 * operand_hex - read a hexadecimal number
 * @word: digits, with or without 0x
 * @what: what it is, with an article, for messages
 * @value: filled
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int operand_hex(const char *word, const char *what, uint64_t *value, struct fault *why)
{
	const char *digits = word;
	char *end;

	if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X'))
		digits += 2;
	errno = 0;
	*value = strtoull(digits, &end, 16);
	/* strtoull() takes signs, blanks and a second 0x. */
	if (!*digits || strspn(digits, "0123456789abcdefABCDEF") != strlen(digits))
		return fault(why, EXIT_USAGE,
			     "'%s' is not %s; give hexadecimal digits, with or without 0x",
			     word, what);
	if (errno || *end)
		return fault(why, EXIT_USAGE, "%s '%s' has more than 64 bits",
			     strchr(what, ' ') + 1, word);
	return 0;
}

/**
 * operand_address - read an address
 * @session: its fault is filled on failure
 * @word: the operand
 * @addr: filled
 *
 * Return: 0 or -1.
 */
int operand_address(struct session *session, const char *word, uint64_t *addr)
{
	return operand_hex(word, "an address", addr, &session->why);
}

/**
 * operand_frames - read a frame, or FIRST-LAST
 * @word: the operand
 * @frames: filled
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int operand_frames(const char *word, struct frames *frames, struct fault *why)
{
	const char *dash = strchr(word, '-');
	char *first = dash ? xmemdup(word, dash - word) : xstrdup(word);
	int ret;

	ret = operand_hex(first, "a frame number", &frames->first, why);
	frames->last = frames->first;
	if (!ret && dash)
		ret = operand_hex(dash + 1, "a frame number", &frames->last, why);
	free(first);
	if (ret)
		return ret;
	if (frames->first > frames->last)
		return fault(why, EXIT_USAGE, "the frames %s are in the wrong order", word);
	/* With 0, no process is told from one whose frames are hidden. */
	if (!frames->last)
		return fault(why, EXIT_USAGE,
			     "frame 0 is the firmware's, and no process maps it");
	return 0;
}

/**
 * recorded_number - a number of the request that was answered
 * @doc: the answer
 * @key: its key, with the '='
 * @base: of the number
 * @value: filled
 *
 * Return: false if the request is not known or does not have the key.
 */
bool recorded_number(const struct doc *doc, const char *key, int base, uint64_t *value)
{
	const char *request = doc_note(doc, "request"), *at = request;
	char *end;

	while (at && (at = strstr(at, key)) && at > request && at[-1] != ' ')
		at += strlen(key);
	if (!at)
		return false;
	at += strlen(key);
	*value = strtoull(at, &end, base);
	return end > at && (!*end || *end == ' ');
}

/**
 * recorded_of - is an answer of the process asked for, or of the kernel?
 * @session: its fault is filled if it is not
 * @doc: the answer, which may be recorded
 * @pid: the process; 0: any, or the kernel
 * @kernel: the kernel's addresses are asked for
 *
 * A recorded answer is of one process; it must not pass for another's.
 *
 * Return: 0 or -1.
 */
int recorded_of(struct session *session, const struct doc *doc, uint64_t pid, bool kernel)
{
	const char *request = doc_note(doc, "request");
	uint64_t recorded;

	if (kernel && request && !strstr(request, "space=kernel"))
		return fault(&session->why, EXIT_UNAVAILABLE,
			     "%s is an answer to '%s', not of the kernel", doc->path, request);
	if (!pid || !recorded_number(doc, "pid=", 10, &recorded) || recorded == pid)
		return 0;
	return fault(&session->why, EXIT_UNAVAILABLE,
		     "%s is an answer to '%s', not of pid %" PRIu64,
		     doc->path, request, pid);
}

/* What is wanted of an answer is what it is to. */
static void keep_request(void *data, const char *name, const char *text)
{
	char **request = data;

	if (!strcmp(name, "request") && !*request)
		*request = xstrdup(text);
}

static void pass_head(void *data, const char *file, uint64_t version)
{
	(void)data;
	(void)file;
	(void)version;
}

static void pass_section(void *data, const struct section *section)
{
	(void)data;
	(void)section;
}

static void pass_row(void *data, const struct section *section, const struct word *words,
		     unsigned long line)
{
	(void)data;
	(void)section;
	(void)words;
	(void)line;
}

/* The same word, or the same number in another spelling. */
static bool is_same(const char *a, const char *b)
{
	static const char *const hex[] = { "addr=", "pfn=", "start=" };
	size_t len = strcspn(a, " "), i;

	if (len == strcspn(b, " ") && !strncmp(a, b, len))
		return true;
	for (i = 0; i < ARRAY_SIZE(hex); i++)
		if (begins_with(a, hex[i]) && begins_with(b, hex[i]))
			return strtoull(a + strlen(hex[i]), NULL, 16) ==
			       strtoull(b + strlen(hex[i]), NULL, 16);
	return false;
}

/* Of what is not said, these are meant. */
static bool is_default(const char *words, const char *word)
{
	static const struct {
		const char *word, *key;
	} defaults[] = { { "order=0", "order=" }, { "gfp=GFP_KERNEL", "gfp=" } };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(defaults); i++)
		if (is_same(word, defaults[i].word))
			return !strstr(words, defaults[i].key);
	return false;
}

static bool has_word(const char *words, const char *word)
{
	const char *at;

	for (at = words + strspn(words, " "); *at; at += strspn(at, " ")) {
		if (is_same(at, word))
			return true;
		at += strcspn(at, " ");
	}
	return is_default(words, word);
}

/**
 * recorded_answers - is a recorded answer one to what is asked?
 * @session: its fault is filled if it is not
 * @file: name of the file
 * @request: key=value words
 *
 * A recorded answer is to one request; it must not pass for another's.
 *
 * Return: 0 if it has all these words, or is live; or -1.
 */
int recorded_answers(struct session *session, const char *file, const char *request)
{
	const struct parse_ops ops = { pass_head, keep_request, pass_section, pass_row };
	char *recorded = NULL, *path = NULL;
	const struct view_tap tap = { .path = &path };
	const char *word;
	int ret = 0;

	if (!session->root || !*request)
		return 0;
	/* An answer that the module ended is told when it is shown. */
	if (view_stream(session, file, "", &ops, &recorded, &tap)) {
		ret = session->why.by_module ? 0 : -1;
		if (!ret)
			fault_clear(&session->why);
	}
	for (word = request; !ret && *word; word += strspn(word, " ")) {
		if (!has_word(recorded ? recorded : "", word))
			ret = fault(&session->why, EXIT_UNAVAILABLE,
				    "%s is an answer to '%s', not to '%s'; leave that out to see it",
				    path, recorded ? recorded : "", request);
		word += strcspn(word, " ");
	}
	free(recorded);
	free(path);
	return ret;
}
